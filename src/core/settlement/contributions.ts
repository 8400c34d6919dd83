// What each row adds to the sums that screens show. Sums are kept by subtracting the old row's contributions and
// adding the new one's, so recomputing them from all rows gives the same figures (design.md section 7).

import type { CreditNote } from '../credit/credit-note.ts'
import { monthOf } from '../date.ts'
import type { Charge, CreditEntry, Invoice, Payment } from '../model.ts'
import type { CurrencyCode } from '../money.ts'
import type { Refund } from '../payments/refund.ts'
import type { Sum, SumField, SumValues } from './sum.ts'

export interface Contribution {
  readonly scope: Sum['scope']
  readonly subject: string
  readonly currency: CurrencyCode
  readonly values: SumValues
}

/** The primary key of the sum row that a contribution goes to. */
export function sumKey(contribution: Pick<Contribution, 'scope' | 'subject' | 'currency'>): string {
  const { scope, subject, currency } = contribution
  return scope === 'account' ? `account/${currency}` : `${scope}/${subject}/${currency}`
}

function forClientAndAccount(clientId: string, currency: CurrencyCode, values: SumValues): Contribution[] {
  return [
    { scope: 'client', subject: clientId, currency, values },
    { scope: 'account', subject: '', currency, values },
  ]
}

/** Open charges: their amounts and number. */
export function chargeContributions(charge: Charge): Contribution[] {
  if (charge.state !== 'open') return []
  return forClientAndAccount(charge.clientId, charge.currency, { openCharges: charge.amount, openChargeCount: 1 })
}

/**
 * Invoices by client, state, month of issue and due date. A voided invoice stays in the month of its issue when a
 * cancellation document takes it back, and leaves it when it was voided by status alone.
 */
export function invoiceContributions(invoice: Invoice): Contribution[] {
  const { currency, clientId } = invoice
  const due = invoice.state === 'open' ? invoice.amountDue : 0
  const byState: Contribution = {
    scope: 'state',
    subject: invoice.state,
    currency,
    values: { invoiced: invoice.gross, invoiceCount: 1, due },
  }
  if (invoice.state === 'draft') {
    return [byState, ...forClientAndAccount(clientId, currency, { drafts: invoice.gross, draftCount: 1 })]
  }
  const list: Contribution[] = [byState]
  const counted = invoice.state !== 'void' || invoice.cancellationId !== undefined
  const values: Partial<Record<SumField, number>> = counted
    ? { invoiced: invoice.gross, net: invoice.net, tax: invoice.tax, invoiceCount: 1 }
    : {}
  if (counted) list.push({ scope: 'month', subject: monthOf(invoice.issuedOn), currency, values })
  const ofClient: Partial<Record<SumField, number>> = { ...values }
  if (due > 0) {
    ofClient.due = due
    ofClient.dueCount = 1
    list.push({ scope: 'due', subject: invoice.dueOn, currency, values: { due, dueCount: 1 } })
  }
  if (invoice.state === 'uncollectible') ofClient.writtenOff = invoice.amountDue
  return [...list, ...forClientAndAccount(clientId, currency, ofClient)]
}

/**
 * A credit document takes figures back in the month in which it is issued: a cancellation its invoice whole, a credit
 * note what it credits; the invoice stays and counts. A draft counts for nothing.
 */
export function creditNoteContributions(note: CreditNote): Contribution[] {
  if (note.state === 'draft') return []
  const whole = note.kind === 'cancellation'
  const values: SumValues = {
    invoiced: -note.gross,
    net: -note.net,
    tax: -note.tax,
    ...(whole ? { invoiceCount: -1 } : { credited: note.gross }),
  }
  return [
    { scope: 'month', subject: monthOf(note.issuedOn), currency: note.currency, values },
    ...forClientAndAccount(note.clientId, note.currency, values),
  ]
}

/** Money received, by client and by the month in which it came. */
export function paymentContributions(payment: Payment): Contribution[] {
  if (payment.state === 'undone') return []
  const values: SumValues = { received: payment.amount }
  return [
    { scope: 'month', subject: monthOf(payment.receivedOn), currency: payment.currency, values },
    ...forClientAndAccount(payment.clientId, payment.currency, values),
  ]
}

/** Money given back, by client and by the month in which it went. */
export function refundContributions(refund: Refund): Contribution[] {
  if (refund.state === 'undone') return []
  const values: SumValues = { refunded: refund.amount }
  return [
    { scope: 'month', subject: monthOf(refund.refundedOn), currency: refund.currency, values },
    ...forClientAndAccount(refund.clientId, refund.currency, values),
  ]
}

/** Credit that waits for the next invoice. */
export function creditEntryContributions(entry: CreditEntry): Contribution[] {
  if (entry.state === 'reversed' || entry.remaining === 0) return []
  return forClientAndAccount(entry.clientId, entry.currency, { credit: entry.remaining })
}
