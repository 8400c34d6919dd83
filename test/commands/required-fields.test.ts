// Fields of invoices that the owner requires (M-7) hold wherever an invoice is issued, whoever issues it.
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { changeInvoiceFields } from '../../src/commands/annotate-invoice.ts'
import { changePurchase } from '../../src/commands/change-purchase.ts'
import { creditAndRebill } from '../../src/commands/credit-and-rebill.ts'
import { finalizeByRule } from '../../src/commands/finalize-by-rule.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { importPurchases, rehearsePurchases } from '../../src/commands/import-purchases.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { archiveField, saveField } from '../../src/commands/save-field.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { FieldFields } from '../../src/core/fields/check-field.ts'
import type { FieldId, InvoiceId } from '../../src/core/ids.ts'
import type { CustomField, DraftInvoice, FinalizedInvoice } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'
import type { FinalizationReason } from '../../src/core/plan-finalization.ts'
import { finalizationReasonText } from '../../src/i18n/automation-reason-text.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { explainInvoice } from '../../src/queries/explain-invoice.ts'
import { getAttention } from '../../src/queries/get-attention.ts'
import { addHosting, openHostingBooks } from '../support/hosting-books.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { issue, setUpPractice } from '../support/practice.ts'
import { runBooks, setRule } from '../support/run-tick.ts'
import { addPack, addPlan } from '../support/selling.ts'
import { expectSound } from '../support/sound-books.ts'

beforeAll(() => loadLanguage('en'))

const opened: TestBooks[] = []

afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

function keep<Opened extends TestBooks>(books: Opened): Opened {
  opened.push(books)
  return books
}

const require = async (books: TestBooks, name = 'Order', more: Partial<FieldFields> = {}): Promise<FieldId> =>
  (
    await books.must(saveField, {
      fields: { subject: 'invoice', kind: 'text', required: 1, onDocuments: 0, name, ...more },
    })
  ).id

const value = (fieldId: FieldId, text: string): CustomField => ({ fieldId, name: '', value: text })

async function onlyDraft(books: TestBooks): Promise<DraftInvoice> {
  const drafts = (await books.db.invoices.toArray()).filter((row) => row.state === 'draft')
  if (drafts.length !== 1 || drafts[0] === undefined) throw new Error(`${drafts.length} drafts`)
  return drafts[0]
}

async function issued(books: TestBooks, id: InvoiceId): Promise<FinalizedInvoice> {
  const row = await books.db.invoices.get(id)
  if (row === undefined || row.state === 'draft') throw new Error('not issued')
  return row
}

const finalizing = async (books: TestBooks, runId: string) =>
  (await books.db.runEntries.where('runId').equals(runId).toArray()).filter(({ planner }) => planner === 'finalization')

