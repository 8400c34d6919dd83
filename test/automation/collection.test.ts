// M-27: stored cards charged by rule: only when the group wants it, the invoice is open, its due date has come and
// something is due; once, and again only after a refusal.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attemptCard } from '../../src/commands/attempt-card.ts'
import { cancelCardAttempt } from '../../src/commands/cancel-card-attempt.ts'
import { setEndpointState } from '../../src/commands/change-endpoint.ts'
import { confirmWaiting } from '../../src/commands/confirm-waiting.ts'
import { holdInvoice, resumeInvoice } from '../../src/commands/hold-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveRule } from '../../src/commands/save-rule.ts'
import { addDays, type CalendarDate } from '../../src/core/date.ts'
import type { CardAttemptId, InvoiceId } from '../../src/core/ids.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'
import { explainInvoice } from '../../src/queries/explain-invoice.ts'
import { previewRun } from '../../src/queries/preview-run.ts'
import { type CardBooks, checkMoney, dayOf, openCardBooks } from '../support/card-books.ts'
import { addClient, issue } from '../support/practice.ts'
import type { CardKind } from '../support/processor-house.ts'
import { killedRun, runBooks, setRule } from '../support/run-tick.ts'
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

async function start(kind: CardKind = 'good', retryAfterDays: readonly number[] = [3, 7]): Promise<FinalizedInvoice> {
  card = await openCardBooks(processor, { kind })
  await setRule(card.books, 'collection', { retryAfterDays })
  return issue(card.books, card.clientId, '100')
}

/** Runs and delivers on a day; days before it pass in steps that no absence makes. */
async function on(day: CalendarDate) {
  while (dayOf(card.books) < day) {
    const left = Math.min(30, (Date.parse(day) - Date.parse(card.books.today)) / 86_400_000)
    card.later(left * 86_400)
    await runBooks(card.books)
  }
  await runBooks(card.books)
  await card.deliver()
}

const invoiceOf = async (id: InvoiceId) => (await card.books.db.invoices.get(id)) as FinalizedInvoice
const attempts = async () =>
  (await card.books.db.cardAttempts.toArray()).map(({ attempt, state, on: day }) => `${attempt} ${state} ${day}`)
const reason = async (id: InvoiceId) =>
  (await explainInvoice(card.books.db, id, dayOf(card.books)))?.collection.at(-1)?.reason.code

