import { describe, expect, it } from 'vitest'
import { discardCreditNote } from '../../src/commands/discard-credit-note.ts'
import { draftCreditNote } from '../../src/commands/draft-credit-note.ts'
import { noteBackup } from '../../src/commands/make-backup.ts'
import { parkGroup } from '../../src/commands/park-group.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { followPlan } from '../../src/commands/renew-plan.ts'
import type { AttentionKind } from '../../src/core/automation/attention.ts'
import type { Message } from '../../src/core/automation/message.ts'
import type { AutomationState, Notice } from '../../src/core/automation/run.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { EndpointId, InvoiceId, MessageId, NoticeId, OutboxId } from '../../src/core/ids.ts'
import { attentionText, cappedCount } from '../../src/i18n/attention-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { getAttention } from '../../src/queries/get-attention.ts'
import { countReads } from '../support/count-reads.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, draftAll, issue, setUpPractice } from '../support/practice.ts'
import { setRule } from '../support/run-tick.ts'
import { addPlan, sold } from '../support/selling.ts'

const day = (text: string) => calendarDate(text)

async function attentionOf(books: TestBooks) {
  return getAttention(books.db, day(books.today))
}

async function itemOf<Kind extends AttentionKind>(books: TestBooks, kind: Kind) {
  const { items } = await attentionOf(books)
  return items.find((item) => item.kind === kind)
}

async function state(books: TestBooks, changes: Partial<AutomationState>): Promise<void> {
  const before = (await books.db.automation.get('state')) ?? { id: 'state' as const, waiting: [], confirmed: [] }
  await books.db.automation.put({ ...before, ...changes })
}

