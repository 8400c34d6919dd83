// The outbox against a real server that answers, drops, delays, repeats and refuses, on real rows.
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cancelDelivery, retryDelivery } from '../../src/commands/change-delivery.ts'
import { removeEndpoint, rotateSecret, setEndpointState } from '../../src/commands/change-endpoint.ts'
import { claimDelivery } from '../../src/commands/claim-delivery.ts'
import { queueWebhook } from '../../src/commands/queue-webhook.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { settleDelivery } from '../../src/commands/settle-delivery.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import type { OutboxRow } from '../../src/core/automation/outbox.ts'
import { webhookEvents } from '../../src/core/automation/webhook-body.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { Envelope } from '../../src/core/envelope.ts'
import type { ClientId, EndpointId, InvoiceId, MessageId, OutboxId } from '../../src/core/ids.ts'
import { addSeconds } from '../../src/core/instant.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { type ComposedMail, deliverOutbox, type OutboxDeps } from '../../src/integrations/deliver-outbox.ts'
import { answerTimeoutMs } from '../../src/integrations/webhook/post-webhook.ts'
import { getDashboard } from '../../src/queries/get-dashboard.ts'
import { countReads } from '../support/count-reads.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient as addNamedClient, clientFields, issue, setUpPractice } from '../support/practice.ts'
import { type StandIn, startStandIn } from '../support/stand-in-server.ts'

const secret = 'whs_0123456789abcdef'
let books: TestBooks
let server: StandIn
let now: Instant

beforeEach(async () => {
  books = await openTestBooks()
  server = await startStandIn()
  now = '2026-03-02T10:00:00.000Z' as Instant
})
afterEach(async () => {
  books.db.close()
  await server.stop()
})

function envelope(of: TestBooks = books): Envelope {
  return { ...of.envelope(), now, today: calendarDate(now.slice(0, 10)) }
}

const addClient = (name = 'Okafor') => addNamedClient(books, name)

const later = (seconds: number) => {
  now = addSeconds(now, seconds)
  books.today = now.slice(0, 10)
}

function deliver(change: Partial<OutboxDeps> = {}) {
  return deliverOutbox({ books: books.db, fetch, envelope: () => envelope(), ...change })
}

async function connect(change: { purpose?: 'webhook' | 'mail'; events?: readonly string[]; url?: string } = {}) {
  const { purpose = 'webhook', events = webhookEvents, url = `${server.url}/hook` } = change
  return books.must(saveEndpoint, {
    fields: { name: 'Bookkeeping', url, purpose, events: purpose === 'mail' ? [] : (events as typeof webhookEvents) },
    secret,
  })
}

const rows = () => books.db.outbox.orderBy('id').toArray()
const only = async (): Promise<OutboxRow> => {
  const [row, ...more] = await rows()
  if (row === undefined || more.length > 0) throw new Error('not one row')
  return row
}
const keysOf = (seen: StandIn) => seen.requests.map(({ headers }) => headers['idempotency-key'])

describe('with nothing configured', () => {
  it('writes no row, reads next to nothing and calls nobody', async () => {
    await addClient()
    const reads = await countReads(books)
    let called = 0
    const report = await deliver({
      fetch: async () => {
        called += 1
        return new Response()
      },
    })
    expect(report).toEqual({ delivered: 0, again: 0, needYou: 0, cancelled: 0 })
    expect(called).toBe(0)
    expect(await rows()).toEqual([])
    expect(reads.stop()).toEqual({})
  })
})

