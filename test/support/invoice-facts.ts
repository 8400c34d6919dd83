// Facts for the planners of drafts and invoices: one open invoice of 100.00 EUR, issued 1 March, due 15 March 2026.
import { calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, InvoiceId } from '../../src/core/ids.ts'
import type { LateFeeRule } from '../../src/core/late-fee-rule.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import type { CollectionFacts } from '../../src/core/plan-collection.ts'
import type { DraftFacts } from '../../src/core/plan-finalization.ts'
import type { LateFeeFacts } from '../../src/core/plan-late-fees.ts'
import type { ReminderFacts } from '../../src/core/plan-reminders.ts'

export const day = calendarDate
export const EUR = 'EUR' as CurrencyCode
export const inv = (name: string) => `inv_${name}` as InvoiceId
export const instant = '2026-03-01T10:00:00.000Z' as Instant

const openInvoice = {
  id: inv('1'),
  version: 3,
  state: 'open' as const,
  clientId: 'cli_1' as ClientId,
  billingGroupId: 'grp_1' as BillingGroupId,
  issuedOn: day('2026-03-01'),
  dueOn: day('2026-03-15'),
  payable: minor(10_000),
  amountDue: minor(10_000),
  currency: EUR,
}

export type InvoiceGiven = Partial<Omit<typeof openInvoice, 'state'>> & {
  readonly state?: 'open' | 'paid' | 'void' | 'uncollectible'
}

export function draftFacts(given: Partial<DraftFacts['draft']> = {}, rest: Partial<DraftFacts> = {}): DraftFacts {
  return {
    draft: { id: inv('1'), version: 3, editedByUser: 0, ...given },
    linesChangedOn: day('2026-03-01'),
    group: { id: 'grp_1' as BillingGroupId, state: 'active', mode: 'automatic' },
    client: { status: 'active' },
    ...rest,
  }
}

export function reminderFacts(given: InvoiceGiven = {}, rest: Partial<ReminderFacts> = {}): ReminderFacts {
  return { invoice: { ...openInvoice, ...given }, done: [], reachable: true, ...rest }
}

export function lateFeeFacts(given: InvoiceGiven = {}, rest: Partial<LateFeeFacts> = {}): LateFeeFacts {
  return {
    invoice: { ...openInvoice, ...given },
    settled: [],
    feesWithin: minor(0),
    done: [],
    holds: [],
    taxIncluded: false,
    ...rest,
  }
}

export function collectionFacts(given: InvoiceGiven = {}, rest: Partial<CollectionFacts> = {}): CollectionFacts {
  return { invoice: { ...openInvoice, ...given }, wanted: true, attempts: [], ...rest }
}

/** 5 % of what is due, ten days late and then every month. */
export const monthlyFee: LateFeeRule = {
  fee: { kind: 'percent', percent: decimal('5') },
  afterDays: 10,
  repeat: { unit: 'month', every: 1 },
  taxIds: [],
}
