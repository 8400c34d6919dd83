// Cards charged through the outbox against a processor over HTTP that declines, asks for the client, breaks off, forgets
// and repeats: charged once, recorded once (P-6, R-33, R-34).
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attemptCard } from '../../src/commands/attempt-card.ts'
import { cancelCardAttempt } from '../../src/commands/cancel-card-attempt.ts'
import { cancelDelivery, retryDelivery } from '../../src/commands/change-delivery.ts'
import { removeEndpoint, setEndpointState } from '../../src/commands/change-endpoint.ts'
import { holdGroup } from '../../src/commands/change-group-state.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { holdInvoice } from '../../src/commands/hold-invoice.ts'
import { pauseAfterReturn } from '../../src/commands/pause-after-return.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { refundCard } from '../../src/commands/refund-card.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import type { CardAttemptId, InvoiceId, OutboxId, PaymentId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'
import type { CardAttempt } from '../../src/core/payments/card-attempt.ts'
import { ok } from '../../src/core/result.ts'
import { listAttempts, openAttemptsOf } from '../../src/queries/open-attempts.ts'
import { type CardBooks, checkMoney, dayOf, openCardBooks } from '../support/card-books.ts'
import { issue } from '../support/practice.ts'
import { type CardKind, processorKey } from '../support/processor-house.ts'
import { type StandInProcessor, startProcessor } from '../support/stand-in-processor.ts'

let processor: StandInProcessor
let card: CardBooks

beforeEach(async () => {
  processor = await startProcessor()
})
afterEach(async () => {
  card.books.db.close()
  await processor.stop()
})

async function start(kind: CardKind = 'good', price = '100'): Promise<FinalizedInvoice> {
  card = await openCardBooks(processor, { kind })
  return issue(card.books, card.clientId, price)
}

const invoiceOf = async (id: InvoiceId) => (await card.books.db.invoices.get(id)) as FinalizedInvoice
const attempt = ({ id, version }: FinalizedInvoice) => card.books.must(attemptCard, { invoiceId: id, version })
const attemptRow = async (id: CardAttemptId) => (await card.books.db.cardAttempts.get(id)) as CardAttempt
const outboxRow = (id: CardAttemptId) => card.books.db.outbox.get(id as string as OutboxId)
const payments = () => card.books.db.payments.toArray()

describe('a stored card', () => {
  it('is charged once: intent made, stored, confirmed, and recorded as a payment of the invoice', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    expect(id).toBe(`${invoice.id}/collection/1`)
    expect(await attemptRow(id)).toMatchObject({ state: 'pending', amount: invoice.amountDue, by: 'user' })
    expect(await card.deliver()).toEqual({ delivered: 1, again: 0, needYou: 0, cancelled: 0 })
    const [charge, ...more] = processor.charges
    expect(more).toEqual([])
    expect(charge).toMatchObject({ amount: 10_000, currency: 'eur', attempt: id, invoice: invoice.id })
    const [payment] = await payments()
    expect(payment).toMatchObject({
      method: 'card',
      amount: 10_000,
      reference: charge?.intent,
      receivedOn: '2026-03-02',
    })
    expect(await invoiceOf(invoice.id)).toMatchObject({ state: 'paid', amountDue: 0 })
    expect(await attemptRow(id)).toMatchObject({ state: 'collected', intent: charge?.intent, paymentId: payment?.id })
    expect(processor.server.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      'GET /v1/payment_intents',
      'POST /v1/payment_intents',
      `POST /v1/payment_intents/${charge?.intent}/confirm`,
    ])
    expect(await card.deliver()).toEqual({ delivered: 0, again: 0, needYou: 0, cancelled: 0 })
    expect(processor.server.requests).toHaveLength(3)
    await checkMoney(card.books)
  })

  it('is asked for with the key in one header, the documented form, and no key anywhere in the books', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    await card.deliver()
    const [, made, confirmed] = processor.server.requests
    expect(made?.headers).toMatchObject({
      authorization: `Bearer ${processorKey}`,
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': `${id}/10000`,
      'stripe-version': '2024-06-20',
    })
    expect(Object.fromEntries(new URLSearchParams(made?.body))).toMatchObject({
      amount: '10000',
      currency: 'eur',
      'payment_method_types[0]': 'card',
      'metadata[invoice]': invoice.id,
      'metadata[attempt]': id,
      description: invoice.number,
    })
    expect(made?.body).not.toContain('confirm')
    expect(confirmed?.body).toBe('off_session=true')
    for (const table of card.books.db.tables) {
      if (table.name === 'secrets') continue
      expect(JSON.stringify(await table.toArray()), table.name).not.toContain(processorKey)
    }
  })

  it('is refused by the bank: failed with its reason, nothing recorded, the intent dead; another attempt may follow', async () => {
    const invoice = await start({ decline: 'insufficient_funds' })
    const { id } = await attempt(invoice)
    expect(await card.deliver()).toMatchObject({ delivered: 1 })
    expect(await attemptRow(id)).toMatchObject({
      state: 'failed',
      decline: { code: 'insufficient_funds', message: 'Your card was declined.' },
    })
    expect([...processor.intents.values()].map(({ status }) => status)).toEqual(['canceled'])
    expect(await payments()).toEqual([])
    expect(await invoiceOf(invoice.id)).toMatchObject({ state: 'open', amountDue: 10_000 })
    const again = await attempt(await invoiceOf(invoice.id))
    expect(again.id).toBe(`${invoice.id}/collection/2`)
  })

  it.each(['card_declined', 'expired_card', 'lost_card', 'do_not_honor'])('says why: %s', async (decline) => {
    const invoice = await start({ decline })
    const { id } = await attempt(invoice)
    await card.deliver()
    expect((await attemptRow(id)).decline?.code).toBe(decline)
  })

  it('wants the client: a link to send, asked about until they have confirmed', async () => {
    const invoice = await start('action')
    const { id } = await attempt(invoice)
    expect(await card.deliver()).toMatchObject({ again: 1 })
    const asked = await attemptRow(id)
    expect(asked).toMatchObject({ state: 'needs-action', actionUrl: `https://bank.example/confirm/${asked.intent}` })
    expect(await card.books.refusal(attemptCard, { invoiceId: invoice.id, version: invoice.version })).toMatchObject({
      code: 'attempt-under-way',
      state: 'needs-action',
    })
    card.later(60)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('needs-action')
    processor.clientActs(asked.intent ?? '', true)
    card.later(60)
    expect(await card.deliver()).toMatchObject({ delivered: 1 })
    expect(await attemptRow(id)).toMatchObject({ state: 'collected' })
    expect((await attemptRow(id)).actionUrl).toBeUndefined()
    expect(await invoiceOf(invoice.id)).toMatchObject({ state: 'paid' })
    expect(processor.charges).toHaveLength(1)
  })

  it('wants the client, who does not confirm: failed', async () => {
    const invoice = await start('action')
    const { id } = await attempt(invoice)
    await card.deliver()
    processor.clientActs((await attemptRow(id)).intent ?? '', false)
    card.later(60)
    await card.deliver()
    expect(await attemptRow(id)).toMatchObject({
      state: 'failed',
      decline: { code: 'payment_intent_authentication_failure' },
    })
  })

  it('wants the client, and the owner gives up: the link charges nothing any more', async () => {
    const invoice = await start('action')
    const { id } = await attempt(invoice)
    await card.deliver()
    const { version, intent = '' } = await attemptRow(id)
    expect(await card.books.must(cancelCardAttempt, { id, version })).toEqual({ state: 'needs-action' })
    expect(await card.deliver()).toMatchObject({ cancelled: 1 })
    expect((await attemptRow(id)).state).toBe('cancelled')
    expect(() => processor.clientActs(intent, true)).toThrow()
  })

  it('wants the client, and the invoice is paid meanwhile: the link charges nothing any more', async () => {
    const invoice = await start('action')
    const { id } = await attempt(invoice)
    await card.deliver()
    await payByHand(invoice, 10_000)
    card.later(60)
    expect(await card.deliver()).toMatchObject({ cancelled: 1 })
    expect(await attemptRow(id)).toMatchObject({ state: 'cancelled' })
    expect([...processor.intents.values()].map(({ status }) => status)).toEqual(['canceled'])
  })

  it.each([
    ['a part is paid', (invoice: FinalizedInvoice) => payByHand(invoice, 4000)],
    [
      'its invoice is put on hold',
      ({ id, version }: FinalizedInvoice) => card.books.must(holdInvoice, { id, version }),
    ],
    [
      'its group is put on hold',
      async ({ billingGroupId: id }: FinalizedInvoice) => {
        const group = await card.books.db.billingGroups.get(id)
        await card.books.must(holdGroup, { id, version: group?.version ?? 0 })
      },
    ],
  ] as const)('wants the client, and %s: the link is taken back at once, not after hours', async (_what, act) => {
    const invoice = await start('action')
    const { id } = await attempt(invoice)
    await card.deliver()
    // Days later it is asked about four times a day only.
    for (let pass = 0; pass < 60; pass += 1) {
      card.later(3600)
      await card.deliver()
    }
    const waits = await outboxRow(id)
    expect(Date.parse(waits?.nextAt ?? '') - Date.parse(card.envelope().now)).toBeGreaterThan(3_600_000)
    await act(await invoiceOf(invoice.id))
    expect(await card.deliver()).toMatchObject({ cancelled: 1 })
    expect((await attemptRow(id)).state).toBe('cancelled')
    expect([...processor.intents.values()].map(({ status }) => status)).toEqual(['canceled'])
    await checkMoney(card.books)
  })

  it('is being processed: read with growing pauses until it is decided', async () => {
    const invoice = await start('processing')
    const { id } = await attempt(invoice)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('unknown')
    const nexts: number[] = []
    for (let pass = 0; pass < 40; pass += 1) {
      const row = await outboxRow(id)
      const wait = (Date.parse(row?.nextAt ?? '') - Date.parse(card.envelope().now)) / 1000
      nexts.push(wait)
      card.later(wait)
      await card.deliver()
    }
    expect([...new Set(nexts)]).toEqual([60, 600, 3600])
    expect((await openAttemptsOf(card.books.db, [invoice.id])).map(({ state }) => state)).toEqual(['unknown'])
    processor.decide((await attemptRow(id)).intent ?? '', true)
    card.later(6 * 3600)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    expect(processor.charges).toHaveLength(1)
    expect(processor.intents.size).toBe(1)
  })

  it('is not forgotten after two weeks of silence: a person is asked', async () => {
    const invoice = await start('processing')
    const { id } = await attempt(invoice)
    await card.deliver()
    card.later(15 * 86_400)
    expect(await card.deliver()).toMatchObject({ needYou: 1 })
    expect(await outboxRow(id)).toMatchObject({ state: 'needs-you', problem: { code: 'outcome-unknown' } })
    expect((await attemptRow(id)).state).toBe('unknown')
    processor.decide((await attemptRow(id)).intent ?? '', true)
    const row = await outboxRow(id)
    await card.books.must(retryDelivery, { id: id as string as OutboxId, version: row?.version ?? 0 })
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
  })
})

