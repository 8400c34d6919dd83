// Random acts of money beside payments: refunds, goodwill, credit by hand, and what expires.
import fc from 'fast-check'
import { applyCreditByHand } from '../../src/commands/apply-credit.ts'
import { expireCredits } from '../../src/commands/expire-credits.ts'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { type RefundMoney, refundMoney } from '../../src/commands/refund-money.ts'
import { takeOffCredit } from '../../src/commands/take-off-credit.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import type { TestBooks } from './open-test-books.ts'

const acts = [
  'goodwill',
  'goodwill',
  'applyCredit',
  'applyCredit',
  'takeOff',
  'refundPayment',
  'refundPayment',
  'refundCredit',
  'undoRefund',
  'expire',
  'payWithCredit',
  'payAhead',
] as const

export interface MoneyStep {
  readonly act: (typeof acts)[number]
  readonly pick: number
  readonly size: number
}

export const moneyStep: fc.Arbitrary<MoneyStep> = fc.record({
  act: fc.constantFrom(...acts),
  pick: fc.nat(1000),
  size: fc.integer({ min: 1, max: 20_000 }),
})

/** Each act once in an order in which it finds something to do. */
export const moneyWarmUp: readonly MoneyStep[] = (
  [
    ['payAhead', 0, 9000],
    ['goodwill', 1, 4000],
    ['goodwill', 4, 500],
    ['applyCredit', 0, 10],
    ['takeOff', 0, 5],
    ['payWithCredit', 0, 100],
    ['refundPayment', 1, 100],
    ['refundCredit', 1, 1],
    ['undoRefund', 0, 1],
    ['expire', 50, 1],
  ] as const
).map(([act, pick, size]) => ({ act, pick, size }))

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performMoney(books: TestBooks, { act, pick, size }: MoneyStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const today = calendarDate(books.today)
  const amount = size as Minor
  const receipt = { currency: 'EUR' as CurrencyCode, amount, method: 'cash', receivedOn: today } as const
  const paidOut = { method: 'transfer', refundedOn: today } as const
  switch (act) {
    case 'goodwill': {
      const group = one(await db.billingGroups.toArray())
      if (group === undefined) return
      await books.run(grantGoodwill, {
        clientId: group.clientId,
        billingGroupId: group.id,
        currency: receipt.currency,
        amount,
        reason: 'A late delivery',
        ...(pick % 2 === 0 ? { expiresOn: addDays(today, 1 + (pick % 40)) } : {}),
        ...(pick % 3 === 0 ? { customFields: [{ name: 'Ticket', value: String(pick) }] } : {}),
      })
      return
    }
    case 'applyCredit': {
      const entry = one((await db.creditEntries.toArray()).filter(({ remaining }) => remaining > 0))
      const open = (await db.invoices.toArray()).filter(({ state }) => state === 'open' || state === 'uncollectible')
      const mine = open.filter(({ billingGroupId }) => billingGroupId === entry?.billingGroupId)
      const invoice = one(mine.length > 0 ? mine : open)
      if (entry === undefined || invoice === undefined) return
      const most = Math.min(entry.remaining, invoice.amountDue)
      const part = (pick % 3 === 0 ? most : size) as Minor
      await books.run(applyCreditByHand, { creditId: entry.id, invoiceId: invoice.id, amount: part })
      return
    }
    case 'takeOff': {
      const live = (await db.allocations.toArray()).filter(({ state }) => state === 'live')
      const credits = live.filter(({ sourceKind }) => sourceKind === 'creditBalance' || sourceKind === 'creditNote')
      const allocation = one(pick % 10 === 9 ? live : credits)
      if (allocation === undefined) return
      const part = { amount: Math.min(size, allocation.amount) as Minor }
      await books.run(takeOffCredit, { allocationId: allocation.id, ...(pick % 2 === 0 ? part : {}) })
      return
    }
    case 'refundPayment':
    case 'refundCredit': {
      const kind = act === 'refundPayment' ? 'payment' : 'credit'
      const any = pick % 10 === 9
      const payment = one((await db.payments.toArray()).filter(({ state }) => any || state === 'received'))
      const entry = one((await db.creditEntries.toArray()).filter(({ remaining }) => any || remaining > 0))
      const id = kind === 'payment' ? payment?.id : entry?.id
      if (id === undefined) return
      const own = await db.creditEntries.where('paymentId').equals(id).primaryKeys()
      const onInvoices = (
        await db.allocations
          .where('sourceId')
          .anyOf([id, ...own])
          .toArray()
      ).filter(({ state }) => state === 'live')
      const releases = pick % 4 === 0 ? [] : onInvoices.map((row) => ({ allocationId: row.id, amount: row.amount }))
      const source = { kind, id } as RefundMoney['source']
      await books.run(refundMoney, { source, amount, releases, ...paidOut })
      return
    }
    case 'undoRefund': {
      const refund = one((await db.refunds.toArray()).filter(({ state }) => state === 'paid'))
      if (refund !== undefined) {
        // One that may be on its way to a card is not.
        await books.run(undoRefund, { id: refund.id, version: refund.version, reason: 'sent back' })
      }
      return
    }
    case 'expire':
      books.today = addDays(today, pick % 60)
      await books.run(expireCredits, {})
      return
    case 'payWithCredit': {
      const invoice = one((await db.invoices.toArray()).filter(({ state }) => state === 'open'))
      if (invoice === undefined) return
      await books.run(recordPayment, {
        ...receipt,
        clientId: invoice.clientId,
        allocate: 'oldest-first',
        useCredit: true,
      })
      return
    }
    case 'payAhead': {
      const client = one(await db.clients.toArray())
      if (client !== undefined) await books.run(recordPayment, { ...receipt, clientId: client.id, allocate: [] })
      return
    }
  }
}
