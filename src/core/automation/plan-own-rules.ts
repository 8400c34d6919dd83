// What the owner's own rules do: which days have come, which rows they act on, and why not on the others. Nothing before a
// rule was switched on, of the days that were missed the latest only, nothing that it set off itself.
import {
  addDays,
  type CalendarDate,
  calendarDateOf,
  compareDates,
  dayOfWeek,
  daysInMonth,
  type Instant,
  laterOf,
} from '../date.ts'
import type { RuleId } from '../ids.ts'
import type { Plan } from '../plan.ts'
import type { Problem } from '../problem.ts'
import { firstUnmet, inScope, type RuleFacts } from './match-rule.ts'
import { maxRuleDepth, type OwnRule, type RuleEvent, type RuleTrigger, ruleEvents } from './own-rule.ts'
import type { RuleOf } from './rule.ts'
import type { QueuedEvent } from './run.ts'

export type OwnRuleRow = RuleOf<'own'>

/** What may set a rule off for one row. */
export interface Occurrence {
  /** Of an event its id, else the day: the end of the firing's key. */
  readonly id: string
  /** The day that it is of. */
  readonly on: CalendarDate
  /** Of an event: when it happened. */
  readonly at?: Instant
  /** Of an event: the rules that led to it, outermost first. */
  readonly chain: readonly RuleId[]
}

export interface Candidate {
  readonly facts: RuleFacts
  readonly occurrence: Occurrence
  /** The rule has acted on it: the key is there. */
  readonly fired: boolean
}

export interface FireIntent {
  readonly kind: 'fire'
  readonly key: string
  readonly ruleId: RuleId
  readonly subjectId: string
  readonly occurrence: Occurrence
}

export type OwnRuleReason =
  /** The outcome `do`. */
  | { readonly code: 'fires'; readonly on: CalendarDate }
  | { readonly code: 'already-fired' }
  | { readonly code: 'before-rule'; readonly on: CalendarDate; readonly since: CalendarDate }
  | { readonly code: 'other-scope' }
  /** `condition` counts from 0. */
  | { readonly code: 'condition-unmet'; readonly condition: number }
  /** Its own act led here. */
  | { readonly code: 'own-doing' }
  | { readonly code: 'too-deep'; readonly depth: number }
  /** Its limit for one run is used up: the next run goes on. */
  | { readonly code: 'limit-reached'; readonly limit: number }
  /** Away mode: what makes documents final or leaves the device waits for the owner's word. */
  | { readonly code: 'waits-for-word' }
  /** Every act found nothing to do. */
  | { readonly code: 'nothing-to-do' }
  /** Some of its acts were refused; `done` of them were not. */
  | { readonly code: 'refused'; readonly problem: Problem; readonly done: number }

export type OwnRulePlan = Plan<FireIntent, OwnRuleReason>

/** The key of a firing: a rule acts on a row once for each event or day. */
export function firingKey(ruleId: RuleId, subjectId: string, occurrence: string): string {
  return `${ruleId}/${subjectId}/${occurrence}`
}

/**
 * What a rule does with its candidates, in their order, and a decision for each.
 * @param room how many more rows it may act on in this run
 */
export function planOwnRule(
  rule: OwnRuleRow,
  candidates: readonly Candidate[],
  asOf: CalendarDate,
  room: number = rule.parameters.limit,
): OwnRulePlan {
  const intents: FireIntent[] = []
  const decisions: {
    subject: OwnRulePlan['decisions'][number]['subject']
    outcome: 'do' | 'wait' | 'skip'
    reason: OwnRuleReason
  }[] = []
  const planned = new Set<string>()
  for (const candidate of candidates) {
    const { facts, occurrence } = candidate
    const key = firingKey(rule.id, facts.id, occurrence.id)
    const stop = planned.has(key) ? ({ code: 'already-fired' } as const) : whyNot(rule, candidate, asOf)
    const subject = { kind: facts.kind, id: facts.id }
    if (stop !== undefined) decisions.push({ subject, outcome: 'skip', reason: stop })
    else if (intents.length >= room) {
      const reason: OwnRuleReason = { code: 'limit-reached', limit: rule.parameters.limit }
      decisions.push({ subject, outcome: 'wait', reason })
    } else {
      planned.add(key)
      intents.push({ kind: 'fire', key, ruleId: rule.id, subjectId: facts.id, occurrence })
      decisions.push({ subject, outcome: 'do', reason: { code: 'fires', on: occurrence.on } })
    }
  }
  return { asOf, intents, decisions }
}

