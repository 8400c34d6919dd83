// What a run has done and found so far: counts and decisions, written down in chunks.
import { execute } from '../commands/execute.ts'
import { logDecisions, type RuleShare } from '../commands/finish-run.ts'
import { noCounts, type RunCounts, type RunEntry, type RunPlanner } from '../core/automation/run.ts'
import type { Envelope } from '../core/envelope.ts'
import type { RuleId, RunId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import type { Books } from '../queries/account-entries.ts'

/** So many decisions are held in memory. */
const chunk = 500

export interface About {
  readonly planner: RunPlanner
  readonly ruleId?: string | undefined
  /** Everything else that the decisions are about. */
  readonly subjects: readonly string[]
}

export class RunLog {
  readonly runId: RunId
  private entries: RunEntry[] = []
  private written = 0
  /** Something of the owner's own rules waits for the word that ends an absence. */
  waitsForWord = false
  private readonly done = new Map<RuleId, number>()
  private sums: { -readonly [Key in keyof RunCounts]: number } = { ...noCounts }

  constructor(runId: RunId) {
    this.runId = runId
  }

  get counts(): RunCounts {
    return { ...this.sums }
  }

  /** How often each built-in rule had its way. */
  get byRule(): readonly RuleShare[] {
    return [...this.done].map(([ruleId, count]) => ({ ruleId, count }))
  }

  count(key: keyof RunCounts, by = 1): void {
    // What a run has none of is not in its row.
    if (by !== 0) this.sums[key] = (this.sums[key] ?? 0) + by
  }

  note(decisions: readonly Decision<{ readonly code: string }>[], { planner, ruleId, subjects }: About): void {
    for (const { subject, outcome, reason } of decisions) {
      if (reason.code === 'waits-for-word') this.waitsForWord = true
      // The owner's own rules write their state with each firing.
      if (ruleId !== undefined && outcome === 'do' && planner !== 'own') {
        this.done.set(ruleId as RuleId, (this.done.get(ruleId as RuleId) ?? 0) + 1)
      }
      const number = this.written + this.entries.length
      this.entries.push({
        id: `${this.runId}/${String(number).padStart(6, '0')}`,
        runId: this.runId,
        planner,
        ...(ruleId !== undefined && { ruleId: ruleId as RuleId }),
        subject,
        subjects: [...new Set([subject.id, ...subjects])],
        outcome,
        reason,
      })
    }
  }

  /** Writes what is full; a run that is killed after it has left it. */
  async flush(books: Books, envelope: () => Envelope): Promise<void> {
    if (this.entries.length < chunk) return
    const entries = this.rest()
    await execute(books, logDecisions, { runId: this.runId, entries }, envelope())
  }

  /** What has not been written yet, given out once. */
  rest(): readonly RunEntry[] {
    const entries = this.entries
    this.entries = []
    this.written += entries.length
    return entries
  }
}
