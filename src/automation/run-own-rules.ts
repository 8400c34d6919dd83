// The owner's own rules in a run: first what happened, in its order, then what day it is. One transaction for each rule and
// row; what is stopped, over a limit or waits for a word is still there for the next run.
import { execute } from '../commands/execute.ts'
import { fireRule, type RuleFired } from '../commands/fire-rule.ts'
import { dropQueuedEvents, noteRuleRun } from '../commands/note-rule-run.ts'
import type { RuleFacts } from '../core/automation/match-rule.ts'
import {
  daysToDo,
  needsWord,
  type Occurrence,
  type OwnRuleReason,
  type OwnRuleRow,
  occurrenceOf,
  planOwnRule,
  subjectOfEvent,
} from '../core/automation/plan-own-rules.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EventId, RuleId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import type { Problem } from '../core/problem.ts'
import type { Books } from '../queries/account-entries.ts'
import {
  findOwnRules,
  listDatedRows,
  listQueuedEvents,
  readCandidates,
  type WaitingEvent,
} from '../queries/read-own-rules.ts'
import { stopsTheRun, withoutFaults } from './bill-due-groups.ts'

/** What own rules need of a run: the context of a tick has it all. */
export interface OwnRulesRun {
  readonly books: Books
  readonly asOf: CalendarDate
  /** `prepare`: away mode; rules that make documents final or let something leave wait for the owner's word. */
  readonly verdict: { readonly acts: 'all' | 'prepare' | 'none' }
  readonly log: {
    count(key: 'fired', by?: number): void
    note(
      decisions: readonly Decision<{ readonly code: string }>[],
      about: { readonly planner: 'own'; readonly ruleId: string; readonly subjects: readonly string[] },
    ): void
  }
  envelope(extra?: { readonly chain?: readonly RuleId[] }): Envelope
  pause(): Promise<void>
  /** Why the next unit is not begun; asked before each. */
  stopped(): unknown
  stop(problem: Problem): void
}

const pageSize = 200
const unitsPerTurn = 25

/**
 * Runs the own rules that are on: for each event that waits in the queue, then for each day that has come. What a firing
 * leads to is queued behind it and has its turn in the same run, three rules deep at most, never the same rule again.
 * @throws only when the database itself fails; what is done stays done
 */
export async function runOwnRules(run: OwnRulesRun): Promise<void> {
  const { rules, states } = await findOwnRules(run.books)
  const work = new Work(run)
  await work.events(rules)
  for (const rule of rules) {
    if (run.stopped() !== undefined) return
    if (rule.parameters.when.kind !== 'event') await work.days(rule, states.get(rule.id)?.through)
  }
  // What rules by date have led to.
  if (rules.length > 0) await work.events(rules)
}

class Work {
  private readonly run: OwnRulesRun
  private readonly used = new Map<RuleId, number>()
  private units = 0
  /** The last event that had its turn. */
  private after: EventId | undefined

  constructor(run: OwnRulesRun) {
    this.run = run
  }

  async events(rules: readonly OwnRuleRow[]): Promise<void> {
    const { run } = this
    const done: EventId[] = []
    const drop = async () => {
      if (done.length === 0) return
      await execute(run.books, dropQueuedEvents, { ids: done.splice(0) }, run.envelope())
    }
    for (;;) {
      // What firings lead to stands behind what led there; what does not, by another device's clock, has its turn next time.
      const page = await listQueuedEvents(run.books, this.after, pageSize)
      if (page.length === 0) break
      for (const waiting of page) {
        if (run.stopped() !== undefined) return drop()
        this.after = waiting.event.id
        const outcome = await this.event(waiting, rules)
        if (outcome === 'done') done.push(waiting.event.id)
        if (done.length >= pageSize) await drop()
      }
    }
    await drop()
  }

  /** `dropped`: with its last firing. `done`: no rule has anything left to do with it. `waits`: one has. */
  private async event(
    { event, at }: WaitingEvent,
    rules: readonly OwnRuleRow[],
  ): Promise<'dropped' | 'done' | 'waits'> {
    const mine = rules.filter(
      ({ parameters: { when } }) => when.kind === 'event' && (when.event as string) === event.type,
    )
    const subjectId = subjectOfEvent(event)
    if (mine.length === 0 || subjectId === undefined) return 'done'
    const occurrence = occurrenceOf(event, at)
    let waits = false
    let dropped = false
    for (const [index, rule] of mine.entries()) {
      if (this.run.stopped() !== undefined) return 'waits'
      const [candidate] = await readCandidates(this.run.books, rule, [{ id: subjectId, occurrence }])
      if (candidate === undefined) continue
      const { intents, decisions } = planOwnRule(rule, [candidate], this.run.asOf, this.room(rule))
      const [decision] = decisions
      if (decision === undefined) continue
      if (decision.outcome === 'wait') waits = true
      if (intents.length === 0) {
        // Fired in a run before this one, and told there.
        if (decision.reason.code !== 'already-fired') this.note(rule, decision, candidate.facts.client.id)
        continue
      }
      if (this.mustWait(rule)) {
        waits = true
        this.note(rule, waitsForWord(decision), candidate.facts.client.id)
        continue
      }
      const last = !waits && index === mine.length - 1
      const fired = await this.fire(rule, subjectId, occurrence, candidate.facts.client.id, last ? event.id : undefined)
      if (fired === undefined) waits = true
      else if (last) dropped = true
    }
    return waits ? 'waits' : dropped ? 'dropped' : 'done'
  }

