import { checkDate, checkText, firstProblem } from '../core/check-fields.ts'
import { currencyExponent, isCurrency } from '../core/currency.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, ClientId, CreditEntryId, InvoiceId, PaymentId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { CreditEntry, FinalizedInvoice, Payment, PaymentMethod } from '../core/model.ts'
import {
  type CurrencyCode,
  isMinor,
  type Minor,
  minor,
  minorToDecimal,
  roundToMinor,
  subtractMinor,
  sumMinor,
} from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import { allocateOldestFirst, type Share } from '../core/settlement/allocate.ts'
import { addAllocations } from './allocate-money.ts'
import type { Books } from './books.ts'
import { defaultGroupId } from './charge-row.ts'
import type { Command } from './execute.ts'
import { readSettings } from './read-rows.ts'

export interface RecordPayment {
  readonly clientId: ClientId
  readonly currency: CurrencyCode
  /** More than 0. */
  readonly amount: Minor
  readonly method: PaymentMethod
  readonly receivedOn: Payment['receivedOn']
  readonly reference?: string
  /** Named shares, or all open invoices oldest first (I-4). What is left becomes the client's credit (P-7). */
  readonly allocate: readonly Share[] | 'oldest-first'
}

export interface RecordedPayment {
  readonly id: PaymentId
  readonly paid: readonly {
    readonly invoiceId: InvoiceId
    readonly number: string
    readonly amount: Minor
    readonly state: FinalizedInvoice['state']
  }[]
  /** What went to the client's credit balance. */
  readonly credit: Minor
}

/**
 * Records money received and puts it on invoices ("Mark as paid" is this with the whole amount due).
 * Problems: `not-found`, `field-invalid`, `date-in-future`, `books-locked`, `wrong-state`, `allocation-too-large`,
 * `payment-below-minimum` (T-18), `payment-partial-refused` (I-3), `clients-differ`, `currencies-differ`.
 */
export const recordPayment: Command<RecordPayment, RecordedPayment> = {
  name: 'recordPayment',
  tables: [
    'payments',
    'invoices',
    'allocations',
    'creditEntries',
    'settings',
    'clients',
    'billingGroups',
    'messages',
    'outbox',
  ],
  async run(books, input, envelope): Promise<Result<RecordedPayment, Problem>> {
    const { db } = books
    const client = await db.clients.get(input.clientId)
    if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: input.clientId })
    const settings = await readSettings(db)
    const problem = paymentProblem(input, settings, envelope)
    if (problem !== undefined) return refused(problem)
    const chosen = await chooseShares(books, input)
    if (!chosen.ok) return chosen
    const { shares, invoices } = chosen.value
    const partial = partialProblem(input, shares, invoices, settings)
    if (partial !== undefined) return refused(partial)
    const payment: Payment = {
      id: envelope.newId('pay'),
      version: 1,
      clientId: client.id,
      clientName: client.name,
      currency: input.currency,
      amount: input.amount,
      method: input.method,
      receivedOn: input.receivedOn,
      ...(input.reference === undefined ? {} : { reference: input.reference }),
      refunded: minor(0),
      state: 'received',
      createdAt: envelope.now,
      updatedAt: envelope.now,
    }
    await books.payments.add(payment)
    books.record('payment.recorded', [payment.id, client.id, ...shares.map(({ invoiceId }) => invoiceId)], {
      clientName: client.name,
      amount: payment.amount,
      currency: payment.currency,
      method: payment.method,
      receivedOn: payment.receivedOn,
      numbers: shares.map(({ invoiceId }) => invoices.get(invoiceId)?.number),
    })
    const paid: RecordedPayment['paid'][number][] = []
    for (const { invoiceId, amount } of shares) {
      const invoice = invoices.get(invoiceId)
      if (invoice === undefined) throw new Error('A share of no invoice')
      const source = { sourceKind: 'payment', sourceId: payment.id, amount, allocatedOn: payment.receivedOn } as const
      const settled = await addAllocations(books, invoice, [source], envelope)
      paid.push({ invoiceId, number: invoice.number, amount, state: settled.state })
    }
    const credit = subtractMinor(payment.amount, sumMinor(shares.map(({ amount }) => amount)))
    if (credit > 0) {
      const groupId = [...invoices.values()][0]?.billingGroupId ?? (await defaultGroupId(db, client.id))
      await depositCredit(books, payment, groupId, credit, shares.length > 0 ? 'overpayment' : 'deposit', envelope)
    }
    return ok({ id: payment.id, paid, credit })
  },
}