describe('an endpoint that asked for an event', () => {
  it('is told once, signed, with the rows as they were', async () => {
    await connect({ events: ['client.added'] })
    const clientId = await addClient('Meyer Studio')
    expect(await only()).toMatchObject({ state: 'waiting', clientId, attempts: 0 })
    expect(await deliver()).toEqual({ delivered: 1, again: 0, needYou: 0, cancelled: 0 })
    expect(await deliver()).toEqual({ delivered: 0, again: 0, needYou: 0, cancelled: 0 })
    const [seen, ...more] = server.requests
    expect(more).toEqual([])
    const row = await only()
    expect(row).toMatchObject({ state: 'delivered', attempts: 1, lastStatus: 200 })
    expect(seen?.headers['idempotency-key']).toBe(row.id)
    const told = JSON.parse(seen?.body ?? '')
    expect(told).toMatchObject({ version: 1, type: 'client.added', by: 'user', on: '2026-03-02' })
    expect(told.client).toMatchObject({ id: clientId, name: 'Meyer Studio' })
    const event = await books.db.events.get(told.id)
    expect(event?.subjects).toContain(row.id)
    // Home tells what happened, not that somebody else was told.
    const { lately } = await getDashboard(books.db, calendarDate('2026-03-02'))
    expect(lately[0]?.type).toBe('client.added')
    expect((await books.db.events.toArray()).map(({ type }) => type)).toContain('delivery.done')
  })

  it('is told of invoices and payments with their rows, and of nothing else', async () => {
    await connect({ events: ['invoice.finalized', 'invoice.paid', 'payment.recorded', 'invoice.voided'] })
    await setUpPractice(books)
    const clientId = await addClient()
    const invoice = await issue(books, clientId, '100')
    await books.must(recordPayment, {
      clientId,
      currency: 'EUR' as CurrencyCode,
      amount: invoice.amountDue,
      method: 'transfer',
      receivedOn: calendarDate('2026-03-02'),
      allocate: [{ invoiceId: invoice.id, amount: invoice.amountDue }],
    })
    const second = await issue(books, clientId, '100')
    await books.must(voidInvoice, { id: second.id, version: second.version, charges: 'drop', reason: 'wrong' } as never)
    await deliver()
    const told = server.requests.map(({ body }) => JSON.parse(body ?? ''))
    expect(told.map(({ type }) => type).sort()).toEqual([
      'invoice.finalized',
      'invoice.finalized',
      'invoice.paid',
      'invoice.voided',
      'payment.recorded',
    ])
    const of = (type: string) => told.find((each) => each.type === type)
    // Rows are told as they stand at the end of the transaction: paid with the payment.
    expect(of('payment.recorded')).toMatchObject({
      client: { id: clientId },
      payment: { amount: invoice.amountDue, currency: 'EUR', state: 'received' },
      invoice: { id: invoice.id, state: 'paid', amountDue: 0 },
    })
    expect(of('invoice.finalized').invoice).toMatchObject({ number: invoice.number, gross: invoice.gross })
    expect(of('invoice.voided').invoice).toMatchObject({ id: second.id, state: 'void' })
  })

  it('is not told of what was undone with its transaction, nor while it is switched off', async () => {
    const { id, version } = await connect({ events: ['client.added'] })
    const refused = await books.run(
      {
        name: 'breaks',
        tables: ['clients'],
        run: async (open) => {
          open.record('client.added', ['cli_X'])
          return { ok: false, problem: { code: 'nothing-selected' } }
        },
      },
      null,
    )
    expect(refused.ok).toBe(false)
    await books.must(setEndpointState, { id, version, state: 'off' })
    await addClient()
    expect(await rows()).toEqual([])
  })

  it('the same command sent twice queues one call', async () => {
    await connect({ events: ['client.added'] })
    await books.must(saveClient, { fields: clientFields('Twice') }, 'cmd_same')
    await books.must(saveClient, { fields: clientFields('Twice') }, 'cmd_same')
    expect(await rows()).toHaveLength(1)
  })
})

