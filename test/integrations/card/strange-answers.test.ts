// Answers of a processor, or of something in between, that cannot be read: never a reason to charge again, nor to believe
// that money did not go back.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attemptCard } from '../../../src/commands/attempt-card.ts'
import { changeSettings } from '../../../src/commands/change-settings.ts'
import { collectInvoice } from '../../../src/commands/collect-invoice.ts'
import { refundCard } from '../../../src/commands/refund-card.ts'
import { saveEndpoint } from '../../../src/commands/save-endpoint.ts'
import { keepCardSetup, storeCard } from '../../../src/commands/save-method.ts'
import { saveRule } from '../../../src/commands/save-rule.ts'
import { undoRefund } from '../../../src/commands/undo-refund.ts'
import type { CardAttemptId, OutboxId, PaymentId, RefundId } from '../../../src/core/ids.ts'
import { minor } from '../../../src/core/money.ts'
import type { CardAttempt } from '../../../src/core/payments/card-attempt.ts'
import { type CardBooks, checkMoney, dayOf, openCardBooks } from '../../support/card-books.ts'
import { issue } from '../../support/practice.ts'
import { type StandInProcessor, startProcessor } from '../../support/stand-in-processor.ts'

let processor: StandInProcessor
let card: CardBooks

beforeEach(async () => {
  processor = await startProcessor()
  card = await openCardBooks(processor)
})
afterEach(async () => {
  card.books.db.close()
  await processor.stop()
})

const attemptRow = async (id: CardAttemptId) => (await card.books.db.cardAttempts.get(id)) as CardAttempt

async function asked(): Promise<CardAttemptId> {
  const { id, version } = await issue(card.books, card.clientId, '100')
  return (await card.books.must(attemptCard, { invoiceId: id, version })).id
}

async function refundOf(id: CardAttemptId): Promise<RefundId> {
  const paymentId = (await attemptRow(id)).paymentId as PaymentId
  const [allocation] = await card.books.db.allocations.where('sourceId').equals(paymentId).toArray()
  if (allocation === undefined) throw new Error('no allocation')
  const refund = await card.books.must(refundCard, {
    paymentId,
    amount: minor(3000),
    releases: [{ allocationId: allocation.id, amount: minor(3000) }],
    refundedOn: dayOf(card.books),
  })
  return refund.id
}

/** The next request that `matches` is answered as said and not carried out; all others go through. */
function answering(matches: (method: string, path: string) => boolean, answer: () => Response) {
  return async (url: string, init: RequestInit) =>
    matches(init.method ?? 'GET', new URL(url).pathname) ? answer() : fetch(url, init)
}

const blockPage = (status: number) => () =>
  new Response('<html><body>Blocked by your provider</body></html>', {
    status,
    headers: { 'Content-Type': 'text/html' },
  })

describe('an answer that cannot be read', () => {
  it('to the search for an intent of the attempt: none is made beside it', async () => {
    const id = await asked()
    await card.deliver({
      fetch: answering(
        (method, path) => method === 'GET' && path === '/v1/payment_intents',
        () =>
          Response.json({
            object: 'list',
            has_more: false,
            data: [
              {
                id: 'pi_other',
                amount: 10_000,
                currency: 'eur',
                status: 'requires_patience',
                metadata: { attempt: id, invoice: id.split('/')[0] },
              },
            ],
          }),
      ),
    })
    expect(processor.intents.size).toBe(0)
    expect(processor.charges).toEqual([])
    expect((await attemptRow(id)).state).toBe('pending')
  })

  it('to the search for a refund: none is asked for beside it', async () => {
    const id = await asked()
    await card.deliver()
    const refundId = await refundOf(id)
    await card.deliver({
      fetch: answering(
        (method, path) => method === 'GET' && path === '/v1/refunds',
        () => Response.json({ object: 'list', data: [{ id: 're_1', metadata: { refund: refundId } }] }),
      ),
    })
    expect(processor.refunds.size).toBe(0)
    expect((await card.books.db.refunds.get(refundId))?.state).toBe('paid')
  })

  it.each([400, 405, 413])(
    'a page of something in between (%i): no word of the processor about a refund',
    async (status) => {
      const id = await asked()
      await card.deliver()
      const refundId = await refundOf(id)
      await card.deliver({
        fetch: answering((method, path) => method === 'POST' && path === '/v1/refunds', blockPage(status)),
      })
      expect((await card.books.db.refunds.get(refundId))?.state).toBe('paid')
      card.later(86_400)
      await card.deliver()
      expect((await attemptRow(id)).refunds).toMatchObject([{ state: 'paid' }])
      expect(processor.refunds.size).toBe(1)
      await checkMoney(card.books)
    },
  )

  it.each([400, 405, 413])('a page of something in between (%i): no refusal of the card', async (status) => {
    const id = await asked()
    await card.deliver({
      fetch: answering((method, path) => method === 'POST' && path === '/v1/payment_intents', blockPage(status)),
    })
    expect((await attemptRow(id)).state).toBe('pending')
    card.later(86_400)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    expect(processor.charges).toHaveLength(1)
  })

  it('nothing at the address where intents are made: a person is asked, the card is not blamed', async () => {
    const id = await asked()
    await card.deliver({
      fetch: answering((method, path) => method === 'POST' && path === '/v1/payment_intents', blockPage(404)),
    })
    expect(await attemptRow(id)).toMatchObject({ state: 'pending' })
    const row = await card.books.db.outbox.get(id as string as OutboxId)
    expect(row).toMatchObject({ state: 'needs-you', problem: { code: 'refused', status: 404 } })
  })
})