async function payByHand({ id, clientId, currency }: FinalizedInvoice, amount: number) {
  return card.books.must(recordPayment, {
    clientId,
    currency,
    amount: minor(amount),
    method: 'transfer',
    receivedOn: dayOf(card.books),
    allocate: [{ invoiceId: id, amount: minor(amount) }],
  })
}

describe('asking for it', () => {
  it('names what is in the way', async () => {
    const invoice = await start()
    const { books } = card
    const seen = { invoiceId: invoice.id, version: invoice.version }
    expect(await books.refusal(attemptCard, { ...seen, amount: minor(10_001) })).toMatchObject({
      code: 'allocation-too-large',
      due: 10_000,
    })
    expect(await books.refusal(attemptCard, { ...seen, amount: minor(0) })).toMatchObject({ code: 'field-invalid' })
    expect(await books.refusal(attemptCard, { ...seen, amount: minor(499) })).toMatchObject({
      code: 'payment-below-minimum',
      minimum: 500,
    })
    expect(await books.refusal(attemptCard, { ...seen, version: 99 })).toMatchObject({ code: 'stale' })
    const settings = await books.db.settings.get('account')
    await books.must(changeSettings, {
      version: settings?.version ?? 0,
      changes: { partialPayments: { allowed: false, minimum: minor(500) } },
    })
    expect(await books.refusal(attemptCard, { ...seen, amount: minor(5000) })).toMatchObject({
      code: 'payment-partial-refused',
    })
    const { version } = (await books.db.endpoints.get(card.endpointId)) ?? { version: 0 }
    await books.must(setEndpointState, { id: card.endpointId, version, state: 'off' })
    expect(await books.refusal(attemptCard, seen)).toMatchObject({ code: 'processor-off', name: 'Card processor' })
    await books.must(setEndpointState, { id: card.endpointId, version: version + 1, state: 'on' })
    await books.db.paymentMethods.update(card.methodId, { state: 'removed' })
    expect(await books.refusal(attemptCard, seen)).toMatchObject({ code: 'no-stored-card', clientName: 'Okafor' })
    await books.db.paymentMethods.update(card.methodId, { state: 'active' })
    await books.must(holdInvoice, { id: invoice.id, version: invoice.version })
    expect(await books.refusal(attemptCard, { ...seen, version: invoice.version + 1 })).toMatchObject({
      code: 'invoice-held',
      number: invoice.number,
    })
    await payByHand(invoice, 10_000)
    const paid = await invoiceOf(invoice.id)
    expect(await books.refusal(attemptCard, { ...seen, version: paid.version })).toMatchObject({ code: 'wrong-state' })
  })

  it('may ask for a part', async () => {
    const invoice = await start()
    await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version, amount: minor(2500) })
    await card.deliver()
    expect(await invoiceOf(invoice.id)).toMatchObject({ state: 'open', amountDue: 7500 })
    expect(processor.charges.map(({ amount }) => amount)).toEqual([2500])
  })

  it('waits without a connection and goes out once', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    for (let pass = 0; pass < 3; pass += 1) {
      await card.deliver({ online: () => false })
      card.later(86_400)
    }
    expect(processor.server.requests).toEqual([])
    expect((await attemptRow(id)).state).toBe('pending')
    await card.deliver({ online: () => true })
    await card.deliver({ online: () => true })
    expect(processor.charges).toHaveLength(1)
    expect((await payments()).map(({ receivedOn }) => receivedOn)).toEqual(['2026-03-05'])
  })
})

