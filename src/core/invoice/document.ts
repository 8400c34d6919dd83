// What is printed, frozen at finalize (R-20, G-7). Plain data: a document renders from this alone.
import type { CalendarDate } from '../date.ts'
import type { Decimal } from '../decimal.ts'
import type { ChargeId } from '../ids.ts'
import type { TaxCategory, TaxKind } from '../model.ts'
import type { CurrencyCode, Minor } from '../money.ts'
import type { ChargeRating } from '../rating/charge-rating.ts'
import type { DocumentTotals, LineTotals } from './totals.ts'

export interface FrozenAddress {
  readonly line1: string
  readonly line2?: string
  readonly city: string
  readonly region?: string
  readonly postalCode?: string
  readonly country: string
}

export interface FrozenParty {
  readonly name: string
  readonly address?: FrozenAddress
  readonly email?: string
  readonly phone?: string
  readonly website?: string
  readonly vatId?: string
  readonly taxNumber?: string
  readonly registration?: string
}

export interface FrozenLine {
  readonly chargeId: ChargeId
  /** On a credit note over several invoices: which of them the line is from. */
  readonly invoiceNumber?: string
  readonly description: string
  readonly quantity: Decimal
  readonly unit?: string
  readonly unitPrice: Decimal
  readonly servedOn?: CalendarDate
  /** Half-open. */
  readonly period?: { readonly start: CalendarDate; readonly end: CalendarDate }
  /** How the amount of a contract's charge came to be. */
  readonly rating?: ChargeRating
  readonly taxes: readonly FrozenTax[]
  readonly allowances: readonly FrozenAdjustment[]
  readonly surcharges: readonly FrozenAdjustment[]
  readonly totals: LineTotals
}

/** A tax as it applied: the category, the rate of the supply date, and the words that explain it. */
export interface FrozenTax {
  readonly name: string
  readonly category: TaxCategory
  readonly kind: TaxKind
  readonly percent: Decimal
  readonly exemptionReason?: string
  readonly exemptionCode?: string
}

export interface FrozenAdjustment {
  readonly reason: string
  /** Set when the adjustment was a percentage, with the base it was taken from (BR-CO-21..24). */
  readonly percent?: Decimal
  readonly base?: Minor
  readonly amount: Minor
}

export interface PaymentInstructions {
  readonly accountHolder?: string
  readonly iban?: string
  readonly bic?: string
  readonly bankName?: string
  /** Any other way to pay, in the owner's words. */
  readonly text?: string
}

export interface DocumentLook {
  readonly template: 'classic' | 'modern'
  readonly templateVersion: number
  /** `#rrggbb`, the owner's accent. */
  readonly accent: string
  readonly paper: 'A4' | 'Letter'
  /** Flattened to opaque PNG or JPEG on upload. */
  readonly logo?: {
    readonly mime: 'image/png' | 'image/jpeg'
    readonly bytes: Uint8Array
    readonly width: number
    readonly height: number
  }
  readonly footer?: string
}

export interface FrozenDocument {
  readonly kind: 'invoice' | 'cancellation' | 'credit-note'
  /** UNTDID 1001: 380 invoice, 381 credit note. */
  readonly typeCode: '380' | '381'
  /** Absent only in the preview of a draft. */
  readonly number?: string
  readonly issuedOn?: CalendarDate
  readonly dueOn?: CalendarDate
  readonly termsDays: number
  /** The invoice that a cancellation takes back or a credit note corrects (BG-3). */
  readonly corrects?: { readonly number: string; readonly issuedOn: CalendarDate }
  /** The further invoices of a credit note over several. */
  readonly alsoCorrects?: readonly { readonly number: string; readonly issuedOn: CalendarDate }[]
  /** Why a credit note was given. */
  readonly reason?: string
  readonly currency: CurrencyCode
  /** BCP 47: words and formats of the document. */
  readonly language: string
  readonly seller: FrozenParty
  readonly buyer: FrozenParty & { readonly clientNumber?: string }
  readonly poNumber?: string
  /** Fields of the owner's own that print: of the client, its group, its contracts and the invoice (M-7). */
  readonly fields?: readonly {
    readonly name: string
    /** A number as an exact decimal, a date as YYYY-MM-DD: written as the document's language writes them. */
    readonly value: string
    readonly kind?: 'number' | 'date'
  }[]
  /** What a payer quotes (T-16): the number unless the owner set a form of their own. */
  readonly paymentReference?: string
  /** Half-open. */
  readonly servicePeriod?: { readonly start: CalendarDate; readonly end: CalendarDate }
  readonly taxIncluded: boolean
  readonly lines: readonly FrozenLine[]
  readonly allowances: readonly FrozenAdjustment[]
  readonly surcharges: readonly FrozenAdjustment[]
  readonly totals: DocumentTotals
  /** the tax in the account's currency beside the document's. */
  readonly accountCurrency?: {
    readonly currency: CurrencyCode
    readonly rate: Decimal
    readonly on: CalendarDate
    readonly source: string
    readonly tax: Minor
  }
  readonly payment: PaymentInstructions
  readonly intro?: string
  readonly notes?: string
  readonly look: DocumentLook
}
