// Messages to clients: prepared by rule or by hand, sent by the owner's word, stopped by what makes them untrue.
import { beforeEach, describe, expect, it } from 'vitest'
import { cancelMessage, changeMessage, markMessageSent, restoreMessage } from '../../src/commands/change-message.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { prepareMessage } from '../../src/commands/prepare-message.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { writeOffInvoice } from '../../src/commands/write-off-invoice.ts'
import { readyKey } from '../../src/core/automation/message.ts'
import type { Endpoint } from '../../src/core/automation/outbox.ts'
import { type AutomationRule, builtInRuleId, defaultSending, type SendingRule } from '../../src/core/automation/rule.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { EndpointId, InvoiceId, MessageId, OutboxId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'
import {
  getMessage,
  getMessageContext,
  getSendingChoice,
  listMessages,
  listMessagesOf,
} from '../../src/queries/get-message.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, charge, draftAll, issue, type Practice, setUpPractice } from '../support/practice.ts'

const now = '2026-03-02T10:00:00.000Z' as Instant
const endpoint: Endpoint = {
  id: 'end_1' as EndpointId,
  version: 1,
  name: 'My mailer',
  url: 'https://mail.cole.example/send',
  purpose: 'mail',
  events: [],
  state: 'on',
  createdAt: now,
  updatedAt: now,
}

let books: TestBooks
let practice: Practice

beforeEach(async () => {
  books = await openTestBooks()
  practice = await setUpPractice(books)
})

/** A client with an address to write to, and an invoice of 100.00 that is final. */
async function issued(price = '100'): Promise<FinalizedInvoice> {
  const clientId = await addClient(books, 'Okafor', {
    email: 'office@okafor.example',
    contacts: [{ name: 'Bea', email: 'bea@okafor.example', billing: true }],
  })
  return issue(books, clientId, price)
}

async function sendingRule(parameters: Partial<SendingRule>, state: 'on' | 'off' = 'on'): Promise<void> {
  const scope = { kind: 'account' } as const
  const rule: AutomationRule = {
    id: builtInRuleId('sending', scope),
    version: 1,
    kind: 'sending',
    scope,
    state,
    parameters: { ...defaultSending, when: 'on-finalize', ...parameters },
    createdAt: now,
    updatedAt: now,
  }
  await books.db.rules.put(rule)
}

async function reminder(invoice: FinalizedInvoice, step: number, toEndpoint = false): Promise<MessageId> {
  const id = `${invoice.id}/reminder/${step}` as MessageId
  await books.db.messages.add({
    id,
    version: 1,
    kind: 'reminder',
    step,
    invoiceId: invoice.id,
    clientId: invoice.clientId,
    billingGroupId: invoice.billingGroupId,
    clientName: invoice.clientName,
    invoiceNumber: invoice.number,
    attachPdf: 1,
    listUnpaid: 0,
    state: 'prepared',
    preparedOn: calendarDate(books.today),
    ...(toEndpoint && { endpointId: endpoint.id }),
    createdAt: now,
    updatedAt: now,
  })
  if (toEndpoint) {
    await books.db.outbox.add({
      id: id as string as OutboxId,
      version: 1,
      endpointId: endpoint.id,
      payload: { kind: 'message', messageId: id },
      state: 'waiting',
      nextAt: now,
      attempts: 0,
      invoiceId: invoice.id,
      clientId: invoice.clientId,
      createdAt: now,
      updatedAt: now,
    })
  }
  return id
}

const message = (id: MessageId) => books.db.messages.get(id)
const delivery = (id: MessageId) => books.db.outbox.get(id as string as OutboxId)
const plain = { attachPdf: 1, listUnpaid: 0 } as const
const left = { to: [{ email: 'a@b.example' }], cc: [], subject: 'S', text: 'T', attachPdf: 1 } as const

