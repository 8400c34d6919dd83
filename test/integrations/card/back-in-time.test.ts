// Books that went back in time while their other copy had charged a card, or given money back to it: whatever
// the owner presses, and in whatever order, the processor is asked before anything counts as never sent.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attemptCard } from '../../../src/commands/attempt-card.ts'
import { cancelCardAttempt } from '../../../src/commands/cancel-card-attempt.ts'
import { cancelDelivery, retryDelivery } from '../../../src/commands/change-delivery.ts'
import { holdInvoice } from '../../../src/commands/hold-invoice.ts'
import { pauseAfterReturn } from '../../../src/commands/pause-after-return.ts'
import { recordPayment } from '../../../src/commands/record-payment.ts'
import { refundCard } from '../../../src/commands/refund-card.ts'
import { undoPayment } from '../../../src/commands/undo-payment.ts'
import { undoRefund } from '../../../src/commands/undo-refund.ts'
import type { CardAttemptId, OutboxId, PaymentId } from '../../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../../src/core/model.ts'
import { minor } from '../../../src/core/money.ts'
import type { CardAttempt } from '../../../src/core/payments/card-attempt.ts'
import { ok } from '../../../src/core/result.ts'
import { type CardBooks, checkMoney, dayOf, openCardBooks } from '../../support/card-books.ts'
import { issue } from '../../support/practice.ts'
import { processorKey } from '../../support/processor-house.ts'
import { type StandInProcessor, startProcessor } from '../../support/stand-in-processor.ts'

let processor: StandInProcessor
let card: CardBooks
let invoice: FinalizedInvoice

beforeEach(async () => {
  processor = await startProcessor()
  card = await openCardBooks(processor)
  invoice = await issue(card.books, card.clientId, '100')
})
afterEach(async () => {
  card.books.db.close()
  await processor.stop()
})

const attemptRow = async (id: CardAttemptId) => (await card.books.db.cardAttempts.get(id)) as CardAttempt
const rowOf = async (id: string) => {
  const row = await card.books.db.outbox.get(id as OutboxId)
  if (row === undefined) throw new Error(`no delivery ${id}`)
  return row
}

/** What `act` does at the processor stays done; the books are as before it, restored, and then let go on. */
async function goBackBefore(act: () => Promise<unknown>): Promise<void> {
  const { db } = card.books
  const moved = ['cardAttempts', 'outbox', 'invoices', 'payments', 'allocations', 'creditEntries', 'refunds', 'sums']
  const kept = await Promise.all(moved.map(async (name) => [name, await db.table(name).toArray()] as const))
  await act()
  await db.transaction('rw', db.tables, async () => {
    for (const [name, rows] of kept) {
      await db.table(name).clear()
      await db.table(name).bulkPut(rows)
    }
  })
  processor.forgetKeys()
  await card.books.must(
    {
      name: 'goBack',
      tables: ['outbox', 'endpoints'],
      async run(books, _input: null, envelope) {
        await pauseAfterReturn(books, 'restored', envelope)
        return ok(null)
      },
    },
    null,
  )
  await db.automation.delete('state')
}

async function chargedByTheOther(): Promise<CardAttemptId> {
  const { id } = await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })
  await goBackBefore(() => card.deliver())
  expect(processor.charges).toHaveLength(1)
  expect(await attemptRow(id)).toMatchObject({ state: 'pending' })
  expect(await rowOf(id)).toMatchObject({ state: 'needs-you', problem: { code: 'restored' } })
  return id
}

async function retry(id: string): Promise<void> {
  const { version } = await rowOf(id)
  await card.books.must(retryDelivery, { id: id as OutboxId, version })
}

/** One charge at the processor, and one payment of it in the books. */
async function expectFound(id: CardAttemptId): Promise<void> {
  await card.deliver()
  expect(await attemptRow(id)).toMatchObject({ state: 'collected' })
  expect(processor.charges).toHaveLength(1)
  expect((await card.books.db.payments.toArray()).filter(({ method }) => method === 'card')).toHaveLength(1)
  await checkMoney(card.books)
}

