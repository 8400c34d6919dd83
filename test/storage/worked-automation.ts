// Every kind of row that automation leaves: rules of each kind, runs with their decisions, messages and deliveries in each
// state, firings, notices, what waits for a word, holds, tags, an event that no rule has seen yet.

import { activateGroup, holdGroup } from '../../src/commands/change-group-state.ts'
import { cancelMessage, changeMessage, markMessageSent } from '../../src/commands/change-message.ts'
import { changeTags } from '../../src/commands/change-tags.ts'
import { claimDelivery } from '../../src/commands/claim-delivery.ts'
import { confirmWaiting } from '../../src/commands/confirm-waiting.ts'
import { finishNotices } from '../../src/commands/finish-notices.ts'
import { holdInvoice, resumeInvoice } from '../../src/commands/hold-invoice.ts'
import { pauseAutomation } from '../../src/commands/pause-automation.ts'
import { prepareMessage } from '../../src/commands/prepare-message.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { saveRule, setRuleState } from '../../src/commands/save-rule.ts'
import { settleDelivery } from '../../src/commands/settle-delivery.ts'
import type { OutboxRow } from '../../src/core/automation/outbox.ts'
import type { OwnRule } from '../../src/core/automation/own-rule.ts'
import { addDays, calendarDate as day } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, InvoiceId, TaxRateId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, change, charge, finalized, issue } from '../support/practice.ts'
import { runBooks, setRule } from '../support/run-tick.ts'

const EUR = 'EUR' as CurrencyCode

export async function automationOf(books: TestBooks, taxId: TaxRateId): Promise<void> {
  const clientId = await addClient(books, 'Lund & Sons', {
    email: 'lund@example.com',
    tags: ['wholesale'],
    customFields: [{ name: 'Region', value: 'South' }],
  })
  const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
  if (group === undefined) throw new Error('no group')
  const { hook, mail } = await endpointsOf(books)
  await change(books, {
    messages: { 'reminder-late': { subject: '{number} is late', text: 'Dear {client}, {amount}' } },
  })
  await builtInRules(books, { clientId, billingGroupId: group.id, mail, taxId })
  await ownRules(books, clientId, hook)
  const invoices: FinalizedInvoice[] = []
  for (const amount of ['500', '60', '70', '80', '90', '110']) invoices.push(await issue(books, clientId, amount))
  await runBooks(books)
  const [first, second, third] = invoices
  if (first === undefined || second === undefined || third === undefined) throw new Error('no invoices')
  await books.must(changeTags, { id: first.id, add: ['disputed'] })
  await books.must(holdGroup, { id: group.id, version: group.version })
  await holdAndResume(books, first.id)
  const held = await books.db.billingGroups.get(group.id)
  await books.must(activateGroup, { id: group.id, version: held?.version ?? 0, gap: 'bill' })
  await holdOne(books, second.id)
  // Reminders and fees: the earlier step of those that were far behind is passed over.
  books.today = addDays(day(books.today), 30)
  await runBooks(books)
  await deliveriesOf(books)
  await messagesOf(books, third)
  const notices = await books.db.notices.where('[state+id]').between(['new'], ['new', []]).toArray()
  if (notices.length < 2) throw new Error('too few notices')
  await books.must(finishNotices, { ids: notices.slice(0, 1).map(({ id }) => id) })
  // Paid while its reminder waits for a connection.
  const paid = await finalized(books, invoices[4]?.id ?? third.id)
  await books.must(recordPayment, {
    clientId,
    currency: paid.currency,
    amount: paid.amountDue,
    method: 'transfer',
    receivedOn: day(books.today),
    allocate: [{ invoiceId: paid.id, amount: paid.amountDue }],
  })
  // Too long away: what there is to do waits for a word, and one of them has it.
  books.today = addDays(day(books.today), 60)
  await runBooks(books, { trigger: 'periodic-sync' })
  const waiting = (await books.db.automation.get('state'))?.waiting ?? []
  if (waiting.length < 2) throw new Error(`only ${waiting.length} documents wait`)
  await books.must(confirmWaiting, { invoiceIds: waiting.slice(0, 1).map(({ invoiceId }) => invoiceId) })
  // An event that waits for the rules of the next run, and a pause that keeps it waiting.
  await books.must(setRuleState, await seenRule(books, 'finalization/account', 'off'))
  await charge(books, clientId, '12')
  await issue(books, clientId, '13')
  await books.must(pauseAutomation, {})
  await runBooks(books, { trigger: 'by-hand' })
}

