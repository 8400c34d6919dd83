import { checkDate, checkText, firstProblem } from '../core/check-fields.ts'
import { isCurrency } from '../core/currency.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, ClientId, InvoiceId, PaymentId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { FinalizedInvoice, Payment, PaymentMethod } from '../core/model.ts'
import { type CurrencyCode, isMinor, type Minor, minor, sumMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import { oldestFirst, type Share } from '../core/settlement/allocate.ts'
import { partialProblem } from '../core/settlement/partial-payment.ts'
import type { Books } from './books.ts'
import { defaultGroupId } from './charge-row.ts'
import type { Command } from './execute.ts'
import { type BooksLedger, ledgerTables, openLedger } from './ledger-books.ts'
import { moneyProblem } from './money-problem.ts'
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
  /** Unapplied credit goes on these invoices first, each group's on its own; the payment on what is due then. */
  readonly useCredit?: true
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
  /** What its credit paid before, where that was asked for. */
  readonly fromCredit?: Minor
}

/**
 * Records money received and puts it on invoices ("Mark as paid" is this with the whole amount due).
 * Problems: `not-found`, `field-invalid`, `date-in-future`, `books-locked`, `wrong-state`, `allocation-too-large`,
 * `payment-below-minimum` (T-18), `payment-partial-refused` (I-3), `clients-differ`, `currencies-differ`.
 */
export const recordPayment: Command<RecordPayment, RecordedPayment> = {
  name: 'recordPayment',
  tables: [...ledgerTables, 'settings', 'clients', 'billingGroups'],
  async run(books, input, envelope): Promise<Result<RecordedPayment, Problem>> {
    const { db } = books
    const client = await db.clients.get(input.clientId)
    if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: input.clientId })
    const settings = await readSettings(db)
    const problem = paymentProblem(input, settings, envelope)
    if (problem !== undefined) return refused(problem)
    const opened = await openFor(books, input, envelope)
    if (!opened.ok) return opened
    const money = opened.value
    const fromCredit = input.useCredit === true ? spendCreditFirst(money, envelope) : minor(0)
    const due = new Map([...money.rows.invoices.keys()].map((id) => [id, money.ledger.due(id)]))
    const id: PaymentId = envelope.newId('pay')
    const wanted =
      input.allocate === 'oldest-first' ? input.allocate : input.allocate.filter(({ amount }) => amount !== 0)
    const received = money.ledger.receive({ id, amount: input.amount }, wanted, {
      id: envelope.newId('cre'),
      billingGroupId: groupOf(money, input) ?? (await defaultGroupId(db, client.id)),
      receivedOn: input.receivedOn,
    })
    if (!received.ok) return refused(moneyProblem(received.problem, money))
    const { shares, rest: credit } = received.value
    const partial = partialProblem(input, shares, due, settings)
    if (partial !== undefined) return refused(partial)
    const payment: Payment = {
      id,
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
      numbers: shares.map(({ invoiceId }) => money.rows.invoices.get(invoiceId)?.number),
    })
    const changed = new Map(
      (await money.write(envelope, { allocatedOn: payment.receivedOn })).map((invoice) => [invoice.id, invoice]),
    )
    const paid = shares.flatMap(({ invoiceId, amount }) => {
      const invoice = changed.get(invoiceId)
      return invoice === undefined ? [] : { invoiceId, number: invoice.number, amount, state: invoice.state }
    })
    return ok({ id, paid, credit, ...(input.useCredit === true ? { fromCredit } : {}) })
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

/** The money that the payment may touch. Problems: `not-found`, `clients-differ`, `currencies-differ`, `wrong-state`. */
async function openFor(
  books: Books,
  { clientId, currency, allocate, useCredit }: RecordPayment,
  envelope: Envelope,
): Promise<Result<BooksLedger, Problem>> {
  const start = {
    clientId,
    currency,
    ...(useCredit === true ? { creditOf: { group: 'every', on: envelope.today } as const } : {}),
  }
  if (allocate === 'oldest-first') return ok(await openLedger(books, { ...start, openOnes: true }))
  if (allocate.some(({ amount }) => !Number.isInteger(amount) || amount < 0)) {
    return refused({ code: 'field-invalid', field: 'amount', reason: 'not-positive' })
  }
  // Where credit goes first, it may cover an invoice of which the payment then pays nothing.
  const ids = allocate.filter(({ amount }) => amount !== 0 || useCredit === true).map(({ invoiceId }) => invoiceId)
  const rows = await books.db.invoices.bulkGet(ids)
  const invoiceRows: FinalizedInvoice[] = []
  for (const [index, id] of ids.entries()) {
    const row = rows[index]
    if (row === undefined) return refused({ code: 'not-found', entity: 'invoice', id })
    if (row.clientId !== clientId) return refused({ code: 'clients-differ' })
    if (row.currency !== currency) return refused({ code: 'currencies-differ', currencies: [row.currency, currency] })
    if (row.state === 'draft') return refused({ code: 'wrong-state', act: 'pay', state: 'draft' })
    invoiceRows.push(row)
  }
  return ok(await openLedger(books, { ...start, invoiceRows }))
}

/** what the client has waits no longer than the money that comes. Answers how much was used. */
function spendCreditFirst({ ledger, rows }: BooksLedger, { today }: Envelope): Minor {
  const open = [...rows.invoices.values()].sort(oldestFirst)
  return sumMinor(open.map(({ id }) => ledger.applyOldest(id, today)))
}

/** What is left of the payment waits for the group whose invoices it paid. */
function groupOf({ rows }: BooksLedger, { allocate }: RecordPayment): BillingGroupId | undefined {
  const first = allocate === 'oldest-first' ? undefined : allocate.find(({ amount }) => amount !== 0)?.invoiceId
  const oldest = [...rows.invoices.values()].sort(oldestFirst)[0]
  return (first === undefined ? oldest : rows.invoices.get(first))?.billingGroupId
}
