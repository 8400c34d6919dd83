// Backups that are made without being asked for, into a folder that the owner chose once (G-1).
import { backupFileName, backupsAmong } from '../core/backup-file-name.ts'
import { type CalendarDate, daysBetween, type Instant, parseCalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { AccountEntry, BackupFolder, DirectoryDb } from '../storage/directory-db.ts'
import { execute } from './execute.ts'
import { makeBackup, noteBackup } from './make-backup.ts'

/** How many backups of an account stay in its folder; older ones go, one for each day that is new. */
export const keptBackups = 14

/** After a try that failed, or one of another window, the next one waits so many minutes. */
const pauseMinutes = 30

export interface OwnBackupOrder {
  readonly directory: DirectoryDb
  readonly account: AccountEntry
  readonly books: AccountDb
  readonly today: CalendarDate
  readonly envelope: () => Envelope
}

/** `not-due`: nothing changed since, one was made today, or another window is at it. */
export type OwnBackup = 'done' | 'no-folder' | 'not-due' | 'not-allowed' | 'failed'

/**
 * Writes a proven backup of the account into its folder: once a day, when anything changed since the last one. What
 * fails is kept with the folder for the owner to see; the old files stay. Called after runs, in the page and in the
 * worker alike; asks for nothing, since a question needs a click.
 */
export async function backUpByItself(order: OwnBackupOrder): Promise<OwnBackup> {
  const { directory, account, books, today, envelope } = order
  const { now } = envelope()
  const place = await directory.backupFolders.get(account.id)
  if (place === undefined) return 'no-folder'
  if (account.kind !== 'business' || account.state !== 'active') return 'not-due'
  if (!(await isDue(books, place, today)) || !(await claim(directory, place, now))) return 'not-due'
  const allowed = (await place.folder.queryPermission?.({ mode: 'readwrite' })) ?? 'granted'
  if (allowed !== 'granted') return note(directory, place, { problem: 'not-allowed' })
  try {
    const file = await place.folder.getFileHandle(backupFileName(account.name, today, place.gzip), { create: true })
    const made = await makeBackup({ books, account, purpose: 'backup', gzip: place.gzip, now, into: file })
    if (!made.ok) return note(directory, place, { problem: made.problem.code })
    const { rows, sha256 } = made.value
    // Books that take no command now were backed up all the same.
    await execute(books, noteBackup, { rows, sha256 }, { ...envelope(), actor: 'automation' })
    await removeOld(place.folder, account.name)
    await note(directory, place, { lastAt: now, lastOn: today })
    return 'done'
  } catch (error) {
    return note(directory, place, { problem: error instanceof Error ? error.name : 'unknown' })
  }
}

/** Not twice on a day, and not when nothing but earlier backups happened since. */
async function isDue(books: AccountDb, place: BackupFolder, today: CalendarDate): Promise<boolean> {
  if (place.lastOn !== undefined && place.lastOn >= today) return false
  const settings = await books.settings.get('account')
  const last = settings?.lastBackupAt
  if (last === undefined) return true
  const lastOn = parseCalendarDate(last.slice(0, 10))
  if (lastOn !== undefined && daysBetween(lastOn, today) > keptBackups) return true
  const newest = await books.events.orderBy('id').reverse().first()
  return newest !== undefined && newest.at > last
}

/** Takes the turn; another window that has it is left alone. */
async function claim(directory: DirectoryDb, { accountId }: BackupFolder, now: Instant): Promise<boolean> {
  return directory.transaction('rw', directory.backupFolders, async () => {
    const place = await directory.backupFolders.get(accountId)
    if (place === undefined) return false
    if (place.triedAt !== undefined && Date.parse(now) - Date.parse(place.triedAt) < pauseMinutes * 60_000) return false
    await directory.backupFolders.update(accountId, { triedAt: now })
    return true
  })
}

async function note(
  directory: DirectoryDb,
  { accountId }: BackupFolder,
  outcome: { readonly problem: string } | Pick<BackupFolder, 'lastAt' | 'lastOn'>,
): Promise<OwnBackup> {
  const failed = 'problem' in outcome
  await directory.backupFolders.update(accountId, failed ? outcome : { ...outcome, problem: '' })
  return !failed ? 'done' : outcome.problem === 'not-allowed' ? 'not-allowed' : 'failed'
}

async function removeOld(folder: BackupFolder['folder'], accountName: string): Promise<void> {
  const names: string[] = []
  for await (const name of folder.keys()) names.push(name)
  for (const name of backupsAmong(names, accountName).slice(keptBackups)) {
    await folder.removeEntry(name).catch(() => undefined)
  }
}
