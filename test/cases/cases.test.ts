import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { JsonObject } from './case.ts'
import { casesCommand } from './cases-command.ts'
import { checkCases } from './check-cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'cases-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

function outcomesOf(...cases: readonly JsonObject[]) {
  const report = checkCases([fileOf('some.json', { cases })])
  return report.records.map(({ status, code, expected, actual }) => ({ status, code, expected, actual }))
}

const perRate = { lineRounding: 'per line, 2 decimals, half-up', taxRounding: 'per tax category and rate' }
const perLine = {
  lineRounding: 'per line half-up 2 decimals',
  taxRounding: 'per line half-up, document tax = sum of rounded line taxes',
}
const invoice: JsonObject = {
  id: 'a',
  kind: 'document',
  currency: 'EUR',
  rule: perRate,
  lines: [
    { quantity: '3', unitPrice: '33.335', taxCategory: 'S', taxRate: '19' },
    { quantity: '1', unitPrice: '10', taxCategory: 'S', taxRate: '7' },
  ],
  documentDiscounts: [{ amount: '10.01', taxCategory: 'S', taxRate: '19' }],
  prepaid: '50',
  expected: {
    lineTotals: ['100.01', '10.00'],
    lineSum: '110.01',
    discountTotal: '10.01',
    chargeTotal: null,
    subtotal: '100.00',
    taxByRate: [
      { category: 'S', rate: '19', taxable: '90.00', tax: '17.10' },
      { category: 'S', rate: '7', taxable: '10', tax: '0.7' },
    ],
    taxTotal: '17.8',
    total: '117.8',
    due: '67.8',
  },
}

function withExpected(fields: JsonObject): JsonObject {
  return { ...invoice, expected: { ...(invoice.expected as JsonObject), ...fields } }
}

