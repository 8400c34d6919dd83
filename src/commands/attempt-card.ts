import { currencyExponent } from '../core/currency.ts'
import type { CardAttemptId, InvoiceId, StoredMethodId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import { type Minor, minorToDecimal, roundToMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import { addAttempt, attemptTables, readAttempts, readCard, underWayProblem } from './card-attempt-row.ts'
import type { Command } from './execute.ts'
import { expectFinalized, readSettings } from './read-rows.ts'

export interface AttemptCard {
  readonly invoiceId: InvoiceId
  readonly version: number
  /** All that is due where absent. */
  readonly amount?: Minor
  /** The client's default card where absent, else the one stored last. */
  readonly methodId?: StoredMethodId
}

/**
 * "Attempt card payment" (P-6): the stored card is charged as soon as there is a connection, once. What it takes is
 * recorded as a payment when the processor says so. Problems: `not-found`, `stale`, `wrong-state`, `no-stored-card`,
 * `processor-off`, `attempt-under-way`, `invoice-held`, `allocation-too-large`, `field-invalid`,
 * `payment-below-minimum` (T-18), `payment-partial-refused` (I-3).
 */
export const attemptCard: Command<AttemptCard, { readonly id: CardAttemptId }> = {
  name: 'attemptCard',
  tables: [...attemptTables, 'settings'],
  async run(
    books,
    { invoiceId, version, amount, methodId },
    envelope,
  ): Promise<Result<{ id: CardAttemptId }, Problem>> {
    const { db } = books
    const found = await expectFinalized(db, { id: invoiceId, version }, 'pay')
    if (!found.ok) return found
    const invoice = found.value
    if (invoice.state !== 'open') {
      return refused({ code: 'wrong-state', act: 'pay', state: invoice.state, number: invoice.number })
    }
    const wanted = amount ?? invoice.amountDue
    const attempts = await readAttempts(db, invoiceId)
    const group = await db.billingGroups.get(invoice.billingGroupId)
    const hold = invoice.hold ?? group?.hold
    const problem =
      underWayProblem(attempts, invoice) ??
      (hold === undefined ? undefined : heldProblem(invoice, hold.since)) ??
      amountProblem(wanted, invoice, await readSettings(db))
    if (problem !== undefined) return refused(problem)
    const card = await readCard(db, { id: invoice.clientId, name: invoice.clientName }, methodId)
    if (!card.ok) return card
    const row = await addAttempt(books, invoice, { card: card.value, amount: wanted, before: attempts }, envelope)
    return ok({ id: row.id })
  },
}

function heldProblem({ number }: FinalizedInvoice, since: NonNullable<FinalizedInvoice['hold']>['since']): Problem {
  return { code: 'invoice-held', number, since }
}

/** What a payment of it by hand would be asked too (T-18, I-3). */
function amountProblem(
  amount: Minor,
  { number, amountDue: due, currency }: FinalizedInvoice,
  { partialPayments, currency: ownCurrency }: AccountSettings,
): Problem | undefined {
  if (!Number.isInteger(amount) || amount <= 0) {
    return { code: 'field-invalid', field: 'amount', reason: 'not-positive' }
  }
  if (amount > due) return { code: 'allocation-too-large', number, due, currency }
  if (amount === due) return undefined
  if (!partialPayments.allowed) return { code: 'payment-partial-refused', due, currency }
  const figure = minorToDecimal(partialPayments.minimum, currencyExponent(ownCurrency))
  const minimum = roundToMinor(figure, currencyExponent(currency))
  return amount < minimum ? { code: 'payment-below-minimum', minimum, due, currency } : undefined
}