describe('collection', () => {
  it('charges on the due date, not before, once, and writes it in the log of the run', async () => {
    const invoice = await start()
    await on(addDays(invoice.dueOn, -1))
    expect(await attempts()).toEqual([])
    expect(await reason(invoice.id)).toBe('not-yet-due')
    expect((await card.books.db.wakeups.get(invoice.id))?.wakeOn).toBe(invoice.dueOn)
    card.later(86_400)
    const preview = await previewRun(card.books.db, invoice.dueOn)
    expect(preview.counts.collect).toBe(1)
    const run = await runBooks(card.books)
    expect(run.counts.collections).toBe(1)
    const entries = await card.books.db.runEntries.where('runId').equals(run.runId).toArray()
    expect(entries.filter(({ planner }) => planner === 'collection')).toMatchObject([
      { outcome: 'do', ruleId: 'collection/account', reason: { code: 'collects', attempt: 1, amount: 10_000 } },
    ])
    expect(await reason(invoice.id)).toBe('attempt-pending')
    await runBooks(card.books)
    await card.deliver()
    await on(addDays(invoice.dueOn, 20))
    expect(await attempts()).toEqual([`1 collected ${invoice.dueOn}`])
    expect(processor.charges).toHaveLength(1)
    expect(await invoiceOf(invoice.id)).toMatchObject({ state: 'paid' })
    expect((await card.books.db.cardAttempts.toArray())[0]?.by).toBe('automation')
    await checkMoney(card.books)
  })

  it('charges nothing without a rule, and by the rule of the client or group where there is one', async () => {
    const invoice = await start()
    await setRule(
      card.books,
      'collection',
      { retryAfterDays: [] },
      { scope: { kind: 'client', clientId: card.clientId }, state: 'off' },
    )
    await on(invoice.dueOn)
    expect(await attempts()).toEqual([])
    expect(await reason(invoice.id)).toBe('not-wanted')
    const { billingGroupId, clientId } = invoice
    const scope = { kind: 'group', billingGroupId, clientId } as const
    await setRule(card.books, 'collection', { retryAfterDays: [] }, { scope })
    await on(invoice.dueOn)
    expect(await attempts()).toEqual([`1 collected ${invoice.dueOn}`])
  })

  it('wants a default method that is a card, and wakes when it becomes one', async () => {
    const invoice = await start()
    const other = await issue(card.books, await addClient(card.books, 'Without card'), '50')
    const method = await card.books.db.paymentMethods.get(card.methodId)
    await card.books.db.paymentMethods.update(card.methodId, { isDefault: 0 })
    await on(invoice.dueOn)
    expect([await attempts(), await reason(invoice.id), await reason(other.id)]).toEqual([[], 'no-card', 'no-card'])
    await card.books.must(
      {
        name: 'becomesDefault',
        tables: ['paymentMethods'],
        async run(books) {
          const row = await books.db.paymentMethods.get(card.methodId)
          if (row === undefined || method === undefined) throw new Error('gone')
          await books.paymentMethods.put({ ...row, isDefault: 1 }, row)
          books.record('method.changed', [row.id])
          return { ok: true as const, value: null }
        },
      },
      null,
    )
    await on(addDays(invoice.dueOn, 1))
    expect(await attempts()).toEqual([`1 collected ${addDays(invoice.dueOn, 1)}`])
  })

  it('waits for a processor that is off, and goes on when it is on again', async () => {
    const invoice = await start()
    const { version = 0 } = (await card.books.db.endpoints.get(card.endpointId)) ?? {}
    await card.books.must(setEndpointState, { id: card.endpointId, version, state: 'off' })
    await on(invoice.dueOn)
    expect([await attempts(), await reason(invoice.id)]).toEqual([[], 'no-card'])
    await card.books.must(setEndpointState, { id: card.endpointId, version: version + 1, state: 'on' })
    await on(invoice.dueOn)
    expect(await attempts()).toEqual([`1 collected ${invoice.dueOn}`])
  })

  it('tries again by its days after refusals, counted from each, and then leaves it', async () => {
    const invoice = await start({ decline: 'insufficient_funds' })
    const { dueOn } = invoice
    await on(dueOn)
    expect(await attempts()).toEqual([`1 failed ${dueOn}`])
    await on(addDays(dueOn, 2))
    expect([await attempts(), await reason(invoice.id)]).toEqual([[`1 failed ${dueOn}`], 'retry-later'])
    await on(addDays(dueOn, 3))
    await on(addDays(dueOn, 9))
    expect(await attempts()).toEqual([`1 failed ${dueOn}`, `2 failed ${addDays(dueOn, 3)}`])
    await on(addDays(dueOn, 10))
    await on(addDays(dueOn, 60))
    expect(await attempts()).toHaveLength(3)
    expect(await reason(invoice.id)).toBe('attempts-failed')
    expect(processor.charges).toEqual([])
  })

  it('makes no other attempt while one is unknown or waits for the client (R-34)', async () => {
    const invoice = await start()
    const { dueOn } = invoice
    card.later((Date.parse(dueOn) - Date.parse(card.books.today)) / 1000)
    await runBooks(card.books)
    processor.next('ok', 'ok', 'drop-after', 'drop-before-reading')
    await card.deliver()
    expect(await reason(invoice.id)).toBe('outcome-unknown')
    card.later(86_400)
    await runBooks(card.books)
    expect(await attempts()).toEqual([`1 unknown ${dueOn}`])
    await card.deliver()
    expect(await attempts()).toEqual([`1 collected ${addDays(dueOn, 1)}`])
    expect(processor.charges).toHaveLength(1)
  })

  it('says that the client has to confirm', async () => {
    const invoice = await start('action')
    await on(invoice.dueOn)
    expect(await reason(invoice.id)).toBe('needs-action')
    await on(addDays(invoice.dueOn, 5))
    expect(await attempts()).toEqual([`1 needs-action ${invoice.dueOn}`])
  })

  it('leaves what a person gave up as if it had been refused', async () => {
    const invoice = await start('good', [])
    card.later((Date.parse(invoice.dueOn) - Date.parse(card.books.today)) / 1000)
    await runBooks(card.books)
    const id = `${invoice.id}/collection/1` as CardAttemptId
    await card.books.must(cancelCardAttempt, { id, version: 1 })
    await on(addDays(invoice.dueOn, 5))
    expect(await attempts()).toEqual([`1 cancelled ${invoice.dueOn}`])
    expect(await reason(invoice.id)).toBe('attempts-failed')
    // By hand it goes all the same.
    await card.books.must(attemptCard, { invoiceId: invoice.id, version: invoice.version })
    await card.deliver()
    expect(processor.charges.map(({ attempt }) => attempt)).toEqual([`${invoice.id}/collection/2`])
  })

  it('goes before a reminder of the same day, which is written when the card was refused', async () => {
    const invoice = await start({ decline: 'insufficient_funds' }, [])
    const way = { kind: 'prepare' } as const
    await setRule(card.books, 'reminders', { steps: [{ step: 1, days: 0 }], way, attachPdf: 1 })
    await on(addDays(invoice.dueOn, -1))
    card.later(86_400)
    expect((await previewRun(card.books.db, invoice.dueOn)).counts).toMatchObject({ collect: 1, remind: 0 })
    const first = await runBooks(card.books)
    expect(first.counts).toMatchObject({ collections: 1, reminders: 0 })
    await card.deliver()
    expect(await attempts()).toEqual([`1 failed ${invoice.dueOn}`])
    expect((await runBooks(card.books)).counts).toMatchObject({ reminders: 1 })
  })

  it('stands still on hold', async () => {
    const invoice = await start()
    const held = await card.books.must(holdInvoice, { id: invoice.id, version: invoice.version })
    await on(addDays(invoice.dueOn, 3))
    expect([await attempts(), await reason(invoice.id)]).toEqual([[], 'on-hold'])
    await card.books.must(resumeInvoice, { id: invoice.id, version: held.version })
    await on(addDays(invoice.dueOn, 4))
    expect(await attempts()).toEqual([`1 collected ${addDays(invoice.dueOn, 4)}`])
  })

  it('takes what is due, and nothing of what is paid', async () => {
    const invoice = await start()
    const other = await issue(card.books, card.clientId, '70')
    for (const [each, amount] of [
      [invoice, 4000],
      [other, 7000],
    ] as const) {
      await card.books.must(recordPayment, {
        clientId: each.clientId,
        currency: each.currency,
        amount: minor(amount),
        method: 'transfer',
        receivedOn: dayOf(card.books),
        allocate: [{ invoiceId: each.id, amount: minor(amount) }],
      })
    }
    await on(invoice.dueOn)
    expect(processor.charges.map(({ amount }) => amount)).toEqual([6000])
  })

  it('never charges the renewal of a plan by itself; what a person sold it does (T-8)', async () => {
    const invoice = await start()
    await card.books.db.invoices.update(invoice.id, { sale: 'renewal' })
    await on(addDays(invoice.dueOn, 3))
    expect([await attempts(), await reason(invoice.id)]).toEqual([[], 'plan-renewal'])
    const sold = await start()
    await card.books.db.invoices.update(sold.id, { sale: 'plan' })
    await on(sold.dueOn)
    expect(await attempts()).toEqual([`1 collected ${sold.dueOn}`])
  })

  it('waits for a word after a long absence, then goes', async () => {
    const invoice = await start()
    await runBooks(card.books)
    card.later(60 * 86_400)
    await runBooks(card.books)
    expect(await attempts()).toEqual([])
    expect((await card.books.db.automation.get('state'))?.waiting).toEqual([{ invoiceId: invoice.id, act: 'collect' }])
    await card.books.must(confirmWaiting, { invoiceIds: [invoice.id] })
    await runBooks(card.books, { trigger: 'confirmed' })
    await card.deliver()
    expect(await attempts()).toEqual([`1 collected ${card.books.today}`])
    expect((await card.books.db.automation.get('state'))?.confirmed).toEqual([])
  })

  it('reminds of nothing while a card is being charged, and of what the card did not pay (R-34)', async () => {
    const invoice = await start('processing')
    await setRule(card.books, 'reminders', { steps: [{ step: 1, days: 1 }], way: { kind: 'prepare' }, attachPdf: 0 })
    await on(invoice.dueOn)
    await on(addDays(invoice.dueOn, 2))
    expect(await attempts()).toEqual([`1 unknown ${invoice.dueOn}`])
    expect(await card.books.db.messages.count()).toBe(0)
    const said = await explainInvoice(card.books.db, invoice.id, dayOf(card.books))
    expect(said?.reminders.at(-1)).toMatchObject({ outcome: 'wait', reason: { code: 'card-under-way', step: 1 } })
    const [attempt] = await card.books.db.cardAttempts.toArray()
    processor.decide(attempt?.intent ?? '', false)
    card.later(6 * 3600)
    await card.deliver()
    expect((await runBooks(card.books)).counts.reminders).toBe(1)
  })

  it('killed before any transaction of a run and run again: one attempt, one charge', async () => {
    for (let n = 1; ; n += 1) {
      const invoice = await start()
      card.later((Date.parse(invoice.dueOn) - Date.parse(card.books.today)) / 1000)
      const killed = await killedRun(card.books, n)
      await runBooks(card.books)
      await card.deliver()
      expect(await attempts()).toEqual([`1 collected ${invoice.dueOn}`])
      if (!killed) {
        expect(n).toBeGreaterThan(3)
        return
      }
      card.books.db.close()
      processor.forgetEverything()
    }
  })

  it('is a rule with days that can be counted', async () => {
    await start()
    const scope = { kind: 'client', clientId: card.clientId } as const
    const save = (retryAfterDays: readonly number[]) =>
      card.books.refusal(saveRule, { kind: 'collection', scope, state: 'on', parameters: { retryAfterDays } })
    expect(await save([0])).toMatchObject({ code: 'field-invalid', field: 'retryAfterDays.0' })
    expect(await save([3, 91])).toMatchObject({ code: 'field-invalid', field: 'retryAfterDays.1' })
    expect(await save([1, 1, 1, 1, 1, 1])).toMatchObject({ reason: 'too-many', limit: 5 })
  })
})
