import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import type { Charge } from '../../src/core/model.ts'
import { chargeColumns, chargesCsv } from '../../src/documents/csv/charges-csv.ts'
import { protectText, unprotectText } from '../../src/documents/csv/protected-text.ts'
import { writeCsv } from '../../src/documents/csv/write-csv.ts'

const charge = {
  id: 'chg_1',
  currency: 'KWD',
  description: 'Plan, "first"\nversion',
  quantity: '-1.5',
  unit: 'hours',
  unitPrice: '0.3333',
  servedOn: '2026-11-12',
  period: { start: '2026-11-01', end: '2026-12-01' },
  allowances: [
    { kind: 'percent', value: '10', reason: 'Loyalty' },
    { kind: 'amount', value: '5', reason: 'Voucher' },
  ],
  surcharges: [],
  amount: -1234,
  taxIncluded: true,
  source: 'manual',
  state: 'invoiced',
} as unknown as Charge

function read(csv: string): string[][] {
  const { data, errors } = Papa.parse<string[]>(csv.replace(/^\ufeff/, ''), {
    skipEmptyLines: false,
    delimiter: ',',
    newline: '\r\n',
  })
  expect(errors).toEqual([])
  return data.slice(0, -1)
}

test('every column of a charge, exact', () => {
  const csv = chargesCsv([charge], { clientName: () => '=Okafor', invoiceNumber: () => '2026-0042' })
  expect(csv.startsWith('\ufeffCharge id,')).toBe(true)
  expect(csv.endsWith('\r\n')).toBe(true)
  const [head, row] = read(csv)
  expect(head).toEqual([...chargeColumns])
  expect(row).toEqual([
    'chg_1',
    "'=Okafor",
    '2026-11-12',
    '2026-11-01',
    '2026-11-30',
    'Plan, "first"\nversion',
    '-1.5',
    'hours',
    '0.3333',
    '10% Loyalty; 5 Voucher',
    '',
    '-1.234',
    'KWD',
    'yes',
    'manual',
    'invoiced',
    '2026-0042',
  ])
})

test('without the byte order mark on wish', () => {
  expect(writeCsv([['a', '']], { mark: false })).toBe('a,\r\n')
})

describe('cells that a spreadsheet would run', () => {
  test('any text comes back unchanged and begins with nothing that runs', () => {
    const start = fc.constantFrom('', "'", "''", '=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', ' ')
    fc.assert(
      fc.property(start, start, fc.string({ unit: 'binary' }), (first, second, rest) => {
        const text = first + second + rest
        expect(unprotectText(protectText(text))).toBe(text)
        expect(protectText(text)).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/)
      }),
    )
  })

  test('any rows are read back as they were', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', ';') }), {
            minLength: 2,
            maxLength: 2,
          }),
          { minLength: 1 },
        ),
        (rows) => {
          expect(read(writeCsv(rows))).toEqual(rows)
        },
      ),
    )
  })

  const cells = new URL('../../../shared/imports/hostile/csv-injection-cells.json', import.meta.url)
  test.skipIf(!existsSync(cells))('the collected attacks', () => {
    const { cells: all } = JSON.parse(readFileSync(cells, 'utf8')) as {
      cells: { cell: string; formulaRisk: boolean }[]
    }
    expect(all.length).toBeGreaterThan(20)
    for (const { cell, formulaRisk } of all) {
      const row =
        read(chargesCsv([{ ...charge, description: cell }], { clientName: () => cell, invoiceNumber: () => '' }))[1] ??
        []
      for (const shown of [row[1], row[5]]) {
        if (formulaRisk) expect(shown).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/)
        expect(unprotectText(shown ?? '')).toBe(cell)
      }
    }
  })
})