describe('the cases command', () => {
  it('passes a document whose figures are ours', () => {
    expect(outcomesOf(invoice)[0]?.status).toBe('passed')
  })

  it.each([
    ['a line', { lineTotals: ['100.00', '10'] }],
    ['the sum of lines', { lineSum: '110.02' }],
    ['a tax base', { taxByRate: [{ category: 'S', rate: '19', taxable: '100.01', tax: '17.1' }] }],
    [
      'a tax row that is missing in the source',
      { taxByRate: [{ category: 'S', rate: '19', taxable: '90', tax: '17.1' }] },
    ],
    ['the total', { total: '117.79' }],
    ['what is due', { due: '117.8' }],
  ])('fails a document that differs in %s', (_, fields) => {
    expect(outcomesOf(withExpected(fields))[0]?.status).toBe('failed')
  })

  it('compares only the parts that the case calls usable', () => {
    const broken = withExpected({ taxTotal: '99', taxByRate: [], total: '199', due: '149' })
    expect(outcomesOf({ ...broken, usableFor: ['lines'] })[0]?.status).toBe('passed')
    // The stated tax is taken as given, and the totals must follow from it.
    expect(outcomesOf({ ...broken, usableFor: ['lines', 'totals'] })[0]?.status).toBe('passed')
    expect(outcomesOf({ ...broken, usableFor: ['lines', 'taxes'] })[0]?.status).toBe('failed')
  })

  it('takes rows of one category and rate together', () => {
    const lines = ['10', '20', '30'].map((unitPrice) => ({ quantity: '1', unitPrice, taxCategory: 'E', taxRate: '0' }))
    const rows = (...taxables: readonly string[]) =>
      taxables.map((taxable) => ({ category: 'E', rate: '0', taxable, tax: '0' }))
    const document: JsonObject = { id: 'a', kind: 'document', currency: 'EUR', lines }
    const outcomes = outcomesOf(
      { ...document, expected: { taxByRate: rows('30', '30') } },
      { ...document, expected: { taxByRate: rows('30', '20') } },
    )
    expect(outcomes.map((each) => each.status)).toEqual(['passed', 'failed'])
  })

  it('names what it does not know, and fails it', () => {
    const outcomes = outcomesOf(
      { id: 'a', kind: 'teleport' },
      { ...invoice, humidity: 1 },
      { ...invoice, lines: [{ quantity: '1', unitPrice: '1', colour: 'red' }] },
      { id: 'b', kind: 'round', value: '2.5', mode: 'sideways', expected: '3' },
      { id: 'c', kind: 'money-op', op: 'squared', money: 'GBP 2', args: [], mode: null, expected: 'GBP 4' },
      { id: 'd', kind: 'rule-check', ruleName: 'moon = cheese', valid: true },
      { id: 'e', kind: 'round', value: 'many', mode: 'up', expectedError: true },
      { id: 'f' },
    )
    expect(outcomes.map((each) => each.status)).toEqual(new Array(8).fill('failed'))
    expect(outcomes.map((each) => each.actual)).toEqual([
      'unknown kind "teleport"',
      'unknown field "humidity"',
      'unknown field "lines.colour"',
      'unknown rounding mode "sideways"',
      'unknown operation "squared"',
      'unknown rule "moon = cheese"',
      '"value" is not a decimal number: "many"',
      'unknown kind null',
    ])
  })

  it('calls a convention not applicable only when it reproduces the figure', () => {
    const lines = [
      { quantity: '1', unitPrice: '1.24', taxRates: ['10'], taxInclusive: false },
      { quantity: '1', unitPrice: '1.24', taxRates: ['10'], taxInclusive: false },
    ]
    const document: JsonObject = { id: 'a', kind: 'document', currency: 'EUR', rule: perLine, lines }
    const outcomes = outcomesOf(
      { ...document, expected: { taxTotal: '0.24' } },
      { ...document, expected: { taxTotal: '0.23' } },
      { ...document, expected: { taxTotal: '0.25' } },
      { ...document, rule: perRate, expected: { taxTotal: '0.24' } },
      { ...document, rule: { lineRounding: 'by mood', taxRounding: 'per line' }, expected: { taxTotal: '0.24' } },
    )
    expect(outcomes.map((each) => each.code ?? each.status)).toEqual([
      'tax-rounded-per-line',
      'failed',
      'passed',
      'failed',
      'failed',
    ])
  })

  it('proves the other conventions the same way', () => {
    const eachFromGross = {
      ...perLine,
      pricesTaxInclusive:
        'tax = base - base/(1+rate) per line and per rate; several rates each taken from the same gross',
    }
    const inclusive = {
      id: 'a',
      kind: 'document',
      currency: 'USD',
      rule: eachFromGross,
      lines: [{ quantity: '1', unitPrice: '10', taxRates: ['10', '17.5'], taxInclusive: true }],
    }
    const yen = { ...invoice, currency: 'JPY', rule: perLine, prepaid: null, documentDiscounts: [] }
    const outcomes = outcomesOf(
      { ...inclusive, expected: { taxTotal: '2.4' } },
      { ...inclusive, expected: { taxTotal: '2.41' } },
      { ...yen, expected: { lineSum: '110.01', total: '129.71' } },
      { ...yen, expected: { lineSum: '110.01', total: '129.72' } },
      { id: 'b', kind: 'allocate-ratios', amountMinor: '-5', ratios: ['7', '3'], expectedMinor: ['-3', '-2'] },
      { id: 'c', kind: 'allocate-ratios', amountMinor: '-5', ratios: ['7', '3'], expectedMinor: ['-2', '-3'] },
      { id: 'd', kind: 'parse-decimal', text: '', currency: 'USD', decimals: 2, expectedMinor: '0' },
      { id: 'e', kind: 'parse-decimal', text: '9.999', currency: 'USD', decimals: 2, expectedMinor: '1000' },
      { id: 'f', kind: 'parse-decimal', text: '9.999', currency: 'USD', decimals: 2, expectedMinor: '999' },
      { id: 'g', kind: 'parse-localised', text: '', expected: '0' },
    )
    expect(outcomes.map((each) => each.code ?? each.status)).toEqual([
      'inclusive-each-from-gross',
      'failed',
      'source-decimals',
      'failed',
      'negative-split-by-floor',
      'failed',
      'form-refuses',
      'form-refuses',
      'failed',
      'form-refuses',
    ])
  })

  it('judges claimed figures as the rule does', () => {
    const rule = (ruleName: string, fields: JsonObject) => ({ id: 'a', kind: 'rule-check', ruleName, ...fields })
    const line = { quantity: '3', unitPrice: '7', priceBaseQuantity: '2', discounts: ['1'], charges: ['0.5'] }
    const outcomes = outcomesOf(
      rule('line net = quantity x price, tolerance 0.02', { line, claimed: '10.02', valid: true }),
      rule('line net = quantity x price, tolerance 0.02', { line, claimed: '10.03', valid: true }),
      rule('tax = taxable x rate (validator allows +-1)', { taxable: '10', rate: '25', claimed: '3.49', valid: true }),
      rule('tax = taxable x rate (validator allows +-1)', { taxable: '10', rate: '25', claimed: '3.5', valid: true }),
      rule('due = total - prepaid + roundingAmount', { total: '10.004', prepaid: '1', due: '9', valid: false }),
    )
    expect(outcomes.map((each) => each.status)).toEqual(['passed', 'failed', 'passed', 'failed', 'passed'])
  })

  it('runs the rarer kinds', () => {
    const outcomes = outcomesOf(
      {
        id: 'a',
        kind: 'round-decimals',
        value: '3.144444444444',
        decimals: 3,
        mode: 'half-up(+inf)',
        expected: '3.144',
      },
      { id: 'b', kind: 'to-minor', value: '10.20', currency: 'USD', expectedMinor: '1020' },
      { id: 'c', kind: 'to-minor', value: '10.205', currency: 'USD', mode: null, expectedError: true },
      { id: 'd', kind: 'to-currency-scale', currency: 'KWD', value: '2.3456', mode: 'up', expected: '2.346' },
      {
        id: 'e',
        kind: 'allocate-scaled',
        amountMinor: '100',
        currency: 'USD',
        ratios: ['50.5', '49.5'],
        expected: ['0.505', '0.495'],
      },
      { id: 'f', kind: 'allocate-ratios', amountMinor: '1', ratios: ['0'], expectedError: true },
      { id: 'g', kind: 'money-op', op: 'plus', money: 'GBP 2.34', args: ['EUR 1'], mode: null, expectedError: true },
      { id: 'h', kind: 'format-decimal', amountMinor: '-5', currency: 'USD', decimals: 3, expected: '-0.005' },
    )
    expect(outcomes.map((each) => each.status)).toEqual(new Array(8).fill('passed'))
  })

  it('prints counts, writes the report, and answers with its exit code', () => {
    const good = fileOf('good.json', { cases: [invoice] })
    const bad = fileOf('bad.json', { cases: [withExpected({ total: '1' })] })
    const json = join(folder, 'report.txt')
    const printed: string[] = []
    const print = (line: string) => printed.push(line)
    expect(casesCommand([good, '--json', json], print)).toBe(0)
    expect(printed).toEqual([
      'totals/document: 1 passed, 0 failed, 0 not applicable',
      '1 passed, 0 failed, 0 not applicable',
    ])
    const [record] = JSON.parse(readFileSync(json, 'utf8'))
    expect(Object.keys(record)).toEqual(['file', 'id', 'kind', 'status', 'expected', 'actual'])
    expect(casesCommand([good, bad], print)).toBe(1)
    expect(casesCommand([], print)).toBe(2)
    expect(casesCommand([good, '--yes'], print)).toBe(2)
    expect(casesCommand([join(folder, 'absent.json')], print)).toBe(2)
    expect(casesCommand([fileOf('broken.json', '{"cases": [')], print)).toBe(2)
    expect(casesCommand([fileOf('other.json', { rows: [] })], print)).toBe(2)
    expect(casesCommand([fileOf('list.json', { cases: [null, 7, 'x', []] })], print)).toBe(1)
    expect(printed.at(-1)).toBe('0 passed, 4 failed, 0 not applicable')
  })
})

const shared = join(import.meta.dirname, '../../../shared/cases')
const files = ['totals.json', 'money.json'].map((name) => join(shared, name))

describe.skipIf(!files.every((file) => existsSync(file)))(
  'the shared case files (skipped where they are absent)',
  () => {
    it('hold but for proven conventions, within the limits', () => {
      const report = checkCases(files)
      expect(report.records.filter((record) => record.status === 'failed')).toEqual([])
      expect(report.total.passed).toBeGreaterThan(400)
      for (const [kind, counts] of report.kinds) {
        const all = counts.passed + counts.notApplicable
        const limit = kind === 'totals/document' ? all * 0.1 : Math.max(all * 0.25, 2)
        expect(counts.notApplicable, kind).toBeLessThanOrEqual(limit)
      }
    })
  },
)