describe('before it leaves the facts are read again (R-33)', () => {
  type Change = (invoice: FinalizedInvoice) => Promise<unknown>
  const changes: readonly (readonly [why: string, change: Change])[] = [
    ['settled', (invoice) => payByHand(invoice, 10_000)],
    ['void', ({ id, version }) => card.books.must(voidInvoice, { id, version, charges: 'drop' })],
    ['on-hold', ({ id, version }) => card.books.must(holdInvoice, { id, version })],
  ]

  it.each(changes)('%s: cancelled with the reason, nothing is asked of the processor', async (why, change) => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    await change(await invoiceOf(invoice.id))
    await card.deliver()
    expect(await outboxRow(id)).toMatchObject({ state: 'cancelled', why })
    expect((await attemptRow(id)).state).toBe('cancelled')
    expect(processor.server.requests).toEqual([])
  })

  it('by a payment or a void in their own transaction; on its way it is asked about at once', async () => {
    const invoice = await start('action')
    const { id } = await attempt(invoice)
    await payByHand(invoice, 4000)
    expect((await attemptRow(id)).state).toBe('pending')
    await payByHand(invoice, 6000)
    expect((await attemptRow(id)).state).toBe('cancelled')
    expect(await outboxRow(id)).toMatchObject({ state: 'cancelled', why: 'settled' })
    const other = await issue(card.books, card.clientId, '70')
    const asked = await attempt(other)
    await card.deliver()
    card.later(20 * 60)
    await card.deliver()
    expect((await outboxRow(asked.id))?.nextAt).toBe('2026-03-02T10:30:00.000Z')
    await payByHand(other, 7000)
    expect((await outboxRow(asked.id))?.nextAt).toBe(card.envelope().now)
    expect(await card.deliver()).toMatchObject({ cancelled: 1 })
    expect((await attemptRow(asked.id)).state).toBe('cancelled')
  })

  it('takes no more than what is due then', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    await payByHand(invoice, 4000)
    await card.deliver()
    expect(processor.charges.map(({ amount }) => amount)).toEqual([6000])
    expect(await attemptRow(id)).toMatchObject({ state: 'collected', amount: 6000 })
    expect(await invoiceOf(invoice.id)).toMatchObject({ state: 'paid' })
  })

  it('lets an unconfirmed intent go when something was paid after it was made', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    let paid = false
    await card.deliver({
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        if (init.method === 'POST' && url.endsWith('/v1/payment_intents') && !paid) {
          paid = true
          await payByHand(invoice, 1000)
        }
        return response
      },
    })
    expect(processor.charges).toEqual([])
    expect((await attemptRow(id)).state).toBe('cancelled')
    expect([...processor.intents.values()].map(({ status }) => status)).toEqual(['canceled'])
  })

  it('charges nothing for what was given up before it left', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    expect(await card.books.must(cancelCardAttempt, { id, version: 1 })).toEqual({ state: 'cancelled' })
    await card.deliver()
    expect(processor.server.requests).toEqual([])
    expect(await card.books.refusal(cancelCardAttempt, { id, version: 2 })).toMatchObject({ code: 'delivery-not-open' })
  })

  it('charges nothing while books stand still (R-37), and nothing was made', async () => {
    const invoice = await start()
    await attempt(invoice)
    await card.books.db.automation.put({
      id: 'state',
      waiting: [],
      confirmed: [],
      paused: { since: card.envelope().now, why: 'by-hand' },
    })
    expect(await card.deliver()).toMatchObject({ stoppedBy: { code: 'automation-paused' } })
    expect(processor.server.requests).toEqual([])
  })

  it('confirms nothing when books begin to stand still in between', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    const report = await card.deliver({
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        if (init.method === 'POST') {
          await card.books.db.automation.put({
            id: 'state',
            waiting: [],
            confirmed: [],
            paused: { since: card.envelope().now, why: 'by-hand' },
          })
        }
        return response
      },
    })
    expect(report.stoppedBy).toMatchObject({ code: 'automation-paused' })
    expect(processor.charges).toEqual([])
    expect((await attemptRow(id)).intent).toBeUndefined()
  })
})

