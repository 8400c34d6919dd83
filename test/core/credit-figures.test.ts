// Crediting an invoice in parts: what a note gives back, and that all notes together give back the invoice.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditableLines } from '../../src/core/credit/credit-basis.ts'
import {
  type CreditedInvoice,
  type CreditPick,
  creditFigures,
  creditRest,
  leftToCredit,
} from '../../src/core/credit/credit-figures.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal, decimalFromParts } from '../../src/core/decimal.ts'
import type { FrozenDocument, FrozenTax } from '../../src/core/invoice/document.ts'
import { type Minor, sumMinor } from '../../src/core/money.ts'
import { frozenDocument, type LineSpec, vat7, vat19, withholding15 } from '../support/frozen-document.ts'

const period = (start: string, end: string) => ({ start: calendarDate(start), end: calendarDate(end) })

function credited(document: FrozenDocument, picks: readonly CreditPick[], prior: readonly CreditedInvoice[] = []) {
  const figures = creditFigures(document, prior, picks)
  if (!figures.ok) throw new Error(JSON.stringify(figures.problem))
  return figures.value
}

const amount = (line: number, minor: number): CreditPick => ({ line, kind: 'amount', amount: minor as Minor })
const quantity = (line: number, text: string): CreditPick => ({ line, kind: 'quantity', quantity: decimal(text) })

describe('a credit over one line', () => {
  const hours = frozenDocument({ lines: [{ description: 'Hours', quantity: '3', unitPrice: '33.33', taxes: [vat19] }] })

  it('by quantity takes its share, and the last part takes the rest', () => {
    const first = credited(hours, [quantity(0, '1')])
    expect(first).toMatchObject({ net: 3333, tax: 633, gross: 3966, total: 3966 })
    const second = credited(hours, [quantity(0, '1.5')], [first])
    expect(second.net).toBe(5000)
    const third = credited(hours, [quantity(0, '0.5')], [first, second])
    expect(third).toMatchObject({ net: 9999 - 3333 - 5000, lines: [{ quantity: '0.5' }] })
    expect([first, second, third].reduce((sum, each) => sum + each.tax, 0)).toBe(hours.totals.tax)
    expect(leftToCredit(hours, [first, second, third])).toEqual([{ amount: 0, net: 0, quantity: '0', periods: [] }])
  })

  it('refuses more quantity, more money, the other sign, nothing at all', () => {
    const first = credited(hours, [quantity(0, '2')])
    const problem = (pick: CreditPick) => {
      const figures = creditFigures(hours, [first], [pick])
      return figures.ok ? undefined : figures.problem
    }
    expect(problem(quantity(0, '1.001'))).toMatchObject({ code: 'credit-quantity-exceeds', left: '1' })
    expect(problem(quantity(0, '-1'))).toMatchObject({ code: 'credit-quantity-exceeds' })
    expect(problem(quantity(0, '0'))).toMatchObject({ code: 'credit-quantity-exceeds' })
    expect(problem(amount(0, 3334))).toMatchObject({ code: 'credit-exceeds', left: 3333, currency: 'EUR' })
    expect(problem(amount(0, -1))).toMatchObject({ code: 'credit-exceeds' })
    expect(problem(amount(0, 0))).toMatchObject({ code: 'credit-exceeds' })
    expect(problem(amount(0, 3333))).toBeUndefined()
    expect(creditFigures(hours, [], [])).toMatchObject({ ok: false, problem: { code: 'nothing-selected' } })
  })

  it('by period counts days, once each, and none outside (W-9/10)', () => {
    const month = frozenDocument({
      lines: [{ description: 'April', unitPrice: '100', taxes: [vat19], period: ['2026-04-01', '2026-05-01'] }],
    })
    const pick = (start: string, end: string): CreditPick => ({ line: 0, kind: 'period', period: period(start, end) })
    const tail = credited(month, [pick('2026-04-11', '2026-05-01')])
    expect(tail).toMatchObject({ net: 6667, tax: 1267 })
    expect(leftToCredit(month, [tail])[0]?.periods).toEqual([period('2026-04-01', '2026-04-11')])
    expect(creditFigures(month, [tail], [pick('2026-04-10', '2026-04-12')])).toMatchObject({
      problem: { code: 'credit-period-taken', left: [period('2026-04-01', '2026-04-11')] },
    })
    expect(creditFigures(month, [], [pick('2026-04-30', '2026-05-02')])).toMatchObject({
      problem: { code: 'credit-period-outside', full: period('2026-04-01', '2026-05-01') },
    })
    expect(credited(month, [pick('2026-04-01', '2026-04-11')], [tail])).toMatchObject({ net: 3333, tax: 633 })
  })

  it('by period in thirds gives the last third what is left', () => {
    const month = frozenDocument({
      lines: [{ description: 'April', unitPrice: '100', period: ['2026-04-01', '2026-05-01'] }],
    })
    const notes: CreditedInvoice[] = []
    const ends = ['2026-04-01', '2026-04-11', '2026-04-21', '2026-05-01'] as const
    for (const third of [0, 1, 2] as const) {
      const days = period(ends[third], ends[third + 1] as string)
      notes.push(credited(month, [{ line: 0, kind: 'period', period: days }], notes))
    }
    expect(notes.map(({ net }) => net)).toEqual([3333, 3333, 3334])
  })

  it('is rounded net plus rounded tax, as others do it too', () => {
    // 29 of 30 days of 200.00 at 25 %.
    const plan = frozenDocument({
      lines: [
        {
          description: 'Plan',
          unitPrice: '200',
          taxes: [{ ...vat19, percent: decimal('25') }],
          period: ['2026-04-01', '2026-05-01'],
        },
      ],
    })
    const days: CreditPick = { line: 0, kind: 'period', period: period('2026-04-02', '2026-05-01') }
    expect(credited(plan, [days])).toMatchObject({ net: 19333, tax: 4833, gross: 24166, total: 24166 })
  })
})