describe('a required field of invoices', () => {
  it('keeps the rule from finalizing, with the names in the log and on the draft, until it is not asked for', async () => {
    const books = keep(await openHostingBooks({ today: '2026-01-01' }))
    await setRule(books, 'finalization', { kind: 'at-once' })
    await require(books)
    await require(books, 'Project')
    await addHosting(books)
    const run = await runBooks(books)
    expect(run.counts.finalized).toBe(0)
    const [entry] = await finalizing(books, run.runId ?? '')
    const problem = { code: 'field-required', name: 'Order', others: ['Project'] }
    expect(entry).toMatchObject({ outcome: 'blocked', reason: { code: 'cannot-finalize', problem } })
    expect(finalizationReasonText(entry?.reason as FinalizationReason, 'en-GB')).toBe(
      'It cannot be issued yet. Fill in “Order”, “Project”: they are required.',
    )
    const draft = await onlyDraft(books)
    const explained = await explainInvoice(books.db, draft.id, calendarDate(books.today))
    expect(explained?.finalization).toMatchObject({ outcome: 'blocked', reason: { code: 'cannot-finalize', problem } })
    // The command itself, on a hint that is no longer true.
    const again = await books.must(finalizeByRule, { id: draft.id, version: draft.version })
    expect(again).toMatchObject({ decision: { reason: { code: 'cannot-finalize', problem } } })
    expect(again.number).toBeUndefined()
    books.today = '2026-01-02'
    const { items } = await getAttention(books.db, calendarDate(books.today))
    expect(items.find(({ kind }) => kind === 'drafts')).toMatchObject({ count: 1, facts: { invoiceId: draft.id } })
    for (const field of await books.db.fields.toArray()) {
      await books.must(archiveField, { id: field.id, version: field.version })
    }
    expect((await runBooks(books)).counts.finalized).toBe(1)
    await expectSound(books)
  })

  it('counts for drafts that were there before it', async () => {
    const books = keep(await openHostingBooks({ today: '2026-01-01' }))
    await setRule(books, 'finalization', { kind: 'after-days', days: 2 })
    await addHosting(books)
    await runBooks(books)
    await require(books)
    books.today = '2026-01-03'
    const run = await runBooks(books)
    expect(await finalizing(books, run.runId ?? '')).toMatchObject([
      { outcome: 'blocked', reason: { code: 'cannot-finalize', problem: { code: 'field-required', name: 'Order' } } },
    ])
    const { id } = await onlyDraft(books)
    expect(await books.refusal(finalizeInvoice, { id })).toEqual({ code: 'field-required', name: 'Order' })
  })

  it('is asked for by a sale, checked by its kind, and kept and found on the invoice', async () => {
    const books = keep(await openTestBooks())
    const { clientId } = await setUpPractice(books)
    const productId = await addPack(books, '350')
    const order = await require(books, 'Order', { onDocuments: 1 })
    const days = await require(books, 'Days', { kind: 'number', required: 0 })
    const before = await books.db.events.count()
    expect(await books.refusal(sellByInvoice, { clientId, productId })).toEqual({
      code: 'field-required',
      name: 'Order',
    })
    const wrong = { clientId, productId, customFields: [value(order, 'A-1'), value(days, 'many')] }
    expect(await books.refusal(sellByInvoice, wrong)).toMatchObject({ code: 'field-value', name: 'Days' })
    expect([await books.db.events.count(), await books.db.invoices.count()]).toEqual([before, 0])
    const customFields = [value(order, ' A-1 '), value(days, '2')]
    const { invoiceId, purchaseId } = await books.must(sellByInvoice, { clientId, productId, customFields })
    const invoice = await issued(books, invoiceId)
    expect(invoice.customFields).toEqual([
      { fieldId: order, name: 'Order', value: 'A-1' },
      { fieldId: days, name: 'Days', value: '2' },
    ])
    expect((await books.db.documents.get(invoiceId))?.document.fields).toEqual([{ name: 'Order', value: 'A-1' }])
    // sold anew, they are what they were.
    const changed = await books.must(changePurchase, { id: purchaseId, way: 'void' })
    const anew = await books.must(sellByInvoice, { ...changed.order, replaces: purchaseId })
    expect((await issued(books, anew.invoiceId)).customFields).toEqual(invoice.customFields)
    await expectSound(books)
  })

  it('is answered for by each row of an import of purchases', async () => {
    const books = keep(await openTestBooks())
    const { clientId } = await setUpPractice(books)
    const productId = await addPack(books, '350')
    const order = await require(books)
    const rows = [
      { sourceKey: 'a', sale: { clientId, productId } },
      { sourceKey: 'b', sale: { clientId, productId, customFields: [value(order, 'B-2')] } },
    ]
    const answers = await rehearsePurchases(books.db, rows, books.envelope())
    expect(answers).toEqual({ ok: true, value: [{ code: 'field-required', name: 'Order' }, undefined] })
    const file = { file: 'sold.csv', skipped: 0, refused: 0 }
    expect(await books.refusal(importPurchases, { ...file, add: rows })).toMatchObject({ code: 'field-required' })
    expect(await books.must(importPurchases, { ...file, add: rows.slice(1) })).toMatchObject({ invoices: 1 })
  })

  it('goes with the invoice that is credited and billed again; a new one is asked for', async () => {
    const books = keep(await openTestBooks())
    const { clientId } = await setUpPractice(books)
    const order = await require(books, 'Order', { required: 0 })
    const { id, version } = await issue(books, clientId, '100')
    await books.must(changeInvoiceFields, { id, version, customFields: [value(order, 'A-1')] })
    const rebilled = await books.must(creditAndRebill, { id, finalize: true })
    const after = await issued(books, rebilled.invoiceId)
    expect(after.customFields).toEqual([{ fieldId: order, name: 'Order', value: 'A-1' }])
    await require(books, 'Project')
    const problem = { code: 'field-required', name: 'Project' }
    expect(await books.refusal(creditAndRebill, { id: after.id, finalize: true })).toEqual(problem)
    const draft = await books.must(creditAndRebill, { id: after.id })
    expect(await books.refusal(finalizeInvoice, { id: draft.invoiceId })).toEqual(problem)
    await expectSound(books)
  })

  it('leaves the renewal of a plan for review', async () => {
    const books = keep(await openTestBooks({ today: '2026-02-01' }))
    const { clientId } = await setUpPractice(books)
    await setRule(books, 'finalization', { kind: 'at-once' })
    const productId = await addPlan(books, '120')
    const { invoiceId } = await books.must(sellByInvoice, { clientId, productId, termMonths: 3 })
    const { currency, amountDue: amount } = await issued(books, invoiceId)
    await books.must(recordPayment, {
      clientId,
      currency,
      amount,
      method: 'transfer',
      receivedOn: calendarDate(books.today),
      allocate: [{ invoiceId, amount: minor(amount) }],
    })
    await require(books)
    books.today = '2026-04-01'
    const run = await runBooks(books)
    const draft = await onlyDraft(books)
    expect(draft.sale).toBe('renewal')
    expect(await finalizing(books, run.runId ?? '')).toMatchObject([
      { outcome: 'blocked', reason: { code: 'cannot-finalize', problem: { code: 'field-required', name: 'Order' } } },
    ])
  })
})
