// A backup becomes a database of its own. The file is read twice: once to prove all of it, then to write. A refused file
// leaves nothing behind.
import type { BackupProblem } from '../core/backup-problem.ts'
import type { Sequence } from '../core/model.ts'
import { ok, type Result } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import { AccountDb, schemaVersion } from './account-db.ts'
import type { BackupHeader, BackupTable } from './backup/backup-format.ts'
import { BackupRefusal, refusing } from './backup/backup-refusal.ts'
import { readBackup } from './backup/read-backup.ts'
import { rowProblem } from './backup/row-schemas.ts'
import { checkBooks } from './check-books.ts'
import { deleteDatabase } from './databases.ts'
import type { DirectoryDb } from './directory-db.ts'
import { differingSums, recomputeSums } from './recompute-sums.ts'
import { sealDocuments } from './seal-documents.ts'
import { upgradedRow } from './upgrade-rows.ts'
import { verifySeals } from './verify-seals.ts'
import { wakeAll } from './wake-all.ts'

export interface ReadingOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

/** A backup that was read to its end and found good. */
export interface InspectedBackup {
  readonly file: Blob
  readonly header: BackupHeader
  readonly sha256: string
  readonly rows: number
  /** What each series stands at in the file. */
  readonly sequences: readonly Sequence[]
  readonly numbering: AccountSettings['numbering'] | undefined
  /** Ids of its finalized documents. */
  readonly documentIds: ReadonlySet<string>
  readonly eventIds: ReadonlySet<string>
}

/** Reads a file from end to end, as a restore would, and writes nothing. Problems: all of the reading ones. */
export function inspectBackup(
  file: Blob,
  options: ReadingOptions = {},
): Promise<Result<InspectedBackup, BackupProblem>> {
  return refusing(async () => ok(await inspect(file, options)))
}

async function inspect(file: Blob, { signal, onProgress }: ReadingOptions): Promise<InspectedBackup> {
  let header: BackupHeader | undefined
  let sha256 = ''
  let total = 0
  const sequences: Sequence[] = []
  let numbering: AccountSettings['numbering'] | undefined
  const documentIds = new Set<string>()
  const eventIds = new Set<string>()
  for await (const part of readBackup(file, signal)) {
    if (part.kind === 'header') {
      header = part.header
      total = Object.values(header.counts).reduce((sum, count) => sum + count, 0)
    } else if (part.kind === 'end') sha256 = part.sha256
    else {
      part.rows.forEach((row, index) => {
        // Rows of an earlier schema are judged after they were brought to this one.
        const now = upgradedRow(part.table, row, header?.schema ?? schemaVersion, schemaVersion)
        const path = rowProblem(part.table as BackupTable, now)
        if (path !== undefined) {
          throw new BackupRefusal({ code: 'row-invalid', table: part.table, row: part.first + index, path })
        }
        if (part.table === 'documents') documentIds.add(String(row.id))
        if (part.table === 'events') eventIds.add(String(row.id))
        if (part.table === 'settings') numbering = (row as unknown as AccountSettings).numbering
        if (part.table === 'sequences') sequences.push(row as unknown as Sequence)
      })
      onProgress?.(part.done, total)
    }
  }
  if (header === undefined) throw new BackupRefusal({ code: 'backup-truncated' })
  if (header.counts.settings !== 1) {
    throw new BackupRefusal({
      code: 'counts-differ',
      table: 'settings',
      said: 1,
      found: header.counts.settings ?? 0,
    })
  }
  return { file, header, sha256, rows: total, sequences, numbering, documentIds, eventIds }
}

export interface BuiltBooks {
  readonly db: AccountDb
  /** Kept sums that differed from the rows and were corrected. */
  readonly sumsCorrected: number
}

/**
 * Writes a proven backup into the new database `name` and checks what stands there. On any failure the database is
 * deleted again.
 * @throws BackupRefusal
 */
export async function buildBooks(
  directory: DirectoryDb,
  backup: InspectedBackup,
  name: string,
  { signal, onProgress }: ReadingOptions = {},
): Promise<BuiltBooks> {
  await directory.facts.put({ key: `building/${name}`, value: backup.header.madeAt })
  const db = new AccountDb(name, directory.host)
  try {
    await db.open()
    await fill(db, backup, signal, onProgress)
    for (const [table, said] of Object.entries(backup.header.counts)) {
      const found = await db.table(table).count()
      if (found !== said) throw new BackupRefusal({ code: 'counts-differ', table, said, found })
    }
    if (backup.header.schema < 4) await sealDocuments(db)
    await checkBooks(db)
    const broken = (await verifySeals(db, signal === undefined ? {} : { signal })).find((each) => each.broken)?.broken
    if (broken !== undefined) throw new BackupRefusal({ code: 'seal-broken', ...broken })
    await wakeAll(db)
    return { db, sumsCorrected: await correctSums(db) }
  } catch (error) {
    db.close()
    await deleteDatabase(name, directory.host).catch(() => undefined)
    await directory.facts.delete(`building/${name}`).catch(() => undefined)
    throw error
  }
}

async function fill(
  db: AccountDb,
  backup: InspectedBackup,
  signal: AbortSignal | undefined,
  onProgress: ReadingOptions['onProgress'],
): Promise<void> {
  for await (const part of readBackup(backup.file, signal)) {
    if (part.kind === 'rows') {
      try {
        await db
          .table(part.table)
          .bulkAdd(part.rows.map((row) => upgradedRow(part.table, row, backup.header.schema, schemaVersion)))
      } catch (error) {
        throw doubledNumber(error, part.rows) ?? error
      }
      onProgress?.(part.done, backup.rows)
    }
    if (part.kind === 'end' && part.sha256 !== backup.sha256) throw new BackupRefusal({ code: 'backup-changed' })
  }
}

/** The unique indexes of numbers refuse a second row (G-7). */
function doubledNumber(error: unknown, rows: readonly Readonly<Record<string, unknown>>[]): BackupRefusal | undefined {
  const failed = error as { name?: unknown; failuresByPos?: Readonly<Record<number, { name?: unknown }>> }
  if (failed.name !== 'BulkError') return undefined
  const place = Object.entries(failed.failuresByPos ?? {}).find(([, cause]) => cause.name === 'ConstraintError')?.[0]
  if (place === undefined) return undefined
  return new BackupRefusal({ code: 'number-doubled', number: String(rows[Number(place)]?.number ?? '') })
}

/** Sums are derived: where a file's differ from its rows, the rows count. */
async function correctSums(db: AccountDb): Promise<number> {
  const wrong = await differingSums(db)
  if (wrong.length === 0) return 0
  const right = await recomputeSums(db)
  await db.transaction('rw', db.sums, async () => {
    await db.sums.clear()
    await db.sums.bulkAdd([...right.values()])
  })
  return wrong.length
}