describe('a server that', () => {
  beforeEach(async () => {
    await connect({ events: ['client.added'] })
    await addClient()
  })

  it.each(['drop-before-reading', 'drop-after-reading', 'nonsense'] as const)(
    '%ss is called again with the same key and body, after the back-off and not before',
    async (kind) => {
      server.next({ kind })
      expect(await deliver()).toEqual({
        delivered: 0,
        again: 1,
        needYou: 0,
        cancelled: 0,
        nextAt: '2026-03-02T10:01:00.000Z',
      })
      expect((await deliver()).delivered).toBe(0)
      later(59)
      expect((await deliver()).delivered).toBe(0)
      expect(server.requests).toHaveLength(1)
      later(1)
      expect((await deliver()).delivered).toBe(1)
      const row = await only()
      expect(row).toMatchObject({ state: 'delivered', attempts: 2 })
      expect(keysOf(server)).toEqual([row.id, row.id])
      if (kind !== 'drop-before-reading') expect(server.requests[0]?.body).toBe(server.requests[1]?.body)
      const [first, second] = server.requests.map(({ headers }) => headers['billfold-delivery'])
      expect(first).not.toBe(second)
    },
  )

  it('delays beyond the time is unknown and called again with the same key', async () => {
    server.next({ kind: 'hang' })
    expect((await deliver({ budgetMs: 4500 })).again).toBe(1)
    later(60)
    expect((await deliver()).delivered).toBe(1)
    expect(new Set(keysOf(server)).size).toBe(1)
  }, 15_000)

  it('asks for time is given it, and never less than the back-off', async () => {
    server.next({ kind: 'answer', status: 429, headers: { 'Retry-After': '600' } })
    expect((await deliver()).nextAt).toBe('2026-03-02T10:10:00.000Z')
    later(600)
    server.next({ kind: 'answer', status: 503, headers: { 'Retry-After': '1' } })
    expect((await deliver()).nextAt).toBe('2026-03-02T10:15:00.000Z')
  })

  it('fails for more than a day is given up into "needs you", and a person sends it again with the same key', async () => {
    server.always({ kind: 'answer', status: 500 })
    const waits = [60, 300, 1800, 7200, 21_600, 86_400]
    for (const wait of waits) {
      expect((await deliver()).again).toBe(1)
      later(wait - 1)
      expect(await deliver()).toMatchObject({ again: 0, needYou: 0 })
      later(1)
    }
    expect((await deliver()).needYou).toBe(1)
    const row = await only()
    expect(row).toMatchObject({
      state: 'needs-you',
      attempts: 7,
      lastStatus: 500,
      problem: { code: 'unreachable', attempts: 7 },
    })
    later(1_000_000)
    expect(await deliver()).toEqual({ delivered: 0, again: 0, needYou: 0, cancelled: 0 })
    expect(server.requests).toHaveLength(7)
    server.always({ kind: 'answer', status: 200 })
    await books.must(retryDelivery, { id: row.id, version: row.version })
    now = (await only()).nextAt
    expect((await deliver()).delivered).toBe(1)
    expect(new Set(keysOf(server)).size).toBe(1)
    expect(await only()).not.toHaveProperty('problem')
  })

  it.each([
    [
      { kind: 'answer', status: 404, body: 'no such hook' },
      { code: 'refused', status: 404, text: 'no such hook' },
    ],
    [
      { kind: 'answer', status: 401 },
      { code: 'refused', status: 401, text: '' },
    ],
    [{ kind: 'redirect', status: 307, to: 'https://example.com/' }, { code: 'redirected' }],
  ] as const)('refuses needs a person at once: %o', async (behaviour, problem) => {
    server.next(behaviour)
    expect((await deliver()).needYou).toBe(1)
    const row = await only()
    expect(row).toMatchObject({ state: 'needs-you', problem, attempts: 1 })
    expect(await books.refusal(cancelDelivery, { id: row.id, version: 99 })).toMatchObject({ code: 'stale' })
    await books.must(cancelDelivery, { id: row.id, version: row.version })
    expect(await only()).toMatchObject({ state: 'cancelled', why: 'by-hand' })
    expect(await books.refusal(retryDelivery, { id: row.id, version: row.version + 1 })).toEqual({
      code: 'delivery-not-open',
      state: 'cancelled',
    })
  })

  it('sees a request repeated on the way knows it by its key', async () => {
    server.next({ kind: 'repeated', status: 200 })
    expect((await deliver()).delivered).toBe(1)
    expect(server.requests).toHaveLength(2)
    expect(new Set(keysOf(server)).size).toBe(1)
  })

  it('answers endlessly, or breaks off after its status, has been told', async () => {
    server.next({ kind: 'huge-body', status: 200, bytes: 500_000_000 })
    expect((await deliver()).delivered).toBe(1)
    await addClient()
    server.next({ kind: 'cut-body', status: 200 })
    expect((await deliver()).delivered).toBe(1)
  })
})

