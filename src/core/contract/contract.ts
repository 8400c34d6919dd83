// What a client has agreed to pay for again and again. Rows of the books, as in model.ts: a contract, its items with the
// agreements in force from day to day, what amended them, and the usage that is counted.
import type { CalendarDate, Instant } from '../date.ts'
import type { Decimal } from '../decimal.ts'
import type {
  AmendmentId,
  BillingGroupId,
  ChargeId,
  ClientId,
  CommandId,
  ContractId,
  ContractItemId,
  CorrectionId,
  CreditNoteId,
  InvoiceId,
  ProductId,
  TaxRateId,
  UsageRecordId,
} from '../ids.ts'
import type { CustomField } from '../model.ts'
import type { CurrencyCode, Minor } from '../money.ts'
import type { Cadence, Period } from '../period.ts'
import type { AnchorChange, BillingTiming, FirstStub } from '../period-chain.ts'
import type { ProrationMode } from '../proration.ts'
import type { Pricing } from '../rating/pricing.ts'

/** Standing still from a day on, by the owner's word (R-3). */
export interface Hold {
  readonly since: CalendarDate
  readonly note?: string
}

/** M-24: at the end the contract goes on for `length`, unless notice was given `noticeDays` before. */
export interface RenewalTerms {
  readonly length: Cadence
  /** Days before the end on which the renewal is executed; 0..365. */
  readonly noticeDays: number
}

