// Contracts written into a file and read back: the same terms, the same custom fields (M-7).
import { describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { importContracts } from '../../src/commands/import-contracts.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveField } from '../../src/commands/save-field.ts'
import { saveTaxRate } from '../../src/commands/save-tax-rate.ts'
import type { Contract, ContractItem } from '../../src/core/contract/contract.ts'
import type { ContractFields, ItemFields } from '../../src/core/contract/contract-fields.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, TaxRateId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { contractsCsv } from '../../src/documents/csv/contracts-csv.ts'
import { proposeMapping } from '../../src/integrations/import/mapping.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import { planContracts } from '../../src/integrations/import/plan-contracts.ts'
import { resolveContracts } from '../../src/integrations/import/resolve-agreements.ts'
import { contractRows } from '../../src/queries/contract-rows.ts'
import { getAgreementContext, getImportContext } from '../../src/queries/get-import-context.ts'
import { listFields } from '../../src/queries/list-fields.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { clientFields, setUpPractice } from '../support/practice.ts'

const day = calendarDate
const EUR = 'EUR' as CurrencyCode

const item = (more: Partial<ItemFields>): ItemFields => ({
  description: 'Care',
  kind: 'recurring',
  timing: 'advance',
  cadence: { unit: 'month', every: 1 },
  quantity: decimal('1'),
  pricing: { kind: 'flat', price: decimal('250') },
  taxIds: [],
  taxIncluded: false,
  ...more,
})

/** Whatever an import has to bring back; ids, days of entry and what is derived from them apart. */
const termsOf = (contract: Contract, items: readonly ContractItem[]) => {
  const { name, contractNumber, currency, startOn, endOn, renewal, poNumber, notes, customFields } = contract
  return {
    ...{ name, contractNumber, currency, startOn, endOn, renewal, poNumber, notes, customFields },
    items: items.map(
      ({ description, unit, kind, timing, cadence, startOn: from, endOn: until, trialDays, ...rest }) => ({
        ...{ description, unit, kind, timing, cadence, from, until, trialDays },
        anchors: rest.anchors,
        firstStub: rest.firstStub,
        proration: rest.proration,
        agreements: rest.agreements,
        taxIds: rest.taxIds,
        taxIncluded: rest.taxIncluded,
      }),
    ),
  }
}

async function allTerms({ db }: TestBooks) {
  const contracts = await db.contracts.orderBy('sortName').toArray()
  return Promise.all(
    contracts.map(async (contract) =>
      termsOf(contract, await db.contractItems.where('contractId').equals(contract.id).sortBy('id')),
    ),
  )
}

async function exported(books: TestBooks): Promise<string> {
  const today = day(books.today)
  return contractsCsv(await contractRows(books.db, 'all', today), await listFields(books.db, 'contract'), today)
}

async function planned(books: TestBooks, csv: string) {
  const opened = openImport(new TextEncoder().encode(csv), 'contracts.csv')
  if (!opened.ok) throw new Error(opened.problem.code)
  expect([opened.value.importable, opened.value.recognition.system]).toEqual(['contracts', 'Billfold template'])
  const { table } = opened.value
  const { fields: all, ...context } = await getImportContext(books.db)
  const fields = all.filter(({ subject }) => subject === 'contract')
  const plan = planContracts(table, proposeMapping(table, 'contracts', fields), {
    ...context,
    ...(await getAgreementContext(books.db)),
    today: books.envelope().today,
    fields,
    missingClients: 'refuse',
  })
  if (!plan.ok) throw new Error(plan.problem.code)
  return plan.value
}

const rowsIn = (csv: string) =>
  csv
    .replace('\ufeff', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))

describe('contracts in a file', () => {
  it('come back with the same terms, items and custom fields', async () => {
    const books = await openTestBooks({ today: '2026-03-02' })
    const { clientId, taxId } = await setUpPractice(books)
    const city = (
      await books.must(saveTaxRate, {
        fields: {
          ...({ name: 'City', category: 'S', kind: 'normal', state: 'active' } as const),
          rates: [{ from: day('2007-01-01'), percent: decimal('2') }],
        },
      })
    ).id as TaxRateId
    const twin = await books.must(saveClient, { fields: clientFields('Twin, =1+1', { clientNumber: 'K-7' }) })
    await books.must(saveClient, { fields: clientFields('Twin, =1+1', { clientNumber: 'K-8' }) })
    const define = async (name: string, kind: 'text' | 'number' | 'date') =>
      (await books.must(saveField, { fields: { subject: 'contract', name, kind, required: 0, onDocuments: 0 } })).id
    const [project, hours, since] = [
      await define('Project', 'text'),
      await define('Hours', 'number'),
      await define('Since', 'date'),
    ]
    const add = (fields: Partial<ContractFields> & { readonly clientId: ClientId }) =>
      books.must(addContract, {
        fields: { name: 'Care', currency: EUR, startOn: day('2026-01-31'), items: [item({})], ...fields },
      })
    await add({
      clientId,
      contractNumber: 'C-1001',
      endOn: day('2027-01-31'),
      renewal: { length: { unit: 'month', every: 3 }, noticeDays: 30 },
      poNumber: '0042',
      notes: 'first line\n=second, "quoted"',
      customFields: [
        { fieldId: project, name: '', value: '=Kiel, "Ufer"' },
        { fieldId: hours, name: '', value: '1.234' },
        { fieldId: since, name: '', value: '2025-12-31' },
      ],
      items: [
        item({ taxIds: [taxId, city], billingDay: 15, proration: 'calendar-months', firstStub: 'with-next' }),
        item({
          description: 'Mail',
          unit: 'box',
          quantity: decimal('1.234'),
          pricing: { kind: 'per-unit', unitPrice: decimal('1.005') },
          cadence: { unit: 'year', every: 1 },
          trialDays: 14,
          endOn: day('2026-12-01'),
          taxIncluded: true,
        }),
        item({
          description: 'Traffic',
          kind: 'usage',
          timing: 'arrears',
          unit: 'GB',
          quantity: decimal('0'),
          cadence: { unit: 'month', every: 3 },
          pricing: {
            kind: 'graduated',
            tiers: [{ upTo: decimal('100'), unitPrice: decimal('0.125') }, { unitPrice: decimal('0.1') }],
            minimum: decimal('5'),
          },
          proration: 'none',
        }),
        item({ description: 'Setup', kind: 'one-off', cadence: { unit: 'day', every: 1 }, startOn: day('2026-02-14') }),
      ],
    })
    await add({ clientId: twin.id, startOn: day('2026-05-01') })
    const before = await allTerms(books)
    const csv = await exported(books)
    const [head = []] = rowsIn(csv)
    expect(head.slice(-5)).toEqual(['Billing group', 'State', 'Project', 'Hours', 'Since'])
    expect(csv).toContain(',active,')
    expect(csv).toContain(',to come,')

    await Promise.all([books.db.contracts.clear(), books.db.contractItems.clear(), books.db.charges.clear()])
    const plan = await planned(books, csv)
    expect(plan.rows.filter((row) => row.state !== 'accepted')).toEqual([])
    expect([plan.doubtfulColumns, plan.doubtfulDates]).toEqual([[], []])
    await books.must(importContracts, { file: 'contracts.csv', ...resolveContracts(plan) })
    expect(await allTerms(books)).toEqual(before)
    // Once more: all of them are there.
    expect((await planned(books, csv)).rows.map(({ state }) => state)).toEqual(Array(5).fill('duplicate'))
  })
})
