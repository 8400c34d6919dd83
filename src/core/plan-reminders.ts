// Reminders of what is owed (W-15, W-16): a plan of steps before and after the due date, each sent at most once.
import { addDays, type CalendarDate, daysBetween } from './date.ts'
import type { BillingGroupId, ClientId, InvoiceId } from './ids.ts'
import { type Finding, type InvoicePlan, planEach, stands } from './invoice-plan.ts'
import type { FinalizedInvoice } from './model.ts'
import type { CurrencyCode, Minor } from './money.ts'

export interface ReminderStep {
  /** Its name in keys: a whole number of 1 or more, unique in the plan and never given to another step later. */
  readonly step: number
  /** Whole days from the due date: -3 is three days before it, 0 on it, 7 a week after. */
  readonly days: number
}

export interface ReminderRule {
  /** In any order; none: no reminders. */
  readonly steps: readonly ReminderStep[]
  /** The largest number that a step ever had: a new one gets a larger one. */
  readonly lastStep?: number
  /** Switched on that day: a step whose day was before it is not sent late. Absent: no such limit. */
  readonly since?: CalendarDate
}

/** What was done about a step: the row with the step's key. */
export interface ReminderDone {
  readonly step: number
  readonly outcome: 'sent' | 'skipped'
  /** The account's day on which it was planned. */
  readonly on: CalendarDate
}

export interface ReminderFacts {
  readonly invoice: Pick<
    FinalizedInvoice,
    'id' | 'version' | 'state' | 'issuedOn' | 'dueOn' | 'amountDue' | 'currency' | 'clientId' | 'billingGroupId'
  >
  /** The rule of its group, else of its client; the account's where absent (M-6). */
  readonly rule?: ReminderRule
  readonly done: readonly ReminderDone[]
  readonly hold?: { readonly of: 'invoice' | 'group'; readonly since: CalendarDate; readonly note?: string }
  /** Whether anybody can be written to. */
  readonly reachable: boolean
  /** The day of an attempt to charge a card that may take the money yet, without anybody's act. */
  readonly chargedSince?: CalendarDate
}

export interface ReminderSnapshot {
  readonly rule: ReminderRule
  readonly invoices: readonly ReminderFacts[]
}

/** One message, and the steps that it stands for: all their keys are written in one transaction. */
export interface RemindIntent {
  readonly kind: 'remind'
  /** Of the row and of the outbox: `inv_.../reminder/2`. */
  readonly key: string
  readonly invoiceId: InvoiceId
  readonly version: number
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly step: number
  /** Negative: how many days are left; 0 or more: how many it is late. */
  readonly daysLate: number
  readonly amountDue: Minor
  readonly currency: CurrencyCode
  readonly overtaken: readonly { readonly key: string; readonly step: number }[]
}

export type ReminderReason =
  /** The outcome `do`. */
  | { readonly code: 'reminds'; readonly step: number; readonly on: CalendarDate }
  /** its day passed, and a later step is sent or was. */
  | { readonly code: 'overtaken'; readonly step: number; readonly on: CalendarDate; readonly by: number }
  /** A step before the due date says nothing true after it. */
  | { readonly code: 'due-date-passed'; readonly step: number; readonly on: CalendarDate }
  /** The day of the step is the issue date or before it: the invoice itself is the message. */
  | { readonly code: 'before-issue'; readonly step: number; readonly on: CalendarDate }
  | { readonly code: 'before-rule'; readonly step: number; readonly on: CalendarDate; readonly since: CalendarDate }
  | { readonly code: 'step-to-come'; readonly step: number; readonly on: CalendarDate }
  | { readonly code: 'all-steps-done' }
  | { readonly code: 'no-steps' }
  | { readonly code: 'paid' }
  | { readonly code: 'void' }
  | { readonly code: 'written-off' }
  | { readonly code: 'nothing-due' }
  | {
      readonly code: 'on-hold'
      readonly of: 'invoice' | 'group'
      readonly since: CalendarDate
      readonly note?: string
      readonly step: number
      readonly on: CalendarDate
    }
  /** Whoever is told to pay while a card is being charged pays twice. */
  | { readonly code: 'card-under-way'; readonly step: number; readonly on: CalendarDate; readonly since: CalendarDate }
  | { readonly code: 'no-recipient'; readonly step: number; readonly on: CalendarDate }

export type ReminderPlan = InvoicePlan<RemindIntent, ReminderReason>
type Verdict = Finding<never, ReminderReason>['verdicts'][number]

export function reminderKey(invoiceId: InvoiceId, step: number): string {
  return `${invoiceId}/reminder/${step}`
}

/**
 * The reminders to send on the day, the longest overdue first, and the state of every invoice. At most one for an
 * invoice: the latest step whose day has come; those before it are decisions of the outcome `skip`. Reminders
 * stop when nothing is due, on hold, when void or written off, and wait while a card is being charged; what was done is
 * known by its key.
 * @throws RangeError for steps that are not whole numbers or not unique
 */
