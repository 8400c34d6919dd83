// The same year in peace: one run a day in Node, nothing beside it and nobody killed.

import { type OpenAccount, type TickDeps, tick } from '../../src/automation/tick.ts'
import { didSomething } from '../../src/commands/finish-run.ts'
import type { CalendarDate, Instant } from '../../src/core/date.ts'
import type { AccountId, IdByPrefix, NewId } from '../../src/core/ids.ts'
import type { AccountDb } from '../../src/storage/account-db.ts'
import { perform } from './chaos-acts.ts'
import { type Dump, dumpRows, openMemoryBooks } from './make-books.ts'
import type { ChaosDay } from './plan-year.ts'

export interface Replayed {
  readonly dump: Dump
  /** What became of the owner's acts. */
  readonly outcomes: readonly string[]
}

export async function replay(start: Dump, days: readonly ChaosDay[]): Promise<Replayed> {
  const outcomes: string[] = []
  const db = await openMemoryBooks()
  await db.transaction('rw', db.tables, async () => {
    for (const [table, rows] of Object.entries(start)) await db.table(table).bulkPut([...rows])
  })
  for (const [at, { on, acts }] of days.entries()) {
    outcomes.push(...(await perform(db, acts, `D${at}`, on)))
    await runDay(db, on)
    if (((await db.automation.get('state'))?.waiting.length ?? 0) > 0) {
      outcomes.push(...(await perform(db, [{ kind: 'confirm' }], `C${at}`, on)))
      await runDay(db, on)
    }
  }
  const dump = await dumpRows(db)
  db.close()
  return { dump, outcomes }
}

let made = 0

/** As the app's: a prefix and 26 characters. */
const newId: NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) => {
  made += 1
  return `${prefix}_${String(made).padStart(26, '0')}` as IdByPrefix[Prefix]
}

/** Runs until a run finds nothing to do. */
async function runDay(db: AccountDb, today: CalendarDate): Promise<void> {
  const timeZone = (await db.settings.get('account'))?.timeZone ?? 'UTC'
  const now = `${today}T09:00:00.000Z` as Instant
  const open: OpenAccount = {
    books: db,
    timeZone,
    today: () => today,
    envelope: (extra) => ({
      commandId: newId('cmd'),
      now,
      today,
      actor: 'automation',
      device: 'replay',
      newId,
      ...extra,
    }),
    close: () => undefined,
  }
  const deps: TickDeps = {
    accounts: async () => [{ id: 'acc_replay' as AccountId, name: 'Replay', open: async () => open }],
    place: 'node',
    now: () => now,
    lock: (_name, act) => act(),
  }
  for (let run = 0; run < 10; run += 1) {
    const { accounts } = await tick(deps, 'hourly')
    const done = accounts[0]
    if (done?.run === undefined) throw done?.failed ?? new Error('nothing ran')
    if (done.run.stoppedBy !== undefined) throw new Error(`stopped: ${JSON.stringify(done.run.stoppedBy)}`)
    if (!didSomething(done.run.counts)) return
  }
  throw new Error(`${today} does not come to rest`)
}
