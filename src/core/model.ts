// The rows of the books. Amounts are integer minor units of the row's one currency; quantities, prices
// and rates are exact decimals held as strings; `version` counts every change of a row (G-2).
import type { BillingCycle } from './contract/billing-group.ts'
import type { Hold } from './contract/contract.ts'
import type { CalendarDate, Instant } from './date.ts'
import type { Decimal } from './decimal.ts'
import type {
  AddressId,
  AllocationId,
  BillingGroupId,
  ChargeId,
  ClientId,
  CommandId,
  ContractId,
  ContractItemId,
  CreditEntryId,
  CreditNoteId,
  FieldId,
  InvoiceId,
  PaymentId,
  ProductId,
  TaxRateId,
} from './ids.ts'
import type { DocumentTotals } from './invoice/totals.ts'
import type { CurrencyCode, Minor } from './money.ts'
import type { Period } from './period.ts'
import type { ChargeRating } from './rating/charge-rating.ts'
import type { ProductSale } from './selling/product-sale.ts'
import type { InvoiceSale } from './selling/purchase.ts'

export interface Address {
  readonly id: AddressId
  readonly label: string
  /** Overrides the client's name on documents sent to this address. */
  readonly recipient?: string
  readonly line1: string
  readonly line2?: string
  readonly city: string
  readonly region?: string
  readonly postalCode?: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** The account's day on which it came in; absent on those of before schema 5. */
  readonly addedOn?: CalendarDate
  /** Out of use since: no new document takes it, those that carry it keep it (T-11). */
  readonly archivedOn?: CalendarDate
  /** The address that this one was corrected into, after a document had gone to it. */
  readonly replacedBy?: AddressId
}

export interface Contact {
  readonly name: string
  readonly email?: string
  readonly phone?: string
  /** Billing contacts get every issued invoice beside the main address (T-15). */
  readonly billing: boolean
}

/** The value of a field of the owner's own (M-7). */
export interface CustomField {
  /** The definition's name when it was saved; what own rules and searches know it by. */
  readonly name: string
  /** A number as an exact decimal, a date as YYYY-MM-DD, a link whole. Never empty. */
  readonly value: string
  /** Absent: a field of this row alone, any text. */
  readonly fieldId?: FieldId
}

/** House rules of one client, where they differ from the account's (T-1..T-3, T-6). */
export interface ClientSelling {
  /** Minor units of the account's currency; 0: none. */
  readonly minimum?: Minor
  /** Invoices with something due, at most; 0: no cap. */
  readonly outstandingCap?: number
  /** T-3: may buy while on trial. */
  readonly allowTrial?: 1
  /** Whole months, ascending; instead of the account's and the product's. */
  readonly terms?: readonly number[]
}

export type ClientStatus = 'trial' | 'active' | 'archived'