describe('a charge that the other copy made', () => {
  it('is asked about when it is given up after a retry that found no key: a restored copy has none', async () => {
    const id = await chargedByTheOther()
    await card.books.db.secrets.clear()
    await retry(id)
    await card.deliver()
    expect(await rowOf(id)).toMatchObject({ state: 'needs-you', problem: { code: 'secret-missing' } })
    await card.books.must(cancelDelivery, { id: id as string as OutboxId, version: (await rowOf(id)).version })
    expect((await attemptRow(id)).state).not.toBe('cancelled')
    await card.books.db.secrets.put({ id: card.endpointId, secret: processorKey })
    await expectFound(id)
  })

  it('is asked about when it is given up twice', async () => {
    const id = await chargedByTheOther()
    for (let time = 0; time < 2; time += 1) {
      await card.books.must(cancelCardAttempt, { id, version: (await attemptRow(id)).version })
      expect((await attemptRow(id)).state).not.toBe('cancelled')
    }
    await expectFound(id)
  })

  it('is asked about when the invoice is paid by hand, or put on hold, before the retry leaves', async () => {
    const id = await chargedByTheOther()
    await retry(id)
    const { version } = (await card.books.db.invoices.get(invoice.id)) ?? invoice
    await card.books.must(holdInvoice, { id: invoice.id, version })
    await card.books.must(recordPayment, {
      clientId: card.clientId,
      currency: invoice.currency,
      amount: invoice.amountDue,
      method: 'transfer',
      receivedOn: dayOf(card.books),
      allocate: [{ invoiceId: invoice.id, amount: invoice.amountDue }],
    })
    await expectFound(id)
    expect((await card.books.db.creditEntries.toArray()).map(({ remaining }) => remaining)).toEqual([10_000])
  })

  it('is asked about when it needed a person already in the backup', async () => {
    await card.books.db.secrets.update(card.endpointId, { secret: 'rk_test_wrong_wrong_wrong' })
    const { id } = await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })
    await card.deliver()
    expect(await rowOf(id)).toMatchObject({ state: 'needs-you', problem: { code: 'refused' } })
    await card.books.db.secrets.update(card.endpointId, { secret: processorKey })
    await goBackBefore(async () => {
      await retry(id)
      await card.deliver()
    })
    expect(processor.charges).toHaveLength(1)
    await card.books.must(cancelDelivery, { id: id as string as OutboxId, version: (await rowOf(id)).version })
    await expectFound(id)
  })

  it('under a later attempt, which these books know nothing of, is found for the invoice and not made again', async () => {
    processor.cardsAre({ decline: 'insufficient_funds' })
    const { id } = await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })
    await goBackBefore(async () => {
      await card.deliver()
      processor.cardsAre('good')
      const { version } = (await card.books.db.invoices.get(invoice.id)) ?? invoice
      await card.books.must(attemptCard, { invoiceId: invoice.id, version })
      await card.deliver()
    })
    expect(processor.charges).toMatchObject([{ attempt: `${invoice.id}/collection/2` }])
    await retry(id)
    await expectFound(id)
    expect(await attemptRow(id)).toMatchObject({ intent: processor.charges[0]?.intent })
  })

  it('and that these books know too is another one: what was undone since may be charged again', async () => {
    await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })
    await card.deliver()
    const [payment] = await card.books.db.payments.toArray()
    await card.books.must(undoPayment, { id: payment?.id as PaymentId, reason: 'charged back' })
    const { version } = (await card.books.db.invoices.get(invoice.id)) ?? invoice
    await card.books.must(attemptCard, { invoiceId: invoice.id, version })
    await card.deliver()
    expect(processor.charges).toHaveLength(2)
    await checkMoney(card.books)
  })

  it('that was never made is let go once the processor has said so', async () => {
    const { id } = await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })
    await goBackBefore(async () => undefined)
    await retry(id)
    await card.books.must(cancelCardAttempt, { id, version: (await attemptRow(id)).version })
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('cancelled')
    expect(processor.intents.size).toBe(0)
  })
})

describe('a refund that the other copy made', () => {
  it('and these books know nothing of is found, and not paid again when it is asked for again', async () => {
    const { id } = await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })
    await card.deliver()
    const refund = async () => {
      const paymentId = (await attemptRow(id)).paymentId as PaymentId
      const rows = await card.books.db.allocations.where('sourceId').equals(paymentId).toArray()
      const allocation = rows.find(({ state }) => state === 'live')
      if (allocation === undefined) throw new Error('no allocation')
      const amount = minor(3000)
      const releases = [{ allocationId: allocation.id, amount }]
      await card.books.must(refundCard, { paymentId, amount, releases, refundedOn: dayOf(card.books) })
      await card.deliver()
    }
    await goBackBefore(refund)
    expect(processor.refunds.size).toBe(1)
    await refund()
    expect(processor.refunds.size).toBe(1)
    const [paid] = [...processor.refunds.values()]
    expect((await attemptRow(id)).refunds).toMatchObject([{ state: 'paid', processorId: paid?.id }])
    // Another one of the same amount is another one.
    await refund()
    expect(processor.refunds.size).toBe(2)
  })

  it('is not undone as if it had never left', async () => {
    const { id } = await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })
    await card.deliver()
    const paymentId = (await attemptRow(id)).paymentId as PaymentId
    const [allocation] = await card.books.db.allocations.where('sourceId').equals(paymentId).toArray()
    if (allocation === undefined) throw new Error('no allocation')
    const refund = await card.books.must(refundCard, {
      paymentId,
      amount: minor(3000),
      releases: [{ allocationId: allocation.id, amount: minor(3000) }],
      refundedOn: dayOf(card.books),
    })
    const row = `${id}/refund/${refund.id}`
    await goBackBefore(() => card.deliver())
    expect(processor.refunds.size).toBe(1)
    const undo = { id: refund.id, version: 1, reason: 'a mistake' }
    expect(await card.books.refusal(undoRefund, undo)).toMatchObject({ code: 'attempt-under-way' })
    await retry(row)
    expect(await card.books.refusal(undoRefund, undo)).toMatchObject({ code: 'attempt-under-way' })
    await card.deliver()
    expect((await attemptRow(id)).refunds).toMatchObject([{ state: 'paid' }])
    expect(processor.refunds.size).toBe(1)
    await checkMoney(card.books)
  })
})