describe('deliverers', () => {
  const addClients = async (count: number) => {
    for (let each = 0; each < count; each += 1) await addClient()
  }

  it('racing never send one row at the same time: five of them, thirty rows, two endpoints', async () => {
    const factory = new IDBFactory()
    books.db.close()
    books = await openTestBooks({ factory, name: 'race' })
    await connect({ events: ['client.added'] })
    await connect({ events: ['client.added'], url: `${server.url}/other` })
    server.always({ kind: 'answer', status: 200, delayMs: 3 })
    await addClients(15)
    const tabs = await Promise.all(
      ['A', 'B', 'C', 'D', 'E'].map(async (tab) => ({ tab: await openTestBooks({ factory, name: 'race', tab }) })),
    )
    const reports = await Promise.all(
      tabs.map(({ tab }) => deliverOutbox({ books: tab.db, fetch, envelope: () => envelope(tab) })),
    )
    expect(reports.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(30)
    expect(server.requests).toHaveLength(30)
    expect(new Set(keysOf(server)).size).toBe(30)
    expect((await rows()).every(({ state, attempts }) => state === 'delivered' && attempts === 1)).toBe(true)
    for (const { tab } of tabs) tab.db.close()
  })

  it('killed between claim and settle: nobody touches the row while the lease runs, then it goes again, same key', async () => {
    await connect({ events: ['client.added'] })
    await addClients(1)
    const { id } = await only()
    // The first one claims, sends and dies before it can write down what came of it.
    await expect(
      deliver({
        fetch: async (url, init) => {
          await fetch(url, init)
          throw new Error('killed')
        },
        envelope: () => {
          if (server.requests.length > 0) throw new Error('killed')
          return envelope()
        },
      }),
    ).rejects.toThrow('killed')
    expect(await only()).toMatchObject({ state: 'sending', attempts: 1 })
    later(30)
    expect(await deliver()).toMatchObject({ delivered: 0, nextAt: '2026-03-02T10:01:30.000Z' })
    later(60)
    expect((await deliver()).delivered).toBe(1)
    expect(keysOf(server)).toEqual([id, id])
    expect(await only()).toMatchObject({ state: 'delivered', attempts: 2 })
  })

  it('one that comes back late changes nothing, unless its call arrived', async () => {
    await connect({ events: ['client.added'] })
    await addClients(1)
    const { id } = await only()
    const first = await books.must(claimDelivery, { id })
    later(91)
    const claim = async () => {
      const { execute } = await import('../../src/commands/execute.ts')
      return execute(books.db, claimDelivery, { id }, envelope())
    }
    const second = await claim()
    expect(second).toMatchObject({ ok: true, value: { act: 'deliver' } })
    const late = { id, version: first.version }
    expect(await books.must(settleDelivery, { ...late, outcome: { kind: 'again' } })).toEqual({ state: 'sending' })
    expect(await books.must(settleDelivery, { ...late, outcome: { kind: 'delivered', status: 200 } })).toEqual({
      state: 'delivered',
    })
    const own = { id, version: second.ok ? second.value.version : 0 }
    expect(await books.must(settleDelivery, { ...own, outcome: { kind: 'again' } })).toEqual({ state: 'delivered' })
  })

  it('leave a dead endpoint after one attempt in a pass, and go on with the others', async () => {
    const dead = await startStandIn()
    await connect({ events: ['client.added'], url: dead.url })
    await connect({ events: ['client.added'] })
    await addClients(12)
    dead.always({ kind: 'drop-after-reading' })
    expect(await deliver()).toMatchObject({ delivered: 12, again: 1 })
    expect(dead.requests).toHaveLength(1)
    await dead.stop()
  })

  it('read what is due and little more, however much waits, was delivered or needs a person', async () => {
    const { id } = await connect({ events: ['client.added'] })
    await addClients(2)
    const [pattern] = await rows()
    if (pattern === undefined) throw new Error('no row')
    const many = (state: OutboxRow['state'], nextAt: Instant) =>
      Array.from({ length: 300 }, (_, index) => ({
        ...pattern,
        id: `${state}/${index}/${id}` as OutboxId,
        state,
        nextAt,
      }))
    await books.db.outbox.bulkAdd([
      ...many('delivered', now),
      ...many('cancelled', now),
      ...many('needs-you', now),
      ...many('waiting', addSeconds(now, 3600)),
    ])
    const reads = await countReads(books)
    expect((await deliver()).delivered).toBe(2)
    const { outbox = 0 } = reads.stop()
    expect(outbox).toBeLessThanOrEqual(12)
  })

  it('begin no call without the time for it, and stop when they are told', async () => {
    await connect({ events: ['client.added'] })
    await addClients(3)
    expect((await deliver({ budgetMs: 3000 })).delivered).toBe(0)
    const stop = new AbortController()
    stop.abort()
    expect((await deliver({ signal: stop.signal })).delivered).toBe(0)
    expect((await deliver({ online: () => false })).delivered).toBe(0)
    expect(server.requests).toEqual([])
    expect((await rows()).every(({ state, attempts }) => state === 'waiting' && attempts === 0)).toBe(true)
    expect(answerTimeoutMs).toBeLessThan(29_000)
  })

  it('send nothing while automation is paused, and write what came of what had left before', async () => {
    await connect({ events: ['client.added'] })
    await addClients(2)
    const paused = () =>
      books.db.automation.put({ id: 'state', waiting: [], confirmed: [], paused: { since: now, why: 'restored' } })
    await paused()
    expect(await deliver()).toMatchObject({ delivered: 0, stoppedBy: { code: 'automation-paused' } })
    expect(server.requests).toEqual([])
    await books.db.automation.delete('state')
    const report = await deliver({
      fetch: async (url, init) => {
        await paused()
        return fetch(url, init)
      },
    })
    expect(report).toMatchObject({ delivered: 1, stoppedBy: { code: 'automation-paused' } })
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['delivered', 'waiting'])
  })
})

