// Fields of the owner's own (M-7): definitions, values on clients, groups, contracts and invoices, and what prints.
import { describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { changeInvoiceFields } from '../../src/commands/annotate-invoice.ts'
import { billGroup } from '../../src/commands/bill-group.ts'
import { changeContract } from '../../src/commands/change-contract.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { releaseDocument } from '../../src/commands/release-document.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveDraft } from '../../src/commands/save-draft.ts'
import { archiveField, moveField, removeField, restoreField, saveField } from '../../src/commands/save-field.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { type WebhookHead, webhookBody } from '../../src/core/automation/webhook-body.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { FieldFields } from '../../src/core/fields/check-field.ts'
import { inFieldOrder } from '../../src/core/fields/kept-values.ts'
import type { FieldId, InvoiceId } from '../../src/core/ids.ts'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import type { CustomField, DraftInvoice, FinalizedInvoice } from '../../src/core/model.ts'
import { printDocument } from '../../src/documents/print-document.ts'
import { fieldsOf as contractFields } from '../support/contract-acts.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, charge, clientFields, draftAll, setUpPractice } from '../support/practice.ts'

const head = { id: 'evt', type: 'test', at: '2026-03-02T10:00:00.000Z', on: '2026-03-02', actor: 'user' } as WebhookHead

const define = async (books: TestBooks, fields: Partial<FieldFields> & Pick<FieldFields, 'subject' | 'name'>) =>
  (await books.must(saveField, { fields: { kind: 'text', required: 0, onDocuments: 0, ...fields } })).id

const value = (fieldId: FieldId, text: string): CustomField => ({ fieldId, name: '', value: text })

async function fieldOf(books: TestBooks, id: FieldId) {
  const field = await books.db.fields.get(id)
  if (field === undefined) throw new Error('no such field')
  return field
}

async function draftOf(books: TestBooks, id: InvoiceId): Promise<DraftInvoice> {
  const row = await books.db.invoices.get(id)
  if (row?.state !== 'draft') throw new Error('not a draft')
  return row
}

async function putOnDraft(books: TestBooks, id: InvoiceId, customFields: readonly CustomField[]) {
  const draft = await draftOf(books, id)
  const { allowances, surcharges, termsDays, prepaid, version } = draft
  return books.run(saveDraft, {
    id,
    version,
    head: { allowances, surcharges, termsDays, prepaid, customFields },
    lines: draft.chargeIds.map((chargeId) => ({ kind: 'keep' as const, chargeId })),
  })
}

describe('a field of the owner’s own', () => {
  it('has a name of its own within its subject', async () => {
    const books = await openTestBooks()
    await define(books, { subject: 'client', name: 'Vendor number' })
    const fields = { kind: 'text', required: 0, onDocuments: 0, name: ' VENDOR Number ' } as const
    expect(await books.refusal(saveField, { fields: { ...fields, subject: 'client' } })).toEqual({
      code: 'field-invalid',
      field: 'name',
      reason: 'duplicate',
    })
    await books.must(saveField, { fields: { ...fields, subject: 'contract' } })
  })

  it('of choices has at least one, each once', async () => {
    const books = await openTestBooks()
    const fields = { subject: 'client', name: 'Portal', kind: 'choice', required: 0, onDocuments: 0 } as const
    const reasonOf = async (choices: string[]) => {
      const problem = await books.refusal(saveField, { fields: { ...fields, choices } })
      return problem.code === 'field-invalid' ? problem.reason : problem.code
    }
    expect(await reasonOf([])).toBe('empty')
    expect(await reasonOf(['Ariba', ' '])).toBe('empty')
    expect(await reasonOf(['Ariba', 'ARIBA'])).toBe('duplicate')
    await books.must(saveField, { fields: { ...fields, choices: ['Ariba', 'Coupa', '+', '-'] } })
  })

  it('is put in order by hand', async () => {
    const books = await openTestBooks()
    const [a, b, c] = [
      await define(books, { subject: 'client', name: 'A' }),
      await define(books, { subject: 'client', name: 'B' }),
      await define(books, { subject: 'client', name: 'C' }),
    ]
    const order = async () => inFieldOrder(await books.db.fields.toArray()).map(({ name }) => name)
    expect(await order()).toEqual(['A', 'B', 'C'])
    await books.must(moveField, { id: c, version: 1, to: 0 })
    expect(await order()).toEqual(['C', 'A', 'B'])
    await books.must(moveField, { id: a, version: (await fieldOf(books, a)).version, to: 9 })
    expect(await order()).toEqual(['C', 'B', 'A'])
    expect((await fieldOf(books, b)).position).toBe(1)
  })
})

