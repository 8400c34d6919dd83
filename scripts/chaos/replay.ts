// The same year in peace: one run a day in Node, nothing beside it and nobody killed.

import { billDueGroups } from '../../src/automation/bill-due-groups.ts'
import type { CalendarDate, Instant } from '../../src/core/date.ts'
import type { Envelope } from '../../src/core/envelope.ts'
import type { IdByPrefix, NewId } from '../../src/core/ids.ts'
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

async function runDay(db: AccountDb, today: CalendarDate): Promise<void> {
  const envelope = (): Envelope => {
    const now = `${today}T09:00:00.000Z` as Instant
    return { commandId: newId('cmd'), now, today, actor: 'automation', device: 'replay', newId }
  }
  await billDueGroups({ books: db, envelope }, today)
}
