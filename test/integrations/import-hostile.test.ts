import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CurrencyCode } from '../../src/core/money.ts'
import { protectText, unprotectText } from '../../src/documents/csv/protected-text.ts'
import { writeCsv } from '../../src/documents/csv/write-csv.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openImport } from '../../src/integrations/import/open-import.ts'
import {
  type Delimiter,
  delimiters,
  detectDelimiter,
  parseRecords,
} from '../../src/integrations/import/parse-records.ts'
import { planClients } from '../../src/integrations/import/plan-import.ts'
import { readTable } from '../../src/integrations/import/read-table.ts'
import { reportImport } from '../../src/integrations/import/report-import.ts'
import { hasSharedImports, sharedBytes, sharedJson, sharedPath } from './shared-imports.ts'

beforeAll(() => loadLanguage('en'))

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const defaults = { currency: 'EUR' as CurrencyCode, country: 'DE' }

/** Names and notes as they would be stored, from a CSV that holds the texts in both. */
function imported(
  texts: readonly string[],
  written: string,
): { readonly name: string; readonly notes: string | undefined }[] {
  const opened = openImport(utf8(written), 'list.csv', { delimiter: ',', headerRow: 1 })
  if (!opened.ok) throw new Error(opened.problem.code)
  const plan = planClients(
    opened.value.table,
    {
      entity: 'clients',
      columns: [
        { column: 'name', field: 'name' },
        { column: 'notes', field: 'notes' },
      ],
    },
    { country: 'DE', existing: [] },
  )
  if (!plan.ok) throw new Error(plan.problem.code)
  expect(plan.value.rows).toHaveLength(texts.length)
  return plan.value.rows.map((row) => {
    if (row.state === 'refused') throw new Error(`row ${row.row} was refused: ${row.issue.code}`)
    return { name: row.input.fields.name, notes: row.input.fields.notes }
  })
}