export function planReminders(snapshot: ReminderSnapshot, asOf: CalendarDate): ReminderPlan {
  return planEach(snapshot.invoices, asOf, {
    id: ({ invoice }) => invoice.id,
    rank: ({ invoice }) => invoice.dueOn,
    find: (facts) => find(facts, facts.rule ?? snapshot.rule, asOf),
  })
}

interface DatedStep extends ReminderStep {
  readonly on: CalendarDate
}

function find(facts: ReminderFacts, rule: ReminderRule, asOf: CalendarDate): Finding<RemindIntent, ReminderReason> {
  const { invoice, hold, reachable } = facts
  const stop = settled(invoice)
  if (stop !== undefined) return stands('skip', stop)
  const steps = datedSteps(rule, invoice.dueOn)
  if (steps.length === 0) return stands('skip', { code: 'no-steps' })
  const verdicts: Verdict[] = []
  const due: DatedStep[] = []
  let next: DatedStep | undefined
  for (const each of steps) {
    if (facts.done.some(({ step }) => step === each.step)) continue
    const reason = passedOver(each, facts, rule, asOf)
    if (reason !== undefined) verdicts.push({ outcome: 'skip', reason })
    else if (each.on <= asOf) due.push(each)
    else next ??= each
  }
  const answer = (outcome: Verdict['outcome'], reason: ReminderReason, wakeOn?: CalendarDate) => {
    return { intents: [], verdicts: [...verdicts, { outcome, reason }], ...(wakeOn !== undefined && { wakeOn }) }
  }
  const latest = due.at(-1)
  if (latest === undefined) {
    if (next === undefined) return answer('skip', { code: 'all-steps-done' })
    return answer('wait', { code: 'step-to-come', step: next.step, on: next.on }, next.on)
  }
  const { step, on } = latest
  // Whoever lifts a hold or enters an address writes other rows than the invoice's: it is read again every day.
  if (hold !== undefined) return answer('blocked', { code: 'on-hold', ...hold, step, on }, asOf)
  const since = facts.chargedSince
  if (since !== undefined) return answer('wait', { code: 'card-under-way', step, on, since }, asOf)
  if (!reachable) return answer('blocked', { code: 'no-recipient', step, on }, asOf)
  const earlier = due.slice(0, -1)
  for (const each of earlier) {
    verdicts.push({ outcome: 'skip', reason: { code: 'overtaken', step: each.step, on: each.on, by: step } })
  }
  return {
    ...answer('do', { code: 'reminds', step, on }, asOf),
    intents: [remind(facts, latest, earlier, asOf)],
  }
}

function settled({ state, amountDue }: ReminderFacts['invoice']): ReminderReason | undefined {
  if (state === 'paid') return { code: 'paid' }
  if (state === 'void') return { code: 'void' }
  if (state === 'uncollectible') return { code: 'written-off' }
  return amountDue <= 0 ? { code: 'nothing-due' } : undefined
}

/** The steps in the order of their days; of two on one day the one with the larger number is the later. */
function datedSteps({ steps }: ReminderRule, dueOn: CalendarDate): DatedStep[] {
  const numbers = new Set(steps.map(({ step }) => step))
  const whole = steps.every(({ step, days }) => Number.isInteger(step) && step >= 1 && Number.isInteger(days))
  if (!whole || numbers.size < steps.length) throw new RangeError('not a plan of reminders')
  return steps
    .map(({ step, days }) => ({ step, days, on: addDays(dueOn, days) }))
    .sort((left, right) => left.days - right.days || left.step - right.step)
}

/** Why the step is never sent, whatever else holds. */
function passedOver(
  { step, days, on }: DatedStep,
  { invoice, done }: ReminderFacts,
  { since }: ReminderRule,
  asOf: CalendarDate,
): ReminderReason | undefined {
  if (on <= invoice.issuedOn) return { code: 'before-issue', step, on }
  if (since !== undefined && on < since) return { code: 'before-rule', step, on, since }
  // Its day had come when a later step was sent, perhaps of another rule: that message stood for it.
  const by = done.find((each) => each.outcome === 'sent' && on <= each.on)
  if (by !== undefined) return { code: 'overtaken', step, on, by: by.step }
  return days < 0 && asOf > invoice.dueOn ? { code: 'due-date-passed', step, on } : undefined
}

function remind(
  { invoice }: ReminderFacts,
  { step }: DatedStep,
  earlier: readonly DatedStep[],
  asOf: CalendarDate,
): RemindIntent {
  const { id, version, clientId, billingGroupId, dueOn, amountDue, currency } = invoice
  return {
    kind: 'remind',
    key: reminderKey(id, step),
    invoiceId: id,
    version,
    clientId,
    billingGroupId,
    step,
    daysLate: daysBetween(dueOn, asOf),
    amountDue,
    currency,
    overtaken: earlier.map((each) => ({ key: reminderKey(id, each.step), step: each.step })),
  }
}