export interface Contract {
  readonly id: ContractId
  readonly version: number
  readonly clientId: ClientId
  /** Copied for lists. */
  readonly clientName: string
  readonly billingGroupId: BillingGroupId
  readonly name: string
  /** The number under which both sides know it; free text. */
  readonly contractNumber?: string
  readonly currency: CurrencyCode
  /** The account's day on which it was entered: what the first-invoice rules count from (R-11). */
  readonly activatedOn: CalendarDate
  readonly startOn: CalendarDate
  /** Exclusive: this day itself is not billed. Absent: open-ended. An ended contract is one whose end has come (derived). */
  readonly endOn?: CalendarDate
  /** `renewed`: another contract goes on from the end. `cancelled`: ended by the owner, from its start or from `endOn`. */
  readonly state: 'active' | 'cancelled' | 'renewed'
  readonly hold?: Hold
  readonly renewal?: RenewalTerms
  readonly renewedFrom?: ContractId
  readonly renewedAs?: ContractId
  /** M-8: imported; whatever would have billed before this day counts as sent from elsewhere. */
  readonly sentElsewhereBefore?: CalendarDate
  readonly poNumber?: string
  /** M-7. */
  readonly customFields?: readonly CustomField[]
  readonly notes?: string
  readonly words: readonly string[]
  /** Folded client name and contract name, for sorting by index. */
  readonly sortName: string
  readonly importId?: CommandId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** What holds from a day on: a ramp is a list of these with days that are still to come (M-25). */
export interface Agreement {
  readonly from: CalendarDate
  /** Never negative. Ignored by usage items, whose quantity is counted, and by flat prices. */
  readonly quantity: Decimal
  readonly pricing: Pricing
  readonly amendmentId?: AmendmentId
}

export interface ContractItem {
  readonly id: ContractItemId
  readonly version: number
  readonly contractId: ContractId
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly productId?: ProductId
  readonly description: string
  readonly unit?: string
  /** `usage` is rated at the end of its period; `one-off` bills once, on its start, and is never prorated (M-20). */
  readonly kind: 'recurring' | 'usage' | 'one-off'
  /** Usage is always in arrears, one-off always in advance. */
  readonly timing: BillingTiming
  /** One-off: one day. */
  readonly cadence: Cadence
  /** First day of the service, the trial included. */
  readonly startOn: CalendarDate
  /** Days from `startOn` on that are free; the chain starts after them. */
  readonly trialDays: number
  /** Exclusive; the contract's own end where absent. */
  readonly endOn?: CalendarDate
  /** In order of `from` (R-1). */
  readonly anchors: readonly AnchorChange[]
  readonly firstStub: FirstStub
  readonly proration: ProrationMode
  /** In order of `from`; the first one also holds before its day. */
  readonly agreements: readonly Agreement[]
  readonly hold?: Hold
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
  readonly addedBy?: AmendmentId
  readonly renewedFrom?: ContractItemId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export type AmendmentChange =
  | {
      readonly kind: 'agreement'
      readonly itemId: ContractItemId
      readonly before: Pick<Agreement, 'quantity' | 'pricing'>
      readonly after: Pick<Agreement, 'quantity' | 'pricing'>
    }
  | { readonly kind: 'added'; readonly itemId: ContractItemId }
  | { readonly kind: 'ended'; readonly itemId: ContractItemId; readonly before?: CalendarDate }
  | { readonly kind: 'unended'; readonly itemId: ContractItemId; readonly before: CalendarDate }
  | { readonly kind: 'billing-day'; readonly itemId: ContractItemId; readonly day: number }
  /** The whole contract ends: `start` undoes it (M-11). */
  | { readonly kind: 'cancelled'; readonly from: 'start' | CalendarDate; readonly before?: CalendarDate }

/** One change of an agreement that was in force, from a day on; its items carry the result. */
export interface Amendment {
  readonly id: AmendmentId
  readonly contractId: ContractId
  readonly clientId: ClientId
  readonly madeOn: CalendarDate
  readonly effectiveOn: CalendarDate
  readonly changes: readonly AmendmentChange[]
  readonly note?: string
  readonly createdAt: Instant
}

export type CorrectionWay = 'credit-note' | 'next-invoice' | 'nothing'

/**
 * A period that was invoiced and should have cost less (R-14). Resolved once: by a credit note on the invoice, by a
 * negative line on the next one, or by nothing.
 */
export interface Correction {
  readonly id: CorrectionId
  readonly version: number
  readonly contractId: ContractId
  readonly contractItemId: ContractItemId
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  readonly amendmentId: AmendmentId
  /** The invoice that billed the period. */
  readonly invoiceId: InvoiceId
  /** The chain charge of the period. */
  readonly chargeId: ChargeId
  readonly period: Period
  readonly description: string
  /** Below 0, minor units, like the charge's amount: with tax inside where the charge has it. */
  readonly amount: Minor
  readonly state: 'open' | 'resolved' | 'withdrawn'
  readonly resolution?: CorrectionWay
  /** The line on the next invoice, or the credit note, that resolved it. */
  readonly resolvedBy?: ChargeId | CreditNoteId
  /** The credit note that a run drafted for it: it drafts none again, whatever became of that one. */
  readonly proposedIn?: CreditNoteId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** Something used on a day; billed once, by its key (M-29). */
export interface UsageRecord {
  readonly id: UsageRecordId
  readonly version: number
  readonly contractId: ContractId
  readonly contractItemId: ContractItemId
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly on: CalendarDate
  /** Above 0. */
  readonly quantity: Decimal
  /** A price of its own, in major units: outside the item's pricing. */
  readonly unitPrice?: Decimal
  /** How much of the quantity prepaid units covered: it is not billed. Absent: nothing. */
  readonly prepaid?: Decimal
  /** Unique within the item. */
  readonly sourceKey: string
  readonly note?: string
  readonly state: 'open' | 'billed' | 'removed'
  readonly chargeId?: ChargeId
  readonly importId?: CommandId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** The key of a charge that a contract item makes: one per period, and one more per cause (design.md section 5). */
export function contractChargeId(itemId: ContractItemId, start: CalendarDate, cause?: string): ChargeId {
  return `${itemId}/${start}${cause === undefined ? '' : `/${cause}`}` as ChargeId
}

/** The key of a correction: one per period and amendment (R-14). */
export function correctionId(itemId: ContractItemId, start: CalendarDate, amendmentId: AmendmentId): CorrectionId {
  return `${itemId}/${start}/${amendmentId}` as CorrectionId
}
