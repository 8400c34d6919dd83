// Money goes back on the day on which it came, or later: else statements and months would show it going before it came.
import { expect, it } from 'vitest'
import { changePayment } from '../../src/commands/change-payment.ts'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { type RefundMoney, refundMoney } from '../../src/commands/refund-money.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { BillingGroupId, CreditEntryId, PaymentId } from '../../src/core/ids.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { problemText } from '../../src/i18n/problem-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'

const eur = 'EUR' as CurrencyCode

async function paidOn(day: string) {
  const books = await openTestBooks({ today: '2026-03-10' })
  const { clientId } = await setUpPractice(books)
  const { id } = await books.must(recordPayment, {
    clientId,
    currency: eur,
    amount: 5000 as Minor,
    method: 'transfer',
    receivedOn: calendarDate(day),
    allocate: [],
  })
  const back = (source: RefundMoney['source'], refundedOn: string): RefundMoney => {
    return { source, amount: 1000 as Minor, releases: [], method: 'transfer', refundedOn: calendarDate(refundedOn) }
  }
  return { books, clientId, id, back }
}

it('no refund lies before the payment, or the credit, that it gives back', async () => {
  const { books, clientId, id, back } = await paidOn('2026-03-05')
  const [deposit] = await books.db.creditEntries.toArray()
  for (const source of [
    { kind: 'payment', id } as const,
    { kind: 'credit', id: deposit?.id as CreditEntryId } as const,
  ]) {
    const problem = await books.refusal(refundMoney, back(source, '2026-03-04'))
    expect(problem).toEqual({ code: 'refund-before-money', date: '2026-03-04', received: '2026-03-05' })
    await loadLanguage('en')
    expect(problem && problemText(problem, 'en-GB')).toBe(
      'The money came on 5 Mar 2026, so it cannot go back on 4 Mar 2026. Choose 5 Mar 2026 or a later day.',
    )
    await books.must(refundMoney, back(source, '2026-03-05'))
  }
  const billingGroupId = (await books.db.billingGroups.toCollection().first())?.id as BillingGroupId
  const given = { clientId, billingGroupId, currency: eur, amount: 2000 as Minor, reason: 'A late delivery' }
  await books.must(grantGoodwill, given)
  const goodwill = (await books.db.creditEntries.toArray()).find(({ origin }) => origin === 'goodwill')
  const source = { kind: 'credit', id: goodwill?.id as CreditEntryId } as const
  expect(await books.refusal(refundMoney, back(source, '2026-03-09'))).toMatchObject({ code: 'refund-before-money' })
})

it('no payment is moved behind what went back of it, or of the credit that it left', async () => {
  for (const of of ['payment', 'credit'] as const) {
    const { books, id, back } = await paidOn('2026-03-05')
    const [deposit] = await books.db.creditEntries.toArray()
    const source = of === 'payment' ? { kind: of, id } : { kind: of, id: deposit?.id as CreditEntryId }
    const refund = await books.must(refundMoney, back(source, '2026-03-07'))
    const moved = async (day: string) => {
      const { version = 0 } = (await books.db.payments.get(id as PaymentId)) ?? {}
      return { id, version, receivedOn: calendarDate(day), method: 'transfer' } as const
    }
    expect(await books.refusal(changePayment, await moved('2026-03-08'))).toMatchObject({
      code: 'refund-before-money',
      date: '2026-03-07',
      received: '2026-03-08',
    })
    await books.must(changePayment, await moved('2026-03-07'))
    // Taken back, the refund stands in nobody's way.
    await books.must(undoRefund, { id: refund.id, version: 1, reason: 'sent back' })
    await books.must(changePayment, await moved('2026-03-08'))
  }
})
