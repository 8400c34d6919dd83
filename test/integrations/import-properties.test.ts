import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CurrencyCode } from '../../src/core/money.ts'
import { protectText, unprotectText } from '../../src/documents/csv/protected-text.ts'
import { writeCsv } from '../../src/documents/csv/write-csv.ts'
import { clientFields, productFields } from '../../src/integrations/import/column-names.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import { parseRecords } from '../../src/integrations/import/parse-records.ts'
import { planClients, planProducts } from '../../src/integrations/import/plan-import.ts'
import { readTable } from '../../src/integrations/import/read-table.ts'
import { type DuplicateChoice, resolveClients } from '../../src/integrations/import/resolve-duplicates.ts'
import { distinctNames, type Table } from '../../src/integrations/import/table.ts'

const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', "'", '=', '-', ' ', 'a', '1', '|') }),
  fc.constantFrom('Ada', 'a@x.org', 'Bonn', '1.234,50', '$-3', '', 'DE', 'Net 30', 'Supplier', '=1+1'),
)
const grid = fc
  .integer({ min: 1, max: 6 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }))

const table: fc.Arbitrary<Table> = grid.map(([headers = [], ...rows]) => ({
  format: 'csv',
  delimiter: ',',
  headerRow: 1,
  headers,
  columns: distinctNames(headers),
  titles: [],
  rows: rows.map((cells, index) => ({ row: index + 2, cells })),
}))

/** Every row in the plan once, in order, and the three counts make the whole. */
function accountsForAll(
  read: Table,
  plan: { rows: readonly { row: number; state: string }[]; accepted: number; refused: number; duplicates: number },
): void {
  expect(plan.rows.map(({ row }) => row)).toEqual(read.rows.map(({ row }) => row))
  expect(plan.accepted + plan.refused + plan.duplicates).toBe(read.rows.length)
}

describe('tables', () => {
  it('survive writing and reading unchanged, whatever their cells hold', () => {
    fc.assert(
      fc.property(grid, (rows) => {
        const written = writeCsv(rows.map((cells) => cells.map(protectText)))
        const records = parseRecords(written.slice(1), ',')
        expect(records.every(({ damage }) => damage === undefined)).toBe(true)
        expect(records.map(({ cells }) => cells.map(unprotectText))).toEqual(rows)
      }),
      { numRuns: 500 },
    )
  })

  it('any bytes are read or refused, never thrown at, and every row is accounted for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc.string({ unit: 'binary', maxLength: 400 }).map((text) => new TextEncoder().encode(text)),
        ),
        fc.constantFrom('x.csv', 'x.json'),
        (bytes, name) => {
          const opened = openImport(bytes, name)
          if (!opened.ok) return
          const { table: read } = opened.value
          for (const row of read.rows) expect(row.cells).toHaveLength(read.columns.length)
          expect(new Set(read.columns).size).toBe(read.columns.length)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('any text loses no letter on the way to its cells', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ',', ';', '\n', '\r\n', '"', ' '), maxLength: 60 }),
        (text) => {
          const read = readTable(text, 'x.csv', { headerRow: null, delimiter: ',' })
          if (!read.ok) return
          const letters = (value: string) => value.replace(/[^ab]/g, '')
          expect(letters(read.value.rows.map(({ cells }) => cells.join('')).join(''))).toBe(letters(text))
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('plans', () => {
  it('account for every row once under any mapping of clients, and any choice about duplicates', () => {
    fc.assert(
      fc.property(
        table,
        fc.array(fc.tuple(fc.nat(7), fc.constantFrom(...clientFields)), { maxLength: 12 }),
        fc.constantFrom<DuplicateChoice>('skip', 'update', 'add'),
        (read, pairs, choice) => {
          const columns = pairs.map(([index, field]) => ({ column: read.columns[index] ?? 'missing', field }))
          const plan = planClients(read, { entity: 'clients', columns }, { country: 'DE', existing: [] })
          if (!plan.ok) return
          accountsForAll(read, plan.value)
          const { add, update, skipped } = resolveClients(plan.value, { all: choice })
          expect(update).toEqual([])
          expect(add.length).toBe(plan.value.accepted + (choice === 'add' ? plan.value.duplicates : 0))
          expect(skipped).toBe(choice === 'skip' ? plan.value.duplicates : 0)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('account for every row once under any mapping of products', () => {
    fc.assert(
      fc.property(
        table,
        fc.array(fc.tuple(fc.nat(7), fc.constantFrom(...productFields)), { maxLength: 12 }),
        (read, pairs) => {
          const columns = pairs.map(([index, field]) => ({ column: read.columns[index] ?? 'missing', field }))
          const plan = planProducts(
            read,
            { entity: 'products', columns },
            { currency: 'EUR' as CurrencyCode, taxIds: [], taxIncluded: false, taxes: [], existing: [] },
          )
          if (plan.ok) accountsForAll(read, plan.value)
        },
      ),
      { numRuns: 300 },
    )
  })
})
