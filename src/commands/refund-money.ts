import { checkDate, checkText, firstProblem } from '../core/check-fields.ts'
import type { CalendarDate } from '../core/date.ts'
import type { ClientId, CreditEntryId, PaymentId, RefundId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { PaymentMethod } from '../core/model.ts'
import { type CurrencyCode, isMinor, type Minor, minor } from '../core/money.ts'
import type { Refund } from '../core/payments/refund.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Release } from '../core/settlement/ledger-rows.ts'
import { neededReleases } from '../core/settlement/needed-releases.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { moneyProblem } from './money-problem.ts'
import { readSettings } from './read-rows.ts'

export interface RefundMoney {
  readonly source:
    | { readonly kind: 'payment'; readonly id: PaymentId }
    | { readonly kind: 'credit'; readonly id: CreditEntryId }
  /** More than 0. */
  readonly amount: Minor
  /** Where what is free is not enough: off which invoices the rest is taken, in this order, each no further than named. */
  readonly releases: readonly Release[]
  readonly method: PaymentMethod
  readonly refundedOn: CalendarDate
  readonly reference?: string
}

export interface Refunded {
  readonly id: RefundId
  /** What of it had been free; the rest was taken off invoices. */
  readonly fromCredit: Minor
  /** Invoices that are due again. */
  readonly reopened: readonly string[]
}

/**
 * Gives money back, out of a payment or out of credit: what is free first, then what the named allocations had paid,
 * which is due again (R-22, P-7). Problems: `not-found`, `wrong-state` for what was undone, `field-invalid`,
 * `date-in-future`, `refund-before-money`, `books-locked`, `credit-expired` (M-17), `nothing-to-refund`,
 * `refund-exceeds`, `release-exceeds`.
 */
export const refundMoney: Command<RefundMoney, Refunded> = {
  name: 'refundMoney',
  tables: [...ledgerTables, 'settings', 'clients'],
  async run(books, input, envelope): Promise<Result<Refunded, Problem>> {
    const { source, amount } = input
    const owner = await ownerOf(books, source)
    if (!owner.ok) return owner
    const { clientId, clientName, currency, expiresOn, receivedOn } = owner.value
    const problem =
      refundProblem(input, envelope.today) ?? lockedProblem(await readSettings(books.db), input.refundedOn)
    if (problem !== undefined) return refused(problem)
    if (input.refundedOn < receivedOn) {
      return refused({ code: 'refund-before-money', date: input.refundedOn, received: receivedOn })
    }
    if (expiresOn !== undefined && expiresOn <= envelope.today)
      return refused({ code: 'credit-expired', on: expiresOn })
    const from = source.kind === 'payment' ? { payments: [source.id] } : { credits: [source.id] }
    const money = await openLedger(books, { clientId, currency, ...from })
    const { ledger } = money
    const free = source.kind === 'payment' ? ledger.unallocated(source.id) : ledger.left(source.id)
    const releases = neededReleases(amount, free, input.releases)
    const id = envelope.newId('ref')
    const done = ledger.refund({ id, source, amount }, releases)
    if (!done.ok) return refused(moneyProblem(done.problem, money))
    const after = ledger.rows()
    const refund: Refund = {
      id,
      version: 1,
      clientId,
      clientName,
      currency,
      sourceKind: source.kind,
      sourceId: source.id,
      amount,
      direct: after.refunds.find((each) => each.id === id)?.direct ?? minor(0),
      method: input.method,
      refundedOn: input.refundedOn,
      ...(input.reference === undefined ? {} : { reference: input.reference }),
      state: 'paid',
      createdAt: envelope.now,
      updatedAt: envelope.now,
    }
    await books.refunds.add(refund)
    const touched = releases.map(({ allocationId }) => money.rows.allocations.get(allocationId)?.invoiceId)
    books.record('refund.paid', [id, source.id, clientId, ...money.rows.credits.keys(), ...touched], {
      clientName,
      amount,
      currency,
      method: input.method,
      refundedOn: input.refundedOn,
    })
    const changed = await money.write(envelope, { reason: 'refunded' })
    const taken = releases.reduce((sum, release) => sum + release.amount, 0)
    const reopened = changed.filter(({ id: invoiceId, state }) => {
      return state !== 'paid' && money.rows.invoices.get(invoiceId)?.state === 'paid'
    })
    return ok({ id, fromCredit: minor(amount - taken), reopened: reopened.map(({ number }) => number) })
  },
}

interface Owner {
  readonly clientId: ClientId
  readonly clientName: string
  readonly currency: CurrencyCode
  /** The day on which there was something to give back. */
  readonly receivedOn: CalendarDate
  /** Of goodwill (M-17). */
  readonly expiresOn?: CalendarDate
}

async function ownerOf({ db }: Books, { kind, id }: RefundMoney['source']): Promise<Result<Owner, Problem>> {
  if (kind === 'payment') {
    const payment = await db.payments.get(id)
    if (payment === undefined) return refused({ code: 'not-found', entity: 'payment', id })
    return payment.state === 'undone' ? refused({ code: 'wrong-state', act: 'change', state: 'undone' }) : ok(payment)
  }
  const credit = await db.creditEntries.get(id)
  if (credit === undefined) return refused({ code: 'not-found', entity: 'creditEntry', id })
  if (credit.state === 'reversed') return refused({ code: 'wrong-state', act: 'change', state: 'undone' })
  const client = await db.clients.get(credit.clientId)
  const { clientId, currency, expiresOn, receivedOn } = credit
  const expires = expiresOn === undefined ? {} : { expiresOn }
  return ok({ clientId, clientName: client?.name ?? '', currency, receivedOn, ...expires })
}

function refundProblem({ amount, refundedOn, reference, releases }: RefundMoney, today: CalendarDate) {
  const amounts = [amount, ...releases.map((release) => release.amount)]
  if (amounts.some((each) => !Number.isInteger(each) || !isMinor(each))) {
    return { code: 'field-invalid', field: 'amount', reason: 'not-a-number' } as const
  }
  const problem = firstProblem(checkDate('refundedOn', refundedOn), checkText('reference', reference, 200))
  if (problem !== undefined) return problem
  return refundedOn > today ? ({ code: 'date-in-future', date: refundedOn, today } as const) : undefined
}