describe('endpoints', () => {
  it('switched off or removed: what waits is cancelled with the reason and nothing goes', async () => {
    const first = await connect({ events: ['client.added'] })
    await addClient()
    await books.must(setEndpointState, { ...first, state: 'off' })
    expect(await only()).toMatchObject({ state: 'cancelled', why: 'endpoint-off' })
    const second = await connect({ events: ['client.added'] })
    await addClient()
    await books.must(removeEndpoint, second)
    expect((await rows()).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    expect(await books.db.secrets.get(second.id)).toBeUndefined()
    await deliver()
    expect(server.requests).toEqual([])
  })

  it('without a secret, as after a restore: a person enters it again', async () => {
    const { id, version } = await connect({ events: ['client.added'] })
    await books.db.secrets.clear()
    await addClient()
    expect((await deliver()).needYou).toBe(1)
    const row = await only()
    expect(row.problem).toEqual({ code: 'secret-missing' })
    await books.must(rotateSecret, { id, version, secret: 'whs_another_secret_', forgetOld: false })
    await books.must(retryDelivery, { id: row.id, version: row.version })
    expect((await deliver()).delivered).toBe(1)
  })

  it('with a new secret sign with both for a day, or at once with the new one alone', async () => {
    const signatures = async (): Promise<number> => {
      await addClient()
      await deliver()
      return server.requests.at(-1)?.headers['billfold-signature']?.split('v1=').length ?? 0
    }
    const first = await connect({ events: ['client.added'] })
    expect(await signatures()).toBe(2)
    const second = await books.must(rotateSecret, { ...first, secret: 'whs_another_secret_', forgetOld: false })
    expect(await signatures()).toBe(3)
    later(86_400)
    expect(await signatures()).toBe(2)
    await books.must(rotateSecret, { ...second, secret: 'whs_a_third_secret__', forgetOld: true })
    expect(await signatures()).toBe(2)
  })

  it('keep no secret and no path of an address in events, and refuse what cannot be called', async () => {
    await connect({ url: 'https://hooks.example/T0/private-token' })
    const events = JSON.stringify(await books.db.events.toArray())
    expect(events).not.toContain(secret)
    expect(events).not.toContain('private-token')
    const fields = { name: 'X', url: 'http://example.com', purpose: 'webhook' as const, events: [] }
    expect(await books.refusal(saveEndpoint, { fields, secret })).toMatchObject({ field: 'url' })
    const good = { ...fields, url: 'https://example.com' }
    expect(await books.refusal(saveEndpoint, { fields: good })).toMatchObject({ field: 'secret' })
    expect(await books.refusal(saveEndpoint, { fields: { ...good, name: ' ' }, secret })).toMatchObject({
      field: 'name',
    })
    const odd = { ...good, events: ['backup.made'] as never }
    expect(await books.refusal(saveEndpoint, { fields: odd, secret })).toMatchObject({ field: 'events' })
  })
})

describe('a rule of the owner', () => {
  const call = (endpointId: EndpointId, subjects: readonly string[]) => ({
    name: 'callByRule',
    tables: [],
    run: async (open: Parameters<typeof queueWebhook>[0], _input: null, at: Envelope) => {
      const id = 'rul_1/inv_1/2026-03-02/0' as OutboxId
      const queued = await queueWebhook(open, { endpointId, id, rule: { id: 'rul_1', name: 'Big ones' }, subjects }, at)
      return queued.ok ? { ok: true as const, value: null } : queued
    },
  })

  it('calls an endpoint that asked for nothing, with the rows that it looked at and its name', async () => {
    const { id } = await connect({ events: [] })
    const clientId = await addClient('Meyer Studio')
    expect(await rows()).toEqual([])
    await books.must(call(id, [clientId]), null)
    expect((await deliver()).delivered).toBe(1)
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      id: 'rul_1/inv_1/2026-03-02/0',
      type: 'rule.fired',
      rule: { id: 'rul_1', name: 'Big ones' },
      client: { id: clientId, name: 'Meyer Studio' },
    })
  })

  it('is refused where the endpoint is off or gone, and cannot queue the same firing twice', async () => {
    const first = await connect({ events: [] })
    await books.must(call(first.id, []), null)
    await expect(books.run(call(first.id, []), null)).rejects.toThrow()
    expect(await rows()).toHaveLength(1)
    await books.must(setEndpointState, { ...first, state: 'off' })
    expect(await books.refusal(call(first.id, []), null)).toMatchObject({ code: 'not-found', entity: 'endpoint' })
    expect(await books.refusal(call('end_none' as EndpointId, []), null)).toMatchObject({ code: 'not-found' })
  })
})