/** CSV as a plain program writes it: every cell quoted, nothing guarded. */
function plainCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`).join('')
}

const injections = [
  '=1+1',
  '=SUM(A1:A9)',
  '+1+1',
  '-1+1',
  '@SUM(1,1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '＝1+1',
  '－1',
  "'=1+1",
  "''=1",
  '="0123"',
  '=HYPERLINK("http://localhost/?"&A1,"click")',
  "=cmd|' /C calc'!A0",
  ';=1+1',
  'a","=1+1',
]
const legitimate = [
  '-5',
  '-5.00',
  '-1.234,50',
  '+49 30 1234567',
  '+1 (555) 123-4567',
  '@handle',
  '|calc',
  '%0A=1+1',
  "it's",
  "'quoted'",
]

describe('cells that would run in a spreadsheet', () => {
  it('are imported unchanged', () => {
    const texts = [...injections, ...legitimate]
    const rows = imported(
      texts,
      plainCsv([['name', 'notes'], ...texts.map((text, index) => [`Client ${index}`, text])]),
    )
    expect(rows.map(({ notes }) => notes)).toEqual(texts)
  })

  it('are exported so that none runs, and come back unchanged', () => {
    const texts = [...injections, ...legitimate]
    const records = parseRecords(writeCsv(texts.map((text) => [protectText(text)])).slice(1), ',')
    for (const { cells } of records) expect(cells[0]).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/)
    expect(records.map(({ cells }) => unprotectText(cells[0] ?? ''))).toEqual(texts)
  })
})

describe.skipIf(!hasSharedImports)('hostile inputs of others', () => {
  it('every naughty string is taken over unchanged', () => {
    const texts = sharedJson<string[]>('hostile/blns.json').filter((text) => text.trim() !== '')
    expect(texts.length).toBeGreaterThan(200)
    const rows = imported(
      texts,
      plainCsv([['name', 'notes'], ...texts.map((text, index) => [`${text} ${index}`.slice(0, 200), text])]),
    )
    expect(rows.map(({ notes }) => notes)).toEqual(texts)
    const exported = parseRecords(writeCsv(texts.map((text) => ['x', protectText(text)])).slice(1), ',')
    expect(exported.map(({ cells }) => unprotectText(cells[1] ?? ''))).toEqual(texts)
  })

  it('every injection cell is taken over unchanged and exported as its list demands', () => {
    const { cells } = sharedJson<{ cells: { cell: string; formulaRisk: boolean }[] }>(
      'hostile/csv-injection-cells.json',
    )
    expect(cells.length).toBe(28)
    const texts = cells.map(({ cell }) => cell)
    const rows = imported(
      texts,
      plainCsv([['name', 'notes'], ...texts.map((text, index) => [`Client ${index}`, text])]),
    )
    expect(rows.map(({ notes }) => notes)).toEqual(texts)
    for (const { cell, formulaRisk } of cells) {
      if (formulaRisk) expect(protectText(cell), cell).toBe(`'${cell}`)
      expect(unprotectText(protectText(cell))).toBe(cell)
    }
  })

  it('no payload of the injection list leaves a formula in an exported file', () => {
    const payloads = new TextDecoder()
      .decode(sharedBytes('hostile/csv-injection-payloads.txt'))
      .split('\n')
      .filter(Boolean)
    expect(payloads.length).toBe(6)
    for (const payload of payloads) expect(protectText(payload)).not.toMatch(/^\s*[=+\-@]/)
  })

  const spectrum = hasSharedImports ? readdirSync(sharedPath('hostile/csv-spectrum-csvs')) : []
  it.each(spectrum)('csv-spectrum %s', (file) => {
    const expected = sharedJson<Record<string, string>[]>(`hostile/csv-spectrum-json/${file.replace('.csv', '.json')}`)
    const text = new TextDecoder().decode(sharedBytes(`hostile/csv-spectrum-csvs/${file}`))
    const read = readTable(text, file, { headerRow: 1 })
    if (!read.ok) throw new Error(read.problem.code)
    const { columns, rows, delimiter } = read.value
    expect(delimiter).toBe(',')
    expect(rows.map(({ cells }) => Object.fromEntries(columns.map((column, index) => [column, cells[index]])))).toEqual(
      expected,
    )
    const found = readTable(text, file)
    expect(found).toMatchObject({ ok: true, value: { headerRow: 1 } })
  })

  interface PapaCase {
    readonly description: string
    readonly input?: string
    readonly config?: Readonly<Record<string, unknown>>
    readonly expected?: { readonly data: readonly (readonly string[])[]; readonly errors: readonly unknown[] }
    readonly usesFunctions?: boolean
  }
  // What concerns a file as such: separators, line ends, quotes. Options that the importer does not have are left out.
  const fits = ({ config = {}, input, expected, usesFunctions }: PapaCase): boolean =>
    typeof input === 'string' &&
    usesFunctions !== true &&
    expected?.errors.length === 0 &&
    Object.keys(config).every((key) => key === 'delimiter' || key === 'fastMode') &&
    (config.delimiter === undefined || delimiters.includes(config.delimiter as Delimiter)) &&
    Array.isArray(expected.data) &&
    expected.data.every(Array.isArray)
  const tables = hasSharedImports
    ? sharedJson<{ tables: Record<string, PapaCase[]> }>('hostile/papaparse/tables.json').tables
    : {}
  const papa = ['CORE_PARSER_TESTS', 'PARSE_TESTS'].flatMap((name) =>
    (tables[name] ?? []).filter(fits).map((test) => [name, test] as const),
  )

  it('enough of the papaparse tables apply', () => {
    expect(papa.length).toBeGreaterThan(50)
  })

  it.each(papa.map(([name, test]) => [`${name}: ${test.description}`, test] as const))('%s', (_name, test) => {
    const text = (test.input ?? '').replace(/^\uFEFF/, '')
    const delimiter = (test.config?.delimiter as Delimiter | undefined) ?? detectDelimiter(text)
    const expected = [...(test.expected?.data ?? [])]
    // The importer takes a last line end for the end of the file, not for one more record.
    const last = expected.at(-1)
    if (last !== undefined && last.length <= 1 && (last[0] ?? '') === '') expected.pop()
    expect(parseRecords(text, delimiter).map(({ cells }) => cells)).toEqual(expected)
  })

  it.each(['long-sample.csv', 'verylong-sample.csv', 'sample.csv', 'sample-header.csv', 'utf-8-bom-sample.csv'])(
    'papaparse %s is read without a throw',
    (file) => {
      const opened = openImport(sharedBytes(`hostile/papaparse/${file}`), file)
      expect(opened.ok).toBe(true)
    },
  )

  it.each(['JSONTestSuite', '.'])(
    'no JSON file of %s makes the importer throw, and valid ones are told from broken ones',
    (folder) => {
      const files = readdirSync(sharedPath(`hostile/${folder}`)).filter((file) => file.endsWith('.json'))
      expect(files.length).toBeGreaterThan(2)
      for (const file of files) {
        const report = reportImport(sharedBytes(`hostile/${folder}/${file}`), file, defaults)
        expect(report.accepted + report.refused.length + report.duplicates, file).toBeLessThanOrEqual(report.rowsRead)
        if (file.startsWith('n_')) expect(report.accepted, file).toBe(0)
        if (file.startsWith('y_')) expect(report.code, file).not.toBe('json-broken')
      }
    },
  )
})

describe('files that want to break the reader', () => {
  it('a hundred thousand quotation marks end', () => {
    const report = reportImport(utf8(`name,city\n${'"'.repeat(100_001)}\nAda,Bonn\n`), 'x.csv', defaults)
    expect(report.rowsRead).toBeGreaterThan(0)
  })

  it('a thousand unclosed quotation marks lose no line', () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `Client ${index},"open ${index}`)
    const read = readTable(`name,notes\n${lines.join('\n')}\n`, 'x.csv')
    if (!read.ok) throw new Error(read.problem.code)
    const all = read.value.rows.map(({ cells }) => cells.join('\n')).join('\n')
    for (let index = 0; index < 1000; index += 1) expect(all).toContain(`open ${index}`)
    expect(read.value.rows.every(({ damage }) => damage === 'quote-unclosed')).toBe(true)
  })

  it('ten thousand columns are read', () => {
    const head = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(',')
    expect(readTable(`${head}\n${head.replaceAll('c', '')}\n`, 'x.csv')).toMatchObject({
      ok: true,
      value: { headerRow: 1 },
    })
  })
})