function whyNot(
  { id, scope, parameters }: OwnRuleRow,
  { facts, occurrence, fired }: Candidate,
  asOf: CalendarDate,
): OwnRuleReason | undefined {
  if (fired) return { code: 'already-fired' }
  const { since } = parameters
  const { on, at, chain } = occurrence
  if (since !== undefined && (on < since.on || (at !== undefined && at < since.at && on <= since.on))) {
    return { code: 'before-rule', on, since: since.on }
  }
  if (chain.includes(id) || facts.madeBy === id) return { code: 'own-doing' }
  if (chain.length >= maxRuleDepth) return { code: 'too-deep', depth: chain.length }
  if (!inScope(scope, facts)) return { code: 'other-scope' }
  const unmet = firstUnmet(parameters.conditions, facts, asOf)
  return unmet === undefined ? undefined : { code: 'condition-unmet', condition: unmet }
}

/** Whether a rule makes documents final or lets something leave: in away mode it waits for the owner's word. */
export function needsWord({ actions }: Pick<OwnRule, 'actions'>): boolean {
  return actions.some(({ kind }) => kind === 'finalize' || kind === 'remind' || kind === 'webhook')
}

/** The last day on or before `asOf` on which a rule `every` has its turn. */
export function lastTurn(when: Extract<RuleTrigger, { kind: 'every' }>, asOf: CalendarDate): CalendarDate {
  if (when.unit === 'day') return asOf
  if (when.unit === 'week') return addDays(asOf, -((dayOfWeek(asOf) - when.weekday + 7) % 7))
  const here = inMonth(asOf, when.day)
  if (here <= asOf) return here
  // The last day of the month before.
  return inMonth(addDays(asOf, -Number(asOf.slice(8))), when.day)
}

/** The first day after `day` on which a rule `every` has its turn. */
export function nextTurn(when: Extract<RuleTrigger, { kind: 'every' }>, day: CalendarDate): CalendarDate {
  if (when.unit === 'day') return addDays(day, 1)
  if (when.unit === 'week') return addDays(lastTurn(when, day), 7)
  const here = inMonth(day, when.day)
  if (here > day) return here
  return inMonth(addDays(day, daysInMonth(day) - Number(day.slice(8)) + 1), when.day)
}

/** Clamped to the month's last day. */
function inMonth(date: CalendarDate, day: number): CalendarDate {
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))]
  return calendarDateOf(year, month, Math.min(day, daysInMonth(date))) as CalendarDate
}

export interface RuleDays {
  /** The first and the last day, both included, whose rows the rule may act on now. */
  readonly from: CalendarDate
  readonly to: CalendarDate
}

/**
 * Which days of a rule by date have come and are not done; undefined: none. `every`: the latest turn only, since the rule
 * was switched on and since the day through which it is done. `around`: every day since then, and the last one that was
 * done again: rows that came later on that day are still to do, and the others have their key.
 */
export function daysToDo(
  { parameters: { when, since } }: OwnRuleRow,
  through: CalendarDate | undefined,
  asOf: CalendarDate,
): RuleDays | undefined {
  if (when.kind === 'event') return undefined
  if (when.kind === 'every') {
    const on = lastTurn(when, asOf)
    const tooEarly = since !== undefined && on < since.on
    return tooEarly || (through !== undefined && on <= through) ? undefined : { from: on, to: on }
  }
  const start = through === undefined ? (since?.on ?? asOf) : laterOf(through, since?.on ?? through)
  return compareDates(start, asOf) === 1 ? undefined : { from: start, to: asOf }
}

/** The row that a queued event is about: the first of the kind that rules of the event look at. */
export function subjectOfEvent({ type, subjects }: Pick<QueuedEvent, 'type' | 'subjects'>): string | undefined {
  if (!(type in ruleEvents)) return undefined
  const prefix = { client: 'cli_', invoice: 'inv_', contract: 'con_' }[ruleEvents[type as RuleEvent]]
  return subjects.find((id) => id.startsWith(prefix))
}

/** A queued event as what sets rules off; `at`: when it happened. */
export function occurrenceOf({ id, on, chain }: QueuedEvent, at: Instant | undefined): Occurrence {
  return { id, on, chain, ...(at === undefined ? {} : { at }) }
}
