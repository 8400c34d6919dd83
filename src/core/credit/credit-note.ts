// Documents that take back what an invoice asked for: its cancellation, and the credit note over some or all of it.
import type { CalendarDate, Instant } from '../date.ts'
import type { BillingGroupId, ClientId, CorrectionId, CreditNoteId, InvoiceId } from '../ids.ts'
import type { CurrencyCode, Minor } from '../money.ts'
import type { CreditedInvoice, CreditPick } from './credit-figures.ts'

interface CreditNoteRow {
  readonly id: CreditNoteId
  readonly version: number
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  /** Copied for lists; the frozen document keeps the legal one. */
  readonly clientName: string
  /** A draft's day of creation, then the issue date: what lists sort by. */
  readonly listedOn: CalendarDate
  /** The invoices that it corrects, in the order in which they print; at least one. */
  readonly invoiceIds: readonly InvoiceId[]
  readonly net: Minor
  readonly tax: Minor
  readonly gross: Minor
  readonly words: readonly string[]
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

interface IssuedRow extends CreditNoteRow {
  readonly state: 'issued'
  readonly series: string
  readonly sequence: number
  readonly number: string
  readonly issuedOn: CalendarDate
  /** First time the document left the app. */
  readonly releasedAt?: Instant
}

/** What a draft is to take back of one invoice. */
export interface CreditRequest {
  readonly invoiceId: InvoiceId
  readonly picks: readonly CreditPick[]
}

/** As a request, or all that is left of the invoice. */
export interface CreditWish {
  readonly invoiceId: InvoiceId
  readonly picks: readonly CreditPick[] | 'rest'
}

/** A credit note that is being written: no number, no date, nobody's money (W-14). Its figures are those of its last save. */
export interface DraftCreditNote extends CreditNoteRow {
  readonly kind: 'correction'
  readonly state: 'draft'
  readonly credits: readonly CreditRequest[]
  /** Printed. */
  readonly reason?: string
  /** gross - withholding + rounding over its invoices: what the client would get. */
  readonly total: Minor
  /** The corrections that it resolves when it is issued. */
  readonly correctionIds?: readonly CorrectionId[]
}

/** An issued credit note: undone only by a new invoice. What it paid follows from its credit entry. */
export interface IssuedCreditNote extends IssuedRow {
  readonly kind: 'correction'
  readonly credits: readonly (CreditRequest & { readonly number: string; readonly figures: CreditedInvoice })[]
  readonly reason?: string
  readonly total: Minor
  readonly correctionIds?: readonly CorrectionId[]
  /** The draft that bills the same lines again (M-15), or the invoice that it became. */
  readonly rebilledAs?: InvoiceId
}

/** Takes back a voided invoice whole. */
export interface Cancellation extends IssuedRow {
  readonly kind: 'cancellation'
}

export type CreditNote = DraftCreditNote | IssuedCreditNote | Cancellation
