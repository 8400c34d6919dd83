// Late fees: charges of their own beside the late invoice, each by its own date (R-10, design.md section 4).
import type { PlannedCharge } from './billing/snapshot.ts'
import { currencyExponent } from './currency.ts'
import { addDays, type CalendarDate } from './date.ts'
import { decimal } from './decimal.ts'
import type { ChargeId, InvoiceId } from './ids.ts'
import { type Finding, type InvoicePlan, planEach, stands } from './invoice-plan.ts'
import { accrualDay, assertLateFeeRule, type LateFeeRule, ruleCurrencies } from './late-fee-rule.ts'
import type { FinalizedInvoice } from './model.ts'
import { type CurrencyCode, type Minor, minor, minorToDecimal, percentOf, sumMinor } from './money.ts'

/** A fee that exists: the charge with its key, in any state. */
export interface LateFeeDone {
  readonly n: number
  /** Minor units of the invoice's currency; 0 when it was waived. */
  readonly amount: Minor
}

export interface LateFeeFacts {
  readonly invoice: Pick<
    FinalizedInvoice,
    'id' | 'state' | 'dueOn' | 'payable' | 'currency' | 'clientId' | 'billingGroupId'
  >
  /** The rule of its group, else of its client; the account's where absent; null: none for this one. */
  readonly rule?: LateFeeRule | null
  /** Live allocations of payments and credits, each with the day on which the money was received or credited. */
  readonly settled: readonly { readonly on: CalendarDate; readonly amount: Minor }[]
  /** How much of `payable` is late fees: no fee is taken on a fee. */
  readonly feesWithin: Minor
  readonly done: readonly LateFeeDone[]
  /** Days on hold, half-open, the running hold without an end: no fee accrues on them, later neither. */
  readonly holds: readonly { readonly start: CalendarDate; readonly end?: CalendarDate }[]
  /** Whether the prices of the invoice had tax inside: the fee joins the same draft. */
  readonly taxIncluded: boolean
}

export interface LateFeeSnapshot {
  readonly rule?: LateFeeRule
  readonly invoices: readonly LateFeeFacts[]
}

/** The charge; its description is a text and comes from outside core. */
export type PlannedLateFee = Omit<PlannedCharge, 'description'>

export interface LateFeeIntent {
  readonly kind: 'late-fee'
  /** Its id is the key, `inv_.../late-fee/2`; it bills on the day on which it accrued, tax by that day. */
  readonly charge: PlannedLateFee
  readonly invoiceId: InvoiceId
  readonly n: number
  readonly accruedOn: CalendarDate
  /** What was due on that day without earlier fees. */
  readonly base: Minor
}

export type LateFeeReason =
  /** The outcome `do`: fees up to today, more than one after an absence. */
  | {
      readonly code: 'accrues'
      readonly fees: number
      readonly amount: Minor
      readonly currency: CurrencyCode
      readonly next?: CalendarDate
    }
  | { readonly code: 'fee-to-come'; readonly n: number; readonly on: CalendarDate }
  | { readonly code: 'all-charged'; readonly fees: number }
  | { readonly code: 'cap-reached'; readonly fees: number; readonly amount: Minor; readonly currency: CurrencyCode }
  | { readonly code: 'no-rule' }
  | { readonly code: 'paid' }
  | { readonly code: 'void' }
  | { readonly code: 'written-off' }
  | { readonly code: 'nothing-due' }
  /** `next`: the first day on which a fee accrues again when the hold is lifted before it. */
  | { readonly code: 'on-hold'; readonly since: CalendarDate; readonly next: CalendarDate }
  /** amounts of one currency say nothing about another. */
  | { readonly code: 'other-currency'; readonly currency: CurrencyCode; readonly rule: CurrencyCode }

export type LateFeePlan = InvoicePlan<LateFeeIntent, LateFeeReason>

export function lateFeeKey(invoiceId: InvoiceId, n: number): ChargeId {
  return `${invoiceId}/late-fee/${n}` as ChargeId
}

/**
 * The fees that have accrued by the day and are not charged yet, and a decision for every invoice. Each fee is judged
 * by its own date: what was due then, whether it was on hold then, what the cap had left. So weeks away and every day
 * give the same fees, and one who paid in time pays none, however late the payment is entered. A percentage is
 * rounded once, half away from zero; a fee of 0 is none, but its number is used up.
 * @throws RangeError for a rule with days or amounts out of range
 */
export function planLateFees(snapshot: LateFeeSnapshot, asOf: CalendarDate): LateFeePlan {
  return planEach(snapshot.invoices, asOf, {
    id: ({ invoice }) => invoice.id,
    rank: ({ invoice }) => invoice.dueOn,
    find: (facts) => find(facts, facts.rule === undefined ? snapshot.rule : facts.rule, asOf),
  })
}

type Found = Finding<LateFeeIntent, LateFeeReason>

