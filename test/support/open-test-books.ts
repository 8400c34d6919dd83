// A fresh account on fake-indexeddb with a clock and ids that tests control.
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { type Command, execute } from '../../src/commands/execute.ts'
import { openAccountBooks } from '../../src/commands/open-account-books.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { Envelope } from '../../src/core/envelope.ts'
import type { IdByPrefix, NewId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { Problem } from '../../src/core/problem.ts'
import type { Result } from '../../src/core/result.ts'
import { AccountDb } from '../../src/storage/account-db.ts'

export interface TestBooks {
  readonly db: AccountDb
  today: string
  /** The instant, where it matters; else ten o'clock of the day. */
  now?: Instant
  /** Runs a command and answers its result. */
  run<Input, Value>(command: Command<Input, Value>, input: Input, key?: string): Promise<Result<Value, Problem>>
  /** Runs a command that must succeed and answers its value. */
  must<Input, Value>(command: Command<Input, Value>, input: Input, key?: string): Promise<Value>
  /** Runs a command that must be refused and answers the problem. */
  refusal<Input, Value>(command: Command<Input, Value>, input: Input): Promise<Problem>
  envelope: (key?: string) => Envelope
  readonly newId: NewId
}

export interface TestPlace {
  readonly country?: string
  readonly currency?: string
  readonly today?: string
  readonly factory?: IDBFactory
  readonly name?: string
  /** Distinguishes the ids of two openings of the same books. */
  readonly tab?: string
}

/** Opens the books of a fresh account (or of an existing one, with the same factory and name). */
export async function openTestBooks(place: TestPlace = {}): Promise<TestBooks> {
  const db = new AccountDb(place.name ?? 'billfold-test', {
    indexedDB: place.factory ?? new IDBFactory(),
    IDBKeyRange,
  })
  await db.open()
  let counter = 0
  const newId: NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) => {
    counter += 1
    return `${prefix}_${place.tab ?? 'T'}${String(counter).padStart(8, '0')}` as IdByPrefix[Prefix]
  }
  const books: TestBooks = {
    db,
    today: place.today ?? '2026-03-02',
    newId,
    envelope(key) {
      const commandId = (key ?? newId('cmd')) as Envelope['commandId']
      const now = books.now ?? (`${books.today}T10:00:00.000Z` as Instant)
      return { commandId, now, today: calendarDate(books.today), actor: 'user', device: 'test', newId }
    },
    run: (command, input, key) => execute(db, command, input, books.envelope(key)),
    async must(command, input, key) {
      const result = await books.run(command, input, key)
      if (!result.ok) throw new Error(`${command.name} was refused: ${JSON.stringify(result.problem)}`)
      return result.value
    },
    async refusal(command, input) {
      const result = await books.run(command, input)
      if (result.ok) throw new Error(`${command.name} was not refused: ${JSON.stringify(result.value)}`)
      return result.problem
    },
  }
  await books.must(openAccountBooks, {
    country: place.country ?? 'DE',
    locale: 'en-GB',
    currency: (place.currency ?? 'EUR') as CurrencyCode,
    timeZone: 'Europe/Berlin',
  })
  return books
}