describe('what needs the owner', () => {
  it('tells of a plan that expired unpaid, until it is paid or a month is over (T-20)', async () => {
    const books = await openTestBooks({ today: '2026-01-31' })
    const { clientId } = await setUpPractice(books)
    const productId = await addPlan(books, '100', {}, 'Studio plan')
    const { purchase, invoice } = await sold(books, { clientId, productId, termMonths: 3 })
    books.today = '2026-04-01'
    await books.must(followPlan, { id: purchase.id })
    const told = {
      kind: 'expired-plans',
      count: 1,
      newest: '2026-04-01',
      facts: { clientId, clientName: 'Meyer Studio', description: 'Studio plan' },
    }
    expect(await itemOf(books, 'expired-plans')).toEqual(told)
    books.today = '2026-05-01'
    expect(await itemOf(books, 'expired-plans')).toEqual(told)
    books.today = '2026-05-02'
    expect(await itemOf(books, 'expired-plans')).toBeUndefined()
    books.today = '2026-04-20'
    await books.must(recordPayment, {
      clientId,
      currency: invoice.currency,
      amount: invoice.amountDue,
      method: 'transfer',
      receivedOn: day(books.today),
      allocate: 'oldest-first',
    })
    expect(await itemOf(books, 'expired-plans')).toBeUndefined()
  })

  it('is nothing in fresh books, and in a practice where all is done', async () => {
    const books = await openTestBooks()
    expect(await attentionOf(books)).toEqual({ items: [], count: 0 })
    await setUpPractice(books)
    expect(await attentionOf(books)).toEqual({ items: [], count: 0 })
  })

  it('counts drafts to review, and with automatic finalizing only those that it leaves', async () => {
    const books = await openTestBooks({ today: '2026-03-02' })
    const { clientId } = await setUpPractice(books)
    const ids: InvoiceId[] = []
    for (let at = 0; at < 3; at += 1) {
      await charge(books, clientId, '80')
      ids.push(await draftAll(books, clientId))
    }
    expect(await itemOf(books, 'drafts')).toMatchObject({ count: 3 })
    await setRule(books, 'finalization', { kind: 'after-days', days: 3 })
    const [own, made, stale] = ids
    const put = async (id: InvoiceId | undefined, changes: object) => {
      const row = await books.db.invoices.get(id as InvoiceId)
      await books.db.invoices.put({ ...row, ...changes } as NonNullable<typeof row>)
    }
    await put(own, { editedByUser: 1 })
    await put(made, { editedByUser: 0, linesChangedOn: '2026-03-01' })
    await put(stale, { editedByUser: 0, linesChangedOn: '2026-02-20' })
    expect(await itemOf(books, 'drafts')).toMatchObject({ count: 2 })
    // Made ahead of its billing date: it goes then, and only then it is left.
    await put(stale, { billsOn: '2026-03-09' })
    expect(await itemOf(books, 'drafts')).toMatchObject({ count: 1, facts: { invoiceId: own } })
  })

  it('counts draft credit notes, and corrections only while no such draft will resolve them', async () => {
    const books = await openTestBooks({ today: '2026-03-02' })
    const { clientId } = await setUpPractice(books)
    const invoice = await issue(books, clientId, '80')
    const { id: first } = await books.must(draftCreditNote, { credits: [{ invoiceId: invoice.id, picks: 'rest' }] })
    expect(await itemOf(books, 'credit-drafts')).toMatchObject({ count: 1, facts: { creditNoteId: first } })
    const correction = { id: 'cor_1', state: 'open', contractId: 'con_1', createdAt: '2026-03-02T10:00:00.000Z' }
    await books.db.corrections.put(correction as never)
    expect(await itemOf(books, 'corrections')).toMatchObject({ count: 1 })
    const draft = await books.db.creditNotes.get(first)
    await books.db.creditNotes.put({ ...draft, correctionIds: [correction.id] } as never)
    expect(await itemOf(books, 'corrections')).toBeUndefined()
    await books.must(discardCreditNote, { id: first })
    expect(await itemOf(books, 'corrections')).toMatchObject({ count: 1 })
    expect(await itemOf(books, 'credit-drafts')).toBeUndefined()
  })

  it('tells of a backup from the first finalized document on, by its rule', async () => {
    const books = await openTestBooks({ today: '2026-03-02' })
    const { clientId } = await setUpPractice(books)
    await issue(books, clientId, '80')
    expect(await itemOf(books, 'backup')).toMatchObject({ count: 1, facts: {} })
    await books.must(noteBackup, { rows: 1, sha256: '0'.repeat(64) })
    expect(await itemOf(books, 'backup')).toBeUndefined()
    books.today = '2026-03-15'
    expect(await itemOf(books, 'backup')).toBeUndefined()
    books.today = '2026-03-16'
    expect(await itemOf(books, 'backup')).toMatchObject({ facts: { days: 14 } })
    await setRule(books, 'backup', { afterDays: 30 })
    expect(await itemOf(books, 'backup')).toBeUndefined()
    const sample = await getAttention(books.db, day('2026-12-01'), { kind: 'sample' })
    expect(sample.items.map(({ kind }) => kind)).not.toContain('backup')
  })

  it('names the client of a parked group, by the index of parked ones', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
    if (group === undefined) throw new Error('no group')
    await books.must(parkGroup, { groupId: group.id, problem: { code: 'nothing-selected' } as never })
    expect(await itemOf(books, 'parked')).toMatchObject({ count: 1, facts: { clientId, clientName: 'Meyer Studio' } })
  })

  it('knows the state of automation: paused, waiting, a clock that went back, newer rules', async () => {
    const books = await openTestBooks({ today: '2026-03-02' })
    const mark = { asOf: day('2026-03-02'), rulesVersion: 1, timeZone: 'Europe/Berlin' }
    await state(books, { mark })
    expect((await attentionOf(books)).items).toEqual([])
    await state(books, { mark: { ...mark, asOf: day('2026-03-05') } })
    expect(await itemOf(books, 'clock')).toMatchObject({ facts: { lastRunOn: '2026-03-05' } })
    // a day that the time zone took waits silently.
    await state(books, { mark: { ...mark, asOf: day('2026-03-03'), timeZone: 'Asia/Tokyo' } })
    expect((await attentionOf(books)).items).toEqual([])
    await state(books, { mark: { ...mark, rulesVersion: 99 } })
    expect(await itemOf(books, 'newer-rules')).toMatchObject({ count: 1 })
    const paused = { since: '2026-03-02T10:00:00.000Z' as Instant, why: 'restored' as const }
    const waiting = ['inv_1', 'inv_2'].map((id) => ({ invoiceId: id as InvoiceId, act: 'remind' as const }))
    await state(books, { mark, paused, waiting })
    const { items, count } = await attentionOf(books)
    expect(items.map(({ kind, count }) => [kind, count])).toEqual([
      ['paused', 1],
      ['waiting', 2],
    ])
    expect(count).toBe(3)
  })

  it('counts messages to send but not those under way, deliveries that need a person, and notices, up to its cap', async () => {
    const books = await openTestBooks()
    const at = '2026-03-02T10:00:00.000Z' as Instant
    const message = (id: string, more: Partial<Message> = {}) =>
      ({
        id: id as MessageId,
        version: 1,
        state: 'prepared',
        preparedOn: '2026-03-02',
        createdAt: at,
        ...more,
      }) as Message
    await books.db.messages.bulkAdd([
      message('msg_1'),
      message('msg_2', { endpointId: 'end_1' as EndpointId }),
      message('msg_3', { state: 'sent' }),
    ])
    for (let number = 0; number < 130; number += 1) {
      await books.db.outbox.add({
        id: `evt_${number}` as OutboxId,
        state: number < 120 ? 'needs-you' : 'waiting',
        nextAt: at,
      } as never)
    }
    const notice = (number: number): Notice =>
      ({ id: `ntc_${number}` as NoticeId, version: 1, text: 'x', facts: {}, subjects: [], state: 'new' }) as never
    await books.db.notices.bulkAdd([1, 2, 3, 4, 5, 6, 7].map(notice))
    const { items } = await attentionOf(books)
    expect(items.map(({ kind, count }) => [kind, count])).toEqual([
      ['deliveries', 100],
      ['messages', 1],
      ['notices', 7],
    ])
    const notices = items.find((item) => item.kind === 'notices')
    expect(notices?.facts.newest.map(({ id }) => id)).toEqual(['ntc_7', 'ntc_6', 'ntc_5', 'ntc_4', 'ntc_3'])
    await loadLanguage('en-GB')
    const texts = items.map((item) => attentionText(item, 'en-GB').sentence)
    expect(texts[0]).toBe('99+ deliveries could not be made by themselves.')
    expect(texts[1]).toBe('1 message is ready to send')
    expect([cappedCount(99), cappedCount(100)]).toEqual(['99', '99+'])
  })

  it('reads no more where there is more', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    for (let at = 0; at < 4; at += 1) {
      await charge(books, clientId, '80')
      await draftAll(books, clientId)
    }
    const rowsRead = async () => {
      const reading = await countReads(books)
      await attentionOf(books)
      return reading.stop()
    }
    const few = await rowsRead()
    for (let at = 0; at < 40; at += 1) {
      await charge(books, clientId, '80')
      await draftAll(books, clientId)
    }
    expect(await rowsRead()).toEqual(few)
  })
})