  async days(rule: OwnRuleRow, through: CalendarDate | undefined): Promise<void> {
    const { run } = this
    const days = daysToDo(rule, through, run.asOf)
    if (days === undefined) return
    // Looking at every contract again each hour would find what it found today.
    const { when } = rule.parameters
    if (when.kind === 'around' && when.date === 'contract-end' && through === run.asOf) return
    let after: string | undefined
    let whole = true
    for (;;) {
      const rows = await listDatedRows(run.books, rule, days, after, pageSize)
      if (rows === undefined || rows.length === 0) break
      after = rows.at(-1)?.id
      const candidates = await readCandidates(run.books, rule, rows)
      // What does not match on its day is not told: a rule over all clients would say it of every one. The limit counts
      // what was acted on, so that rows with nothing to do never keep others waiting.
      const { intents } = planOwnRule(rule, candidates, run.asOf, Number.POSITIVE_INFINITY)
      const factsOf = new Map(candidates.map(({ facts }) => [facts.id, facts]))
      for (const { subjectId, occurrence } of intents) {
        if (run.stopped() !== undefined) return
        const { kind, client } = factsOf.get(subjectId) as RuleFacts
        const subject = { kind, id: subjectId }
        if (this.mustWait(rule)) {
          whole = false
          this.note(rule, waitsForWord({ subject }), client.id)
        } else if (this.room(rule) <= 0) {
          whole = false
          const reason = { code: 'limit-reached', limit: rule.parameters.limit } as const
          this.note(rule, { subject, outcome: 'wait', reason }, client.id)
        } else if ((await this.fire(rule, subjectId, occurrence, client.id)) === undefined) whole = false
      }
      if (this.room(rule) <= 0 && !whole) return
    }
    if (whole && through !== days.to) {
      await execute(run.books, noteRuleRun, { ruleId: rule.id, through: days.to }, run.envelope())
    }
  }

  /** Undefined: the transaction was refused as a whole, and nothing of it was written. */
  private async fire(
    rule: OwnRuleRow,
    subjectId: string,
    occurrence: Occurrence,
    clientId: string,
    lastOf?: EventId,
  ): Promise<RuleFired | undefined> {
    const { run } = this
    const chain = [...occurrence.chain, rule.id]
    const input = { ruleId: rule.id, subjectId, occurrence, ...(lastOf === undefined ? {} : { lastOf }) }
    const result = await withoutFaults(() => execute(run.books, fireRule, input, run.envelope({ chain })))
    const problem = !('ok' in result) ? result : result.ok ? undefined : result.problem
    this.units += 1
    if (this.units % unitsPerTurn === 0) await run.pause()
    if (problem !== undefined || !('ok' in result) || !result.ok) {
      if (problem === undefined) return undefined
      if (stopsTheRun.has(problem.code)) run.stop(problem)
      else {
        const kind = subjectId.startsWith('inv_') ? 'invoice' : subjectId.startsWith('con_') ? 'contract' : 'client'
        const decision = {
          subject: { kind, id: subjectId },
          outcome: 'blocked',
          reason: { code: 'refused', problem, done: 0 },
        } as const
        this.note(rule, decision, clientId)
      }
      return undefined
    }
    const { decision, outcomes } = result.value
    if (outcomes.length > 0) {
      this.used.set(rule.id, (this.used.get(rule.id) ?? 0) + 1)
      run.log.count('fired')
    }
    if (decision !== undefined) this.note(rule, decision, clientId)
    return result.value
  }

  private room({ id, parameters }: OwnRuleRow): number {
    return parameters.limit - (this.used.get(id) ?? 0)
  }

  private mustWait({ parameters }: OwnRuleRow): boolean {
    return this.run.verdict.acts !== 'all' && needsWord(parameters)
  }

  private note(rule: OwnRuleRow, decision: Decision<OwnRuleReason>, clientId: string): void {
    this.run.log.note([decision], { planner: 'own', ruleId: rule.id, subjects: [clientId] })
  }
}

function waitsForWord({ subject }: Pick<Decision<unknown>, 'subject'>): Decision<OwnRuleReason> {
  return { subject, outcome: 'blocked', reason: { code: 'waits-for-word' } }
}
