// Random command sequences against a simple reading of all rows: every cached sum equals recomputation, and the ledger
// adds up (design.md section 9).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { perform, setUpCast, step } from '../support/random-acts.ts'
import { moneyStep, performMoney } from '../support/random-money-acts.ts'

const oneOf = fc.oneof(
  { weight: 3, arbitrary: step.map((act) => ({ act })) },
  { weight: 1, arbitrary: moneyStep.map((money) => ({ money })) },
)

describe('the ledger', () => {
  it('adds up after any sequence of commands', async () => {
    const runs = Number(process.env.SOAK_RUNS ?? 40)
    await fc.assert(
      fc.asyncProperty(fc.array(oneOf, { minLength: 20, maxLength: 60 }), async (steps) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        for (const one of steps) await ('act' in one ? perform(books, one.act, cast) : performMoney(books, one.money))
        await checkSums(books)
        await checkLedger(books)
        books.db.close()
      }),
      { numRuns: runs },
    )
  }, 120_000)
})

/** Recomputes the figures that screens show by reading every row, on purpose in another way than the code under test. */
async function checkSums(books: TestBooks): Promise<void> {
  const { db } = books
  const expected: Record<string, Record<string, number>> = {}
  const add = (keys: readonly string[], field: string, value: number) => {
    for (const key of keys) {
      expected[key] ??= {}
      const row = expected[key]
      row[field] = (row[field] ?? 0) + value
      if (row[field] === 0) delete row[field]
    }
  }
  const owner = (clientId: string, currency: string) => [`client/${clientId}/${currency}`, `account/${currency}`]
  for (const { state, amount, clientId, currency } of await db.charges.toArray()) {
    if (state !== 'open') continue
    add(owner(clientId, currency), 'openCharges', amount)
    add(owner(clientId, currency), 'openChargeCount', 1)
  }
  for (const invoice of await db.invoices.toArray()) {
    const { clientId, currency, state } = invoice
    add([`state/${state}/${currency}`], 'invoiced', invoice.gross)
    add([`state/${state}/${currency}`], 'invoiceCount', 1)
    if (invoice.state === 'draft') {
      add(owner(clientId, currency), 'drafts', invoice.gross)
      add(owner(clientId, currency), 'draftCount', 1)
      continue
    }
    if (state === 'open') {
      add([`state/open/${currency}`], 'due', invoice.amountDue)
      const where = [...owner(clientId, currency), `due/${invoice.dueOn}/${currency}`]
      add(where, 'due', invoice.amountDue)
      add(where, 'dueCount', 1)
    }
    if (state === 'uncollectible') add(owner(clientId, currency), 'writtenOff', invoice.amountDue)
    if (state === 'void' && invoice.cancellationId === undefined) continue
    const where = [...owner(clientId, currency), `month/${invoice.issuedOn.slice(0, 7)}/${currency}`]
    add(where, 'invoiced', invoice.gross)
    add(where, 'net', invoice.net)
    add(where, 'tax', invoice.tax)
    add(where, 'invoiceCount', 1)
  }
  for (const note of await db.creditNotes.toArray()) {
    if (note.state === 'draft') continue
    const where = [...owner(note.clientId, note.currency), `month/${note.issuedOn.slice(0, 7)}/${note.currency}`]
    add(where, 'invoiced', -note.gross)
    add(where, 'net', -note.net)
    add(where, 'tax', -note.tax)
    if (note.kind === 'cancellation') add(where, 'invoiceCount', -1)
    else add(where, 'credited', note.gross)
  }
  for (const { state, clientId, currency, receivedOn, amount } of await db.payments.toArray()) {
    if (state === 'received')
      add([...owner(clientId, currency), `month/${receivedOn.slice(0, 7)}/${currency}`], 'received', amount)
  }
  for (const { state, clientId, currency, refundedOn, amount } of await db.refunds.toArray()) {
    if (state === 'paid') {
      add([...owner(clientId, currency), `month/${refundedOn.slice(0, 7)}/${currency}`], 'refunded', amount)
    }
  }
  for (const { clientId, currency, remaining } of await db.creditEntries.toArray()) {
    if (remaining > 0) add(owner(clientId, currency), 'credit', remaining)
  }
  const actual = Object.fromEntries((await db.sums.toArray()).map(({ key, values }) => [key, values]))
  const kept = Object.fromEntries(Object.entries(expected).filter(([, values]) => Object.keys(values).length > 0))
  expect(actual).toEqual(kept)
}

async function checkLedger(books: TestBooks): Promise<void> {
  const { db } = books
  const allocations = (await db.allocations.toArray()).filter(({ state }) => state === 'live')
  const sum = (numbers: readonly number[]) => numbers.reduce((left, right) => left + right, 0)
  const received = sum(
    (await db.payments.toArray()).filter(({ state }) => state === 'received').map(({ amount }) => amount),
  )
  const fromPayments = sum(allocations.filter(({ sourceKind }) => sourceKind === 'payment').map(({ amount }) => amount))
  const fromCredit = sum(
    allocations.filter(({ sourceKind }) => sourceKind.startsWith('credit')).map(({ amount }) => amount),
  )
  const credits = (await db.creditEntries.toArray()).filter(({ state }) => state === 'live')
  const credited = sum(credits.filter(({ paymentId }) => paymentId === undefined).map(({ amount }) => amount))
  const balances = sum(credits.map(({ remaining }) => remaining))
  const expired = sum(credits.map((credit) => credit.expired))
  const refunded = sum((await db.refunds.toArray()).filter(({ state }) => state === 'paid').map(({ amount }) => amount))
  expect(received + credited).toBe(fromPayments + fromCredit + balances + refunded + expired)
  expect(credits.every(({ remaining }) => remaining >= 0)).toBe(true)
  const numbers: number[] = []
  for (const invoice of await db.invoices.toArray()) {
    const onIt = allocations.filter(({ invoiceId }) => invoiceId === invoice.id)
    const charges = await db.charges.where('invoiceId').equals(invoice.id).toArray()
    if (invoice.state === 'draft') {
      expect(charges.map(({ id }) => id).sort()).toEqual([...invoice.chargeIds].sort())
      expect(charges.every(({ state }) => state === 'drafted')).toBe(true)
      continue
    }
    if (invoice.issuedOn.startsWith('2026')) numbers.push(invoice.sequence)
    const money = sum(onIt.filter(({ sourceKind }) => sourceKind !== 'writeOff').map(({ amount }) => amount))
    const writtenOff = sum(onIt.filter(({ sourceKind }) => sourceKind === 'writeOff').map(({ amount }) => amount))
    expect(invoice.amountDue).toBeGreaterThanOrEqual(0)
    if (invoice.state === 'void') expect([money, writtenOff, charges.length]).toEqual([0, 0, 0])
    else expect(invoice.amountDue).toBe(invoice.payable - money)
    if (invoice.state === 'open' || invoice.state === 'paid')
      expect(invoice.state === 'paid').toBe(invoice.amountDue === 0)
    expect(writtenOff).toBe(invoice.state === 'uncollectible' ? invoice.amountDue : 0)
    expect((await db.documents.get(invoice.id))?.document.totals.gross).toBe(invoice.gross)
  }
  expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_number, index) => index + 1))
  for (const { state, invoiceId } of await db.charges.toArray()) {
    expect(invoiceId !== undefined).toBe(state === 'drafted' || state === 'invoiced')
  }
}