describe('finalizing (M-5, P-4)', () => {
  it('prepares nothing where nobody said so', async () => {
    await issued()
    await sendingRule({ when: 'by-hand' })
    await issued()
    await sendingRule({}, 'off')
    await issued()
    expect(await books.db.messages.count()).toBe(0)
  })

  it('prepares the message in its own transaction, for the owner to send', async () => {
    await sendingRule({ listUnpaid: 1, attachPdf: 0 })
    const invoice = await issued()
    expect(await message(readyKey(invoice.id))).toMatchObject({
      kind: 'invoice',
      state: 'prepared',
      invoiceId: invoice.id,
      clientName: 'Okafor',
      invoiceNumber: invoice.number,
      attachPdf: 0,
      listUnpaid: 1,
      preparedOn: books.today,
    })
    expect(await books.db.outbox.count()).toBe(0)
    const events = await books.db.events.where('subjects').equals(invoice.id).sortBy('id')
    expect(events.map(({ type }) => type)).toContain('message.prepared')
  })

  it('hands it to the endpoint, unless nobody can be written to or it is off', async () => {
    await books.db.endpoints.put(endpoint)
    await sendingRule({ way: { kind: 'endpoint', endpointId: endpoint.id } })
    const invoice = await issued()
    expect(await message(readyKey(invoice.id))).toMatchObject({ endpointId: endpoint.id, state: 'prepared' })
    expect(await delivery(readyKey(invoice.id))).toMatchObject({
      state: 'waiting',
      payload: { kind: 'message', messageId: readyKey(invoice.id) },
      invoiceId: invoice.id,
    })
    const silent = await issue(books, practice.clientId, '5')
    expect(await message(readyKey(silent.id))).not.toHaveProperty('endpointId')
    await books.db.endpoints.put({ ...endpoint, state: 'off' })
    const later = await issued()
    expect(await message(readyKey(later.id))).not.toHaveProperty('endpointId')
    expect(await books.db.outbox.count()).toBe(1)
  })
})

describe('a message by hand', () => {
  it('waits to be sent, is changed, and is sent by the word of the owner', async () => {
    const invoice = await issued()
    const first = await books.must(prepareMessage, { invoiceId: invoice.id, kind: 'invoice', ...plain })
    const changed = await books.must(changeMessage, {
      ...first,
      contents: { ...plain, to: [{ email: 'new@okafor.example' }], cc: [], subject: 'Anew', text: '' },
    })
    expect(await message(first.id)).toMatchObject({
      subject: 'Anew',
      to: [{ email: 'new@okafor.example' }],
      version: 2,
    })
    const back = await books.must(changeMessage, { ...changed, contents: plain })
    expect(await message(first.id)).not.toHaveProperty('subject')
    await books.must(markMessageSent, { ...back, how: 'eml', left })
    expect(await message(first.id)).toMatchObject({
      state: 'sent',
      sent: { how: 'eml', on: books.today },
      to: left.to,
      subject: 'S',
      text: 'T',
    })
    const sent = (await books.db.events.where('subjects').equals(invoice.id).toArray()).find(
      ({ type }) => type === 'message.sent',
    )
    expect(sent?.data).toEqual({ number: invoice.number, clientName: 'Okafor', to: 'a@b.example', how: 'eml' })
    expect(await books.refusal(markMessageSent, { id: first.id, version: 4, how: 'copy', left })).toEqual({
      code: 'message-not-prepared',
      state: 'sent',
    })
  })

  it('is refused for drafts, void invoices, and reminders of what is not open', async () => {
    const invoice = await issued()
    const reminding = { invoiceId: invoice.id, kind: 'reminder', ...plain } as const
    await books.must(prepareMessage, reminding)
    await pay(invoice)
    expect(await books.refusal(prepareMessage, reminding)).toMatchObject({ code: 'wrong-state', state: 'paid' })
    await books.must(prepareMessage, { ...reminding, kind: 'invoice' })
    const other = await issued()
    await books.must(voidInvoice, { id: other.id, charges: 'drop' })
    expect(await books.refusal(prepareMessage, { ...reminding, invoiceId: other.id, kind: 'invoice' })).toMatchObject({
      code: 'wrong-state',
      state: 'void',
    })
    await charge(books, practice.clientId, '1')
    const draft = await draftAll(books, practice.clientId)
    expect(await books.refusal(prepareMessage, { ...reminding, invoiceId: draft })).toMatchObject({ state: 'draft' })
    expect(await books.refusal(prepareMessage, { ...reminding, invoiceId: 'inv_x' as InvoiceId })).toMatchObject({
      code: 'not-found',
    })
  })

  it('goes through the endpoint only where it can', async () => {
    const invoice = await issued()
    const silent = await issue(books, practice.clientId, '5')
    const through = { kind: 'invoice', ...plain, endpointId: endpoint.id } as const
    expect(await books.refusal(prepareMessage, { ...through, invoiceId: invoice.id })).toMatchObject({
      code: 'not-found',
    })
    await books.db.endpoints.put({ ...endpoint, purpose: 'webhook' })
    expect(await books.refusal(prepareMessage, { ...through, invoiceId: invoice.id })).toMatchObject({
      code: 'not-found',
    })
    await books.db.endpoints.put(endpoint)
    expect(await books.refusal(prepareMessage, { ...through, invoiceId: silent.id })).toMatchObject({
      code: 'no-recipient',
    })
    expect(await books.refusal(prepareMessage, { ...through, invoiceId: invoice.id, to: [] })).toMatchObject({
      code: 'no-recipient',
    })
    const { id } = await books.must(prepareMessage, {
      ...through,
      invoiceId: silent.id,
      to: [{ email: 'x@y.example' }],
    })
    expect(await delivery(id)).toMatchObject({ state: 'waiting', endpointId: endpoint.id })
  })

  it('takes only addresses, each once, and a subject', async () => {
    const { id: invoiceId } = await issued()
    const wrong = (contents: object) =>
      books.refusal(prepareMessage, { invoiceId, kind: 'invoice', ...plain, ...contents })
    expect(await wrong({ to: [{ email: 'a@b.example\r\nBcc: c@d.example' }] })).toMatchObject({
      reason: 'not-an-email',
    })
    expect(await wrong({ cc: [{ email: 'none' }] })).toMatchObject({ field: 'cc', reason: 'not-an-email' })
    expect(await wrong({ to: [{ email: 'a@b.example' }], cc: [{ email: 'A@B.example' }] })).toMatchObject({
      reason: 'duplicate',
    })
    expect(await wrong({ subject: '  ' })).toMatchObject({ field: 'subject', reason: 'empty' })
    expect(await wrong({ subject: 'x'.repeat(301) })).toMatchObject({ reason: 'too-long' })
    expect(await wrong({ text: 'x'.repeat(10_001) })).toMatchObject({ reason: 'too-long' })
  })

  it('is given up and taken up again', async () => {
    const invoice = await issued()
    const prepared = await books.must(prepareMessage, { invoiceId: invoice.id, kind: 'invoice', ...plain })
    const cancelled = await books.must(cancelMessage, prepared)
    expect(await message(prepared.id)).toMatchObject({ state: 'cancelled', why: 'by-hand' })
    const again = await books.must(restoreMessage, cancelled)
    expect(await message(prepared.id)).toMatchObject({ state: 'prepared', version: again.version })
    expect(await message(prepared.id)).not.toHaveProperty('why')
    await books.must(restoreMessage, again)
    await books.must(cancelMessage, again)
    await books.must(voidInvoice, { id: invoice.id, charges: 'drop' })
    expect(await books.refusal(restoreMessage, { id: prepared.id, version: again.version + 1 })).toMatchObject({
      code: 'wrong-state',
    })
  })
})