export interface Client {
  readonly id: ClientId
  readonly version: number
  readonly name: string
  readonly status: ClientStatus
  /** The reference that the client's own books know us by, or ours for them; free text. */
  readonly clientNumber?: string
  readonly email?: string
  readonly phone?: string
  readonly website?: string
  readonly contacts: readonly Contact[]
  /** Newest last; documents take `defaultAddressId` (T-11). */
  readonly addresses: readonly Address[]
  readonly defaultAddressId?: AddressId
  readonly vatId?: string
  readonly taxNumber?: string
  readonly currency?: CurrencyCode
  /** BCP 47 tag of the language and formats of this client's documents. */
  readonly locale?: string
  readonly termsDays?: number
  readonly taxIds?: readonly TaxRateId[]
  readonly poNumber?: string
  /** The owner's own words for finding and for rules; folded, each once. */
  readonly tags?: readonly string[]
  /** What the owner keeps beside the usual fields: a vendor number, the name of a portal (M-7). */
  readonly customFields?: readonly CustomField[]
  /** House rules of its own. */
  readonly selling?: ClientSelling
  /** The cycle of its billing groups that have none of their own; manual where absent. */
  readonly billingCycle?: BillingCycle
  readonly notes?: string
  /** Words for search: folded, each once (W-19). Written by commands only. */
  readonly words: readonly string[]
  /** Folded name, for sorting by index. */
  readonly sortName: string
  /** The import act that made the row, so that it can be undone as one. */
  readonly importId?: CommandId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export type TaxCategory = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O'
export type TaxKind = 'normal' | 'compound' | 'withholding'

/** A tax with dated rates: the rate in force on the supply date is the last one with `from` on or before it. */
export interface TaxRate {
  readonly id: TaxRateId
  readonly version: number
  readonly name: string
  readonly category: TaxCategory
  readonly kind: TaxKind
  /** Percent, ascending by `from`. */
  readonly rates: readonly { readonly from: CalendarDate; readonly percent: Decimal }[]
  /** Why no tax is charged (categories E, AE, K, G, O), printed on the document. */
  readonly exemptionReason?: string
  readonly exemptionCode?: string
  readonly state: 'active' | 'archived'
}

export interface Product {
  readonly id: ProductId
  readonly version: number
  readonly name: string
  readonly description?: string
  readonly sku?: string
  readonly kind: 'service' | 'goods'
  /** What one unit is called on documents: "hour", "session". */
  readonly unit?: string
  readonly unitPrice: Decimal
  readonly currency: CurrencyCode
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
  /** Excluded from proration: every period costs the whole price (W-5). */
  readonly notProrated?: 1
  /** Sold ahead by invoice: a pack of units, or a plan. */
  readonly sale?: ProductSale
  readonly state: 'active' | 'archived'
  readonly words: readonly string[]
  readonly sortName: string
  readonly importId?: CommandId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** An allowance lowers, a surcharge raises; of a line or of a document (EN 16931 BG-20, BG-21, BG-27, BG-28). */
export interface PriceAdjustment {
  readonly kind: 'percent' | 'amount'
  /** Percent, or major units of the document's currency. Never negative. */
  readonly value: Decimal
  readonly reason: string
}

export type ChargeSource =
  | 'manual'
  | 'contract'
  | 'usage'
  | 'adjustment'
  | 'late-fee'
  | 'credit-pack'
  | 'plan'
  | 'time'
  | 'import'

export type ChargeState = 'open' | 'drafted' | 'invoiced' | 'waived'

/** What is owed. Every invoice is made from charges and from nothing else (design.md section 4). */
export interface Charge {
  readonly id: ChargeId
  readonly version: number
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  readonly source: ChargeSource
  readonly productId?: ProductId
  readonly description: string
  /** May be negative; the price never is (EN 16931 BR-27). */
  readonly quantity: Decimal
  readonly unit?: string
  readonly unitPrice: Decimal
  readonly allowances: readonly PriceAdjustment[]
  readonly surcharges: readonly PriceAdjustment[]
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
  /** round(quantity x price) - allowances + surcharges: with tax inside when `taxIncluded`. */
  readonly amount: Minor
  /** The day of the service; with a period, its last day counts as supply date. */
  readonly servedOn: CalendarDate
  readonly period?: { readonly start: CalendarDate; readonly end: CalendarDate }
  /** Made by an item of a contract: its id is the item's period's (`contractChargeId`). */
  readonly contractId?: ContractId
  readonly contractItemId?: ContractItemId
  /** When a contract charge bills, before its group's offset and cycle (design.md section 4). */
  readonly billsOn?: CalendarDate
  /** What made it beside the period's own charge: `amd_...`, `late_n`, `cn_...`. */
  readonly cause?: string
  /** The invoiced charge that it is the difference of (P-9). */
  readonly amends?: ChargeId
  /** The invoiced charge that was credited and is billed anew by this one (M-15). */
  readonly rebills?: ChargeId
  /** How a contract charge's amount came to be: printed below the line and explained on screen. */
  readonly rating?: ChargeRating
  readonly state: ChargeState
  /** Why a contract charge was never billed; a person waived it where absent (R-2, R-3, M-8). */
  readonly waivedFor?: 'nothing-to-bill' | 'skipped' | 'sent-elsewhere'
  readonly invoiceId?: InvoiceId
  /** Released by discard or void: automation leaves it alone until a person touches it. */
  readonly held?: 'held-after-void'
  readonly importId?: CommandId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export type InvoiceState = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'

interface InvoiceRow {
  readonly id: InvoiceId
  readonly version: number
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  /** Copied for lists; the frozen document keeps the legal one. */
  readonly clientName: string
  /** A draft's day of creation, then the issue date: what lists sort by. */
  readonly listedOn: CalendarDate
  readonly gross: Minor
  readonly amountDue: Minor
  readonly words: readonly string[]
  readonly tags?: readonly string[]
  /** Fields of its own (M-7); what prints of them is frozen in the document. */
  readonly customFields?: readonly CustomField[]
  /** An invoice over a purchase: its lines are the purchase's and change with it only. */
  readonly sale?: InvoiceSale
  readonly internalNotes?: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A draft has no number, no issue date and no frozen parties (P-1, P-3). */
export interface DraftInvoice extends InvoiceRow {
  readonly state: 'draft'
  /** In the order in which the lines print. */
  readonly chargeIds: readonly ChargeId[]
  readonly taxIncluded: boolean
  readonly addressId?: AddressId
  readonly allowances: readonly PriceAdjustment[]
  readonly surcharges: readonly PriceAdjustment[]
  readonly poNumber?: string
  /** Printed above and below the lines. */
  readonly intro?: string
  readonly notes?: string
  readonly termsDays: number
  /** Half-open; shown as first to last day. */
  readonly servicePeriod?: { readonly start: CalendarDate; readonly end: CalendarDate }
  readonly prepaid: Minor
  /** For foreign currencies: how many account-currency units one unit of this currency is. */
  readonly exchangeRate?: { readonly rate: Decimal; readonly on: CalendarDate; readonly source: string }
  readonly totals: DocumentTotals
  /** Made ahead of its billing date: the due date counts from that day. */
  readonly billsOn?: CalendarDate
  /** The account's day on which a run or an amendment last changed its lines: grace days count from it. */
  readonly linesChangedOn?: CalendarDate
  /** An amendment changed lines of it since a person last looked. */
  readonly amendedAt?: Instant
  /** A person changed it: automation makes a new draft beside it. */
  readonly editedByUser: 0 | 1
}

/** The live side of a finalized invoice; what was issued is the FrozenDocument with the same id and never changes. */
export interface FinalizedInvoice extends InvoiceRow {
  readonly state: 'open' | 'paid' | 'void' | 'uncollectible'
  readonly series: string
  readonly sequence: number
  readonly number: string
  readonly issuedOn: CalendarDate
  readonly dueOn: CalendarDate
  readonly net: Minor
  readonly tax: Minor
  /** What the document asks for (BT-115), before payments; amountDue = payable - live allocations, write-offs not counted. */
  readonly payable: Minor
  readonly poNumber?: string
  /** Which of the client's addresses it carries; absent on those of before schema 5. */
  readonly addressId?: AddressId
  /** Added after issue: a dated addendum outside the seal. */
  readonly poAddendum?: { readonly poNumber: string; readonly on: CalendarDate }
  /** First time the document left the app: sent, shared, printed or downloaded. */
  readonly releasedAt?: Instant
  /** No reminder, fee or collection while it lasts. */
  readonly hold?: Hold
  /** Holds that are over, half-open: no fee accrues on their days, later neither. */
  readonly pastHolds?: readonly Period[]
  readonly paidOn?: CalendarDate
  /** Credit notes took back all of it; what settled it is the seller's word, not money. */
  readonly creditedOn?: CalendarDate
  readonly voidedOn?: CalendarDate
  readonly cancellationId?: CreditNoteId
}

export type Invoice = DraftInvoice | FinalizedInvoice

export type PaymentMethod = 'transfer' | 'cash' | 'card' | 'cheque' | 'direct-debit' | 'other'

export interface Payment {
  readonly id: PaymentId
  readonly version: number
  readonly clientId: ClientId
  readonly clientName: string
  readonly currency: CurrencyCode
  readonly amount: Minor
  readonly method: PaymentMethod
  readonly receivedOn: CalendarDate
  readonly reference?: string
  /** Given back out of what it had paid; what went back out of its credit is on the credit entry. */
  readonly refunded: Minor
  readonly state: 'received' | 'undone'
  readonly undoneReason?: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** Money put on an invoice. Released, never deleted. */
export interface Allocation {
  readonly id: AllocationId
  readonly clientId: ClientId
  readonly sourceKind: 'payment' | 'creditNote' | 'creditBalance' | 'writeOff'
  /** Payment, or credit entry (`creditNote`: one that a credit note made); the invoice itself for a write-off. */
  readonly sourceId: string
  readonly invoiceId: InvoiceId
  readonly currency: CurrencyCode
  readonly amount: Minor
  readonly allocatedOn: CalendarDate
  readonly state: 'live' | 'released'
  readonly releasedAt?: Instant
  readonly releasedReason?: string
  readonly createdAt: Instant
}

/** A client's credit: paid too much or ahead, a credit note's rest, or goodwill; it waits for an invoice (P-7, R-24). */
export interface CreditEntry {
  readonly id: CreditEntryId
  readonly version: number
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  readonly origin: 'overpayment' | 'deposit' | 'credit-note' | 'goodwill'
  /** Of an overpayment and a deposit. */
  readonly paymentId?: PaymentId
  /** Of what a credit note gives. */
  readonly creditNoteId?: CreditNoteId
  readonly amount: Minor
  /** amount - refunded - expired - live allocations; 0 when reversed. */
  readonly remaining: Minor
  readonly refunded: Minor
  readonly expired: Minor
  readonly receivedOn: CalendarDate
  /** Goodwill only (M-17): on this day what is left is gone. */
  readonly expiresOn?: CalendarDate
  /** Of goodwill: why it was given, and what the owner keeps beside it (M-17). */
  readonly reason?: string
  readonly customFields?: readonly CustomField[]
  readonly state: 'live' | 'reversed'
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** The next number of a series; only the finalize transaction moves it (G-7). */
export interface Sequence {
  readonly series: string
  readonly kind: 'invoice' | 'creditNote'
  readonly last: number
  readonly lastIssuedOn?: CalendarDate
}