describe('without an answer (R-34)', () => {
  it('to the confirmation after charging: read at once, recorded once', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    processor.next('ok', 'ok', 'drop-after')
    expect(await card.deliver()).toMatchObject({ delivered: 1 })
    expect((await attemptRow(id)).state).toBe('collected')
    expect(processor.charges).toHaveLength(1)
    expect(await payments()).toHaveLength(1)
  })

  it('to anything for a while: unknown, warned of, read when it answers again', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    processor.next('ok', 'ok', 'drop-after', 'drop-before-reading')
    expect(await card.deliver()).toMatchObject({ again: 1 })
    expect((await attemptRow(id)).state).toBe('unknown')
    expect((await openAttemptsOf(card.books.db, [invoice.id])).map((each) => each.id)).toEqual([id])
    const listed = await listAttempts(card.books.db, invoice.id)
    expect(listed[0]?.delivery).toMatchObject({ state: 'waiting' })
    processor.forgetKeys()
    card.later(60)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    expect(processor.charges).toHaveLength(1)
    expect(processor.intents.size).toBe(1)
  })

  it('to the confirmation before charging: confirmed later, the same intent', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    processor.next('ok', 'ok', 'drop-before-reading')
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('unknown')
    expect(processor.charges).toEqual([])
    card.later(60)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    expect(processor.intents.size).toBe(1)
  })

  it('to the making of the intent, and keys are forgotten: the one that was made is found', async () => {
    const invoice = await start()
    await attempt(invoice)
    processor.next('ok', 'drop-after')
    await card.deliver()
    processor.forgetKeys()
    card.later(25 * 3600)
    await card.deliver()
    expect(processor.intents.size).toBe(1)
    expect(processor.charges).toHaveLength(1)
  })

  it('a payment by hand meanwhile: the money of the card becomes credit', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    processor.next('ok', 'ok', 'drop-after', 'drop-before-reading')
    await card.deliver()
    await payByHand(invoice, 10_000)
    card.later(60)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    const credits = await card.books.db.creditEntries.toArray()
    expect(credits.map(({ remaining, state }) => [remaining, state])).toEqual([[10_000, 'live']])
    await checkMoney(card.books)
  })

  it('a processor that failed and remembers its failure: asked with another key', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    processor.next('ok', 'server-error-after')
    await card.deliver()
    card.later(60)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    expect(processor.charges).toHaveLength(1)
  })

  it.each(['conflict', 'rate-limit', 'server-error', 'nonsense', 'cut-body', 'twice'] as const)(
    '%s at every step: charged once in the end',
    async (fault) => {
      const invoice = await start()
      const { id } = await attempt(invoice)
      for (let step = 0; step < 6; step += 1) {
        processor.next(...Array.from({ length: step }, () => 'ok' as const), fault)
        await card.deliver()
        card.later(86_400)
        if ((await attemptRow(id)).state === 'collected') break
      }
      await card.deliver()
      expect((await attemptRow(id)).state).toBe('collected')
      expect(processor.charges).toHaveLength(1)
      expect(await payments()).toHaveLength(1)
    },
  )

  it('after the last try a person decides: tried again it is charged, given up it is not', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    for (let pass = 0; pass < 7; pass += 1) {
      processor.next('drop-before-reading')
      await card.deliver()
      card.later(86_400)
    }
    const row = await outboxRow(id)
    expect(row).toMatchObject({ state: 'needs-you', problem: { code: 'unreachable' } })
    await card.books.must(retryDelivery, { id: id as string as OutboxId, version: row?.version ?? 0 })
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
  })

  it('gives an unknown one up only after asking: the money that was taken is recorded', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    processor.next('ok', 'ok', 'drop-after', 'drop-before-reading')
    await card.deliver()
    const row = await outboxRow(id)
    await card.books.must(cancelDelivery, { id: id as string as OutboxId, version: row?.version ?? 0 })
    expect(await attemptRow(id)).toMatchObject({ state: 'unknown', givenUp: 1 })
    await card.deliver()
    expect(await attemptRow(id)).toMatchObject({ state: 'collected' })
    expect(await payments()).toHaveLength(1)
  })

  it('gives an unknown one up that was never charged: it never will be', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    processor.next('ok', 'ok', 'drop-before-reading')
    await card.deliver()
    await card.books.must(cancelCardAttempt, { id, version: (await attemptRow(id)).version })
    await card.deliver()
    expect(await attemptRow(id)).toMatchObject({ state: 'cancelled' })
    expect(processor.charges).toEqual([])
    expect([...processor.intents.values()].map(({ status }) => status)).toEqual(['canceled'])
  })
})

