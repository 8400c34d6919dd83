import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Dexie } from 'dexie'
import { appVersion } from '../../core/app-version.ts'
import type { Instant } from '../../core/date.ts'
import { rowsOf } from '../rows-of.ts'
import {
  type BackupAccount,
  type BackupHeader,
  type BackupPurpose,
  backupFormat,
  notBackedUp,
} from './backup-format.ts'
import { BackupRefusal } from './backup-refusal.ts'
import { encodeRow } from './encode-row.ts'

export interface BackupOrder {
  readonly purpose: BackupPurpose
  readonly madeAt: Instant
  readonly account: BackupAccount
  readonly signal?: AbortSignal
  /** Called after every batch with rows written and rows in all. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface BackupSummary {
  readonly header: BackupHeader
  readonly sha256: string
  readonly rows: number
  readonly bytes: number
}

/** A command changed the books while they were read: the reader throws away what it has and begins again. */
export class BooksChanged extends Error {}

const chunkLength = 256 * 1024

/**
 * Writes a backup piece by piece; never more than a batch of rows is in memory. IndexedDB ends a transaction that waits
 * for a file, so batches are read in transactions of their own and a change between the first and the last is noticed by
 * the number of events, to which every command adds.
 * @param db any schema: tables are written as they stand
 * @returns (as the generator's value) what was written
 * @throws BooksChanged when the books changed meanwhile; AbortError when `signal` fires
 */
export async function* backupChunks(
  db: Dexie,
  order: BackupOrder,
): AsyncGenerator<Uint8Array<ArrayBuffer>, BackupSummary> {
  const names = db.tables.map(({ name }) => name).filter((name) => !notBackedUp.some((each) => each === name))
  const header = await makeHeader(db, names, order)
  const total = Object.values(header.counts).reduce((sum, count) => sum + count, 0)
  const hash = sha256.create()
  const encoder = new TextEncoder()
  let pending = `${JSON.stringify(header).slice(0, -1)},"tables":{\n`
  let bytes = 0
  let rows = 0
  const flush = (): Uint8Array<ArrayBuffer> => {
    const chunk = encoder.encode(pending)
    pending = ''
    bytes += chunk.length
    hash.update(chunk)
    return chunk
  }
  for (const [index, name] of names.entries()) {
    pending += `${JSON.stringify(name)}:[\n`
    let first = true
    for await (const batch of rowsOf(db, name)) {
      order.signal?.throwIfAborted()
      for (const row of batch) {
        const line = lineOf(row, name)
        pending += first ? line : `,\n${line}`
        first = false
        rows += 1
        if (pending.length > chunkLength) yield flush()
      }
      order.onProgress?.(rows, total)
    }
    if (!first) pending += '\n'
    pending += index === names.length - 1 ? ']\n' : '],\n'
  }
  yield flush()
  if (rows !== total || (await db.table('events').count()) !== header.counts.events) throw new BooksChanged()
  const digest = bytesToHex(hash.digest())
  const end = encoder.encode(`},"end":{"sha256":"${digest}"}}\n`)
  yield end
  return { header, sha256: digest, rows, bytes: bytes + end.length }
}

/** A row that JSON cannot keep is a fault of this program: the backup fails by name rather than leaving it out. */
function lineOf(row: object, table: string): string {
  try {
    return encodeRow(row)
  } catch (error) {
    const path = error instanceof Error ? error.message : String(error)
    throw new BackupRefusal({ code: 'row-unwritable', table, path })
  }
}

async function makeHeader(db: Dexie, names: readonly string[], order: BackupOrder): Promise<BackupHeader> {
  const counts = await db.transaction('r', [...names, 'meta'], async () => {
    const found: Record<string, number> = {}
    for (const name of names) found[name] = await db.table(name).count()
    return found
  })
  const meta = (await db.table('meta').get('schema')) as { value?: unknown } | undefined
  return {
    billfold: 'backup',
    format: backupFormat,
    schema: Number(meta?.value ?? db.verno),
    app: appVersion,
    purpose: order.purpose,
    madeAt: order.madeAt,
    account: { id: order.account.id, name: order.account.name, kind: order.account.kind },
    counts,
  }
}
