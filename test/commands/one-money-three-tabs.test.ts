// Three windows spend one payment, or one credit, at the same moment: exactly its amount is spent.
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { applyCreditByHand } from '../../src/commands/apply-credit.ts'
import { applyCreditBalance } from '../../src/commands/apply-credit-balance.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { refundMoney } from '../../src/commands/refund-money.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { issue, setUpPractice } from '../support/practice.ts'

const currency = 'EUR' as CurrencyCode
const today = calendarDate('2026-03-02')

/** A client with 100.00 of credit and three invoices of 60.00, in three windows. */
async function threeWindows() {
  const factory = new IDBFactory()
  const first = await openTestBooks({ factory, tab: 'A' })
  const { clientId } = await setUpPractice(first, { creditBalance: 'ask' })
  const receipt = { clientId, currency, method: 'transfer', receivedOn: today } as const
  const ahead = await first.must(recordPayment, { ...receipt, amount: 10_000 as Minor, allocate: [] })
  const invoices = [
    await issue(first, clientId, '60'),
    await issue(first, clientId, '60'),
    await issue(first, clientId, '60'),
  ]
  const windows = [first, await openTestBooks({ factory, tab: 'B' }), await openTestBooks({ factory, tab: 'C' })]
  const [credit] = await first.db.creditEntries.toArray()
  if (credit === undefined) throw new Error('no credit')
  return { windows, invoices, credit, ahead, receipt }
}

async function spent({ db }: TestBooks, sourceId: string): Promise<number> {
  const rows = await db.allocations.where('sourceId').equals(sourceId).toArray()
  return rows.filter(({ state }) => state === 'live').reduce((sum, { amount }) => sum + amount, 0)
}

async function expectSound({ db }: TestBooks): Promise<void> {
  await checkBooks(db)
  expect(await differingSums(db)).toEqual([])
}

describe('three windows at once', () => {
  it('put the same credit on three invoices: its amount is put there, and no more', async () => {
    const { windows, invoices, credit } = await threeWindows()
    const answers = await Promise.all(
      windows.map((books, at) => books.run(applyCreditBalance, { id: invoices[at]?.id ?? ('inv_none' as never) })),
    )
    const applied = answers.map((answer) => (answer.ok ? answer.value.applied : answer.problem.code))
    expect([...applied].sort()).toEqual([4000, 6000, 'no-credit'])
    expect(await spent(windows[0] as TestBooks, credit.id)).toBe(10_000)
    expect((await windows[1]?.db.creditEntries.get(credit.id))?.remaining).toBe(0)
    await expectSound(windows[2] as TestBooks)
  })

  it('put it there by hand, all of what was left a moment ago: one of them may', async () => {
    const { windows, invoices, credit } = await threeWindows()
    const answers = await Promise.all(
      windows.map((books, at) =>
        books.run(applyCreditByHand, {
          creditId: credit.id,
          invoiceId: invoices[at]?.id as never,
          amount: 5001 as Minor,
        }),
      ),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.filter((answer) => !answer.ok && answer.problem.code === 'credit-too-small')).toHaveLength(2)
    expect(await spent(windows[0] as TestBooks, credit.id)).toBe(5001)
    await expectSound(windows[0] as TestBooks)
  })

  it('send the same payment three times, and pay the same invoice thrice: it is paid once', async () => {
    const { windows, invoices, receipt } = await threeWindows()
    const [invoice] = invoices
    if (invoice === undefined) throw new Error('no invoice')
    const payment = { ...receipt, amount: 6000 as Minor, allocate: [{ invoiceId: invoice.id, amount: 6000 as Minor }] }
    // One message, sent again by windows that did not hear the answer.
    const same = await Promise.all(windows.map((books) => books.run(recordPayment, payment, 'cmd_SAME')))
    expect(new Set(same.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(same[0]?.ok).toBe(true)
    const others = await Promise.all(windows.map((books) => books.run(recordPayment, payment)))
    expect(others.map((answer) => !answer.ok && answer.problem.code)).toEqual(Array(3).fill('wrong-state'))
    const { db } = windows[0] as TestBooks
    expect((await db.payments.toArray()).map(({ amount }) => amount).sort()).toEqual([10_000, 6000].sort())
    await expectSound(windows[1] as TestBooks)
  })

  it('refund, use and take back the same money: each cent goes one way', async () => {
    const { windows, invoices, credit, ahead } = await threeWindows()
    const [one, two, three] = windows as [TestBooks, TestBooks, TestBooks]
    const [used, back, undone] = await Promise.all([
      one.run(applyCreditBalance, { id: invoices[0]?.id as never }),
      two.run(refundMoney, {
        source: { kind: 'payment', id: ahead.id },
        amount: 10_000 as Minor,
        releases: [],
        method: 'transfer',
        refundedOn: today,
      }),
      three.run(undoPayment, { id: ahead.id, version: 1, reason: 'bounced' }),
    ])
    const row = await one.db.payments.get(ahead.id)
    const refunded = (await one.db.refunds.toArray()).filter(({ state }) => state === 'paid')
    const lies = await spent(two, credit.id)
    // Whoever was first: nothing is on an invoice or given back of a payment that never came.
    expect([used.ok, back.ok, undone.ok]).toContain(true)
    if (row?.state === 'undone') expect([lies, refunded.length]).toEqual([0, 0])
    else expect(lies + refunded.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(10_000)
    await expectSound(three)
  })
})
