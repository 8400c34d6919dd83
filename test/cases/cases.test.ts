import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from './case.ts'
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

describe('the cases of periods', () => {
  const cycles: JsonObject = {
    id: 'a',
    kind: 'billed-cycles',
    startDate: '2011-02-14',
    interval: { unit: 'month', count: 3 },
    billingDay: 31,
    endDate: null,
    asOf: '2011-03-01',
    timing: 'advance',
    expectedCycles: '1.155555556',
  }
  const boundary: JsonObject = {
    id: 'b',
    kind: 'period-boundary',
    query: 'to_datetime',
    startDate: '2021-02-02',
    anchor: '2021-02-02',
    anchorMode: 'calendar',
    interval: { unit: 'month', count: 1 },
    asOf: '2022-03-01',
    timing: 'arrears',
    timezone: 'America/New_York',
    terminatedAt: null,
    expectedUtc: '2022-02-01T04:59:59Z',
    expectedLocalDate: '2022-01-31',
    expectedEdge: 'end-of-day',
    convention: { toDate: 'inclusive (last day of the period, 23:59:59)' },
  }
  const codesOf = (...cases: readonly JsonObject[]) => outcomesOf(...cases).map((each) => each.code ?? each.status)

  it('fail when a date, a share or an amount differs', () => {
    const periods = { kind: 'billed-periods', expectedPeriods: [{ from: '2011-02-14', to: '2011-02-28' }] }
    const { expectedCycles: _, ...chain } = cycles
    const used = { id: 'c', kind: 'proration-amount', priceMinor: '100', usedFrom: '2022-03-15', usedTo: '2022-03-31' }
    const march = { ...used, fullPeriodDays: 31, interval: { unit: 'month', count: 1 }, timing: 'advance' }
    const inclusive = { convention: { toDate: 'inclusive' } }
    expect(
      codesOf(
        cycles,
        { ...cycles, expectedCycles: '1.155555555' },
        { ...cycles, asOf: '2011-02-27' },
        { ...chain, ...periods, asOf: '2011-02-27' },
        { ...chain, ...periods, asOf: '2011-02-28' },
        { ...chain, ...periods, asOf: null, ...inclusive },
        { ...march, ...inclusive, usedDays: 17, expectedMinor: '55' },
        { ...march, ...inclusive, usedDays: 17, expectedMinor: '54' },
        { ...march, ...inclusive, usedDays: 16, expectedMinor: '55' },
        { ...march, usedDays: 17, expectedMinor: '55' },
        boundary,
        { ...boundary, expectedUtc: '2022-02-01T05:00:00Z' },
        { ...boundary, expectedLocalDate: '2022-02-28' },
        { ...boundary, timezone: 'UTC' },
        { ...boundary, expectedUtc: null, expected: null },
      ),
    ).toEqual([
      'passed',
      'failed',
      'failed',
      'passed',
      'failed',
      'failed',
      'passed',
      'failed',
      'failed',
      'failed',
      'passed',
      'failed',
      'failed',
      'failed',
      'failed',
    ])
  })

  it('are not applicable only by a convention that gives the figure', () => {
    const days = { id: 'd', kind: 'days-between-fixed-month', startDate: '2023-05-23', endDate: '2023-06-15' }
    const change = { id: 'e', kind: 'plan-change', oldPrice: '0.05', newPrice: '0.10', remainingFraction: '1/10' }
    const monthly = { interval: { unit: 'month', count: 1 }, timing: 'advance' }
    expect(
      codesOf(
        { ...cycles, expectedCycles: '1.152173913' },
        { ...cycles, expectedCycles: '1.152173914' },
        { ...days, fixedDaysInMonth: 30, expectedDays: 22 },
        { ...days, fixedDaysInMonth: 30, expectedDays: 21 },
        { ...days, fixedDaysInMonth: 30, expectedDays: 23 },
        { ...change, ...monthly, expectedCharge: '0.00' },
        { ...change, ...monthly, oldPrice: '0.04', expectedCharge: '0.01' },
        { ...change, ...monthly, newPrice: '0.14', oldPrice: '0.05', expectedCharge: '0.01' },
        { ...change, ...monthly, newPrice: '0.19', oldPrice: '0.14', expectedCharge: '0.01' },
        { ...change, ...monthly, newPrice: '0.19', oldPrice: '0.05', expectedCharge: '0.02' },
      ),
    ).toEqual([
      'full-period-from-clamped-day',
      'failed',
      'fixed-length-months',
      'failed',
      'passed',
      'passed',
      'passed',
      'seconds-of-a-period',
      'passed',
      'failed',
    ])
  })

  it('read a termination at midnight of a period as its last day or as the end date', () => {
    const ended: JsonObject = {
      ...boundary,
      query: 'from_datetime',
      anchorMode: 'anniversary',
      asOf: '2022-03-03',
      timezone: 'UTC',
      terminatedAt: '2022-03-02',
    }
    const from = (date: string) => ({
      ...ended,
      expectedUtc: `${date}T00:00:00Z`,
      expectedLocalDate: date,
      expectedEdge: 'start-of-day',
    })
    expect(
      codesOf(
        from('2022-03-02'),
        from('2022-02-02'),
        from('2022-01-02'),
        { ...from('2022-02-02'), terminatedAt: '2022-03-03' },
        { ...from('2022-03-02'), terminatedAt: '2022-03-02T00:00:01Z' },
        { ...from('2022-02-02'), terminatedAt: '2022-03-02T00:00:01Z' },
      ),
    ).toEqual(['passed', 'passed', 'failed', 'failed', 'passed', 'failed'])
  })

  it('name what they do not know', () => {
    const due = { id: 'f', kind: 'due-date', invoiceDate: '2020-02-15', expectedDate: '2020-03-01' }
    const actual = outcomesOf(
      { ...cycles, moon: 1 },
      { ...cycles, interval: { unit: 'fortnight', count: 1 } },
      { ...cycles, interval: { unit: 'month', count: 1, phase: 2 } },
      { ...cycles, interval: { unit: 'month', count: 0 } },
      { ...cycles, timing: 'whenever' },
      { ...cycles, startDate: '2011-02-30' },
      { ...cycles, anchorMode: 'lunar', billingDay: null },
      { ...cycles, convention: { toDate: 'vague' } },
      { ...cycles, convention: { weather: 'fine' } },
      { ...boundary, query: 'moon_phase' },
      { ...boundary, timezone: 'Moon/Base' },
      { ...due, dueRule: 'full-moon' },
      { id: 'g', kind: 'billing-dates', ...cyclesWithout('expectedCycles'), expected: { firstMoon: '2011-02-14' } },
      {
        id: 'h',
        kind: 'cancellation',
        interval: { unit: 'month', count: 1 },
        timing: 'arrears',
        price: '9',
        prorate: true,
        expectedAmount: '9',
      },
    ).map((each) => (each.status === 'failed' ? String(each.actual).slice(0, 48) : each.status))
    expect(actual).toEqual([
      'unknown field "moon"',
      'unknown interval.unit "fortnight"',
      'unknown field "interval.phase"',
      'RangeError: not a chain: cadence-invalid',
      'unknown timing "whenever"',
      '"startDate" is not a date: "2011-02-30"',
      'unknown anchorMode "lunar"',
      'unknown convention.toDate "vague"',
      'unknown field "convention.weather"',
      'unknown query "moon_phase"',
      '"asOf" is not a moment in Moon/Base: Invalid tim',
      'unknown due rule "full-moon"',
      'unknown field "expected.firstMoon"',
      '"prorate" without the day of cancellation',
    ])
  })

  it('run the rarer kinds', () => {
    const monthly = { interval: { unit: 'month', count: 1 } }
    const cancelled = { id: 'i', kind: 'cancellation', ...monthly, timing: 'arrears', price: '900', prorate: false }
    const trial = { id: 'j', kind: 'trial-end', startDate: '2021-12-01', trialDays: 1 }
    const back = { id: 'k', kind: 'add-periods', startDate: '2016-03-31', ...monthly, periods: -1 }
    const invalid = { ...cyclesWithout('expectedCycles'), kind: 'invalid-dates', expectedError: 'end before start' }
    expect(
      codesOf(
        { ...cancelled, expectedAmount: '900' },
        { ...cancelled, expectedAmount: '450' },
        { ...trial, expectedDate: '2021-12-03' },
        { ...trial, expectedDate: '2021-12-02' },
        { ...back, expectedDate: '2016-02-29' },
        { ...invalid, endDate: '2011-02-13' },
        { ...invalid, asOf: '2011-02-13' },
        invalid,
      ),
    ).toEqual(['passed', 'failed', 'passed', 'failed', 'passed', 'passed', 'passed', 'failed'])
  })

  function cyclesWithout(name: string): JsonObject {
    return Object.fromEntries(Object.entries(cycles).filter(([each]) => each !== name && each !== 'kind'))
  }
})

