// What tests ask of credit notes and payments, in a word each; amounts are cents.
import type { RecordPayment } from '../../src/commands/record-payment.ts'
import type { CreditPick } from '../../src/core/credit/credit-figures.ts'
import type { CreditWish } from '../../src/core/credit/credit-note.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId, InvoiceId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'

/** All that is left of an invoice. */
export function rest(invoiceId: InvoiceId): CreditWish {
  return { invoiceId, picks: 'rest' }
}

export function picks(invoiceId: InvoiceId, ...list: CreditPick[]): CreditWish {
  return { invoiceId, picks: list }
}

export function some(line: number, cents: number): CreditPick {
  return { line, kind: 'amount', amount: cents as Minor }
}

/** Money that came by transfer in euros, for the oldest invoices. */
export function pay(clientId: ClientId, cents: number): RecordPayment {
  return {
    clientId,
    currency: 'EUR' as CurrencyCode,
    amount: cents as Minor,
    method: 'transfer',
    receivedOn: calendarDate('2026-03-02'),
    allocate: 'oldest-first',
  }
}
