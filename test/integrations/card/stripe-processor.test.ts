// The processor's REST API behind its port: requests as documented, answers and failures as a closed set.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { currencyExponent } from '../../../src/core/currency.ts'
import type { CardAttemptId, ClientId, InvoiceId, RefundId } from '../../../src/core/ids.ts'
import { type CurrencyCode, minor } from '../../../src/core/money.ts'
import { callProcessor } from '../../../src/integrations/card/call-processor.ts'
import type { CardProcessor } from '../../../src/integrations/card/processor.ts'
import { fromProcessorAmount, toProcessorAmount } from '../../../src/integrations/card/stripe-amount.ts'
import { stripeProcessor } from '../../../src/integrations/card/stripe-processor.ts'
import { processorKey } from '../../support/processor-house.ts'
import { type StandInProcessor, startProcessor } from '../../support/stand-in-processor.ts'

const code = (text: string) => text as CurrencyCode
const attemptId = 'inv_1/collection/1' as CardAttemptId

describe('amounts', () => {
  it.each([
    ['EUR', 12_34, 1234],
    ['JPY', 500, 500],
    ['KRW', 500, 500],
    // No minor unit of their own, counted in hundredths.
    ['ISK', 1500, 150_000],
    ['UGX', 20_000, 2_000_000],
    // Two digits in ISO 4217, whole units at the processor.
    ['MGA', 1200, 12],
    ['MGA', 1250, undefined],
    // Three digits of which the last must be 0.
    ['KWD', 5120, 5120],
    ['KWD', 5124, undefined],
    ['BHD', 10, 10],
    ['EUR', 0, undefined],
  ])('%s %i is %s', (currency, amount, counted) => {
    expect(toProcessorAmount(minor(amount), code(currency))).toBe(counted)
    if (counted !== undefined) expect(fromProcessorAmount(counted, code(currency))).toBe(amount)
  })

  it('come back as they went, whatever they are', () => {
    const currency = fc.constantFrom('EUR', 'USD', 'JPY', 'ISK', 'KWD', 'TND', 'MGA', 'XOF').map(code)
    fc.assert(
      fc.property(currency, fc.integer({ min: 1, max: 99_999_999 }), (each, amount) => {
        const counted = toProcessorAmount(minor(amount), each)
        if (counted === undefined) expect(currencyExponent(each)).toBeGreaterThan(0)
        else expect(fromProcessorAmount(counted, each)).toBe(amount)
      }),
    )
  })

  it('that are none are none', () => {
    expect(fromProcessorAmount(150, code('ISK'))).toBeUndefined()
    expect(fromProcessorAmount('100', code('EUR'))).toBeUndefined()
    expect(fromProcessorAmount(Number.NaN, code('EUR'))).toBeUndefined()
  })
})