async function seenRule(books: TestBooks, id: string, state: 'on' | 'off') {
  const row = await books.db.rules.get(id as never)
  if (row === undefined) throw new Error(`no rule ${id}`)
  return { id: row.id, version: row.version, state }
}

async function endpointsOf(books: TestBooks) {
  const add = async (
    name: string,
    purpose: 'webhook' | 'mail',
    events: readonly ('client.changed' | 'invoice.paid')[],
  ) =>
    (
      await books.must(saveEndpoint, {
        fields: { name, url: `https://${purpose}.example/in`, purpose, events },
        secret: `whs_${'0'.repeat(32)}`,
      })
    ).id
  return {
    hook: await add('Bookkeeping', 'webhook', ['client.changed', 'invoice.paid']),
    mail: await add('Post', 'mail', []),
  }
}

interface Whom {
  readonly clientId: ClientId
  readonly billingGroupId: FinalizedInvoice['billingGroupId']
  readonly mail: Awaited<ReturnType<typeof endpointsOf>>['mail']
  readonly taxId: TaxRateId
}

async function builtInRules(books: TestBooks, { clientId, billingGroupId, mail, taxId }: Whom): Promise<void> {
  const client = { scope: { kind: 'client', clientId } } as const
  await setRule(books, 'finalization', { kind: 'after-days', days: 2, ahead: 'issue' })
  await setRule(books, 'finalization', { kind: 'review' }, client)
  await setRule(books, 'sending', { when: 'on-finalize', way: { kind: 'prepare' }, attachPdf: 1, listUnpaid: 1 })
  await setRule(
    books,
    'reminders',
    {
      steps: [3, 10, 70].map((days, at) => ({ step: at + 1, days })),
      way: { kind: 'endpoint', endpointId: mail },
      attachPdf: 0,
    },
    client,
  )
  await setRule(
    books,
    'late-fees',
    {
      fee: { kind: 'percent', percent: decimal('1.5') },
      afterDays: 5,
      repeat: { unit: 'month', every: 1 },
      maxTimes: 3,
      maxAmount: { amount: minor(4000), currency: EUR },
      taxIds: [taxId],
      description: 'Late payment of {number}',
    },
    { scope: { kind: 'group', billingGroupId, clientId } },
  )
  await setRule(
    books,
    'late-fees',
    { fee: { kind: 'amount', amount: minor(500), currency: EUR }, afterDays: 5, taxIds: [], description: 'Late' },
    { state: 'off' },
  )
  await setRule(books, 'backup', { afterDays: 7 })
}

async function ownRules(books: TestBooks, clientId: ClientId, hook: Parameters<typeof hookOf>[0]): Promise<void> {
  const add = async (parameters: OwnRule) =>
    books.must(saveRule, { kind: 'own', scope: { kind: 'account' }, state: 'on', parameters })
  await add({
    name: 'Large ones are told',
    when: { kind: 'event', event: 'invoice.finalized' },
    conditions: [
      { kind: 'client-is', not: 0, clientIds: [clientId] },
      { kind: 'client-status', status: 'active' },
      { kind: 'client-tag', not: 0, tag: 'wholesale' },
      { kind: 'client-country', country: 'DE' },
      { kind: 'currency', currency: EUR },
      { kind: 'amount', of: 'gross', is: 'at-least', amount: minor(5000), currency: EUR },
      { kind: 'age', of: 'issued', is: 'below', days: 400 },
      { kind: 'invoice-state', states: ['open'] },
      { kind: 'invoice-tag', not: 1, tag: 'disputed' },
    ],
    actions: [
      { kind: 'notify', text: 'Invoice {number} for {client}' },
      { kind: 'tag', on: 'invoice', tag: 'large', remove: 0 },
      hookOf(hook),
    ],
    limit: 100,
  })
  await add({
    name: 'Never so',
    when: { kind: 'every', unit: 'month', day: 31 },
    conditions: [{ kind: 'custom-field', name: 'Region', value: 'North' }],
    actions: [
      { kind: 'draft' },
      { kind: 'finalize' },
      { kind: 'remind' },
      { kind: 'add-fee', fee: { kind: 'percent', percent: decimal('2') }, description: 'Handling' },
      { kind: 'apply-credit' },
    ],
    limit: 1,
  })
  await add({
    name: 'After a week',
    when: { kind: 'around', date: 'invoice-issued', days: 7 },
    conditions: [{ kind: 'amount', of: 'due', is: 'below', amount: minor(7500), currency: EUR }],
    actions: [{ kind: 'notify', text: '{number} is a week old' }],
    limit: 50,
  })
}

