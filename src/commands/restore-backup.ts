import type { BackupProblem } from '../core/backup-problem.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AccountId } from '../core/ids.ts'
import type { Sequence } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { AccountDb, accountDbName, schemaVersion } from '../storage/account-db.ts'
import { BackupRefusal, refusing } from '../storage/backup/backup-refusal.ts'
import { type BuiltBooks, buildBooks, type InspectedBackup, type ReadingOptions } from '../storage/build-books.ts'
import { databaseOf, freezeBooks, thawBooks, withRestoreLock } from '../storage/databases.ts'
import type { AccountEntry, DirectoryDb } from '../storage/directory-db.ts'
import { keepRestorePoint } from '../storage/restore-points.ts'
import { type Command, execute } from './execute.ts'
import { documentsMissingIn } from './inspect-backup.ts'
import { businessOf, raiseHighestNumbers } from './keep-highest-numbers.ts'
import { pauseAfterReturn } from './pause-after-return.ts'
import { writeWatched } from './write-watched.ts'

export type RestoreInto =
  /** An account beside those that are here; when its business is in use here already, a business of its own from now on. */
  | { readonly kind: 'new'; readonly id: AccountId; readonly name: string }
  /** For looking only: nothing can be written in it. */
  | { readonly kind: 'copy'; readonly id: AccountId; readonly name: string }
  /** In place of an account's books. `documentsMayGo`: the owner confirmed that what is lost never left the device. */
  | { readonly kind: 'over'; readonly id: AccountId; readonly documentsMayGo?: boolean }

export interface RestoreBackup extends ReadingOptions {
  readonly directory: DirectoryDb
  readonly backup: InspectedBackup
  readonly into: RestoreInto
  /** How far each series has counted, as the owner confirmed it; never below what is known. */
  readonly numbers: readonly Sequence[]
  readonly envelope: Envelope
}

export interface Restored {
  readonly accountId: AccountId
  readonly rows: number
  readonly sumsCorrected: number
}

/**
 * Restores a proven backup: the books are written into a new database and checked there; only then does the directory
 * point to it. Replaced books are deleted once no window shows them (`sweepDatabases`). Any failure leaves everything as
 * it was.
 * Problems: those of reading, `documents-missing`, `account-missing`, `restore-running`, `storage-full`.
 */
export function restoreBackup(order: RestoreBackup): Promise<Result<Restored, BackupProblem>> {
  return refusing(async () => {
    const done = await withRestoreLock(() =>
      order.into.kind === 'over' ? restoreOver(order, order.into) : restoreBeside(order, order.into),
    )
    if (done === undefined) return refused({ code: 'restore-running' })
    return done
  })
}

async function restoreBeside(
  order: RestoreBackup,
  into: Exclude<RestoreInto, { kind: 'over' }>,
): Promise<Result<Restored, BackupProblem>> {
  const { directory, backup, envelope } = order
  const name = accountDbName(into.id)
  const built = await buildBooks(directory, backup, name, order)
  const origin = backup.header.account.id
  // Two accounts that count the same series would give a number twice: the second one goes its own way.
  const here = (await directory.accounts.toArray()).some((one) => one.state === 'active' && businessOf(one) === origin)
  const entry: AccountEntry = {
    id: into.id,
    name: into.name,
    ...(into.name === backup.header.account.name ? {} : { ownName: true }),
    kind: backup.header.account.kind,
    state: into.kind === 'copy' ? 'read-only' : 'active',
    createdAt: envelope.now,
    openedAt: envelope.now,
    schemaVersion,
    ...(into.kind === 'copy' ? { asOf: backup.header.madeAt } : {}),
    ...((into.kind === 'new' && here) || origin === into.id ? {} : { businessId: origin }),
  }
  if (into.kind === 'copy') {
    await mustRun(built, pauseCopy, {}, envelope)
    await built.db.meta.put({ key: 'readOnly', value: true })
  } else await adopt(built, order, businessOf(entry))
  await directory.transaction('rw', directory.accounts, directory.facts, async () => {
    await directory.accounts.add(entry)
    await directory.facts.delete(`building/${name}`)
  })
  built.db.close()
  return ok({ accountId: into.id, rows: backup.rows, sumsCorrected: built.sumsCorrected })
}

