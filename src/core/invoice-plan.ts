// What the planners of documents have in common: a decision for each document, and the day on which each is read again.
import { addDays, type CalendarDate, laterOf } from './date.ts'
import type { InvoiceId } from './ids.ts'
import type { Decision, Plan } from './plan.ts'

export type Outcome = Decision<unknown>['outcome']

/** A plan about drafts or invoices. The order of the rows in the snapshot changes nothing in it. */
export interface InvoicePlan<Intent, Reason> extends Plan<Intent, Reason> {
  /**
   * For each document the first day on which planning it again can give anything new; one without an entry sleeps until
   * one of the facts in its snapshot is written. Perhaps too early, never too late (design.md section 4).
   */
  readonly wakeOn: ReadonlyMap<InvoiceId, CalendarDate>
}

/** What a planner finds out about one document. */
export interface Finding<Intent, Reason> {
  readonly intents: readonly Intent[]
  /** One or more; the last one says where the document stands. */
  readonly verdicts: readonly { readonly outcome: Outcome; readonly reason: Reason }[]
  readonly wakeOn?: CalendarDate
}

/** One verdict and nothing to do. */
export function stands<Reason>(outcome: Outcome, reason: Reason, wakeOn?: CalendarDate): Finding<never, Reason> {
  return { intents: [], verdicts: [{ outcome, reason }], ...(wakeOn !== undefined && { wakeOn }) }
}

/** Plans each document by itself, in the order of `rank` and then of their ids, each of them once. */
export function planEach<Facts, Intent, Reason>(
  rows: readonly Facts[],
  asOf: CalendarDate,
  of: {
    readonly id: (facts: Facts) => InvoiceId
    /** What comes first, as text that sorts. */
    readonly rank: (facts: Facts) => string
    readonly find: (facts: Facts) => Finding<Intent, Reason>
  },
): InvoicePlan<Intent, Reason> {
  const sorted = rows
    .map((facts) => ({ facts, id: of.id(facts), rank: of.rank(facts) }))
    .sort((left, right) => compare(left.rank, right.rank) || compare(left.id, right.id))
  const intents: Intent[] = []
  const decisions: Decision<Reason>[] = []
  const wakeOn = new Map<InvoiceId, CalendarDate>()
  for (const { facts, id } of sorted) {
    const finding = of.find(facts)
    intents.push(...finding.intents)
    for (const verdict of finding.verdicts) decisions.push({ subject: { kind: 'invoice', id }, ...verdict })
    if (finding.wakeOn !== undefined) wakeOn.set(id, laterOf(finding.wakeOn, asOf))
  }
  return { asOf, intents, decisions, wakeOn }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** The day so many days after; throws RangeError unless the number is whole and 0 or more. */
export function daysAfter(date: CalendarDate, days: number): CalendarDate {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`not a number of days: ${days}`)
  return addDays(date, days)
}
