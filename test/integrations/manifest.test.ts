import { describe, expect, it } from 'vitest'
import type { CurrencyCode } from '../../src/core/money.ts'
import { countryFromText } from '../../src/i18n/country-names.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import { reportImport } from '../../src/integrations/import/report-import.ts'
import { hasSharedImports, manifest, sharedBytes } from './shared-imports.ts'

const defaults = { currency: 'EUR' as CurrencyCode, country: 'DE' }

describe.skipIf(!hasSharedImports)('real export files', () => {
  it('are all there', () => {
    expect(manifest.length).toBeGreaterThanOrEqual(57)
  })

  it.each(manifest.map((entry) => [entry.file, entry] as const))(
    '%s is read as the manifest says',
    async (_file, entry) => {
      await loadLanguage('en')
      const bytes = sharedBytes(entry.file)
      const opened = openImport(bytes, entry.file)
      expect(opened.ok).toBe(true)
      if (!opened.ok) return
      const report = reportImport(bytes, entry.file, defaults)
      expect(report).toMatchObject({
        recognisedAs: entry.system,
        entity: entry.entity,
        encoding: entry.encoding,
        delimiter: entry.delimiter ?? null,
        headerRow: entry.headerRow ?? null,
        rowsRead: entry.dataRows ?? entry.items,
      })
      if (entry.columns != null) expect(opened.value.table.headers).toEqual(entry.columns)
      expect(new Set(opened.value.table.columns).size).toBe(opened.value.table.columns.length)
      for (const [name, value] of Object.entries(entry.expected ?? {})) {
        expect(report.controlSums, name).toHaveProperty(name, value)
      }
      const imported = entry.entity === 'clients' || entry.entity === 'products'
      expect(report.code).toBe(imported ? undefined : 'not-imported')
      if (imported) expect(report.accepted + report.refused.length + report.duplicates).toBe(report.rowsRead)
      else expect(report.accepted).toBe(0)
    },
  )

  it('give every client and product, and refuse only what is none', () => {
    const counts = manifest
      .filter(({ entity }) => entity === 'clients' || entity === 'products')
      .map(({ file }) => {
        const { accepted, refused, duplicates } = reportImport(sharedBytes(file), file, defaults)
        return [file, accepted, refused.map(({ row, code }) => `${row} ${code}`), duplicates]
      })
    expect(counts).toEqual([
      ['invoiceninja/clients.csv', 20, [], 0],
      ['invoiceninja/freshbooks_clients.csv', 2, [], 0],
      ['invoiceninja/i2g_clients.csv', 2, [], 0],
      ['invoiceninja/products.csv', 181, [], 0],
      ['invoiceninja/wave_clients.csv', 4, [], 0],
      ['frappe-books/demo-items.json', 16, [], 0],
      ['frappe-books/demo-parties.json', 210, [], 0],
      ['frappe-books/items.csv', 11, ['2 technical-names'], 0],
      ['solidtime/harvest_clients_import_test_1.csv', 2, [], 0],
      ['solidtime/solidtime_import_test_1/clients.csv', 2, [], 0],
      ['dolibarr/Example_import_company_1.csv', 1, [], 0],
    ])
  })

  it('report the impossible date of a time entry instead of guessing it', () => {
    const file = 'solidtime/clockify_time_entries_import_test_3.csv'
    expect(reportImport(sharedBytes(file), file, defaults).refused).toMatchObject([
      { row: 2, column: 'Start Date', code: 'date-invalid', text: '“13/15/2024” is not a date' },
    ])
  })

  it('name both readings of payments in parentheses', () => {
    const file = 'invoiceninja/payments.csv'
    expect(reportImport(sharedBytes(file), file, defaults).controlSums).toMatchObject({
      sumOfAmounts: '12687.54',
      sumOfAmountsParenthesesNegative: '11087.54',
    })
  })
})

describe('countries', () => {
  it.each([
    ['United States', 'US'],
    ['usa', 'US'],
    ['UK', 'GB'],
    ['Deutschland', 'DE'],
    ['Österreich', 'AT'],
    ['España', 'ES'],
    ['the Netherlands', 'NL'],
    ['日本', 'JP'],
    ['Bahamas', 'BS'],
    [' de ', 'DE'],
    ['Wakanda', undefined],
    ['', undefined],
  ])('%s is %s', (text, code) => {
    expect(countryFromText(text)).toBe(code)
  })
})
