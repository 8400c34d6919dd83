import type { BackupProblem } from '../core/backup-problem.ts'
import type { Instant } from '../core/date.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { refusing } from '../storage/backup/backup-refusal.ts'
import { drainBackup } from '../storage/backup/drain-backup.ts'
import { type BackupOrder, BooksChanged } from '../storage/backup/write-backup.ts'
import { type InspectedBackup, inspectBackup } from '../storage/build-books.ts'
import type { AccountEntry } from '../storage/directory-db.ts'
import { backupBlob } from '../storage/restore-points.ts'
import type { Command } from './execute.ts'

/** Where a backup is written: a file that the owner chose (`FileSystemFileHandle`), read back afterwards. */
export interface BackupFile {
  createWritable(): Promise<WritableStream<Uint8Array<ArrayBuffer>>>
  getFile(): Promise<Blob>
}

export interface MakeBackup {
  readonly books: AccountDb
  readonly account: Pick<AccountEntry, 'id' | 'businessId' | 'name' | 'kind'>
  readonly purpose: 'backup' | 'move'
  readonly now: Instant
  readonly gzip: boolean
  /** Absent: the whole file is answered as a Blob, for a download. */
  readonly into?: BackupFile
  readonly signal?: AbortSignal
  readonly onProgress?: (step: 'write' | 'check', done: number, total: number) => void
}

/**
 * Makes a complete backup and opens it again to prove it: what is answered was read back from the file itself.
 * Problems: `books-busy`, `cancelled`, `storage-full`, `file-unreadable`.
 */
export function makeBackup(order: MakeBackup): Promise<Result<InspectedBackup, BackupProblem>> {
  return refusing(async () => {
    const { account, onProgress, signal } = order
    const writing: BackupOrder = {
      purpose: order.purpose,
      madeAt: order.now,
      account: { id: account.businessId ?? account.id, name: account.name, kind: account.kind },
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress: (done, total) => onProgress('write', done, total) }),
    }
    try {
      const file =
        order.into === undefined
          ? (await backupBlob(order.books, { ...writing, gzip: order.gzip })).blob
          : await writeFile(order.books, writing, order.into, order.gzip)
      return await inspectBackup(file, {
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress: (done, total) => onProgress('check', done, total) }),
      })
    } catch (error) {
      if (error instanceof BooksChanged) return refused({ code: 'books-busy' })
      throw error
    }
  })
}

async function writeFile(books: AccountDb, order: BackupOrder, file: BackupFile, gzip: boolean): Promise<Blob> {
  await drainBackup(books, { ...order, gzip }, async (stream) => {
    // Nothing reaches the file itself before the stream is closed: a failed attempt leaves the old file as it was.
    const target = await file.createWritable()
    try {
      await stream.pipeTo(target)
    } catch (error) {
      await target.abort().catch(() => undefined)
      throw error
    }
  })
  return file.getFile()
}

/** Notes in the books that a backup left, so that screens can say how old the last one is (G-1). */
export const noteBackup: Command<{ readonly rows: number; readonly sha256: string }, { readonly at: Instant }> = {
  name: 'noteBackup',
  // A backup is made while automation is paused too.
  unguarded: true,
  tables: ['settings'],
  async run(books, { rows, sha256 }, envelope): Promise<Result<{ at: Instant }, Problem>> {
    const settings = await books.db.settings.get('account')
    if (settings === undefined) throw new Error('The account has no settings')
    // The version stays: an open form of settings has nothing to do with this.
    await books.putSettings({ ...settings, lastBackupAt: envelope.now })
    books.record('backup.made', [settings.id], { rows, sha256 })
    return ok({ at: envelope.now })
  },
}