describe('what makes a message untrue stops it (R-33)', () => {
  const states = async (ids: readonly MessageId[]) =>
    Promise.all(
      ids.map(async (id) => [(await message(id))?.state, (await message(id))?.why, (await delivery(id))?.state]),
    )

  it('payment stops reminders, not the invoice itself', async () => {
    await sendingRule({})
    const invoice = await issued()
    const ids = [readyKey(invoice.id), await reminder(invoice, 1), await reminder(invoice, 2, true)]
    await pay(invoice, 5000)
    expect(await states(ids)).toEqual([
      ['prepared', undefined, undefined],
      ['prepared', undefined, undefined],
      ['prepared', undefined, 'waiting'],
    ])
    await pay(invoice, 5000)
    expect(await states(ids)).toEqual([
      ['prepared', undefined, undefined],
      ['cancelled', 'settled', undefined],
      ['cancelled', 'settled', 'cancelled'],
    ])
  })

  it('voiding stops everything, writing off the reminders', async () => {
    await sendingRule({})
    const one = await issued()
    const other = await issued()
    const ids = [readyKey(one.id), await reminder(one, 1, true), readyKey(other.id), await reminder(other, 1)]
    await books.must(voidInvoice, { id: one.id, charges: 'drop' })
    await books.must(writeOffInvoice, { id: other.id })
    expect(await states(ids)).toEqual([
      ['cancelled', 'void', undefined],
      ['cancelled', 'void', 'cancelled'],
      ['prepared', undefined, undefined],
      ['cancelled', 'written-off', undefined],
    ])
  })

  it('lets be what is on its way at this moment', async () => {
    const invoice = await issued()
    const id = await reminder(invoice, 1, true)
    await books.db.outbox.update(id as string as OutboxId, { state: 'sending' })
    await pay(invoice)
    expect(await states([id])).toEqual([['prepared', undefined, 'sending']])
    const seen = { id, version: 1 }
    const sending = { code: 'delivery-not-open', state: 'sending' }
    expect(await books.refusal(cancelMessage, seen)).toEqual(sending)
    expect(await books.refusal(changeMessage, { ...seen, contents: plain })).toEqual(sending)
    expect(await books.refusal(markMessageSent, { ...seen, how: 'share', left })).toEqual(sending)
  })

  it('sent another way, its delivery is given up', async () => {
    const invoice = await issued()
    const id = await reminder(invoice, 1, true)
    await books.must(markMessageSent, { id, version: 1, how: 'mailto', left })
    expect(await states([id])).toEqual([['sent', undefined, 'cancelled']])
  })
})

