// What a run's commands do is planned in their own transaction: a hint that is no longer true changes nothing.
import { afterEach, describe, expect, it } from 'vitest'
import { chargeLateFees } from '../../src/commands/charge-late-fees.ts'
import { execute } from '../../src/commands/execute.ts'
import { finalizeByRule } from '../../src/commands/finalize-by-rule.ts'
import { holdInvoice } from '../../src/commands/hold-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { remindInvoice } from '../../src/commands/remind-invoice.ts'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { addDays, calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { InvoiceId } from '../../src/core/ids.ts'
import type { DraftInvoice } from '../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../src/core/money.ts'
import { dumpBooks } from '../support/dump-books.ts'
import { addHosting, openHostingBooks } from '../support/hosting-books.ts'
import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, change, issue } from '../support/practice.ts'
import { runBooks, setRule } from '../support/run-tick.ts'

const opened: TestBooks[] = []

afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

async function openWith(today: string): Promise<TestBooks> {
  const books = await openHostingBooks({ today })
  opened.push(books)
  return books
}

/** The command writes nothing but wakeups. */
async function expectNothing(books: TestBooks, act: () => Promise<unknown>): Promise<void> {
  const before = await dumpBooks(books, 'wakeups')
  await act()
  expect(await dumpBooks(books, 'wakeups')).toEqual(before)
}

describe('finalizing by rule', () => {
  it('asks the rule again, and leaves what a person has taken over', async () => {
    const books = await openWith('2026-01-01')
    await addHosting(books)
    await runBooks(books)
    const [draft] = await books.db.invoices.toArray()
    if (draft?.state !== 'draft') throw new Error('no draft')
    const { id, version } = draft
    await expectNothing(books, () => books.must(finalizeByRule, { id, version }))
    await setRule(books, 'finalization', { kind: 'at-once' })
    await setRule(books, 'finalization', { kind: 'at-once' }, { state: 'off', scope: ofGroup(draft) })
    expect((await books.must(finalizeByRule, { id, version })).decision?.reason).toEqual({ code: 'for-review' })
    await setRule(books, 'finalization', { kind: 'after-days', days: 2 }, { scope: ofGroup(draft) })
    await expectNothing(books, () => books.must(finalizeByRule, { id, version }))
    expect(await books.refusal(finalizeByRule, { id, version: version + 1 })).toMatchObject({ code: 'stale' })
    books.today = '2026-01-03'
    expect(await books.must(finalizeByRule, { id, version })).toMatchObject({ number: '2026-0001' })
    expect(await books.refusal(finalizeByRule, { id, version })).toMatchObject({ code: 'wrong-state' })
  })

  it('says what is missing, every day anew, and goes on when it is there', async () => {
    const books = await openWith('2026-01-01')
    const settings = await books.db.settings.get('account')
    await setRule(books, 'finalization', { kind: 'at-once' })
    await change(books, { profile: { name: '' } })
    await addHosting(books)
    await runBooks(books)
    const blocked = await books.db.runEntries.filter(({ planner }) => planner === 'finalization').toArray()
    expect(blocked).toMatchObject([{ outcome: 'blocked', reason: { code: 'cannot-finalize' } }])
    await change(books, { profile: settings?.profile ?? { name: '' } })
    expect((await runBooks(books)).counts.finalized).toBe(1)
  })
})

function ofGroup({ billingGroupId, clientId }: Pick<DraftInvoice, 'billingGroupId' | 'clientId'>) {
  return { kind: 'group', billingGroupId, clientId } as const
}

describe('reminding', () => {
  const reminders = {
    steps: [
      { step: 1, days: 1 },
      { step: 2, days: 8 },
    ],
    attachPdf: 1,
  } as const

  async function overdue(books: TestBooks) {
    const clientId = await addClient(books, 'Late', { email: 'late@example.org' })
    const invoice = await issue(books, clientId, '100')
    await setRule(books, 'reminders', { ...reminders, way: { kind: 'prepare' } })
    books.today = addDays(invoice.dueOn, 3)
    return invoice
  }

  it('is planned again: paid or held meanwhile, nothing is written; twice is once', async () => {
    const books = await openWith('2026-01-01')
    const { id, version } = await overdue(books)
    expect(await books.must(remindInvoice, { id })).toEqual({ messageId: `${id}/reminder/1`, step: 1 })
    await expectNothing(books, () => books.must(remindInvoice, { id }))
    books.today = addDays(calendarDate(books.today), 10)
    await books.must(holdInvoice, { id, version })
    await expectNothing(books, () => books.must(remindInvoice, { id }))
    await expectNothing(books, () => books.must(remindInvoice, { id: 'inv_gone' as InvoiceId }))
  })

  it('by an endpoint writes its delivery under the same key, and waits for its owner where that is off', async () => {
    const books = await openWith('2026-01-01')
    const { id } = await overdue(books)
    const { id: endpointId } = await books.must(saveEndpoint, {
      fields: { name: 'Mail', url: 'https://mail.example.org/send', purpose: 'mail', events: [] },
      secret: 'whs_00000000000000000000',
    } as never)
    await setRule(books, 'reminders', { ...reminders, way: { kind: 'endpoint', endpointId } })
    await runBooks(books)
    expect(await books.db.messages.toArray()).toMatchObject([{ id: `${id}/reminder/1`, endpointId }])
    expect(await books.db.outbox.toArray()).toMatchObject([
      { id: `${id}/reminder/1`, state: 'waiting', payload: { kind: 'message' } },
    ])
    const [endpoint] = await books.db.endpoints.toArray()
    await books.db.endpoints.put({ ...(endpoint as NonNullable<typeof endpoint>), state: 'off' })
    books.today = addDays(calendarDate(books.today), 10)
    await runBooks(books)
    const second = await books.db.messages.get(`${id}/reminder/2` as never)
    expect(second).toMatchObject({ state: 'prepared' })
    expect(second?.endpointId).toBeUndefined()
  })
})

