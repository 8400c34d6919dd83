// M-27: which open invoices are collected with the stored method by themselves.
import { addDays, type CalendarDate } from './date.ts'
import type { BillingGroupId, ClientId, InvoiceId } from './ids.ts'
import { type Finding, type InvoicePlan, planEach, stands } from './invoice-plan.ts'
import type { FinalizedInvoice } from './model.ts'
import type { CurrencyCode, Minor } from './money.ts'
import type { CardAttemptState } from './payments/card-attempt.ts'

export interface CollectionAttempt {
  /** 1, 2, ...: of its key. */
  readonly attempt: number
  readonly state: CardAttemptState
  /** The account's day of its last change. */
  readonly on: CalendarDate
}

export interface CollectionFacts {
  readonly invoice: Pick<
    FinalizedInvoice,
    'id' | 'version' | 'state' | 'dueOn' | 'amountDue' | 'currency' | 'clientId' | 'billingGroupId'
  >
  /** The group is set to be collected by itself. */
  readonly wanted: boolean
  /** The client's default method is no card that can be charged. */
  readonly noCard?: 1
  /** T-8: the renewal of a term plan is never charged by itself. */
  readonly planRenewal?: 1
  readonly hold?: { readonly of: 'invoice' | 'group'; readonly since: CalendarDate; readonly note?: string }
  readonly attempts: readonly CollectionAttempt[]
}

export interface CollectionSnapshot {
  /** Whole days after a failed attempt on which the next one is made; one number for each retry, none: never again. */
  readonly retryAfterDays: readonly number[]
  readonly invoices: readonly CollectionFacts[]
}

export interface CollectIntent {
  readonly kind: 'collect'
  /** Primary key of the attempt and idempotency key of its outbox row: `inv_.../collection/1`. */
  readonly key: string
  readonly attempt: number
  readonly invoiceId: InvoiceId
  readonly version: number
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  /** All that is due, in minor units; the delivery reads it again. */
  readonly amount: Minor
  readonly currency: CurrencyCode
}

export type CollectionReason =
  /** The outcome `do`. */
  | { readonly code: 'collects'; readonly attempt: number; readonly amount: Minor; readonly currency: CurrencyCode }
  | { readonly code: 'not-wanted' }
  | { readonly code: 'no-card' }
  | { readonly code: 'plan-renewal' }
  | { readonly code: 'paid' }
  | { readonly code: 'void' }
  | { readonly code: 'written-off' }
  | { readonly code: 'not-yet-due'; readonly on: CalendarDate }
  | { readonly code: 'nothing-due' }
  | {
      readonly code: 'on-hold'
      readonly of: 'invoice' | 'group'
      readonly since: CalendarDate
      readonly note?: string
    }
  | { readonly code: 'attempt-pending'; readonly attempt: number; readonly on: CalendarDate }
  /** The client has to confirm at their bank. */
  | { readonly code: 'needs-action'; readonly attempt: number; readonly on: CalendarDate }
  | { readonly code: 'outcome-unknown'; readonly attempt: number; readonly on: CalendarDate }
  /** The money was taken once and something is due: not booked yet, or bounced. A person decides. */
  | { readonly code: 'already-collected'; readonly attempt: number; readonly on: CalendarDate }
  | { readonly code: 'retry-later'; readonly attempt: number; readonly until: CalendarDate }
  | { readonly code: 'attempts-failed'; readonly failed: number; readonly on: CalendarDate }

export type CollectionPlan = InvoicePlan<CollectIntent, CollectionReason>

export function collectionKey(invoiceId: InvoiceId, attempt: number): string {
  return `${invoiceId}/collection/${attempt}`
}

/**
 * M-27: an invoice is collected when its group wants it, it is open, its due date has come, something is due and no
 * attempt is under way; on hold it is not. An attempt is made again only after a plain refusal and by
 * `retryAfterDays`; after an unknown outcome never. A decision for every invoice, intents by due date.
 * @throws RangeError for a number of days that is not whole or below 1
 */
export function planCollection(snapshot: CollectionSnapshot, asOf: CalendarDate): CollectionPlan {
  for (const days of snapshot.retryAfterDays) {
    if (!Number.isInteger(days) || days < 1) throw new RangeError(`not a number of days: ${days}`)
  }
  return planEach(snapshot.invoices, asOf, {
    id: ({ invoice }) => invoice.id,
    rank: ({ invoice }) => invoice.dueOn,
    find: (facts) => find(facts, snapshot.retryAfterDays, asOf),
  })
}

function find(
  { invoice, wanted, noCard, planRenewal, hold, attempts }: CollectionFacts,
  retryAfterDays: readonly number[],
  asOf: CalendarDate,
): Finding<CollectIntent, CollectionReason> {
  const { id, version, state, dueOn, amountDue, currency, clientId, billingGroupId } = invoice
  if (state === 'paid') return stands('skip', { code: 'paid' })
  if (state === 'void') return stands('skip', { code: 'void' })
  if (state === 'uncollectible') return stands('skip', { code: 'written-off' })
  if (planRenewal === 1) return stands('skip', { code: 'plan-renewal' })
  if (!wanted) return stands('skip', { code: 'not-wanted' })
  if (amountDue <= 0) return stands('skip', { code: 'nothing-due' })
  if (dueOn > asOf) return stands('wait', { code: 'not-yet-due', on: dueOn }, dueOn)
  const under = underWay(attempts)
  if (under !== undefined) return stands(under.code === 'attempt-pending' ? 'wait' : 'blocked', under)
  if (noCard === 1) return stands('blocked', { code: 'no-card' })
  const retry = retryAfter(attempts, retryAfterDays)
  if (retry?.code === 'attempts-failed') return stands('blocked', retry)
  if (retry !== undefined && retry.until > asOf) return stands('wait', retry, retry.until)
  // Whoever lifts a hold of the group writes another row than the invoice's: it is read again every day.
  if (hold !== undefined) return stands('blocked', { code: 'on-hold', ...hold }, asOf)
  const attempt = attempts.reduce((last, each) => Math.max(last, each.attempt), 0) + 1
  return {
    intents: [
      {
        kind: 'collect',
        key: collectionKey(id, attempt),
        attempt,
        invoiceId: id,
        version,
        clientId,
        billingGroupId,
        amount: amountDue,
        currency,
      },
    ],
    verdicts: [{ outcome: 'do', reason: { code: 'collects', attempt, amount: amountDue, currency } }],
    wakeOn: asOf,
  }
}

/** An attempt that forbids another one: its end writes its row, which wakes the invoice. */
function underWay(attempts: readonly CollectionAttempt[]) {
  const codes = [
    ['unknown', 'outcome-unknown'],
    ['pending', 'attempt-pending'],
    ['needs-action', 'needs-action'],
    ['collected', 'already-collected'],
  ] as const
  for (const [state, code] of codes) {
    const found = attempts.filter((each) => each.state === state).sort((a, b) => b.attempt - a.attempt)[0]
    if (found !== undefined) return { code, attempt: found.attempt, on: found.on }
  }
  return undefined
}

/** What the refusals so far ask for; those that never left count for nothing. */
function retryAfter(attempts: readonly CollectionAttempt[], retryAfterDays: readonly number[]) {
  const failed = attempts.filter(({ state }) => state === 'failed').sort((a, b) => b.attempt - a.attempt)
  const last = failed[0]
  if (last === undefined) return undefined
  const days = retryAfterDays[failed.length - 1]
  if (days === undefined) return { code: 'attempts-failed' as const, failed: failed.length, on: last.on }
  return { code: 'retry-later' as const, attempt: last.attempt, until: addDays(last.on, days) }
}