describe('what screens read', () => {
  it('is the queue, the oldest first, page by page', async () => {
    const invoice = await issued()
    const ids: MessageId[] = []
    for (const day of ['2026-03-05', '2026-03-03', '2026-03-04']) {
      books.today = day
      ids.push((await books.must(prepareMessage, { invoiceId: invoice.id, kind: 'invoice', ...plain })).id)
    }
    const first = await listMessages(books.db, 'prepared', undefined, 2)
    expect(first.rows.map((row) => row.message.id)).toEqual([ids[1], ids[2]])
    expect(first.rows[0]?.invoice?.number).toBe(invoice.number)
    const second = await listMessages(books.db, 'prepared', first.next, 2)
    expect(second.rows.map((row) => row.message.id)).toEqual([ids[0]])
    expect(second).not.toHaveProperty('next')
    for (const id of ids) await books.must(markMessageSent, { id, version: 1, how: 'share', left })
    const sent = await listMessages(books.db, 'sent', undefined, 2)
    expect(sent.rows.map((row) => row.message.id)).toEqual([ids[0], ids[2]])
    expect((await listMessages(books.db, 'sent', sent.next, 2)).rows.map((row) => row.message.id)).toEqual([ids[1]])
    expect(await listMessagesOf(books.db, invoice.id)).toHaveLength(3)
  })

  it('is a message with what it is written from', async () => {
    const invoice = await issued()
    await issue(books, invoice.clientId, '7')
    const id = await reminder(invoice, 1)
    books.today = '2026-04-01'
    await books.must(markMessageSent, { id, version: 1, how: 'share', left })
    const context = await getMessageContext(books.db, invoice.id)
    expect(context?.unpaid.map(({ amountDue }) => amountDue)).toEqual([700])
    expect(context?.remindedLate).toBe(1)
    expect((await getMessage(books.db, id))?.message.state).toBe('sent')
    expect(await getMessage(books.db, 'msg_x' as MessageId)).toBeNull()
    expect(await getSendingChoice(books.db, invoice)).toEqual({ rule: defaultSending, endpoints: [] })
    await books.db.endpoints.bulkPut([endpoint, { ...endpoint, id: 'end_2' as EndpointId, state: 'off' }])
    await sendingRule({ attachPdf: 0 })
    expect(await getSendingChoice(books.db, invoice)).toMatchObject({ rule: { attachPdf: 0 }, endpoints: [endpoint] })
  })
})

it('the owner words templates anew, with fields that there are', async () => {
  await change(books, { messages: { invoice: { subject: 'Nr. {number}', text: 'Hi {client}' } } })
  const settings = await books.db.settings.get('account')
  const messages = { 'reminder-late': { subject: 'x', text: '{wrong}' } }
  expect(await books.refusal(changeSettings, { version: settings?.version ?? 0, changes: { messages } })).toEqual({
    code: 'template-field-unknown',
    field: 'wrong',
    at: 0,
  })
})

async function pay(invoice: FinalizedInvoice, amount: number = invoice.gross): Promise<void> {
  await books.must(recordPayment, {
    clientId: invoice.clientId,
    currency: invoice.currency,
    amount: minor(amount),
    method: 'transfer',
    receivedOn: calendarDate(books.today),
    allocate: [{ invoiceId: invoice.id, amount: minor(amount) }],
  })
}
