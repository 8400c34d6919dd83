// What a client bought by invoice: rows of the books, as in model.ts. A pack is bought once; a plan is a chain of terms,
// each of them a purchase with an invoice of its own.
import type { CalendarDate, Instant } from '../date.ts'
import type { Decimal } from '../decimal.ts'
import type {
  BillingGroupId,
  ChargeId,
  ClientId,
  CommandId,
  InvoiceId,
  ProductId,
  PurchaseId,
  TaxRateId,
} from '../ids.ts'
import type { Charge } from '../model.ts'
import type { CurrencyCode, Minor } from '../money.ts'
import type { RenewOn, UsableOn } from './product-sale.ts'

interface PurchaseRow {
  readonly id: PurchaseId
  readonly version: number
  readonly clientId: ClientId
  /** Copied for lists. */
  readonly clientName: string
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  readonly productId: ProductId
  /** What prints on the invoice: the product's name when it was sold. */
  readonly description: string
  readonly unitPrice: Decimal
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
  /** The charges together, as the price list has them: with tax inside when `taxIncluded`. What T-1 judges. */
  readonly amount: Minor
  readonly invoiceId: InvoiceId
  readonly chargeIds: readonly ChargeId[]
  readonly soldOn: CalendarDate
  /** `drafted`: its invoice is a draft (renewals). `undone`: the invoice was discarded, voided or credited whole. */
  readonly state: 'drafted' | 'issued' | 'undone'
  /** Whether the invoice is paid; kept with it in one transaction. */
  readonly paid: 0 | 1
  readonly undoneOn?: CalendarDate
  /** the purchase that this one was made instead of, and the other way. */
  readonly replaces?: PurchaseId
  readonly replacedBy?: PurchaseId
  readonly importId?: CommandId
  /** Of an import: unique for a client and product, so that the same file sells once (M-29). */
  readonly sourceKey?: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export interface PackPurchase extends PurchaseRow {
  readonly kind: 'pack'
  /** Packs, or units where the price is that of a unit. */
  readonly quantity: Decimal
  /** Units that it grants in all. */
  readonly units: Decimal
  readonly usableOn: UsableOn
}

export interface PlanPurchase extends PurchaseRow {
  readonly kind: 'plan'
  /** The first term's id: what the chain is known by. */
  readonly planId: PurchaseId
  /** 1 for the first. */
  readonly term: number
  readonly termMonths: number
  readonly renewOn: RenewOn
  /** First day of the term; months are counted from the plan's first day (`anniversary`). Moved by a restore. */
  readonly start: CalendarDate
  /** Exclusive. */
  readonly end: CalendarDate
  /** 0: the owner let it run out. */
  readonly renews: 0 | 1
  /** The next term, once it is made. */
  readonly renewedBy?: PurchaseId
  /** the renewal was not paid on the day on which its term began. */
  readonly expiredOn?: CalendarDate
  /** Paid after all. */
  readonly restoredOn?: CalendarDate
  /** The earliest day on which a run has something to do with it: make the renewal, or note that it expired. */
  readonly wakeOn?: CalendarDate
}

export type Purchase = PackPurchase | PlanPurchase

/** What kind of sale an invoice is of; ordinary ones have none. */
export type InvoiceSale = 'pack' | 'plan' | 'renewal'

/** Whether a charge is a line of a purchase: it lives and goes with it. */
export function isSold({ source }: Pick<Charge, 'source'>): boolean {
  return source === 'credit-pack' || source === 'plan'
}

/** The key of a plan's next term: two windows that renew at once make one (design.md section 5). */
export function renewalId(planId: PurchaseId, start: CalendarDate): PurchaseId {
  return `${planId}/${start}` as PurchaseId
}
