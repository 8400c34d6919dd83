// Fields of the owner's own in files (M-7): whatever a field is called and whatever stands in it is refused with a
// reason, or kept, backed up, exported, imported and printed as it is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importClients } from '../../src/commands/import-clients.ts'
import { importContracts } from '../../src/commands/import-contracts.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveField } from '../../src/commands/save-field.ts'
import type { FieldFields } from '../../src/core/fields/check-field.ts'
import { printedFields } from '../../src/core/fields/printed-fields.ts'
import type { FieldId } from '../../src/core/ids.ts'
import type { FrozenDocument } from '../../src/core/invoice/document.ts'
import type { CustomField } from '../../src/core/model.ts'
import { clientsCsv } from '../../src/documents/csv/clients-csv.ts'
import { printDocument } from '../../src/documents/print-document.ts'
import { proposeMapping } from '../../src/integrations/import/mapping.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import { planContracts } from '../../src/integrations/import/plan-contracts.ts'
import { planClients } from '../../src/integrations/import/plan-import.ts'
import { resolveContracts } from '../../src/integrations/import/resolve-agreements.ts'
import { resolveClients } from '../../src/integrations/import/resolve-duplicates.ts'
import { getAgreementContext, getImportContext } from '../../src/queries/get-import-context.ts'
import { listFields } from '../../src/queries/list-fields.ts'
import { rowProblem } from '../../src/storage/backup/row-schemas.ts'
import { frozenDocument, sampleLines } from '../support/frozen-document.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { clientFields } from '../support/practice.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

async function planned(books: TestBooks, csv: string) {
  const opened = openImport(bytesOf(csv), 'clients.csv')
  if (!opened.ok) throw new Error(opened.problem.code)
  const { table } = opened.value
  const context = await getImportContext(books.db)
  const fields = context.fields.filter(({ subject }) => subject === 'client')
  const mapping = proposeMapping(table, 'clients', fields)
  const plan = planClients(table, mapping, { ...context, existing: context.clients, fields })
  if (!plan.ok) throw new Error(plan.problem.code)
  return plan.value
}

async function imported(books: TestBooks, csv: string): Promise<void> {
  const plan = await planned(books, csv)
  await books.must(importClients, { file: 'clients.csv', ...resolveClients(plan, { all: 'skip' }) })
}

const define = async (books: TestBooks, fields: Partial<FieldFields> & { readonly name: string }) =>
  (
    await books.must(saveField, {
      fields: { subject: 'client', kind: 'text', required: 0, onDocuments: 0, ...fields },
    })
  ).id

const hostile = [
  '=1+1',
  "'=x",
  'E-Mail',
  'Client name',
  '12/05/2026',
  'https://example.com',
  'a,b;c"d',
  '007',
  'Ünïcode 🎉',
  'x@y',
  '{name}',
  '<b>',
  '\\',
  '1,234.50',
]
const anyText = fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 70 }), fc.string({ unit: 'grapheme' }))

const anyField = fc.record({
  name: anyText,
  kind: fc.constantFrom('text', 'number', 'date', 'choice', 'link' as const),
  choices: fc.array(anyText, { maxLength: 3 }),
  text: fc.oneof(
    anyText,
    fc.constantFrom('12.50', '-3', '2026-02-28', '2026-02-30', 'https://example.com/a?b=1', 'line one\nline two'),
  ),
})

describe('any definition and any text', () => {
  it('is refused with a reason, or kept, backed up, exported, imported and printed unchanged', async () => {
    let kept = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyField, { minLength: 1, maxLength: 4 }), async (wanted) => {
        const books = await openTestBooks()
        const values: CustomField[] = []
        for (const { name, kind, choices, text } of wanted) {
          const saved = await books.run(saveField, {
            fields: { subject: 'client', name, kind, choices, required: 0, onDocuments: 1 },
          })
          if (!saved.ok) {
            expect(saved.problem.code).toBe('field-invalid')
            continue
          }
          const given = { fieldId: saved.value.id, name, value: kind === 'choice' ? (choices[0] ?? text) : text }
          const tried = await books.run(saveClient, { fields: clientFields('Trial', { customFields: [given] }) })
          if (tried.ok) values.push(given)
          else expect(tried.problem.code).toBe('field-value')
        }
        const { id } = await books.must(saveClient, { fields: clientFields('Meyer', { customFields: values }) })
        const client = await books.db.clients.get(id)
        const fields = await listFields(books.db, 'client')
        if (client === undefined) throw new Error('no client')
        kept += client.customFields?.length ?? 0
        expect(rowProblem('clients', client)).toBeUndefined()
        for (const field of fields) expect(rowProblem('fields', field)).toBeUndefined()

        // Printed: each text stands on the paper as it is; figures and days in the document's words.
        const printed = printedFields(fields, {
          client: [client.customFields ?? []],
          group: [],
          contract: [],
          invoice: [],
        })
        const { facts } = printDocument({
          ...frozenDocument({ lines: sampleLines(1) }),
          fields: printed,
        } as FrozenDocument)
        for (const { name, value, kind } of printed) {
          if (kind === undefined) expect(facts).toContainEqual({ label: name, value })
          else expect(facts.map(({ label }) => label)).toContain(name)
        }

        // Exported and imported again, where the fields are the same.
        const csv = clientsCsv([client], fields)
        await books.db.clients.clear()
        await imported(books, csv)
        const [again] = await books.db.clients.toArray()
        expect(again?.customFields ?? []).toEqual(client.customFields ?? [])
        books.db.close()
      }),
      { numRuns: 60 },
    )
    expect(kept).toBeGreaterThan(0)
  }, 60_000)
})

