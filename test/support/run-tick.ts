// Ticks over test books, in Node as in a browser.
import { type TickDeps, type TickResult, tick } from '../../src/automation/tick.ts'
import { saveRule } from '../../src/commands/save-rule.ts'
import type { BuiltInKind, RuleParameters, RuleScope } from '../../src/core/automation/rule.ts'
import { builtInRuleId } from '../../src/core/automation/rule.ts'
import type { RunTrigger } from '../../src/core/automation/run.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { AccountId } from '../../src/core/ids.ts'
import type { TestBooks } from './open-test-books.ts'

export interface TickOptions extends Partial<TickDeps> {
  readonly trigger?: RunTrigger
  readonly timeZone?: string
  /** Called before each transaction of the run; what it throws kills the run there. */
  readonly beforeEach?: () => void
}

const accountId = 'acc_T' as AccountId

/** One tick of an account on the books' day; without a lock, so that correctness is asked of keys alone. */
export async function tickBooks(books: TestBooks, options: TickOptions = {}): Promise<TickResult> {
  const { trigger = 'start', timeZone = 'Europe/Berlin', beforeEach, ...deps } = options
  return tick(
    {
      accounts: async () => [
        {
          id: accountId,
          name: 'Test',
          open: async () => ({
            books: books.db,
            envelope: (extra) => {
              beforeEach?.()
              return { ...books.envelope(), actor: 'automation', ...extra }
            },
            today: () => calendarDate(books.today),
            timeZone,
            close: () => undefined,
          }),
        },
      ],
      place: 'node',
      now: () => `${books.today}T10:00:00.000Z` as Instant,
      lock: async (_name, act) => act(),
      pause: async () => undefined,
      ...deps,
    },
    trigger,
  )
}

/** The one account's run; throws what made it fail. */
export async function runBooks(books: TestBooks, options: TickOptions = {}) {
  const { accounts } = await tickBooks(books, options)
  const [ticked] = accounts
  if (ticked?.failed !== undefined) throw ticked.failed
  if (ticked?.run === undefined) throw new Error('nothing was run')
  return ticked.run
}

/** Sets the rule of a kind for the account, or for another scope. */
export async function setRule<Kind extends BuiltInKind>(
  books: TestBooks,
  kind: Kind,
  parameters: RuleParameters[Kind],
  { scope = { kind: 'account' }, state = 'on' }: { scope?: RuleScope; state?: 'on' | 'off' } = {},
): Promise<void> {
  const id = builtInRuleId(kind, scope)
  const row = await books.db.rules.get(id)
  const seen = row === undefined ? {} : { seen: { id, version: row.version } }
  await books.must(saveRule, { ...seen, kind, scope, state, parameters } as Parameters<typeof saveRule.run>[1])
}

/** Kills the run before its n-th transaction, as a closed window does. Answers whether it came so far. */
export async function killedRun(books: TestBooks, n: number): Promise<boolean> {
  let transactions = 0
  const { accounts } = await tickBooks(books, {
    beforeEach() {
      transactions += 1
      if (transactions === n) throw new DOMException('Killed', 'DatabaseClosedError')
    },
  })
  return accounts[0]?.failed !== undefined
}
