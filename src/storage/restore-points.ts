// A whole account as it was, kept in the directory before anything that could harm the books (G-3).
import type { Dexie } from 'dexie'
import type { Instant } from '../core/date.ts'
import type { BackupAccount } from './backup/backup-format.ts'
import { drainBackup } from './backup/drain-backup.ts'
import type { BackupOrder } from './backup/write-backup.ts'
import type { DirectoryDb, RestorePoint } from './directory-db.ts'

/** So many points are kept for an account, the newest; fewer when they are large. */
export const keptRestorePoints = 10
export const keptRestorePointBytes = 200 * 1024 * 1024

export interface RestorePointOrder {
  readonly id: string
  readonly accountId: RestorePoint['accountId']
  readonly account: BackupAccount
  readonly reason: RestorePoint['reason']
  readonly now: Instant
}

/** Makes a restore point of opened books of any schema and lets the oldest go. */
export async function keepRestorePoint(
  directory: DirectoryDb,
  db: Dexie,
  order: RestorePointOrder,
): Promise<RestorePoint> {
  const { blob, counts, schema } = await backupBlob(db, {
    purpose: 'restore-point',
    madeAt: order.now,
    account: order.account,
  })
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const point: RestorePoint = {
    id: order.id,
    accountId: order.accountId,
    madeAt: order.now,
    reason: order.reason,
    schemaVersion: schema,
    counts,
    size: bytes.length,
  }
  await directory.transaction('rw', directory.restorePoints, directory.restorePointBytes, async () => {
    await directory.restorePoints.add(point)
    await directory.restorePointBytes.add({ id: point.id, bytes })
    const all = await directory.restorePoints
      .where('[accountId+madeAt]')
      .between([order.accountId, ''], [order.accountId, '\uffff'])
      .reverse()
      .toArray()
    let size = 0
    const old = all.filter((one, index) => {
      size += one.size
      return index > 0 && (index >= keptRestorePoints || size > keptRestorePointBytes)
    })
    await directory.restorePoints.bulkDelete(old.map(({ id }) => id))
    await directory.restorePointBytes.bulkDelete(old.map(({ id }) => id))
  })
  return point
}

/** A whole backup as gzipped bytes (plain where the browser cannot compress); begins again when the books change meanwhile. */
export async function backupBlob(
  db: Dexie,
  order: BackupOrder & { readonly gzip?: boolean },
): Promise<{ blob: Blob; counts: Readonly<Record<string, number>>; schema: number; sha256: string; rows: number }> {
  const { out: blob, summary } = await drainBackup(db, { gzip: true, ...order }, (stream) =>
    new Response(stream).blob(),
  )
  const { header, sha256, rows } = summary
  return { blob, counts: header.counts, schema: header.schema, sha256, rows }
}