function find(facts: LateFeeFacts, rule: LateFeeRule | null | undefined, asOf: CalendarDate): Found {
  const { invoice, holds } = facts
  const { state, dueOn, currency } = invoice
  if (state === 'void') return stands('skip', { code: 'void' })
  if (state === 'uncollectible') return stands('skip', { code: 'written-off' })
  if (rule === undefined || rule === null) return stands('skip', { code: 'no-rule' })
  assertLateFeeRule(rule)
  const other = ruleCurrencies(rule).find((each) => each !== currency)
  if (other !== undefined) return stands('blocked', { code: 'other-currency', currency, rule: other })

  const walk = accrue(facts, rule, addDays(dueOn, rule.afterDays), asOf)
  const { intents, capped, next } = walk
  if (intents.length > 0) {
    const amount = sumMinor(intents.map(({ charge }) => charge.amount))
    const more = next === undefined ? {} : { next }
    const reason: LateFeeReason = { code: 'accrues', fees: intents.length, amount, currency, ...more }
    return { intents, verdicts: [{ outcome: 'do', reason }], wakeOn: asOf }
  }
  if (state === 'paid') return stands('skip', { code: 'paid' })
  const fees = facts.done.length
  if (capped) return stands('skip', { code: 'cap-reached', fees, amount: walk.charged, currency })
  if (next === undefined) return stands('skip', { code: 'all-charged', fees })
  if (dueAt(facts, asOf) <= 0) return stands('skip', { code: 'nothing-due' }, next)
  const hold = holds.find((each) => holdsOn(each, asOf))
  if (hold !== undefined) return stands('blocked', { code: 'on-hold', since: hold.start, next }, next)
  return stands('wait', { code: 'fee-to-come', n: walk.nextN, on: next }, next)
}

interface Walk {
  readonly intents: LateFeeIntent[]
  /** All that was charged for the invoice, planned fees included. */
  readonly charged: Minor
  readonly capped: boolean
  readonly nextN: number
  /** The first day of a fee after `asOf`; undefined when none can come. */
  readonly next?: CalendarDate
}

function accrue(facts: LateFeeFacts, rule: LateFeeRule, first: CalendarDate, asOf: CalendarDate): Walk {
  const intents: LateFeeIntent[] = []
  const done = new Set(facts.done.map(({ n }) => n))
  let charged = sumMinor(facts.done.map(({ amount }) => amount))
  const full = () =>
    facts.done.length + intents.length >= (rule.maxTimes ?? Number.POSITIVE_INFINITY) ||
    (rule.maxAmount !== undefined && charged >= rule.maxAmount.amount)
  for (let n = 1; ; n += 1) {
    const day = accrualDay(rule, first, n)
    const capped = full()
    if (day === undefined || day > asOf || capped) {
      return { intents, charged, capped, nextN: n, ...(day !== undefined && !capped && { next: day }) }
    }
    if (done.has(n) || day < (rule.since ?? day) || facts.holds.some((each) => holdsOn(each, day))) continue
    const base = dueAt(facts, day)
    const amount = feeOf(rule, base, charged)
    if (amount <= 0) continue
    charged = minor(charged + amount)
    intents.push(intentOf(facts, rule, { n, day, base, amount }))
  }
}

/** What was due at the end of the day, fees left out; paid on that day is paid in time for its fee. */
function dueAt({ invoice, settled, feesWithin }: LateFeeFacts, day: CalendarDate): Minor {
  const paid = sumMinor(settled.filter(({ on }) => on <= day).map(({ amount }) => amount))
  return minor(Math.min(invoice.payable - paid, invoice.payable - feesWithin))
}

function feeOf({ fee, maxAmount }: LateFeeRule, base: Minor, charged: Minor): Minor {
  if (base <= 0) return minor(0)
  const whole = fee.kind === 'amount' ? fee.amount : percentOf(base, fee.percent)
  return maxAmount === undefined ? whole : minor(Math.min(whole, maxAmount.amount - charged))
}

function holdsOn({ start, end }: LateFeeFacts['holds'][number], day: CalendarDate): boolean {
  return start <= day && (end === undefined || day < end)
}

function intentOf(
  { invoice, taxIncluded }: LateFeeFacts,
  { taxIds }: LateFeeRule,
  { n, day, base, amount }: { n: number; day: CalendarDate; base: Minor; amount: Minor },
): LateFeeIntent {
  const { id, clientId, billingGroupId, currency } = invoice
  const charge: PlannedLateFee = {
    id: lateFeeKey(id, n),
    clientId,
    billingGroupId,
    currency,
    source: 'late-fee',
    quantity: decimal('1'),
    unitPrice: minorToDecimal(amount, currencyExponent(currency)),
    allowances: [],
    surcharges: [],
    taxIds,
    taxIncluded,
    amount,
    servedOn: day,
    billsOn: day,
    state: 'open',
  }
  return { kind: 'late-fee', charge, invoiceId: id, n, accruedOn: day, base }
}