function hookOf(endpointId: Awaited<ReturnType<typeof endpointsOf>>['hook']) {
  return { kind: 'webhook', endpointId } as const
}

async function holdAndResume(books: TestBooks, id: InvoiceId): Promise<void> {
  await books.must(holdInvoice, { id, version: (await finalized(books, id)).version, note: 'They dispute it' })
  books.today = addDays(day(books.today), 2)
  await books.must(resumeInvoice, { id, version: (await finalized(books, id)).version })
}

async function holdOne(books: TestBooks, id: InvoiceId): Promise<void> {
  await books.must(holdInvoice, { id, version: (await finalized(books, id)).version })
}

/** Deliveries in every state: waiting, on their way, delivered, given to a person, given up. */
async function deliveriesOf(books: TestBooks): Promise<void> {
  const rows = await books.db.outbox.where('[state+nextAt]').between(['waiting'], ['waiting', '\uffff']).toArray()
  const messages = rows.filter(({ payload }) => payload.kind === 'message')
  const calls = rows.filter(({ payload }) => payload.kind === 'webhook')
  const claimed = async (row: OutboxRow | undefined) => {
    if (row === undefined) throw new Error('nothing waits')
    return books.must(claimDelivery, { id: row.id })
  }
  const settle = async (row: OutboxRow | undefined, outcome: Parameters<typeof settleDelivery.run>[1]['outcome']) => {
    const { version } = await claimed(row)
    const left = { to: [{ name: 'Lund', email: 'lund@example.com' }], cc: [], subject: 'S', text: 'T' }
    const message = row?.payload.kind === 'message' && outcome.kind === 'delivered' ? { left } : {}
    await books.must(settleDelivery, { id: row?.id ?? ('' as never), version, outcome, ...message })
  }
  await settle(calls[0], { kind: 'delivered', status: 204 })
  await settle(calls[1], { kind: 'again', status: 503, retryAfter: 90 })
  await settle(calls[2], { kind: 'ask', problem: { code: 'refused', status: 410, text: 'Gone' }, status: 410 })
  await claimed(calls[3])
  await settle(messages[0], { kind: 'delivered', status: 200 })
  await settle(messages[1], { kind: 'ask', problem: { code: 'outcome-unknown', attempt: 1 } })
}

/** Messages worded, sent and given up by hand. */
async function messagesOf(books: TestBooks, invoice: FinalizedInvoice): Promise<void> {
  const write = () =>
    books.must(prepareMessage, { invoiceId: invoice.id, kind: 'reminder', attachPdf: 1, listUnpaid: 0 })
  const to = [{ name: 'Accounts', email: 'ap@lund.example' }]
  const contents = {
    to,
    cc: [{ email: 'boss@lund.example' }],
    subject: 'Please',
    text: 'Pay.',
    attachPdf: 0,
    listUnpaid: 1,
  } as const
  await books.must(changeMessage, { ...(await write()), contents })
  const left = { to, cc: [], subject: 'Please', text: 'Pay.', attachPdf: 1 } as const
  await books.must(markMessageSent, { ...(await write()), how: 'mailto', left })
  await books.must(cancelMessage, await write())
}
