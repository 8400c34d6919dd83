// Bringing an account's books to a newer schema, with a way back (G-3).
import { Dexie } from 'dexie'
import type { OutboxRow } from '../core/automation/outbox.ts'
import type { AutomationState } from '../core/automation/run.ts'
import { movedRow } from '../core/automation/settled-delivery.ts'
import type { Instant } from '../core/date.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from './account-db.ts'
import { backupTables } from './backup/backup-format.ts'
import { readBackup } from './backup/read-backup.ts'
import { deleteDatabase, openAsItStands, storesOf } from './databases.ts'
import type { AccountEntry, DirectoryDb, RestorePoint } from './directory-db.ts'
import type { OpeningOptions, OpenProblem } from './open-account-db.ts'
import { differingSums } from './recompute-sums.ts'
import { keepRestorePoint } from './restore-points.ts'
import { wakeAll } from './wake-all.ts'

/**
 * Looks at the books as they stand; when they are older, keeps a restore point, upgrades, and proves that nothing was
 * lost. What fails leaves the books as they were. Does nothing for a new account. Problems: `schema-newer`, `upgrade-failed`.
 */
export async function upgradeBooks(
  directory: DirectoryDb,
  entry: AccountEntry,
  name: string,
  make: NonNullable<OpeningOptions['make']>,
  options: OpeningOptions,
): Promise<Result<undefined, OpenProblem>> {
  const old = await openAsItStands(name, directory.host)
  if (old === undefined) return ok(undefined)
  // An empty shell: a database that was made and never filled.
  if (!old.tables.some(({ name: table }) => table === 'meta')) {
    old.close()
    return ok(undefined)
  }
  const from = Math.max(
    Math.floor(old.verno),
    Number(((await old.table('meta').get('schema')) as { value?: unknown })?.value ?? 0),
  )
  if (from >= make.version) {
    old.close()
    return from === make.version ? ok(undefined) : refused({ code: 'schema-newer', found: from, known: make.version })
  }
  const before: AsItStood = {
    stores: storesOf(old),
    nativeVersion: old.verno,
    meta: await old.table('meta').toArray(),
    secrets: old.tables.some(({ name: table }) => table === 'secrets') ? await old.table('secrets').toArray() : [],
  }
  const point = await keepRestorePoint(directory, old, {
    id: options.newRestorePointId(),
    accountId: entry.id,
    account: { id: entry.businessId ?? entry.id, name: entry.name, kind: entry.kind },
    reason: 'migration',
    now: options.now,
  })
  old.close()
  const db = make.open(name)
  if (options.onBlocked !== undefined) db.on('blocked', options.onBlocked)
  let committed = false
  try {
    await db.open()
    committed = true
    await verifyUpgrade(db, point.counts)
    await db.meta.put({ key: 'schema', value: make.version })
    db.close()
    return ok(undefined)
  } catch (error) {
    db.close()
    // IndexedDB itself takes back an upgrade that failed inside its transaction; one that was committed is undone here.
    if (committed) await rollBack(directory, name, before, point)
    const detail = error instanceof Error ? error.message : String(error)
    return refused({ code: 'upgrade-failed', from, to: make.version, detail })
  }
}

/** No row of the books may be missing or appear, and the kept sums must still follow from the rows. */
async function verifyUpgrade(db: AccountDb, before: Readonly<Record<string, number>>): Promise<void> {
  for (const name of backupTables) {
    const said = before[name]
    if (said === undefined) continue
    const found = await db.table(name).count()
    if (found !== said) throw new Error(`${name} had ${said} rows and has ${found}`)
  }
  const wrong = await differingSums(db)
  if (wrong.length > 0) throw new Error(`${wrong.length} sums do not follow from the rows`)
}

/** What a backup does not hold, and a roll-back needs: the form of the database, and what is said of it alone. */
interface AsItStood {
  readonly stores: Readonly<Record<string, string>>
  readonly nativeVersion: number
  readonly meta: readonly object[]
  readonly secrets: readonly object[]
}

async function rollBack(
  directory: DirectoryDb,
  name: string,
  { stores, nativeVersion, meta, secrets }: AsItStood,
  point: RestorePoint,
): Promise<void> {
  const bytes = await directory.restorePointBytes.get(point.id)
  if (bytes === undefined) throw new Error('The restore point is gone')
  await deleteDatabase(name, directory.host)
  const db = new Dexie(name, { ...directory.host })
  db.version(nativeVersion).stores(stores)
  await db.open()
  await db.table('meta').bulkPut(meta)
  if (secrets.length > 0) await db.table('secrets').bulkPut(secrets)
  for await (const part of readBackup(new Blob([bytes.bytes]))) {
    if (part.kind === 'rows') await db.table(part.table).bulkAdd([...part.rows])
  }
  if ('wakeups' in stores) await wakeAll(db)
  if ('outbox' in stores) await standStill(db, point.madeAt)
  db.close()
}

/** after a roll-back nothing runs and nothing leaves until the owner says so. */
async function standStill(db: Dexie, now: Instant): Promise<void> {
  const automation = db.table<AutomationState, 'state'>('automation')
  const before = await automation.get('state')
  const paused = { since: now, why: 'rolled-back' } as const
  await automation.put({ waiting: [], confirmed: [], ...before, id: 'state', paused })
  const outbox = db.table<OutboxRow, string>('outbox')
  for (const state of ['waiting', 'sending'] as const) {
    const rows = await outbox.where('[state+nextAt]').between([state], [state, '\uffff']).toArray()
    const problem = { code: 'restored' } as const
    await outbox.bulkPut(rows.map((row) => movedRow(row, { state: 'needs-you', nextAt: now, problem }, now)))
  }
}
