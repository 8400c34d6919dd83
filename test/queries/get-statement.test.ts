import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changePayment } from '../../src/commands/change-payment.ts'
import { creditInvoice } from '../../src/commands/credit-invoice.ts'
import { expireCredits } from '../../src/commands/expire-credits.ts'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { refundMoney } from '../../src/commands/refund-money.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { BillingGroupId, ClientId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { getReceipt } from '../../src/queries/get-receipt.ts'
import { getStatement, type StatementView, type StatementWish } from '../../src/queries/get-statement.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { issue, setUpPractice } from '../support/practice.ts'
import { perform, setUpCast, step } from '../support/random-acts.ts'
import { moneyStep, performMoney } from '../support/random-money-acts.ts'
import { noteStep, performNote } from '../support/random-note-acts.ts'

const EUR = 'EUR' as CurrencyCode

async function statement(books: TestBooks, clientId: ClientId, period: StatementWish['period'] | [string, string]) {
  const wish = Array.isArray(period) ? { start: calendarDate(period[0]), end: calendarDate(period[1]) } : period
  const today = calendarDate(books.today)
  const view = await getStatement(books.db, { clientId, period: wish, currency: EUR }, { currency: EUR }, today)
  if (view === null) throw new Error('no statement')
  return view
}

const linesOf = ({ statement: { lines } }: StatementView) =>
  lines.map(({ on, kind, number, amount, balance }) => [
    on,
    kind,
    ...(number === undefined ? [] : [number]),
    amount,
    balance,
  ])

async function pay(books: TestBooks, clientId: ClientId, amount: number) {
  const [method, receivedOn] = ['transfer', calendarDate(books.today)] as const
  const input = {
    clientId,
    currency: EUR,
    amount: amount as Minor,
    method,
    receivedOn,
    allocate: 'oldest-first',
  } as const
  return (await books.must(recordPayment, input)).id
}

/** What a client has to pay by its rows: due of open invoices minus its credit, written off or not being no question. */
async function owed(books: TestBooks, clientId: ClientId): Promise<number> {
  const invoices = (await books.db.invoices.toArray()).filter(
    (row): row is FinalizedInvoice => row.state === 'open' && row.clientId === clientId && row.currency === EUR,
  )
  const credits = await books.db.creditEntries.where('[clientId+currency]').equals([clientId, EUR]).toArray()
  const due = invoices.reduce((sum, { amountDue }) => sum + amountDue, 0)
  return due - credits.reduce((sum, { remaining, state }) => sum + (state === 'live' ? remaining : 0), 0)
}

