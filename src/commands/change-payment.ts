import { checkDate, checkText, firstProblem } from '../core/check-fields.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CreditEntryId, InvoiceId, PaymentId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { Allocation, Payment, PaymentMethod } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { settle } from '../core/settlement/settle.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { redatePurchases } from './follow-purchases.ts'
import { expectRow, readSettings } from './read-rows.ts'

export interface ChangePayment {
  readonly id: PaymentId
  readonly version: number
  readonly receivedOn: Payment['receivedOn']
  readonly method: PaymentMethod
  readonly reference?: string
}

/**
 * Corrects date, method or reference of a payment; its amount is corrected by undoing it. What it paid moves to the new
 * day with it. Problems: `not-found`, `stale`, `wrong-state`, `field-invalid`, `date-in-future`, `books-locked`,
 * `refund-before-money`.
 */
export const changePayment: Command<ChangePayment, { readonly version: number }> = {
  name: 'changePayment',
  tables: ['payments', 'settings', 'invoices', 'allocations', 'creditEntries', 'refunds', 'purchases'],
  async run(books, input, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = expectRow('payment', await books.db.payments.get(input.id), input)
    if (!found.ok) return found
    const before = found.value
    if (before.state === 'undone') return refused({ code: 'wrong-state', act: 'change', state: 'undone' })
    const problem = firstProblem(
      checkDate('receivedOn', input.receivedOn),
      checkText('reference', input.reference, 200),
    )
    if (problem !== undefined) return refused(problem)
    const settings = await readSettings(books.db)
    if (input.receivedOn > envelope.today) {
      return refused({ code: 'date-in-future', date: input.receivedOn, today: envelope.today })
    }
    if (input.receivedOn !== before.receivedOn) {
      const locked = lockedProblem(settings, before.receivedOn) ?? lockedProblem(settings, input.receivedOn)
      if (locked !== undefined) return refused(locked)
      const date = await firstRefund(books, before.id)
      if (date !== undefined && date < input.receivedOn) {
        return refused({ code: 'refund-before-money', date, received: input.receivedOn })
      }
    }
    const { reference: _reference, ...rest } = before
    const next: Payment = {
      ...rest,
      receivedOn: input.receivedOn,
      method: input.method,
      ...(input.reference === undefined ? {} : { reference: input.reference }),
      version: before.version + 1,
      updatedAt: envelope.now,
    }
    await books.payments.put(next, before)
    const moved = next.receivedOn === before.receivedOn ? [] : await redate(books, next, before.receivedOn, envelope)
    books.record('payment.changed', [before.id, before.clientId, ...moved], {
      receivedOn: next.receivedOn,
      before: before.receivedOn,
    })
    return ok({ version: next.version })
  },
}

/** The day on which something of the payment, or of the credit that it left, first went back. */
async function firstRefund({ db }: Books, id: PaymentId): Promise<Payment['receivedOn'] | undefined> {
  const credits = await db.creditEntries.where('paymentId').equals(id).primaryKeys()
  const refunds = await db.refunds
    .where('sourceId')
    .anyOf([id, ...credits])
    .toArray()
  return refunds
    .filter(({ state }) => state === 'paid')
    .map(({ refundedOn }) => refundedOn)
    .sort()[0]
}

/** Moves the payment's allocations and credit to its new day, and the day on which invoices were paid. Answers their ids. */
async function redate(
  books: Books,
  payment: Payment,
  before: Payment['receivedOn'],
  envelope: Envelope,
): Promise<string[]> {
  const { receivedOn } = payment
  // What came back from a refund later is there since that day.
  const entries = (await books.db.creditEntries.where('paymentId').equals(payment.id).toArray()).filter(
    (entry) => entry.receivedOn === before,
  )
  await books.creditEntries.putMany(
    entries.map((previous) => ({ next: { ...previous, receivedOn, version: previous.version + 1 }, previous })),
  )
  // What the credit of it paid is judged by the new day too.
  for (const { id } of entries) {
    for (const invoiceId of (await liveAllocationsOf(books, id)).keys()) books.sleepUntil(invoiceId, envelope.today)
  }
  const invoiceIds: string[] = []
  for (const [invoiceId, allocations] of await liveAllocationsOf(books, payment.id)) {
    await books.allocations.putMany(
      allocations.map((previous) => ({ next: { ...previous, allocatedOn: receivedOn }, previous })),
    )
    const invoice = await books.db.invoices.get(invoiceId)
    if (invoice === undefined || invoice.state === 'draft') throw new Error(`An allocation on no invoice: ${invoiceId}`)
    invoiceIds.push(invoiceId)
    const settled = settle(invoice, await books.db.allocations.where('invoiceId').equals(invoiceId).toArray())
    if (settled.paidOn === invoice.paidOn) continue
    await books.invoices.put({ ...settled, version: invoice.version + 1, updatedAt: envelope.now }, invoice)
    await redatePurchases(books, settled, envelope)
  }
  return [...entries.map(({ id }) => id), ...invoiceIds]
}

/** The live allocations of a payment or credit, by invoice. */
async function liveAllocationsOf(
  books: Books,
  sourceId: PaymentId | CreditEntryId,
): Promise<Map<InvoiceId, Allocation[]>> {
  const byInvoice = new Map<InvoiceId, Allocation[]>()
  for (const row of await books.db.allocations.where('sourceId').equals(sourceId).toArray()) {
    if (row.state === 'live') byInvoice.set(row.invoiceId, [...(byInvoice.get(row.invoiceId) ?? []), row])
  }
  return byInvoice
}