describe('a credit over a document', () => {
  it('shares the allowances of the document by value', () => {
    const document = frozenDocument({
      lines: [
        { description: 'A', unitPrice: '100', taxes: [vat19] },
        { description: 'B', unitPrice: '50', taxes: [vat7] },
      ],
      allowances: [{ kind: 'percent', value: decimal('10'), reason: 'Loyalty' }],
    })
    expect(creditableLines(document).map((line) => line.amount)).toEqual([9000, 4500])
    const b = credited(document, [{ line: 1, kind: 'rest' }])
    expect(b).toMatchObject({ net: 4500, tax: 315, taxes: [{ percent: '7', taxable: 4500, tax: 315 }] })
  })

  it('keeps prices with tax inside exact, and withholds again what was withheld', () => {
    const inside = frozenDocument({
      lines: [
        { description: 'A', unitPrice: '9.99', taxes: [vat19] },
        { description: 'B', unitPrice: '9.99', taxes: [vat19] },
        { description: 'C', unitPrice: '9.99', taxes: [vat19] },
      ],
      taxIncluded: true,
    })
    const one = credited(inside, [{ line: 0, kind: 'rest' }])
    expect(one.total).toBe(999)
    const rest = creditRest(inside, [one])
    expect(rest.ok && rest.value.total).toBe(1998)
    const fee = frozenDocument({ lines: [{ description: 'Fee', unitPrice: '100', taxes: [vat19, withholding15] }] })
    expect(credited(fee, [amount(0, 5000)])).toMatchObject({ gross: 5950, withholding: 750, total: 5200 })
  })

  it('gives back both of two taxes of one rate, though another line carries only one of them', () => {
    const state = { ...vat7, name: 'State' }
    const document = frozenDocument({
      lines: [
        { description: 'Work', quantity: decimal('0.1'), unitPrice: decimal('0.05'), taxes: [vat7] },
        { description: 'Work', quantity: decimal('2.2'), unitPrice: decimal('103.87'), taxes: [vat7, state] },
      ],
    })
    const first = credited(document, [amount(1, 587)])
    const second = credited(document, [{ line: 1, kind: 'rest' }], [first])
    const rest = credited(document, [{ line: 0, kind: 'rest' }], [first, second])
    expect(first.tax + second.tax + rest.tax).toBe(document.totals.tax)
  })

  it('has nothing left after all of it', () => {
    const document = frozenDocument({ lines: [{ description: 'A', unitPrice: '10', taxes: [vat19] }] })
    const all = creditRest(document, [])
    if (!all.ok) throw new Error(all.problem.code)
    expect(creditRest(document, [all.value])).toMatchObject({ ok: false, problem: { code: 'nothing-selected' } })
  })
})