async function restoreOver(
  order: RestoreBackup,
  into: Extract<RestoreInto, { kind: 'over' }>,
): Promise<Result<Restored, BackupProblem>> {
  const { directory, backup, envelope } = order
  const entry = await directory.accounts.get(into.id)
  if (entry === undefined) return refused({ code: 'account-missing' })
  const oldName = databaseOf(entry)
  const old = new AccountDb(oldName, directory.host)
  const name = `${accountDbName(into.id)}-${envelope.commandId}`
  // From here on no window may add to the old books: it would be lost with them.
  const wasReadOnly = (await old.meta.get('readOnly'))?.value === true
  if (!wasReadOnly) await freezeBooks(directory, old)
  try {
    const missing = await documentsMissingIn(backup, old)
    if (missing.length > 0 && into.documentsMayGo !== true) {
      throw new BackupRefusal({ code: 'documents-missing', numbers: missing.map(({ number }) => number) })
    }
    await raiseHighestNumbers(directory, businessOf(entry), await old.sequences.toArray())
    await keepRestorePoint(directory, old, {
      id: `rst_${envelope.commandId}`,
      accountId: entry.id,
      account: { id: businessOf(entry), name: entry.name, kind: entry.kind },
      reason: 'restore',
      now: envelope.now,
    })
    const built = await buildBooks(directory, backup, name, order)
    await adopt(built, order, businessOf(entry))
    await directory.transaction('rw', directory.accounts, directory.facts, async () => {
      await directory.accounts.update(entry.id, { database: name, state: 'active', schemaVersion })
      await directory.facts.delete(`building/${name}`)
      await directory.facts.delete(`frozen/${oldName}`)
      await directory.facts.put({ key: `obsolete/${oldName}`, value: envelope.now })
    })
    built.db.close()
    old.close()
    return ok({ accountId: entry.id, rows: backup.rows, sumsCorrected: built.sumsCorrected })
  } catch (error) {
    if (!wasReadOnly) await thawBooks(directory, old)
    old.close()
    throw error
  }
}

/** The restored books count on above every number ever given, say that they were restored, and stand still. */
async function adopt(built: BuiltBooks, order: RestoreBackup, business: AccountId): Promise<void> {
  const { directory, backup, envelope } = order
  const known = await directory.highestNumbers.where('accountId').equals(business).toArray()
  const sequences = [...known, ...order.numbers]
  await mustRun(built, adoptBooks, { madeAt: backup.header.madeAt, sequences }, envelope)
  await raiseHighestNumbers(directory, business, await built.db.sequences.toArray())
}

async function mustRun<Input>(
  { db }: BuiltBooks,
  command: Command<Input, unknown>,
  input: Input,
  envelope: Envelope,
): Promise<void> {
  const result = await execute(db, command, input, envelope)
  if (!result.ok) throw new Error(`Restored books refuse to open: ${result.problem.code}`)
}

interface AdoptBooks {
  readonly madeAt: RestoreBackup['backup']['header']['madeAt']
  readonly sequences: readonly Sequence[]
}

const adoptBooks: Command<AdoptBooks, { readonly raised: number }> = {
  name: 'adoptBooks',
  tables: ['sequences', 'settings', 'outbox', 'endpoints', 'rules'],
  async run(books, { madeAt, sequences }, envelope): Promise<Result<{ raised: number }, Problem>> {
    let raised = 0
    for (const { series, kind, last, lastIssuedOn } of sequences) {
      const row = await books.db.sequences.get(series)
      if ((row?.last ?? 0) >= last) continue
      const latest = [row?.lastIssuedOn, lastIssuedOn]
        .filter((date) => date !== undefined)
        .sort()
        .at(-1)
      await books.putSequence({ series, kind, last, ...(latest === undefined ? {} : { lastIssuedOn: latest }) })
      raised += 1
    }
    const settings = await books.db.settings.get('account')
    // The file itself is a backup of these books, as old as it says.
    if (settings !== undefined && (settings.lastBackupAt ?? '') < madeAt) {
      await books.putSettings({ ...settings, lastBackupAt: madeAt })
    }
    books.record('account.restored', [], { madeAt, raised })
    await pauseAfterReturn(books, 'restored', envelope)
    // What rules wait for is a fact of the database, and no backup has it.
    await writeWatched(books)
    return ok({ raised })
  },
}

/** A copy for looking shows that nothing leaves it, and never takes a command again. */
const pauseCopy: Command<Record<never, never>, Record<never, never>> = {
  name: 'pauseCopy',
  tables: ['outbox', 'endpoints'],
  async run(books, _input, envelope) {
    await pauseAfterReturn(books, 'restored', envelope)
    return ok({})
  },
}
