// Where a backup goes: a file that the owner chooses, or a download where the browser offers no choosing.
import type { BackupFile } from '../../commands/make-backup.ts'
import type { CalendarDate } from '../../core/date.ts'

interface PickerWindow {
  showSaveFilePicker?(options: {
    readonly suggestedName: string
    readonly types: readonly {
      readonly description: string
      readonly accept: Readonly<Record<string, readonly string[]>>
    }[]
  }): Promise<BackupFile & { readonly name: string }>
}

/** `billfold-ada-practice-2026-11-22.json.gz`: sorts by account and day, and needs no escaping on any system. */
export function backupFileName(accountName: string, today: CalendarDate, gzip: boolean): string {
  const plain = accountName
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `billfold-${plain === '' ? '' : `${plain}-`}${today}.json${gzip ? '.gz' : ''}`
}

/** Asks where to save; undefined when the browser cannot ask, null when the owner turned it down. */
export async function chooseBackupFile(name: string, description: string): Promise<BackupFile | null | undefined> {
  const picker = (window as PickerWindow).showSaveFilePicker
  if (picker === undefined) return undefined
  const accept = name.endsWith('.gz') ? { 'application/gzip': ['.gz'] } : { 'application/json': ['.json'] }
  try {
    return await picker.call(window, { suggestedName: name, types: [{ description, accept }] })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    // Forbidden here (a frame, a policy): a download works everywhere.
    if (error instanceof DOMException && error.name === 'SecurityError') return undefined
    throw error
  }
}

/** Hands a file to the browser's downloads. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser reads it after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