describe('the connection', () => {
  it('with a key that is not good: a person is asked, in words without a key', async () => {
    const invoice = await start()
    await card.books.db.secrets.update(card.endpointId, { secret: 'rk_test_wrong_wrong_wrong' })
    const { id } = await attempt(invoice)
    expect(await card.deliver()).toMatchObject({ needYou: 1 })
    const row = await outboxRow(id)
    expect(row?.problem).toMatchObject({ code: 'refused', status: 401, text: 'Invalid API Key provided: …' })
    expect((await attemptRow(id)).state).toBe('pending')
  })

  it('switched off while something waits: a person is asked, nothing is lost', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    const { version } = (await card.books.db.endpoints.get(card.endpointId)) ?? { version: 0 }
    await card.books.must(setEndpointState, { id: card.endpointId, version, state: 'off' })
    expect(await outboxRow(id)).toMatchObject({ state: 'needs-you', problem: { code: 'endpoint-gone' } })
    expect((await attemptRow(id)).state).toBe('pending')
  })

  it('is not taken away while an attempt may take money', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    const { version } = (await card.books.db.endpoints.get(card.endpointId)) ?? { version: 0 }
    expect(await card.books.refusal(removeEndpoint, { id: card.endpointId, version })).toMatchObject({
      code: 'attempt-under-way',
      number: invoice.number,
    })
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    await card.books.must(removeEndpoint, { id: card.endpointId, version })
  })
})

