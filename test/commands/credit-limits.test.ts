// What credit may not do: be used, or given back, after its last day; lie where it does not belong.
import { describe, expect, it } from 'vitest'
import { applyCreditByHand } from '../../src/commands/apply-credit.ts'
import { applyCreditBalance } from '../../src/commands/apply-credit-balance.ts'
import { expireCredits } from '../../src/commands/expire-credits.ts'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { refundMoney } from '../../src/commands/refund-money.ts'
import { takeOffCredit } from '../../src/commands/take-off-credit.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { AllocationId, BillingGroupId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { getClientCredit } from '../../src/queries/get-client-credit.ts'
import { getInvoiceView } from '../../src/queries/get-invoice.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { finalized, issue, setUpPractice } from '../support/practice.ts'

const eur = 'EUR' as CurrencyCode
const lastDay = calendarDate('2026-03-10')

/** An invoice of 100.00, and 50.00 of goodwill until 10 March, of which 20.00 lie on it. */
async function practice() {
  const books = await openTestBooks()
  const { clientId } = await setUpPractice(books, { creditBalance: 'ask' })
  const group = (await books.db.billingGroups.where('clientId').equals(clientId).first())?.id as BillingGroupId
  const invoice = await issue(books, clientId, '100')
  const { id: creditId } = await books.must(grantGoodwill, {
    clientId,
    billingGroupId: group,
    currency: eur,
    amount: 5000 as Minor,
    reason: 'A late delivery',
    expiresOn: lastDay,
  })
  await books.must(applyCreditByHand, { creditId, invoiceId: invoice.id, amount: 2000 as Minor })
  return { books, clientId, group, invoice, creditId }
}

describe('credit that is over, before a run has let it go (M-17)', () => {
  it('is not put on the invoice on which a part of it lies', async () => {
    const { books, invoice } = await practice()
    books.today = lastDay
    expect(await books.refusal(applyCreditBalance, { id: invoice.id })).toMatchObject({ code: 'no-credit' })
    expect((await finalized(books, invoice.id)).amountDue).toBe(8000)
  })

  it('is not offered on the page of the invoice', async () => {
    const { books, invoice } = await practice()
    const credit = async (today: string) => {
      const view = await getInvoiceView(books.db, invoice.id, calendarDate(today))
      return view?.kind === 'final' ? view.credit : undefined
    }
    expect([await credit('2026-03-09'), await credit(lastDay)]).toEqual([3000, 0])
  })

  it('is not used before a payment of that invoice', async () => {
    const { books, invoice, clientId } = await practice()
    books.today = lastDay
    const paid = await books.must(recordPayment, {
      clientId,
      currency: eur,
      amount: 6000 as Minor,
      method: 'transfer',
      receivedOn: lastDay,
      allocate: [{ invoiceId: invoice.id, amount: 6000 as Minor }],
      useCredit: true,
    })
    expect(paid.fromCredit).toBe(0)
    expect((await finalized(books, invoice.id)).amountDue).toBe(2000)
  })

  it('is not given back as money', async () => {
    const { books, creditId } = await practice()
    books.today = lastDay
    expect(
      await books.refusal(refundMoney, {
        source: { kind: 'credit', id: creditId },
        amount: 100 as Minor,
        releases: [],
        method: 'transfer',
        refundedOn: lastDay,
      }),
    ).toMatchObject({ code: 'credit-expired', on: lastDay })
  })
})

describe('goodwill', () => {
  it('goes on open invoices only, by hand too (M-18)', async () => {
    const { books, invoice, creditId } = await practice()
    await books.must(writeOffInvoice, { id: invoice.id })
    expect(
      await books.refusal(applyCreditByHand, { creditId, invoiceId: invoice.id, amount: 100 as Minor }),
    ).toMatchObject({ code: 'wrong-state', state: 'uncollectible' })
  })

  it('that comes back after its last day never shows a balance below 0', async () => {
    const { books, clientId, invoice } = await practice()
    books.today = lastDay
    await books.must(expireCredits, {})
    books.today = '2026-03-15'
    const [row] = await books.db.allocations.where('invoiceId').equals(invoice.id).toArray()
    await books.must(takeOffCredit, { allocationId: row?.id as AllocationId })
    books.now = '2026-03-15T11:00:00.000Z' as Instant
    expect(await books.must(expireCredits, {})).toEqual({ expired: 1 })
    const view = await getClientCredit(books.db, clientId, calendarDate(books.today))
    const lines = view?.pots[0]?.lines.map(({ kind, on, amount, balance }) => [kind, on, amount, balance])
    expect(lines?.reverse()).toEqual([
      ['goodwill', '2026-03-02', 5000, 5000],
      ['used', '2026-03-02', -2000, 3000],
      ['expired', '2026-03-10', -3000, 0],
      ['returned', '2026-03-15', 2000, 2000],
      ['expired', '2026-03-15', -2000, 0],
    ])
  })
})