function paymentProblem(input: RecordPayment, settings: AccountSettings, envelope: Envelope): Problem | undefined {
  if (!Number.isInteger(input.amount) || input.amount <= 0)
    return { code: 'field-invalid', field: 'amount', reason: 'not-positive' }
  if (!isCurrency(input.currency)) return { code: 'field-invalid', field: 'currency', reason: 'unknown-currency' }
  if (!isMinor(input.amount)) return { code: 'field-invalid', field: 'amount', reason: 'too-large' }
  const problem = firstProblem(checkDate('receivedOn', input.receivedOn), checkText('reference', input.reference, 200))
  if (problem !== undefined) return problem
  if (input.receivedOn > envelope.today)
    return { code: 'date-in-future', date: input.receivedOn, today: envelope.today }
  return lockedProblem(settings, input.receivedOn)
}

async function chooseShares(
  books: Books,
  input: RecordPayment,
): Promise<Result<{ shares: readonly Share[]; invoices: Map<InvoiceId, FinalizedInvoice> }, Problem>> {
  const invoices = new Map<InvoiceId, FinalizedInvoice>()
  if (input.allocate === 'oldest-first') {
    const rows = await books.db.invoices.where('[clientId+state]').equals([input.clientId, 'open']).toArray()
    const open = rows.filter((row): row is FinalizedInvoice => row.state === 'open' && row.currency === input.currency)
    const { shares } = allocateOldestFirst(input.amount, open)
    for (const invoice of open) invoices.set(invoice.id, invoice)
    return ok({ shares, invoices })
  }
  const shares = input.allocate.filter(({ amount }) => amount !== 0)
  let left = input.amount
  for (const { invoiceId, amount } of shares) {
    const row = await books.db.invoices.get(invoiceId)
    if (row === undefined || invoices.has(invoiceId))
      return refused({ code: 'not-found', entity: 'invoice', id: invoiceId })
    if (row.clientId !== input.clientId) return refused({ code: 'clients-differ' })
    if (row.currency !== input.currency)
      return refused({ code: 'currencies-differ', currencies: [row.currency, input.currency] })
    if (row.state === 'draft') return refused({ code: 'wrong-state', act: 'pay', state: 'draft' })
    const { number, state, amountDue, currency } = row
    if (state !== 'open' && state !== 'uncollectible')
      return refused({ code: 'wrong-state', act: 'pay', state, number })
    if (!Number.isInteger(amount) || amount < 0)
      return refused({ code: 'field-invalid', field: 'amount', reason: 'not-positive' })
    if (amount > amountDue || amount > left) {
      return refused({ code: 'allocation-too-large', number, due: amount > amountDue ? amountDue : left, currency })
    }
    left = subtractMinor(left, amount)
    invoices.set(invoiceId, row)
  }
  return ok({ shares, invoices })
}

/** T-18 and I-3: partial payments may be off or have a minimum; what settles an invoice is never too small. */
function partialProblem(
  input: RecordPayment,
  shares: readonly Share[],
  invoices: ReadonlyMap<InvoiceId, FinalizedInvoice>,
  { partialPayments, currency: ownCurrency }: AccountSettings,
): Problem | undefined {
  // The least payment is a figure of the account's currency; in another one the same figure counts.
  const figure = minorToDecimal(partialPayments.minimum, currencyExponent(ownCurrency))
  const minimum = roundToMinor(figure, currencyExponent(input.currency))
  for (const { invoiceId, amount } of shares) {
    const invoice = invoices.get(invoiceId)
    if (invoice === undefined || amount === invoice.amountDue) continue
    const { currency, amountDue: due } = invoice
    if (!partialPayments.allowed) return { code: 'payment-partial-refused', due, currency }
    if (input.amount < minimum) return { code: 'payment-below-minimum', minimum, due, currency }
  }
  return undefined
}

async function depositCredit(
  books: Books,
  payment: Payment,
  billingGroupId: BillingGroupId,
  amount: Minor,
  origin: CreditEntry['origin'],
  envelope: Envelope,
): Promise<void> {
  const id: CreditEntryId = envelope.newId('cre')
  await books.creditEntries.add({
    id,
    version: 1,
    clientId: payment.clientId,
    billingGroupId,
    currency: payment.currency,
    origin,
    paymentId: payment.id,
    amount,
    remaining: amount,
    refunded: minor(0),
    expired: minor(0),
    receivedOn: payment.receivedOn,
    state: 'live',
    createdAt: envelope.now,
    updatedAt: envelope.now,
  })
  books.record('credit.deposited', [id, payment.id, payment.clientId], { amount, currency: payment.currency, origin })
}