describe('two deliverers', () => {
  it('at once charge once', async () => {
    const invoice = await start()
    await attempt(invoice)
    await Promise.all([card.deliver(), card.deliver(), card.deliver()])
    expect(processor.charges).toHaveLength(1)
    expect(await payments()).toHaveLength(1)
  })

  it.each([0, 1, 2])('one asleep past its lease before its request %i: charged once, recorded once', async (step) => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    let seen = 0
    await card.deliver({
      fetch: async (url, init) => {
        seen += 1
        if (seen === step + 1) {
          card.later(120)
          processor.forgetKeys()
          // Another one takes over and finishes.
          await card.deliver()
        }
        return fetch(url, init)
      },
    })
    card.later(120)
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    expect(processor.charges).toHaveLength(1)
    expect(await payments()).toHaveLength(1)
    await checkMoney(card.books)
  })
})

describe('a refund to the card', () => {
  async function collected(): Promise<{ invoice: FinalizedInvoice; attempt: CardAttempt }> {
    const invoice = await start()
    const { id } = await attempt(invoice)
    await card.deliver()
    return { invoice, attempt: await attemptRow(id) }
  }

  async function refund({ paymentId }: CardAttempt, amount = 3000) {
    if (paymentId === undefined) throw new Error('not collected')
    const [allocation] = await card.books.db.allocations.where('sourceId').equals(paymentId).toArray()
    if (allocation === undefined) throw new Error('no allocation')
    return card.books.must(refundCard, {
      paymentId,
      amount: minor(amount),
      releases: [{ allocationId: allocation.id, amount: minor(amount) }],
      refundedOn: dayOf(card.books),
    })
  }

  it('is paid once, however its answer is lost', async () => {
    const { attempt: row, invoice } = await collected()
    await refund(row)
    expect(await invoiceOf(invoice.id)).toMatchObject({ state: 'open', amountDue: 3000 })
    processor.next('ok', 'drop-after')
    await card.deliver()
    expect((await attemptRow(row.id)).refunds).toMatchObject([{ state: 'unknown' }])
    processor.forgetKeys()
    card.later(60)
    await card.deliver()
    expect([...processor.refunds.values()].map(({ amount }) => amount)).toEqual([3000])
    expect((await attemptRow(row.id)).refunds).toMatchObject([{ state: 'paid' }])
    await checkMoney(card.books)
  })

  it('that the processor refuses is undone: the money is credit again', async () => {
    const { attempt: row } = await collected()
    const { id } = await refund(row)
    processor.refundsAre('refused')
    await card.deliver()
    expect((await attemptRow(row.id)).refunds).toMatchObject([{ state: 'failed' }])
    expect(await card.books.db.refunds.get(id)).toMatchObject({ state: 'undone' })
    const credits = await card.books.db.creditEntries.toArray()
    expect(credits.map(({ remaining }) => remaining)).toEqual([3000])
    await checkMoney(card.books)
  })

  it.each(['refund', 'payment'])('that waits does not go when the %s is undone by hand', async (what) => {
    const { attempt: row } = await collected()
    const { id } = await refund(row)
    const { books } = card
    if (what === 'refund') await books.must(undoRefund, { id, version: 1, reason: 'a mistake' })
    else await books.must(undoPayment, { id: row.paymentId as PaymentId, reason: 'charged back' })
    expect(await card.deliver()).toEqual({ delivered: 0, again: 0, needYou: 0, cancelled: 0 })
    expect(processor.refunds.size).toBe(0)
    expect((await attemptRow(row.id)).refunds).toMatchObject([{ state: 'failed' }])
    expect(await books.db.outbox.get(`${row.id}/refund/${id}` as OutboxId)).toMatchObject({ state: 'cancelled' })
    await checkMoney(books)
  })

  it('that may have left is not undone by hand before it is known, or given up', async () => {
    const { attempt: row } = await collected()
    const { id } = await refund(row)
    const { books } = card
    processor.next('ok', 'drop-after')
    await card.deliver()
    const underWay = { code: 'attempt-under-way', state: 'unknown', refund: 1 }
    expect(await books.refusal(undoRefund, { id, version: 1, reason: 'a mistake' })).toMatchObject(underWay)
    expect(await books.refusal(undoPayment, { id: row.paymentId as PaymentId, reason: 'charged back' })).toMatchObject(
      underWay,
    )
    card.later(60)
    await card.deliver()
    expect(await books.must(undoRefund, { id, version: 1, reason: 'sent back' })).toEqual({ credit: 3000 })
    await checkMoney(books)
  })

  it('that is pending is asked about until it is paid or has failed', async () => {
    const { attempt: row } = await collected()
    const { id } = await refund(row)
    processor.refundsAre('pending')
    await card.deliver()
    expect((await attemptRow(row.id)).refunds).toMatchObject([{ state: 'pending' }])
    for (const each of processor.refunds.values()) {
      each.status = 'failed'
      each.failure_reason = 'expired_or_canceled_card'
    }
    card.later(60)
    await card.deliver()
    expect(await card.books.db.refunds.get(id)).toMatchObject({
      state: 'undone',
      undoneReason: 'expired_or_canceled_card',
    })
  })
})