describe('an import', () => {
  it('matches columns by the fields’ names and reads figures and days as the file writes them', async () => {
    const books = await openTestBooks()
    const limit = await define(books, { name: 'Credit limit', kind: 'number' })
    const since = await define(books, { name: 'Partner since', kind: 'date' })
    const portal = await define(books, { name: 'Portal', kind: 'choice', choices: ['Ariba', 'Coupa'] })
    const csv = 'Name;credit LIMIT;Partner-since;Portal\nMeyer;1.250,50;31.12.2024;ariba\nOkafor;3,00;;\n'
    await imported(books, csv)
    const [meyer, okafor] = await books.db.clients.orderBy('sortName').toArray()
    expect(meyer?.customFields).toEqual([
      { fieldId: limit, name: 'Credit limit', value: '1250.5' },
      { fieldId: since, name: 'Partner since', value: '2024-12-31' },
      { fieldId: portal, name: 'Portal', value: 'Ariba' },
    ])
    expect(okafor?.customFields).toEqual([{ fieldId: limit, name: 'Credit limit', value: '3' }])
  })

  it('gives a reason for each row that cannot be kept', async () => {
    const books = await openTestBooks()
    await define(books, { name: 'Vendor number', required: 1 })
    await define(books, { name: 'Portal', kind: 'choice', choices: ['Ariba'] })
    const plan = await planned(books, 'Name,Vendor number,Portal\nMeyer,V-1,Ariba\nOkafor,,\nNovak,V-2,Oracle\n')
    expect(plan.rows.map((row) => (row.state === 'refused' ? row.issue.code : row.state))).toEqual([
      'accepted',
      'own-required',
      'own-not-a-choice',
    ])
    expect(plan.rows[1]).toMatchObject({ issue: { cell: 'Vendor number' } })
    await books.must(importClients, { file: 'f.csv', ...resolveClients(plan, { all: 'skip' }) })
    // One that is there already is not asked for what it lacks; what the file says of it is taken.
    const update = await planned(books, 'Name,Portal\nMeyer,Ariba\n')
    expect(update).toMatchObject({ refused: 0, duplicates: 1 })
    await books.must(importClients, { file: 'f.csv', ...resolveClients(update, { all: 'update' }) })
    expect((await books.db.clients.toArray())[0]?.customFields?.map(({ value }) => value)).toEqual(['V-1', 'Ariba'])
  })

  it('takes the fields of contracts from any of their rows', async () => {
    const books = await openTestBooks({ today: '2026-03-02' })
    await books.must(saveClient, { fields: clientFields('Meyer') })
    const project = await define(books, { subject: 'contract', name: 'Project', required: 1 })
    const csv =
      'Contract number,Client,Start,Item,Cadence,Price,Project\n' +
      'C-1,Meyer,2026-01-01,Care,monthly,100,\nC-1,,,Mail,monthly,10,Kiel\nC-2,Meyer,2026-01-01,Care,monthly,5,\n'
    const opened = openImport(bytesOf(csv), 'contracts.csv')
    if (!opened.ok) throw new Error(opened.problem.code)
    const { fields: all, ...context } = await getImportContext(books.db)
    const fields = all.filter(({ subject }) => subject === 'contract')
    const { table } = opened.value
    const plan = planContracts(table, proposeMapping(table, 'contracts', fields), {
      ...context,
      ...(await getAgreementContext(books.db)),
      today: books.envelope().today,
      fields,
      missingClients: 'refuse',
    })
    if (!plan.ok) throw new Error(plan.problem.code)
    expect(plan.value.rows.map((row) => (row.state === 'refused' ? row.issue.code : row.state))).toEqual([
      'accepted',
      'accepted',
      'own-required',
    ])
    await books.must(importContracts, { file: 'contracts.csv', ...resolveContracts(plan.value) })
    const expected: CustomField[] = [{ fieldId: project as FieldId, name: 'Project', value: 'Kiel' }]
    expect((await books.db.contracts.toArray()).map(({ customFields }) => customFields)).toEqual([expected])
  })
})