describe('a charge that was cancelled at the processor by its owner', () => {
  it('is given up: no rule begins another in its place on that day', async () => {
    processor.cardsAre('action')
    await card.books.must(saveRule, {
      kind: 'collection',
      scope: { kind: 'account' },
      state: 'on',
      parameters: { retryAfterDays: [3] },
    })
    const { id: invoiceId } = await issue(card.books, card.clientId, '100')
    card.later(60 * 86_400)
    const { id } = await card.books.must(collectInvoice, { id: invoiceId })
    if (id === undefined) throw new Error('nothing collected')
    await card.deliver()
    const { intent = '' } = await attemptRow(id)
    const kept = processor.intents.get(intent)
    if (kept === undefined) throw new Error('no intent')
    kept.status = 'canceled'
    delete kept.last_payment_error
    card.later(60)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('cancelled')
    expect(await card.books.must(collectInvoice, { id: invoiceId })).toEqual({})
    card.later(3 * 86_400)
    expect((await card.books.must(collectInvoice, { id: invoiceId })).id).toBe(`${invoiceId}/collection/2`)
  })
})

describe('a refund', () => {
  it('goes through the connection that took the money, though the card was entered anew at another', async () => {
    const id = await asked()
    await card.deliver()
    const { id: endpointId } = await card.books.must(saveEndpoint, {
      fields: { name: 'Other processor', url: 'https://other.example', purpose: 'card', events: [] },
      secret: 'rk_test_another_account_',
    })
    const method = await card.books.db.paymentMethods.get(card.methodId)
    const setup = { endpointId, customer: 'cus_other', session: 'cs_other', url: 'https://pay.example/cs_other' }
    await card.books.must(keepCardSetup, { id: card.methodId, version: method?.version ?? 0, setup })
    const stored = { endpointId, customer: 'cus_other', method: 'pm_other' }
    await card.books.must(storeCard, { id: card.methodId, session: 'cs_other', card: stored })
    const refundId = await refundOf(id)
    const row = await card.books.db.outbox.get(`${id}/refund/${refundId}` as OutboxId)
    expect(row?.endpointId).toBe(card.endpointId)
    await card.deliver()
    expect(processor.refunds.size).toBe(1)
  })

  it('that failed while its day was closed is taken back by hand once it is open', async () => {
    const id = await asked()
    await card.deliver()
    const refundId = await refundOf(id)
    processor.refundsAre('refused')
    const closed = dayOf(card.books)
    card.later(86_400)
    const settings = await card.books.db.settings.get('account')
    await card.books.must(changeSettings, {
      version: settings?.version ?? 0,
      changes: { booksLockedThrough: closed },
    })
    await card.deliver()
    expect(await card.books.db.outbox.get(`${id}/refund/${refundId}` as OutboxId)).toMatchObject({ state: 'needs-you' })
    const version = (settings?.version ?? 0) + 1
    await card.books.must(changeSettings, { version, changes: {}, unset: ['booksLockedThrough'] })
    expect(await card.books.must(undoRefund, { id: refundId, version: 1, reason: 'refused' })).toEqual({ credit: 3000 })
    const row = `${id}/refund/${refundId}`
    expect(await card.books.db.outbox.get(row as OutboxId)).toMatchObject({ state: 'cancelled' })
    const events = await card.books.db.events.toArray()
    expect(events.filter(({ type }) => type === 'delivery.cancelled').flatMap(({ subjects }) => subjects)).toContain(
      row,
    )
    await checkMoney(card.books)
  })
})