describe('the processor', () => {
  let server: StandInProcessor
  let processor: CardProcessor

  beforeEach(async () => {
    server = await startProcessor()
    processor = stripeProcessor({ url: `${server.url}/`, key: processorKey }, { fetch })
  })
  afterEach(() => server.stop())

  async function made(kind?: Parameters<StandInProcessor['addCard']>[0]) {
    const answer = await processor.createIntent({
      attemptId,
      invoiceId: 'inv_1' as InvoiceId,
      invoiceNumber: 'INV-1',
      card: server.addCard(kind),
      amount: minor(5000),
      currency: code('EUR'),
      key: 'key-1',
    })
    if (answer.kind !== 'done') throw new Error(answer.kind)
    return answer.value
  }

  it('says whether a key is good, and whose it is', async () => {
    expect(await processor.tryKey()).toEqual({ kind: 'done', value: { live: false, name: 'Ada Practice' } })
    const other = stripeProcessor({ url: server.url, key: 'rk_test_other_other' }, { fetch })
    expect(await other.tryKey()).toEqual({
      kind: 'key-refused',
      status: 401,
      message: 'Invalid API Key provided: …',
    })
    expect(server.intents.size + server.refunds.size).toBe(0)
  })

  it('sets a card up on its own page: customer once, link, card', async () => {
    const client = { clientId: 'cli_1' as ClientId, name: 'Okafor', email: 'a@example.com', key: 'customer/cli_1' }
    const first = await processor.createCustomer(client)
    expect(await processor.createCustomer(client)).toEqual(first)
    const customer = first.kind === 'done' ? first.value.customer : ''
    const begun = await processor.beginSetup({
      customer,
      returnUrl: 'https://app.example/card-done.html',
      key: 'setup/1',
    })
    const { id, url } = begun.kind === 'done' ? begun.value : { id: '', url: '' }
    expect(url).toBe(`https://checkout.example/${id}`)
    expect(Object.fromEntries(new URLSearchParams(server.server.requests.at(-1)?.body))).toEqual({
      mode: 'setup',
      customer,
      'payment_method_types[0]': 'card',
      success_url: 'https://app.example/card-done.html',
      cancel_url: 'https://app.example/card-done.html',
    })
    expect(await processor.readSetup(id)).toEqual({ kind: 'done', value: { kind: 'open' } })
    server.completeSetup(id)
    expect(await processor.readSetup(id)).toMatchObject({
      kind: 'done',
      value: { kind: 'stored', card: { customer, brand: 'visa', last4: '4242', expires: '2029-08' } },
    })
    expect(await processor.readSetup('cs_gone')).toEqual({ kind: 'not-there', status: 404 })
  })

  it('makes an intent that takes nothing until it is confirmed, then once', async () => {
    const intent = await made()
    expect(intent).toMatchObject({ amount: 5000, currency: 'EUR', attemptId, state: { kind: 'unconfirmed' } })
    expect(server.charges).toEqual([])
    const confirmed = await processor.confirmIntent({ id: intent.id, key: 'confirm-1' })
    expect(confirmed).toMatchObject({ kind: 'done', value: { state: { kind: 'collected', amount: 5000 } } })
    expect(await processor.confirmIntent({ id: intent.id, key: 'confirm-2' })).toMatchObject({
      kind: 'refused',
      status: 400,
      code: 'payment_intent_unexpected_state',
    })
    // What has taken money cannot be called back, and says so.
    expect(await processor.cancelIntent(intent.id)).toMatchObject({ value: { state: { kind: 'collected' } } })
    expect(server.charges).toHaveLength(1)
  })

  it('tells a refused card from a failed request', async () => {
    const { id } = await made({ decline: 'expired_card' })
    expect(await processor.confirmIntent({ id, key: 'confirm-1' })).toMatchObject({
      kind: 'done',
      value: { state: { kind: 'declined', code: 'expired_card', wantsClient: false } },
    })
    expect(await processor.cancelIntent(id)).toMatchObject({
      value: { state: { kind: 'cancelled', decline: { code: 'expired_card' } } },
    })
  })

  it('asks for the client on the same intent', async () => {
    const { id } = await made('action')
    const confirmed = await processor.confirmIntent({ id, key: 'confirm-1' })
    expect(confirmed).toMatchObject({ value: { state: { kind: 'declined', wantsClient: true } } })
    const method = [...server.intents.values()][0]?.payment_method
    expect(method).toBeNull()
    expect(server.intents.size).toBe(1)
  })

  it('finds what was made for an attempt among hundreds', async () => {
    const card = server.addCard()
    for (let n = 0; n < 230; n += 1) {
      await processor.createIntent({
        attemptId: `inv_${n}/collection/1` as CardAttemptId,
        invoiceId: `inv_${n}` as InvoiceId,
        invoiceNumber: `INV-${n}`,
        card,
        amount: minor(5000),
        currency: code('EUR'),
        key: `key-${n}`,
      })
    }
    const found = await processor.findIntents({
      customer: card.customer,
      invoiceId: 'inv_3' as InvoiceId,
    })
    expect(found.kind === 'done' ? found.value.map((each) => each.attemptId) : []).toEqual(['inv_3/collection/1'])
  })

  it('pays back once for a key, and lists what it paid back', async () => {
    const { id } = await made()
    await processor.confirmIntent({ id, key: 'confirm-1' })
    const refund = {
      intent: id,
      refundId: 'ref_1' as RefundId,
      amount: minor(2000),
      currency: code('EUR'),
      key: 'ref_1',
    }
    const first = await processor.refund(refund)
    expect(first).toMatchObject({ kind: 'done', value: { amount: 2000, refundId: 'ref_1', state: 'paid' } })
    expect(await processor.refund(refund)).toEqual(first)
    expect(await processor.readRefunds(id)).toMatchObject({ value: [{ refundId: 'ref_1', amount: 2000 }] })
    expect(
      await processor.refund({ ...refund, refundId: 'ref_2' as RefundId, amount: minor(3001), key: 'ref_2' }),
    ).toMatchObject({
      kind: 'refused',
    })
  })

  it('refuses an amount that it cannot charge exactly, without asking', async () => {
    const before = server.server.requests.length
    const answer = await processor.createIntent({
      attemptId,
      invoiceId: 'inv_1' as InvoiceId,
      invoiceNumber: 'INV-1',
      card: server.addCard(),
      amount: minor(5124),
      currency: code('KWD'),
      key: 'key-1',
    })
    expect(answer).toMatchObject({ kind: 'refused', code: 'amount-not-chargeable' })
    expect(server.server.requests).toHaveLength(before)
  })

  it.each([
    ['drop-before-reading', { kind: 'unknown', cause: 'no-connection' }],
    ['drop-after', { kind: 'unknown', cause: 'no-connection' }],
    ['nonsense', { kind: 'unknown', cause: 'no-connection' }],
    ['cut-body', { kind: 'unknown', cause: 'no-connection' }],
    ['hang-before', { kind: 'unknown', cause: 'timeout' }],
    ['hang-after', { kind: 'unknown', cause: 'timeout' }],
    ['server-error', { kind: 'unknown', cause: 'answer', status: 500 }],
    ['server-error-after', { kind: 'unknown', cause: 'answer', status: 500 }],
    ['conflict', { kind: 'later', status: 409 }],
    ['rate-limit', { kind: 'later', status: 429 }],
  ] as const)('%s is %o', async (fault, failure) => {
    const impatient = stripeProcessor({ url: server.url, key: processorKey }, { fetch, timeoutMs: () => 150 })
    server.next(fault)
    expect(await impatient.readIntent('pi_1')).toEqual(failure)
  })

  it('is not asked when there is no time left, by an address that may not be called, or through a redirect', async () => {
    const before = server.server.requests.length
    const request = { method: 'GET', path: '/v1/payment_intents' } as const
    const at = (url: string) => ({ url, key: processorKey })
    expect(await callProcessor(at(server.url), request, { fetch, timeoutMs: () => 0 })).toEqual({
      kind: 'unknown',
      cause: 'stopped',
    })
    expect(await callProcessor(at('http://cards.example'), request, { fetch })).toEqual({ kind: 'bad-address' })
    expect(server.server.requests).toHaveLength(before)
    server.server.next({ kind: 'redirect', status: 302, to: 'https://elsewhere.example' })
    expect(await callProcessor(at(server.url), request, { fetch })).toEqual({ kind: 'redirected' })
  })
})