const taxes: readonly (readonly FrozenTax[])[] = [
  [vat19],
  [vat7],
  [vat19, withholding15],
  [],
  [{ ...vat7, kind: 'compound' }],
  [vat19, { ...vat7, name: 'On top', kind: 'compound' }],
  [vat7, { ...vat7, name: 'State' }],
]
const line = fc.record({
  description: fc.constant('Work'),
  quantity: fc.integer({ min: -3, max: 40 }).map((n) => decimalFromParts(BigInt(n === 0 ? 1 : n), 1) as string),
  unitPrice: fc.integer({ min: 0, max: 20_000 }).map((n) => decimalFromParts(BigInt(n), 2) as string),
  taxes: fc.constantFrom(...taxes),
  period: fc.constantFrom(['2026-01-01', '2026-02-01'] as const, ['2026-01-31', '2026-04-30'] as const),
}) satisfies fc.Arbitrary<LineSpec>
const adjustment = fc.record({
  kind: fc.constantFrom('amount' as const, 'percent' as const),
  value: fc.integer({ min: 1, max: 3000 }).map((n) => decimalFromParts(BigInt(n), 2)),
  reason: fc.constant('Because'),
})
const anyDocument = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    taxIncluded: fc.boolean(),
    allowances: fc.array(adjustment, { maxLength: 2 }),
    surcharges: fc.array(adjustment, { maxLength: 1 }),
    prepaid: fc.integer({ min: 0, max: 500 }),
    cashUnit: fc.constantFrom(1, 5, 100),
  })
  .map((spec) => frozenDocument(spec))

/** A part of some lines: a number between 0 and 1 says how much of what is left. */
const anyParts = fc.array(
  fc.array(fc.record({ kind: fc.nat(3), part: fc.double({ min: 0.01, max: 1, noNaN: true }) }), { maxLength: 5 }),
  {
    maxLength: 4,
  },
)

function picksOf(
  document: FrozenDocument,
  prior: readonly CreditedInvoice[],
  parts: readonly { readonly kind: number; readonly part: number }[],
): CreditPick[] {
  return leftToCredit(document, prior).flatMap((left, line): CreditPick[] => {
    const part = parts[line]
    if (part === undefined) return []
    if (part.kind === 0) return left.amount === 0 ? [] : [{ line, kind: 'rest' }]
    if (part.kind === 1) {
      const tenths = Math.round(Number(left.quantity) * 10 * part.part)
      return tenths === 0 ? [] : [quantity(line, decimalFromParts(BigInt(tenths), 1))]
    }
    const open = left.periods[0]
    if (part.kind === 2) return open === undefined ? [] : [{ line, kind: 'period', period: open }]
    const cents = Math.trunc(left.amount * part.part)
    return cents === 0 ? [] : [amount(line, cents)]
  })
}

describe('notes over an invoice, whatever they are', () => {
  it('together with the rest give back the invoice to the cent, and never more of a line', () => {
    fc.assert(
      fc.property(anyDocument, anyParts, (document, rounds) => {
        const notes: CreditedInvoice[] = []
        for (const parts of rounds) {
          const picks = picksOf(document, notes, parts)
          if (picks.length > 0) notes.push(credited(document, picks, notes))
        }
        const rest = creditRest(document, notes)
        if (rest.ok) notes.push(rest.value)
        const sum = (of: (note: CreditedInvoice) => Minor) => sumMinor(notes.map(of))
        const { totals } = document
        if (totals.gross !== 0 || notes.length > 0) {
          expect(sum((note) => note.net)).toBe(totals.net)
          expect(sum((note) => note.tax)).toBe(totals.tax)
          expect(sum((note) => note.gross)).toBe(totals.gross)
          expect(sum((note) => note.withholding)).toBe(totals.withholding)
          expect(sum((note) => note.total)).toBe(totals.due + totals.prepaid)
        }
        for (const left of leftToCredit(document, notes)) expect(left).toMatchObject({ amount: 0, net: 0 })
        for (const note of notes) {
          expect(note.net).toBe(sumMinor(note.lines.map((each) => each.net)))
          expect(note.gross).toBe(note.net + note.tax)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('never turn a tax round while the lines have one sign', () => {
    fc.assert(
      fc.property(anyDocument, anyParts, (document, rounds) => {
        fc.pre(creditableLines(document).every(({ net }) => net >= 0))
        const notes: CreditedInvoice[] = []
        for (const parts of rounds) {
          const picks = picksOf(document, notes, parts)
          if (picks.length > 0) notes.push(credited(document, picks, notes))
        }
        const rest = creditRest(document, notes)
        for (const note of rest.ok ? [...notes, rest.value] : notes) {
          for (const { tax, taxable } of note.taxes) {
            expect(tax).toBeGreaterThanOrEqual(0)
            expect(taxable).toBeGreaterThanOrEqual(0)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})