describe('a late fee', () => {
  const fee = {
    fee: { kind: 'percent', percent: decimal('10') },
    afterDays: 5,
    taxIds: [],
    description: 'Fee',
  } as const

  it('is judged by the day of the money, however late it is entered, and never taken of a fee', async () => {
    const books = await openWith('2026-01-01')
    const clientId = await addClient(books, 'Late')
    const { id, dueOn } = await issue(books, clientId, '100')
    await setRule(books, 'late-fees', { ...fee, repeat: { unit: 'day', every: 10 }, maxTimes: 2 })
    books.today = addDays(dueOn, 20)
    await books.must(recordPayment, {
      clientId,
      currency: 'EUR' as CurrencyCode,
      amount: 4000 as Minor,
      method: 'transfer',
      receivedOn: addDays(dueOn, 7),
      allocate: [{ invoiceId: id, amount: 4000 as Minor }],
    })
    await books.must(chargeLateFees, { id })
    const rows = await books.db.charges.filter(({ source }) => source === 'late-fee').toArray()
    expect(rows.map(({ amount, billsOn }) => [amount, billsOn])).toEqual([
      [1000, addDays(dueOn, 5)],
      [600, addDays(dueOn, 15)],
    ])
    await expectNothing(books, () => books.must(chargeLateFees, { id }))
    // Their own invoice is late too, and costs nothing: it holds nothing but fees.
    await setRule(books, 'finalization', { kind: 'at-once' })
    await runBooks(books)
    books.today = addDays(calendarDate(books.today), 39)
    await runBooks(books)
    expect(await books.db.charges.filter(({ source }) => source === 'late-fee').count()).toBe(2)
  })

  it('counts no money that did not come: a payment that bounced is due as if it had never been', async () => {
    const books = await openWith('2026-01-01')
    const clientId = await addClient(books, 'Late')
    const { id, dueOn } = await issue(books, clientId, '100')
    await setRule(books, 'late-fees', fee)
    books.today = dueOn
    const { id: paymentId } = await books.must(recordPayment, {
      clientId,
      currency: 'EUR' as CurrencyCode,
      amount: 10_000 as Minor,
      method: 'transfer',
      receivedOn: dueOn,
      allocate: [{ invoiceId: id, amount: 10_000 as Minor }],
    })
    books.today = addDays(dueOn, 6)
    await expectNothing(books, () => books.must(chargeLateFees, { id }))
    await books.must(undoPayment, { id: paymentId, reason: 'bounced' })
    expect((await runBooks(books)).counts.fees).toBe(1)
  })

  it('lowers by nothing what its tax adds to an invoice with other lines', async () => {
    const books = await openWith('2026-01-01')
    const clientId = await addClient(books, 'Late')
    const { id } = await issue(books, clientId, '100')
    const taxIds = (await books.db.taxRates.toArray()).map((tax) => tax.id)
    await setRule(books, 'late-fees', { ...fee, taxIds, maxTimes: 1 })
    await setRule(books, 'finalization', { kind: 'at-once' })
    // The fee of the first one and hosting for 120.00 stand on one invoice.
    await addHosting(books, { clientId, startOn: '2026-01-20' })
    books.today = '2026-01-20'
    await runBooks(books)
    const both = (await books.db.invoices.toArray()).find((row) => row.id !== id)
    expect(both).toMatchObject({ gross: 12_000 + 1190 })
    books.today = addDays(calendarDate(books.today), 30)
    await runBooks(books)
    const [second] = await books.db.charges.filter((row) => row.id === `${both?.id}/late-fee/1`).toArray()
    expect(second).toMatchObject({ amount: 1200 })
  })
})

it('an act of automation is refused inside its transaction when it may not be', async () => {
  const books = await openWith('2026-01-01')
  await setRule(books, 'finalization', { kind: 'at-once' })
  await addHosting(books)
  await runBooks(books)
  books.today = '2025-12-30'
  const result = await execute(
    books.db,
    chargeLateFees,
    { id: 'inv_X' as InvoiceId },
    {
      ...books.envelope(),
      actor: 'automation',
    },
  )
  expect(result).toMatchObject({ ok: false, problem: { code: 'clock-went-back' } })
})
