// A run of own rules alone, without the rest of a tick.
import { type OwnRulesRun, runOwnRules } from '../../src/automation/run-own-rules.ts'
import type { Decision } from '../../src/core/plan.ts'
import type { TestBooks } from './open-test-books.ts'

export interface OwnRunTold {
  readonly fired: number
  readonly told: readonly (Decision<{ readonly code: string }> & { readonly ruleId: string })[]
  readonly stoppedBy: unknown
}

/** Runs the own rules on the books' day. `units`: stopped before so many more than these are begun. */
export async function ownRun(
  books: TestBooks,
  options: { readonly acts?: 'all' | 'prepare'; readonly units?: number } = {},
): Promise<OwnRunTold> {
  const told: OwnRunTold['told'][number][] = []
  let [fired, asked] = [0, 0]
  let stoppedBy: unknown
  const runId = books.newId('run')
  const run: OwnRulesRun = {
    books: books.db,
    asOf: books.envelope().today,
    verdict: { acts: options.acts ?? 'all' },
    log: {
      count: (_key, by = 1) => {
        fired += by
      },
      note: (decisions, { ruleId }) => told.push(...decisions.map((decision) => ({ ...decision, ruleId }))),
    },
    envelope: (extra = {}) => ({ ...books.envelope(), actor: 'automation', runId, ...extra }),
    pause: async () => undefined,
    stopped: () => {
      asked += 1
      return stoppedBy ?? (options.units !== undefined && asked > options.units ? 'aborted' : undefined)
    },
    stop: (problem) => {
      stoppedBy ??= problem
    },
  }
  await runOwnRules(run)
  return { fired, told, stoppedBy }
}
