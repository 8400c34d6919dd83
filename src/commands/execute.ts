// One command = one transaction = rows + events (design.md section 6).
import type { Envelope } from '../core/envelope.ts'
import { eventIdOf } from '../core/event.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { type AccountDb, schemaVersion, type TableName } from '../storage/account-db.ts'
import { type Books, openBooks } from './books.ts'

export interface Command<Input, Value> {
  /** verb-noun, as the file is called. */
  readonly name: string
  /** What it touches besides events, sums, wakeups, billing groups and meta. */
  readonly tables: readonly TableName[]
  /**
   * Reads, decides and writes through `books`, awaiting nothing but IndexedDB. A returned problem undoes every write.
   * The value must be plain data: it is kept with the first event and given again to a repeated command.
   */
  run(books: Books, input: Input, envelope: Envelope): Promise<Result<Value, Problem>>
}

class Refusal extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.code)
    this.problem = problem
  }
}

const always: readonly TableName[] = ['events', 'sums', 'meta', 'wakeups', 'billingGroups']

/**
 * Runs a command once: the same `commandId` again answers what it answered before and writes nothing.
 * @returns the command's value, or the problem for which nothing at all was written
 * @throws only on failures of the database itself
 */
export async function execute<Input, Value>(
  db: AccountDb,
  command: Command<Input, Value>,
  input: Input,
  envelope: Envelope,
): Promise<Result<Value, Problem>> {
  const names = [...new Set([...always, ...command.tables])]
  try {
    return await db.transaction('rw', names, async () => {
      const [meta, before] = await Promise.all([db.meta.toArray(), db.events.get(eventIdOf(envelope.commandId, 0))])
      if (before !== undefined) return ok(before.result as Value)
      const facts = new Map(meta.map(({ key, value }) => [key, value]))
      const found = Number(facts.get('schema') ?? schemaVersion)
      if (found > schemaVersion) throw new Refusal({ code: 'schema-newer', found, known: schemaVersion })
      if (facts.get('readOnly') === true) throw new Refusal({ code: 'read-only' })
      const books = openBooks(db, envelope)
      const result = await command.run(books, input, envelope)
      if (!result.ok) throw new Refusal(result.problem)
      const problem = await books.close(result.value)
      if (problem !== undefined) throw new Refusal(problem)
      return result
    })
  } catch (error) {
    const refusal = asRefusal(error)
    if (refusal !== undefined) return refused(refusal.problem)
    throw error
  }
}

/** Dexie may wrap what a transaction threw, more than once. */
function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  const inner = (error as { inner?: unknown } | undefined)?.inner
  return inner === undefined || inner === error ? undefined : asRefusal(inner)
}