describe('books that went back in time (R-37)', () => {
  it('know nothing of a charge: asked by hand it is found, and not made again', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
    const before = await card.books.db.cardAttempts.get(id)
    const rowBefore = await outboxRow(id)
    const [invoiceBefore] = [await invoiceOf(invoice.id)]
    await card.deliver()
    // As it was in the copy from before.
    const { db } = card.books
    await db.transaction('rw', db.tables, async () => {
      await db.cardAttempts.put(before as CardAttempt)
      await db.outbox.put({
        ...(rowBefore as NonNullable<typeof rowBefore>),
        state: 'needs-you',
        problem: { code: 'restored' },
      })
      await db.invoices.put(invoiceBefore)
      await db.payments.clear()
      await db.allocations.clear()
      await db.sums.clear()
    })
    processor.forgetKeys()
    const row = await outboxRow(id)
    await card.books.must(retryDelivery, { id: id as string as OutboxId, version: row?.version ?? 0 })
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('collected')
    expect(processor.charges).toHaveLength(1)
    expect(await payments()).toHaveLength(1)
  })

  it('give undelivered charges to a person; given up, the processor is asked first', async () => {
    const invoice = await start()
    const { id } = await attempt(invoice)
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
    expect(await outboxRow(id)).toMatchObject({ state: 'needs-you', problem: { code: 'restored' } })
    expect(await card.deliver()).toMatchObject({ delivered: 0, needYou: 0 })
    expect(await card.books.must(cancelCardAttempt, { id, version: 1 })).toEqual({ state: 'unknown' })
    await card.books.db.automation.delete('state')
    await card.deliver()
    expect((await attemptRow(id)).state).toBe('cancelled')
    expect(processor.intents.size).toBe(0)
  })
})
