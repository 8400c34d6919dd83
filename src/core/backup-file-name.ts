import type { CalendarDate } from './date.ts'

/** `billfold-ada-practice-2026-11-22.json.gz`: sorts by account and day, and needs no escaping on any system. */
export function backupFileName(accountName: string, today: CalendarDate, gzip: boolean): string {
  return `${stemOf(accountName)}${today}.json${gzip ? '.gz' : ''}`
}

/** Which of the files in a folder are backups of the account under this name, by day, the newest first. */
export function backupsAmong(names: readonly string[], accountName: string): string[] {
  const stem = stemOf(accountName)
  const day = /^\d{4}-\d{2}-\d{2}\.json(\.gz)?$/
  return names
    .filter((name) => name.startsWith(stem) && day.test(name.slice(stem.length)))
    .sort((left, right) => (left < right ? 1 : -1))
}

function stemOf(accountName: string): string {
  const plain = accountName
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `billfold-${plain === '' ? '' : `${plain}-`}`
}