describe('values', () => {
  it('are checked by kind and kept in machine form', async () => {
    const books = await openTestBooks()
    const kinds = {
      text: await define(books, { subject: 'client', name: 'Text' }),
      number: await define(books, { subject: 'client', name: 'Number', kind: 'number' }),
      date: await define(books, { subject: 'client', name: 'Date', kind: 'date' }),
      choice: await define(books, { subject: 'client', name: 'Choice', kind: 'choice', choices: ['Ariba', 'Coupa'] }),
      link: await define(books, { subject: 'client', name: 'Link', kind: 'link' }),
    }
    const save = (kind: keyof typeof kinds, text: string) =>
      books.run(saveClient, { fields: clientFields('Meyer', { customFields: [value(kinds[kind], text)] }) })
    const reason = async (kind: keyof typeof kinds, text: string) => {
      const saved = await save(kind, text)
      if (saved.ok) return (await books.db.clients.get(saved.value.id))?.customFields?.[0]?.value ?? ''
      return saved.problem.code === 'field-value' ? saved.problem.reason : saved.problem.code
    }
    expect(await reason('text', '  4711 ')).toBe('4711')
    expect(await reason('text', 'x'.repeat(501))).toBe('too-long')
    expect(await reason('number', '0012.50')).toBe('12.5')
    expect(await reason('number', '1,5')).toBe('not-a-number')
    expect(await reason('number', '1'.repeat(16))).toBe('too-large')
    expect(await reason('date', '2026-02-29')).toBe('not-a-date')
    expect(await reason('date', '2028-02-29')).toBe('2028-02-29')
    expect(await reason('choice', 'ariba')).toBe('Ariba')
    expect(await reason('choice', 'Oracle')).toBe('not-a-choice')
    expect(await reason('link', 'https://example.com/a?b=1#c')).toBe('https://example.com/a?b=1#c')
    for (const text of ['javascript:alert(1)', 'https://', 'https://a@b.example', 'example.com', 'https://a b.c']) {
      expect(await reason('link', text), text).toBe('not-a-link')
    }
  })

  it('that are required are asked for on every row that a person saves', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const id = await define(books, { subject: 'client', name: 'Vendor number', required: 1 })
    const required = { code: 'field-required', name: 'Vendor number' }
    expect(await books.refusal(saveClient, { fields: clientFields('Neu') })).toEqual(required)
    expect(
      await books.refusal(saveClient, { fields: clientFields('Neu', { customFields: [value(id, ' ')] }) }),
    ).toEqual(required)
    const seen = { id: clientId, version: 1 }
    expect(await books.refusal(saveClient, { seen, fields: clientFields('Meyer', { customFields: [] }) })).toEqual(
      required,
    )
    // What says nothing of the fields, as a change of an address, is not asked.
    await books.must(saveClient, { seen, fields: clientFields('Meyer Studios') })
    await define(books, { subject: 'group', name: 'Cost centre', required: 1 })
    expect(
      await books.refusal(saveBillingGroup, { clientId, fields: { name: 'Second', offsetDays: 0, cc: [] } }),
    ).toEqual({ code: 'field-required', name: 'Cost centre' })
  })

  it('find the row, follow the field’s name and stay when it is archived', async () => {
    const books = await openTestBooks()
    const id = await define(books, { subject: 'client', name: 'Vendor number' })
    const clientId = await addClient(books, 'Meyer', {
      customFields: [value(id, 'V-4711'), { name: 'Shoe size', value: '44' }],
    })
    const client = async () => books.db.clients.get(clientId)
    expect((await client())?.words).toEqual(expect.arrayContaining(['4711', '44']))
    const { version } = await fieldOf(books, id)
    const fields = { subject: 'client', name: 'Supplier no.', kind: 'text', required: 0, onDocuments: 0 } as const
    const saved = await books.must(saveField, { seen: { id, version }, fields })
    expect(saved.renamed).toBe(1)
    expect(await client()).toMatchObject({
      version: 1,
      customFields: [
        { fieldId: id, name: 'Supplier no.', value: 'V-4711' },
        { name: 'Shoe size', value: '44' },
      ],
    })
    await books.must(archiveField, saved)
    // A form that no longer shows the field says nothing of it.
    await books.must(saveClient, {
      seen: { id: clientId, version: 1 },
      fields: clientFields('Meyer', { customFields: [{ name: 'Shoe size', value: '45' }] }),
    })
    expect((await client())?.customFields).toEqual([
      { fieldId: id, name: 'Supplier no.', value: 'V-4711' },
      { name: 'Shoe size', value: '45' },
    ])
    const archived = await fieldOf(books, id)
    expect(await books.refusal(removeField, archived)).toEqual({ code: 'field-in-use', name: 'Supplier no.', rows: 1 })
    const again = await books.must(restoreField, archived)
    expect(await books.refusal(saveField, { seen: { id, ...again }, fields: { ...fields, kind: 'number' } })).toEqual({
      code: 'field-in-use',
      name: 'Supplier no.',
      rows: 1,
    })
    await books.must(saveClient, {
      seen: { id: clientId, version: 2 },
      fields: clientFields('Meyer', { customFields: [value(id, '')] }),
    })
    expect((await client())?.words).not.toContain('4711')
    await books.must(removeField, await fieldOf(books, id))
    expect(await books.db.fields.count()).toBe(0)
  })
})

