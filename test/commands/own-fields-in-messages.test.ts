// Fields of the owner's own in texts to clients (M-7): kept by the settings, filled from the rows as they are now.
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { changeInvoiceFields } from '../../src/commands/annotate-invoice.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { archiveField, removeField, saveField } from '../../src/commands/save-field.ts'
import type { FieldFields } from '../../src/core/fields/check-field.ts'
import type { FieldId, InvoiceId } from '../../src/core/ids.ts'
import type { CustomField } from '../../src/core/model.ts'
import { sendingChange, sendingValues } from '../../src/features/settings/sending-section.tsx'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { composeMessage } from '../../src/integrations/mail/compose-message.ts'
import { getMessageContext } from '../../src/queries/get-message.ts'
import { fieldsOf as contractFields } from '../support/contract-acts.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, finalized, issue, setUpPractice } from '../support/practice.ts'

beforeAll(() => loadLanguage('en'))

const opened: TestBooks[] = []
afterEach(() => {
  for (const books of opened.splice(0)) books.db.close()
})

async function open(today?: string): Promise<TestBooks> {
  const books = await openTestBooks(today === undefined ? {} : { today })
  opened.push(books)
  return books
}

const define = async (books: TestBooks, fields: Partial<FieldFields> & Pick<FieldFields, 'subject' | 'name'>) =>
  (await books.must(saveField, { fields: { kind: 'text', required: 0, onDocuments: 0, ...fields } })).id

const value = (fieldId: FieldId, text: string): CustomField => ({ fieldId, name: '', value: text })

async function settingsOf({ db }: TestBooks) {
  const settings = await db.settings.get('account')
  if (settings === undefined) throw new Error('no settings')
  return settings
}

async function write(books: TestBooks, text: string) {
  const { version, messages } = await settingsOf(books)
  const changes = { messages: { ...messages, invoice: { subject: 'Invoice {number}', text } } }
  return books.run(changeSettings, { version, changes })
}

async function textOf(books: TestBooks, id: InvoiceId): Promise<string> {
  const context = await getMessageContext(books.db, id)
  if (context === null) throw new Error('no context')
  const plan = { kind: 'invoice', attachPdf: 0, listUnpaid: 0 } as const
  const { today } = books.envelope()
  return composeMessage(plan, { settings: await settingsOf(books), ...context }, today).text
}

describe('a text of messages', () => {
  it('says what client, group and invoice have now, in the words of the document; a line without a value goes', async () => {
    const books = await open()
    await setUpPractice(books)
    const vendor = await define(books, { subject: 'client', name: 'Vendor number' })
    const since = await define(books, { subject: 'group', name: 'Since', kind: 'date' })
    const hours = await define(books, { subject: 'invoice', name: 'Hours', kind: 'number' })
    await define(books, { subject: 'contract', name: 'Project' })
    const clientId = await addClient(books, 'Okafor', { customFields: [value(vendor, 'V-4711')] })
    const [group] = await books.db.billingGroups.where('clientId').equals(clientId).toArray()
    if (group === undefined) throw new Error('no group')
    await books.must(saveBillingGroup, {
      clientId,
      seen: { id: group.id, version: group.version },
      fields: { name: group.name, offsetDays: 0, cc: [], customFields: [value(since, '2026-01-31')] },
    })
    const invoice = await issue(books, clientId, '100')
    const text =
      'Vendor {CLIENT: vendor number}\nSince {group: Since}\nHours: {invoice: Hours}\nFor {contract: Project}\nBye'
    expect(await write(books, text)).toMatchObject({ ok: true })
    expect(await textOf(books, invoice.id)).toBe('Vendor V-4711\nSince 31 Jan 2026\nBye')
    const { id, version } = await finalized(books, invoice.id)
    await books.must(changeInvoiceFields, { id, version, customFields: [value(hours, '1234.5')] })
    expect(await textOf(books, invoice.id)).toContain('\nHours: 1,234.5\nBye')
  })

  it('names the projects of all contracts that the invoice bills, each once', async () => {
    const books = await open('2026-03-02')
    const { clientId } = await setUpPractice(books)
    const project = await define(books, { subject: 'contract', name: 'Project' })
    const fields = { ...contractFields(clientId), customFields: [value(project, 'Ulm')] }
    const { invoiceIds } = await books.must(addContract, { fields })
    const [id] = invoiceIds
    if (id === undefined) throw new Error('not drafted')
    await books.must(finalizeInvoice, { id })
    await write(books, 'For {contract: project}.')
    expect(await textOf(books, id)).toBe('For Ulm.')
  })

  it('is refused with a field that is not there, follows a renamed one, and stays empty for one that has gone', async () => {
    const books = await open()
    const { clientId } = await setUpPractice(books)
    expect(await write(books, 'Vendor {client: Vendor number}')).toEqual({
      ok: false,
      problem: { code: 'template-field-unknown', field: 'client: Vendor number', at: 7 },
    })
    const id = await define(books, { subject: 'client', name: 'Vendor number' })
    expect(await write(books, 'Hello\nVendor {client: Vendor number}')).toMatchObject({ ok: true })
    const fields = { subject: 'client', kind: 'text', required: 0, onDocuments: 0 } as const
    await books.must(saveField, { seen: { id, version: 1 }, fields: { ...fields, name: 'Supplier no' } })
    expect((await settingsOf(books)).messages?.invoice?.text).toBe('Hello\nVendor {client: Supplier no}')
    const values = sendingValues(await settingsOf(books))
    expect(sendingChange(values, await settingsOf(books), await books.db.fields.toArray())).not.toHaveProperty('field')
    expect(sendingChange(values, await settingsOf(books), [])).toMatchObject({ field: 'invoice/text' })
    const invoice = await issue(books, clientId, '100')
    await books.must(archiveField, { id, version: 2 })
    await books.must(removeField, { id, version: 3 })
    expect(await textOf(books, invoice.id)).toBe('Hello')
    // Other settings can be changed all the same.
    const { version } = await settingsOf(books)
    expect(await books.run(changeSettings, { version, changes: { termsDays: 9 } })).toMatchObject({ ok: true })
  })
})
