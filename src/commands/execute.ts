// One command = one transaction = rows + events (design.md section 6).
import { type AutomationState, rulesVersion } from '../core/automation/run.ts'
import type { Envelope } from '../core/envelope.ts'
import { type EventType, eventIdOf } from '../core/event.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { guardRun, refusalOf } from '../core/run-guard.ts'
import { type AccountDb, schemaVersion, type TableName } from '../storage/account-db.ts'
import { type Books, openBooks } from './books.ts'

export interface Command<Input, Value> {
  /** verb-noun, as the file is called. */
  readonly name: string
  /** What it touches besides events, sums, wakeups, billing groups and meta. */
  readonly tables: readonly TableName[]
  /** Runs even where automation may not: what begins a run, and so finds out, and what ends it. */
  readonly unguarded?: true
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

const always: readonly TableName[] = [
  'events',
  'sums',
  'meta',
  'wakeups',
  'billingGroups',
  'automation',
  'ruleQueue',
  // Endpoints that asked for an event are told with it, and with the rows that it is about.
  'endpoints',
  'outbox',
  'clients',
  'invoices',
  'creditNotes',
  'payments',
  'contracts',
  // What the owner's own fields ask of a row, and print of it.
  'fields',
]

function scopeOf({ tables }: Pick<Command<never, unknown>, 'tables'>): readonly TableName[] {
  return [...new Set([...always, ...tables])]
}

/**
 * Runs a command once: the same `commandId` again answers what it answered before and writes nothing. Automation asks
 * in every transaction whether it still may: `newer-rules` (G-10), `clock-went-back`, `automation-paused`.
 * @returns the command's value, or the problem for which nothing at all was written
 * @throws only on failures of the database itself
 */
export async function execute<Input, Value>(
  db: AccountDb,
  command: Command<Input, Value>,
  input: Input,
  envelope: Envelope,
): Promise<Result<Value, Problem>> {
  try {
    return await db.transaction('rw', scopeOf(command), async () => {
      const [meta, endpoints, before] = await Promise.all([
        db.meta.toArray(),
        db.endpoints.toArray(),
        db.events.get(eventIdOf(envelope.commandId, 0)),
      ])
      if (before !== undefined) return ok(before.result as Value)
      const facts = new Map(meta.map(({ key, value }) => [key, value]))
      const found = Number(facts.get('schema') ?? schemaVersion)
      if (found > schemaVersion) throw new Refusal({ code: 'schema-newer', found, known: schemaVersion })
      if (facts.get('readOnly') === true) throw new Refusal({ code: 'read-only' })
      if (envelope.actor === 'automation' && command.unguarded !== true) {
        const problem = automationProblem(await db.automation.get('state'), envelope)
        if (problem !== undefined) throw new Refusal(problem)
      }
      const watched = new Set((facts.get('watched') as readonly EventType[] | undefined) ?? [])
      const books = openBooks(db, envelope, watched, endpoints)
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

/** Runs a command and takes everything back that it wrote: what it would answer. Nothing else is asked before. */
export async function rehearse<Input, Value>(
  db: AccountDb,
  command: Command<Input, Value>,
  input: Input,
  envelope: Envelope,
): Promise<Result<Value, Problem>> {
  let result: Result<Value, Problem> | undefined
  try {
    return await db.transaction('rw', scopeOf(command), async (transaction) => {
      result = await command.run(openBooks(db, envelope, new Set(), []), input, envelope)
      transaction.abort()
      return result
    })
  } catch (error) {
    if (result !== undefined) return result
    throw error
  }
}

/** Why automation may not write now. */
function automationProblem(
  state: Pick<AutomationState, 'mark' | 'paused'> | undefined,
  { today }: Envelope,
): Problem | undefined {
  const mark = state?.mark
  const refusal = mark && refusalOf(guardRun({ rulesVersion, timeZone: mark.timeZone, lastRun: mark }, today), today)
  return state?.paused !== undefined && refusal?.code !== 'newer-rules' ? { code: 'automation-paused' } : refusal
}

/** Dexie may wrap what a transaction threw, more than once. */
function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  const inner = (error as { inner?: unknown } | undefined)?.inner
  return inner === undefined || inner === error ? undefined : asRefusal(inner)
}