describe('documents', () => {
  it('print what is for documents of client, group and invoice as it stood when they were issued', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const vendor = await define(books, { subject: 'client', name: 'Vendor number', onDocuments: 1 })
    const secret = await define(books, { subject: 'client', name: 'Rating' })
    const centre = await define(books, { subject: 'group', name: 'Cost centre', onDocuments: 1 })
    const ordered = await define(books, { subject: 'invoice', name: 'Ordered on', kind: 'date', onDocuments: 1 })
    await books.must(saveClient, {
      seen: { id: clientId, version: 1 },
      fields: clientFields('Meyer Studio', { customFields: [value(vendor, 'V-4711'), value(secret, 'late payer')] }),
    })
    const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
    if (group === undefined) throw new Error('no group')
    await books.must(saveBillingGroup, {
      seen: group,
      clientId,
      fields: { name: group.name, offsetDays: 0, cc: [], customFields: [value(centre, 'K 12')] },
    })
    await charge(books, clientId, '100')
    const id = await draftAll(books, clientId)
    expect((await putOnDraft(books, id, [value(ordered, 'tomorrow')])).ok).toBe(false)
    expect((await putOnDraft(books, id, [value(ordered, '2026-02-20')])).ok).toBe(true)
    await books.must(finalizeInvoice, { id })
    const printed = [
      { name: 'Vendor number', value: 'V-4711' },
      { name: 'Cost centre', value: 'K 12' },
      { name: 'Ordered on', value: '2026-02-20', kind: 'date' },
    ]
    expect((await books.db.documents.get(id))?.document.fields).toEqual(printed)
    const invoice = (await books.db.invoices.get(id)) as FinalizedInvoice
    expect(invoice.words).toEqual(expect.arrayContaining(['4711', 'k', '12']))
    expect(JSON.parse(webhookBody(head, { invoice })).invoice.fields).toEqual([
      { name: 'Ordered on', value: '2026-02-20' },
    ])
    // T-14: an annotation later on is kept and found, the document stays.
    await books.must(changeInvoiceFields, {
      id,
      version: invoice.version,
      customFields: [value(ordered, '2026-03-01')],
    })
    const after = (await books.db.invoices.get(id)) as FinalizedInvoice
    expect(after.customFields).toEqual([{ fieldId: ordered, name: 'Ordered on', value: '2026-03-01' }])
    expect((await books.db.documents.get(id))?.document.fields).toEqual(printed)
    await books.must(releaseDocument, { id, pdf: new Uint8Array([1]), how: 'download' })
    const { cancellationId } = await books.must(voidInvoice, { id, charges: 'drop' })
    const cancellation = cancellationId && (await books.db.documents.get(cancellationId))
    expect(cancellation?.document.fields).toEqual(printed)
    expect(printDocument(cancellation?.document as FrozenDocument).facts).toEqual(
      expect.arrayContaining([
        { label: 'Vendor number', value: 'V-4711' },
        { label: 'Ordered on', value: expect.stringMatching(/20.*2026|2026.*20/) },
      ]),
    )
  })

  it('ask for what is required when they are finalized by hand, not while they are drafts', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const id = await define(books, { subject: 'invoice', name: 'Order', required: 1 })
    await charge(books, clientId, '100')
    const draftId = await draftAll(books, clientId)
    expect(await books.refusal(finalizeInvoice, { id: draftId })).toEqual({ code: 'field-required', name: 'Order' })
    await putOnDraft(books, draftId, [value(id, 'A-1')])
    await books.must(finalizeInvoice, { id: draftId })
    expect((await books.db.documents.get(draftId))?.document.fields).toBeUndefined()
  })

  it('name the projects of all contracts that they bill', async () => {
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    const project = await define(books, { subject: 'contract', name: 'Project', onDocuments: 1, required: 1 })
    const add = (name: string, values: readonly CustomField[]) =>
      books.run(addContract, { fields: { ...contractFields(clientId), name, customFields: values } })
    const without = await add('Care', [])
    expect(without.ok ? undefined : without.problem).toEqual({ code: 'field-required', name: 'Project' })
    for (const name of ['Ulm', 'Kiel']) await add(name, [value(project, `P ${name}`)])
    const contracts = await books.db.contracts.toArray()
    expect(contracts.every(({ words, name }) => words.includes('p') && words.includes(name.toLowerCase()))).toBe(true)
    const first = contracts.find(({ name }) => name === 'Ulm')
    if (first === undefined) throw new Error('no contract')
    await books.must(changeContract, {
      id: first.id,
      version: 1,
      changes: { customFields: [value(project, 'P Bonn')] },
    })
    await books.must(changeContract, { id: first.id, version: 2, changes: { notes: 'moved' } })
    books.today = '2026-04-01'
    const group = first.billingGroupId
    await books.must(billGroup, { groupId: group, asOf: calendarDate('2026-04-01') })
    const drafts = (await books.db.invoices.toArray()).filter(({ state }) => state === 'draft')
    for (const { id } of drafts) await books.must(finalizeInvoice, { id })
    const fields = (await books.db.documents.toArray()).flatMap(({ document }) => document.fields ?? [])
    expect([...new Set(fields.map((each) => each.value))].sort()).toEqual(['P Bonn', 'P Kiel'])
  })
})