const shared = join(import.meta.dirname, '../../../shared/cases')
const files = ['totals.json', 'money.json', 'periods.json'].map((name) => join(shared, name))

describe.skipIf(!files.every((file) => existsSync(file)))(
  'the shared case files (skipped where they are absent)',
  () => {
    it('hold but for proven conventions, within the limits', () => {
      const report = checkCases(files)
      expect(report.records.filter((record) => record.status === 'failed')).toEqual([])
      expect(report.total.passed).toBeGreaterThan(880)
      for (const [kind, counts] of report.kinds) {
        const all = counts.passed + counts.notApplicable
        // A kind that is about another convention as such has no limit.
        if (kind === 'periods/days-between-fixed-month') continue
        const limit = kind === 'totals/document' ? all * 0.1 : Math.max(all * 0.25, 2)
        expect(counts.notApplicable, kind).toBeLessThanOrEqual(limit)
      }
    })
  },
)

describe('payments', () => {
  const paid: JsonObject = {
    id: 'p',
    kind: 'ledger',
    currency: 'EUR',
    steps: [
      { op: 'invoice', id: 'A', amount: '10' },
      { op: 'payment', id: 'P', amount: '15', allocate: { A: '10' }, expect: { invoiceBalance: { A: '0' } } },
      { op: 'allocate', id: 'P', allocate: { A: '1' }, expectError: 'nothing is due' },
    ],
    expectedAvailableCredit: '5',
  }
  const step = (index: number, changes: JsonObject): JsonObject => ({
    ...paid,
    steps: (paid.steps as readonly JsonObject[]).map((each, i) => (i === index ? { ...each, ...changes } : each)),
  })

  it('are compared after every step, refusals too', () => {
    expect(outcomesOf(paid)[0]?.status).toBe('passed')
    expect(outcomesOf(step(1, { expect: { invoiceBalance: { A: '0.01' } } }))[0]?.status).toBe('failed')
    expect(outcomesOf(step(1, { expectError: 'anything' }))[0]?.status).toBe('failed')
    expect(outcomesOf({ ...paid, expectedAvailableCredit: '6' })[0]?.status).toBe('failed')
  })

  it('refused where ours refuses and the source does not is a difference', () => {
    const { expectError: _expectError, ...quiet } = (paid.steps as readonly JsonObject[])[2] ?? {}
    const steps = [...(paid.steps as readonly JsonObject[]).slice(0, 2), quiet]
    expect(outcomesOf({ ...paid, steps })[0]).toMatchObject({
      status: 'failed',
      actual: { 'step 2': 'invoice-not-payable' },
    })
  })

  it.each([
    ['operation', step(0, { op: 'barter' })],
    ['field of a step', step(0, { colour: 'red' })],
    ['expectation', step(1, { expect: { mood: 'good' } })],
  ])('an unknown %s fails by name', (_, fields) => {
    expect(outcomesOf(fields)[0]).toMatchObject({ status: 'failed', actual: expect.stringMatching(/unknown/) })
  })

  it('a convention of another system needs its proof', () => {
    const negative: JsonObject = {
      id: 'n',
      kind: 'ledger',
      currency: 'EUR',
      steps: [
        { op: 'invoice', id: 'A', amount: '-5' },
        {
          op: 'payRest',
          id: 'P',
          invoice: 'A',
          expect: { invoiceBalance: { A: '0' }, payment: { P: { amount: '-5' } } },
        },
      ],
    }
    expect(outcomesOf(negative)[0]).toMatchObject({ status: 'not-applicable', code: 'negative-invoice' })
    const wrong = {
      ...negative,
      steps: [
        (negative.steps as readonly Json[])[0],
        { ...(negative.steps as readonly JsonObject[])[1], expect: { invoiceBalance: { A: '1' } } },
      ],
    } as JsonObject
    expect(outcomesOf(wrong)[0]?.status).toBe('failed')
  })
})