describe('the statement of a client', () => {
  it('goes from the opening to the closing balance, day by day', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const first = await issue(books, clientId, '100')
    books.today = '2026-03-20'
    await pay(books, clientId, 4_000)
    books.today = '2026-04-02'
    const second = await issue(books, clientId, '50')
    await pay(books, clientId, 12_000)
    const march = await statement(books, clientId, ['2026-03-01', '2026-04-01'])
    expect(linesOf(march)).toEqual([
      ['2026-03-02', 'invoice', first.number, 10_000, 10_000],
      ['2026-03-20', 'payment', -4_000, 6_000],
    ])
    expect(march.statement).toMatchObject({ opening: 0, closing: 6_000, added: 10_000, taken: 4_000 })
    const april = await statement(books, clientId, ['2026-04-01', '2026-05-01'])
    expect(linesOf(april)).toEqual([
      ['2026-04-02', 'invoice', second.number, 5_000, 11_000],
      ['2026-04-02', 'payment', -12_000, -1_000],
    ])
    // Paid too much: the client's credit.
    expect(april.statement).toMatchObject({ opening: 6_000, closing: -1_000 })
    const all = await statement(books, clientId, 'all')
    expect(all.period).toEqual({ start: '2026-03-02', end: '2026-04-03' })
    expect(all.statement.lines).toHaveLength(4)
  })

  it('shows an undone payment on both of its days, so that a statement sent before still stands', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await issue(books, clientId, '100')
    const id = await pay(books, clientId, 10_000)
    const before = await statement(books, clientId, ['2026-03-01', '2026-04-01'])
    books.today = '2026-04-10'
    await books.must(undoPayment, { id, reason: 'Bounced' })
    const after = await statement(books, clientId, ['2026-03-01', '2026-04-01'])
    expect(after.statement).toEqual(before.statement)
    expect(linesOf(await statement(books, clientId, ['2026-04-01', '2026-05-01']))).toEqual([
      ['2026-04-10', 'payment-undone', 10_000, 10_000],
    ])
  })

  it('takes voided invoices back on the day of the void, by status or under the cancellation number', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const kept = await issue(books, clientId, '100')
    const sent = await issue(books, clientId, '40')
    await books.must(releaseDocument, { id: sent.id, how: 'send', pdf: new Uint8Array([37]) })
    books.today = '2026-03-09'
    await books.must(voidInvoice, { id: kept.id, charges: 'drop' })
    await books.must(voidInvoice, { id: sent.id, charges: 'drop' })
    const view = await statement(books, clientId, ['2026-03-03', '2026-04-01'])
    expect(linesOf(view)).toEqual([
      ['2026-03-09', 'voided', kept.number, -10_000, 4_000],
      ['2026-03-09', 'cancellation', 'CN-2026-0001', -4_000, 0],
    ])
    expect(view.statement.lines[1]?.about).toEqual([sent.number])
  })

  it('has a line for a write-off, and takes back as much of it as comes in all the same', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const { id, number } = await issue(books, clientId, '100')
    books.today = '2026-06-01'
    await books.must(writeOffInvoice, { id })
    books.today = '2026-07-01'
    const payIt = (amount: number) =>
      books.must(recordPayment, {
        clientId,
        currency: EUR,
        amount: amount as Minor,
        method: 'cash',
        receivedOn: calendarDate(books.today),
        allocate: [{ invoiceId: id, amount: amount as Minor }],
      })
    await payIt(3_000)
    books.today = '2026-07-02'
    await payIt(7_000)
    expect(linesOf(await statement(books, clientId, 'all'))).toEqual([
      ['2026-03-02', 'invoice', number, 10_000, 10_000],
      ['2026-06-01', 'write-off', number, -10_000, 0],
      ['2026-07-01', 'payment', -3_000, -3_000],
      ['2026-07-01', 'write-off-taken-back', number, 3_000, 0],
      ['2026-07-02', 'payment', -7_000, -7_000],
      ['2026-07-02', 'write-off-taken-back', number, 7_000, 0],
    ])
  })

  it('moves a payment that is dated back', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    await issue(books, clientId, '100')
    books.today = '2026-04-02'
    const id = await pay(books, clientId, 10_000)
    await books.must(changePayment, { id, version: 1, receivedOn: calendarDate('2026-03-31'), method: 'cash' })
    expect((await statement(books, clientId, ['2026-03-01', '2026-04-01'])).statement.closing).toBe(0)
  })

  it('is empty for a client without documents, and null for nobody', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const view = await statement(books, clientId, 'all')
    expect(view).toMatchObject({ currencies: ['EUR'], statement: { opening: 0, closing: 0, lines: [] } })
    const wish = { clientId: 'cli_NONE' as ClientId, period: 'all' } as const
    expect(await getStatement(books.db, wish, { currency: EUR }, calendarDate('2026-03-02'))).toBeNull()
  })

  it('has lines for goodwill, its expiry, credit notes and refunds', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books, { creditBalance: 'off' })
    const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
    const { id, number } = await issue(books, clientId, '100')
    books.today = '2026-03-05'
    await books.must(creditInvoice, {
      credits: [{ invoiceId: id, picks: [{ line: 0, kind: 'amount', amount: 2_500 as Minor }] }],
    })
    await books.must(grantGoodwill, {
      clientId,
      billingGroupId: group?.id as BillingGroupId,
      amount: 1_000 as Minor,
      currency: EUR,
      reason: 'Late delivery',
      expiresOn: calendarDate('2026-03-20'),
    })
    books.today = '2026-03-10'
    const payment = await pay(books, clientId, 9_000)
    const refund = {
      source: { kind: 'payment', id: payment },
      amount: 1_500 as Minor,
      releases: [],
      method: 'transfer',
      refundedOn: calendarDate('2026-03-11'),
    } as const
    books.today = '2026-03-11'
    const { id: refundId } = await books.must(refundMoney, refund)
    books.today = '2026-03-21'
    await books.must(expireCredits, {})
    books.today = '2026-03-22'
    await books.must(undoRefund, { id: refundId, version: 1, reason: 'Came back' })
    expect(linesOf(await statement(books, clientId, 'all'))).toEqual([
      ['2026-03-02', 'invoice', number, 10_000, 10_000],
      ['2026-03-05', 'credit-note', 'CN-2026-0001', -2_500, 7_500],
      ['2026-03-05', 'goodwill', -1_000, 6_500],
      ['2026-03-10', 'payment', -9_000, -2_500],
      ['2026-03-11', 'refund', 1_500, -1_000],
      ['2026-03-21', 'goodwill-expired', 1_000, 0],
      ['2026-03-22', 'refund-undone', -1_500, -1_500],
    ])
    expect(await owed(books, clientId)).toBe(-1_500)
  })

  it('agrees with what is due minus credit at the end of every day, and one period begins where the last one ended', async () => {
    const anyStep = fc.oneof(
      { weight: 3, arbitrary: step.map((one) => ({ of: 'books', one }) as const) },
      { weight: 1, arbitrary: moneyStep.map((one) => ({ of: 'money', one }) as const) },
      { weight: 1, arbitrary: noteStep.map((one) => ({ of: 'notes', one }) as const) },
    )
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 40, maxLength: 90 }), fc.nat(60), async (steps, cut) => {
        const books = await openTestBooks()
        const cast = await setUpCast(books)
        for (const { of, one } of steps) {
          if (one.act === 'tomorrow') await check(books, cast.clients, cut)
          if (of === 'money') await performMoney(books, one)
          else if (of === 'notes') await performNote(books, one)
          else await perform(books, one, cast)
        }
        for (const kind of await check(books, cast.clients, cut)) seen.add(kind)
        await checkReceipts(books)
        books.db.close()
      }),
      { numRuns: Number(process.env.SOAK_RUNS ?? 20) },
    )
    // Without these the sequences above would prove little; the rarer ones have tests of their own.
    for (const kind of ['invoice', 'payment', 'credit-note', 'goodwill']) {
      expect(seen).toContain(kind)
    }
  }, 180_000)
})