describe('a message to a mail endpoint', () => {
  let invoiceId: InvoiceId
  let endpointId: EndpointId
  let clientId: ClientId

  const compose = async (): Promise<ComposedMail> => ({
    body: '{"subject":"Your invoice"}',
    left: { to: [{ email: 'a@example.com' }], cc: [], subject: 'Your invoice', text: 'Hello' },
  })

  const queue = async (kind: 'invoice' | 'reminder'): Promise<MessageId> => {
    const id = (kind === 'invoice' ? `${invoiceId}/ready` : `${invoiceId}/reminder/1`) as MessageId
    const invoice = await books.db.invoices.get(invoiceId)
    if (invoice === undefined || invoice.state === 'draft') throw new Error('no invoice')
    const { billingGroupId, clientName, number } = invoice
    const at = { createdAt: now, updatedAt: now }
    await books.db.messages.add({
      ...at,
      id,
      version: 1,
      kind,
      invoiceId,
      clientId,
      billingGroupId,
      clientName,
      invoiceNumber: number,
      attachPdf: 1,
      listUnpaid: 0,
      state: 'prepared',
      endpointId,
      preparedOn: calendarDate('2026-03-02'),
    })
    await books.db.outbox.add({
      ...at,
      id: id as string as OutboxId,
      version: 1,
      endpointId,
      payload: { kind: 'message', messageId: id },
      state: 'waiting',
      nextAt: now,
      attempts: 0,
      invoiceId,
      clientId,
    })
    return id
  }

  beforeEach(async () => {
    await setUpPractice(books)
    endpointId = (await connect({ purpose: 'mail' })).id
    clientId = await addClient()
    invoiceId = (await issue(books, clientId, '100')).id
  })

  it('waits for a deliverer that can compose it, is sent, and says when, how and to whom', async () => {
    const id = await queue('reminder')
    expect(await deliver()).toMatchObject({ delivered: 0 })
    expect(await only()).toMatchObject({ state: 'waiting', attempts: 0 })
    let released = 0
    const composeMail = async () => ({
      ...(await compose()),
      released: async () => {
        released += 1
      },
    })
    expect((await deliver({ composeMail })).delivered).toBe(1)
    expect(released).toBe(1)
    expect(await books.db.messages.get(id)).toMatchObject({
      state: 'sent',
      sent: { how: 'endpoint', on: '2026-03-02', at: now },
      subject: 'Your invoice',
      to: [{ email: 'a@example.com' }],
    })
    expect(server.requests[0]?.body).toBe('{"subject":"Your invoice"}')
    const sent = (await books.db.events.toArray()).find(({ type }) => type === 'message.sent')
    expect(sent?.data).toMatchObject({ to: 'a@example.com', how: 'endpoint' })
  })

  it.each([
    { kind: 'drop-after-reading' },
    { kind: 'drop-before-reading' },
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 504 },
  ] as const)('with an unknown outcome is never sent again by itself: %o', async (behaviour) => {
    await queue('reminder')
    server.next(behaviour)
    expect((await deliver({ composeMail: compose })).needYou).toBe(1)
    expect(await only()).toMatchObject({ state: 'needs-you', problem: { code: 'outcome-unknown', attempt: 1 } })
    later(1_000_000)
    await deliver({ composeMail: compose })
    expect(server.requests).toHaveLength(1)
  })

  it('whose deliverer was killed needs a person too', async () => {
    await queue('invoice')
    await books.must(claimDelivery, { id: (await only()).id })
    later(91)
    expect(await deliver({ composeMail: compose })).toMatchObject({ needYou: 1, delivered: 0 })
    expect(await only()).toMatchObject({ problem: { code: 'outcome-unknown', attempt: 1 } })
    expect(server.requests).toEqual([])
  })

  it('that was surely not accepted is tried again', async () => {
    await queue('invoice')
    server.next({ kind: 'answer', status: 503 })
    expect((await deliver({ composeMail: compose })).again).toBe(1)
    later(60)
    expect((await deliver({ composeMail: compose })).delivered).toBe(1)
  })

  it('that cannot be made needs a person, and has not left', async () => {
    await queue('invoice')
    const composeMail = async () => {
      throw new Error('no fonts')
    }
    expect((await deliver({ composeMail })).needYou).toBe(1)
    expect(await only()).toMatchObject({ problem: { code: 'no-document' } })
    expect(server.requests).toEqual([])
  })

  it('about an invoice that was paid, voided or put on hold while it waited is cancelled with the reason', async () => {
    const cancelled = async (id: MessageId) => {
      expect(await deliver({ composeMail: compose })).toMatchObject({ cancelled: 1, delivered: 0 })
      expect(server.requests).toEqual([])
      expect((await books.db.messages.get(id))?.state).toBe('cancelled')
      return (await books.db.outbox.get(id as string as OutboxId))?.why
    }
    const invoice = async () => {
      const row = await books.db.invoices.get(invoiceId)
      if (row === undefined || row.state === 'draft') throw new Error('no invoice')
      return row
    }
    const held = await queue('reminder')
    await books.db.invoices.put({ ...(await invoice()), hold: { since: calendarDate('2026-03-02') } })
    expect(await cancelled(held)).toBe('on-hold')

    invoiceId = (await issue(books, clientId, '100')).id
    const owed = (await invoice()).amountDue
    const paid = await queue('reminder')
    // Straight into the row, so that only the deliverer's own look can notice it.
    await books.db.invoices.put({ ...(await invoice()), state: 'paid', amountDue: 0 as Minor })
    expect(owed).toBeGreaterThan(0)
    expect(await cancelled(paid)).toBe('settled')

    invoiceId = (await issue(books, clientId, '100')).id
    const gone = await queue('invoice')
    await books.db.invoices.put({ ...(await invoice()), state: 'void' })
    expect(await cancelled(gone)).toBe('void')
  })

  it('that brings an invoice goes even when the invoice was paid meanwhile', async () => {
    await queue('invoice')
    const row = await books.db.invoices.get(invoiceId)
    if (row?.state !== 'open') throw new Error('not open')
    await books.db.invoices.put({ ...row, state: 'paid', amountDue: 0 as Minor })
    expect((await deliver({ composeMail: compose })).delivered).toBe(1)
  })
})