/** Every received payment is on invoices, in credit or given back, to the cent; an undone one has no receipt. */
async function checkReceipts(books: TestBooks): Promise<void> {
  for (const { id, state, amount } of await books.db.payments.toArray()) {
    const view = await getReceipt(books.db, id)
    expect(view === null).toBe(state === 'undone')
    if (view === null) continue
    const { paid, credit, refunded, lines } = view.receipt
    expect(paid + credit + refunded).toBe(amount)
    for (const line of lines) expect(line.left).toBeLessThanOrEqual(line.payable - line.paid)
  }
}

/** Answers the kinds of lines that it saw. */
async function check(books: TestBooks, clients: readonly ClientId[], cut: number): Promise<string[]> {
  const kinds: string[] = []
  const end = addDays(calendarDate(books.today), 1)
  const middle = addDays(end, -cut)
  for (const clientId of clients) {
    const before = await statement(books, clientId, ['2000-01-01', middle])
    const after = await statement(books, clientId, { start: middle, end })
    expect(after.statement.closing).toBe(await owed(books, clientId))
    expect(after.statement.opening).toBe(before.statement.closing)
    expect(before.statement.opening).toBe(0)
    const all = (await statement(books, clientId, 'all')).statement
    expect(all).toMatchObject({
      opening: 0,
      closing: after.statement.closing,
      added: before.statement.added + after.statement.added,
    })
    kinds.push(...all.lines.map(({ kind }) => kind))
    let balance: number = all.opening
    for (const line of all.lines) {
      balance += line.amount
      expect(line.balance).toBe(balance)
    }
  }
  return kinds
}
