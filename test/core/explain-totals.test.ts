// Every step is checked with arithmetic of its own, on whole numbers, and the steps must lead to the frozen figures.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeCreditNote } from '../../src/core/credit/credit-document.ts'
import { type CreditedInvoice, creditFigures, creditRest } from '../../src/core/credit/credit-figures.ts'
import { type Decimal, decimal, decimalParts } from '../../src/core/decimal.ts'
import type { FrozenDocument, FrozenTax } from '../../src/core/invoice/document.ts'
import { type ExplainStep, explainTotals, type Rounding } from '../../src/core/invoice/explain-totals.ts'
import type { PriceAdjustment } from '../../src/core/model.ts'
import { explainDue } from '../../src/core/settlement/explain-due.ts'
import {
  type DocumentSpec,
  frozenDocument,
  reverseCharge,
  vat7,
  vat19,
  withholding15,
} from '../support/frozen-document.ts'

const city: FrozenTax = { name: 'City tax', category: 'S', kind: 'compound', percent: decimal('2.5') }
const percentText = fc.integer({ min: 0, max: 5_000 }).map((n) => (n / 100).toString())
const adjustment: fc.Arbitrary<PriceAdjustment> = fc.oneof(
  percentText.map((value) => ({ kind: 'percent' as const, value: decimal(value), reason: 'Loyal' })),
  fc
    .integer({ min: 0, max: 2_000 })
    .map((n) => ({ kind: 'amount' as const, value: decimal((n / 100).toString()), reason: 'Voucher' })),
)
const line = fc.record({
  description: fc.constant('Session'),
  quantity: fc.integer({ min: -3_000, max: 20_000 }).map((n) => (n / 1_000).toString()),
  unitPrice: fc.integer({ min: 0, max: 2_000_000 }).map((n) => (n / 10_000).toString()),
  taxes: fc.constantFrom([vat19], [vat19], [vat7], [vat19, withholding15], [vat7, city], [reverseCharge], []),
  allowances: fc.array(adjustment, { maxLength: 2 }),
  surcharges: fc.array(adjustment, { maxLength: 1 }),
})
const spec: fc.Arbitrary<DocumentSpec> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 7 }),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  taxIncluded: fc.boolean(),
  allowances: fc.array(adjustment, { maxLength: 2 }),
  surcharges: fc.array(adjustment, { maxLength: 2 }),
  prepaid: fc.constantFrom(0, 0, 500),
  cashUnit: fc.constantFrom(1, 1, 5, 100),
})

type Step<Kind extends ExplainStep['kind']> = Extract<ExplainStep, { kind: Kind }>

const exponents: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, KWD: 3 }

/** round(over / under), half away from zero. */
function divided(over: bigint, under: bigint): number {
  const size = ((over < 0n ? -over : over) * 2n + under) / (2n * under)
  return Number(over < 0n ? -size : size) || 0
}

function rounded({ exact }: Pick<Rounding, 'exact'>, exponent: number): number {
  const { coefficient, scale } = decimalParts(exact)
  return divided(coefficient * 10n ** BigInt(exponent), 10n ** BigInt(scale))
}

function ofPercent(amount: number, percent: Decimal): number {
  const { coefficient, scale } = decimalParts(percent)
  return divided(BigInt(amount) * coefficient, 100n * 10n ** BigInt(scale))
}

const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0)

/** The net of a gross sum, from the rates alone. */
function netFrom(gross: number, taxes: readonly FrozenTax[]): number {
  const places = 10n ** 6n
  const rate = ({ percent, category }: FrozenTax) => {
    const { coefficient, scale } = decimalParts(category === 'S' ? percent : decimal('0'))
    return (coefficient * places) / 10n ** BigInt(scale)
  }
  const hundred = 100n * places
  const normal = taxes.filter(({ kind }) => kind === 'normal').reduce((all, tax) => all + rate(tax), hundred)
  let [over, under] = [BigInt(gross) * hundred, normal]
  for (const tax of taxes.filter(({ kind }) => kind === 'compound')) {
    over *= hundred
    under *= hundred + rate(tax)
  }
  return divided(over, under)
}

function expectToLead(document: FrozenDocument): readonly ExplainStep[] {
  const steps = explainTotals(document)
  const { totals, currency, kind, taxIncluded } = document
  const exponent = exponents[currency] ?? 2
  const exact = kind === 'invoice'
  const of = <Kind extends ExplainStep['kind']>(wanted: Kind) =>
    steps.filter((step): step is Step<Kind> => step.kind === wanted)
  const one = <Kind extends ExplainStep['kind']>(wanted: Kind): Step<Kind> | undefined => {
    expect(of(wanted).length).toBeLessThanOrEqual(1)
    return of(wanted)[0]
  }

  const lines = of('line')
  expect(lines.map(({ amount }) => amount)).toEqual(totals.lines.map(({ amount }) => amount))
  for (const { base, adjustments, amount } of lines) {
    expect(base.rounded).toBe(rounded(base, exponent))
    for (const each of adjustments) if (each.exact && exact) expect(each.amount).toBe(rounded(each.exact, exponent))
    const signed = adjustments.map((each) => (each.kind === 'allowance' ? -each.amount : each.amount))
    expect(amount).toBe(base.rounded + sum(signed))
  }
  const lineSum = sum(lines.map(({ amount }) => amount))
  const stated = one('line-sum')
  if (stated !== undefined) expect(stated).toMatchObject({ amount: lineSum, lines: lines.map(({ amount }) => amount) })
  expect(lineSum).toBe(totals.lineSum)

  let adjusted = 0
  for (const { adjustment: each, spread } of of('adjustment')) {
    if (each.exact) expect(each.amount).toBe(rounded(each.exact, exponent))
    if (each.percent !== undefined) expect(each.base).toBe(lineSum)
    if (spread.length > 0) expect(sum(spread.map(({ amount }) => amount))).toBe(each.amount)
    adjusted += each.kind === 'allowance' ? -each.amount : each.amount
  }
  const groups = of('group')
  for (const { lines: own, adjustment: put, sum: both, takenOut, net, taxes } of groups) {
    expect(both).toBe(own + put)
    if (!exact) continue
    expect(net).toBe(taxIncluded ? netFrom(both, taxes) : both)
    expect(takenOut === undefined).toBe(!taxIncluded)
    if (takenOut !== undefined) {
      expect(takenOut.rounded).toBe(net)
      // What is shown before rounding is within the last digit shown of what was rounded.
      const apart = Math.abs(Number(takenOut.exact) * 10 ** exponent - net)
      expect(apart).toBeLessThanOrEqual(0.5 + 1e-4)
    }
  }
  if (groups.length > 0) {
    expect(sum(groups.map((group) => group.lines))).toBe(lineSum)
    expect(sum(groups.map((group) => group.adjustment))).toBe(adjusted)
  }
  const net = one('net')
  expect(net?.amount).toBe(totals.net)
  expect(sum(net?.parts ?? [])).toBe(totals.net)
  if (groups.length > 0) expect(net?.parts).toEqual(groups.map((group) => group.net))
  else if (exact) expect(totals.net).toBe(lineSum)

  const taxes = of('tax')
  expect(taxes.map(({ amount }) => amount)).toEqual(totals.taxes.map(({ tax }) => tax))
  for (const step of taxes) {
    expect(step.taxable).toBe(sum(step.nets) + step.earlierTaxes + step.baseRemainder)
    expect(step.computed.rounded).toBe(ofPercent(step.taxable, step.percent))
    expect(rounded(step.computed, exponent)).toBe(step.computed.rounded)
    expect(step.amount).toBe(step.computed.rounded + step.remainder)
    if (step.tax.kind === 'normal') expect(step.earlierTaxes).toBe(0)
    if (exact) expect([step.remainder, step.baseRemainder]).toEqual([0, 0])
    for (const part of step.nets) expect(net?.parts).toContain(part)
  }
  expect(sum(taxes.map(({ amount }) => amount))).toBe(totals.tax)
  const taxSum = one('tax-sum')
  if (taxSum !== undefined)
    expect(taxSum).toMatchObject({ amount: totals.tax, parts: taxes.map(({ amount }) => amount) })
  expect(one('gross')).toMatchObject({ net: totals.net, tax: totals.tax, amount: totals.net + totals.tax })

  const withheld = of('withholding')
  for (const step of withheld) {
    expect(step.computed.rounded).toBe(ofPercent(step.base, step.percent))
    expect(step.amount).toBe(step.computed.rounded + step.remainder)
    if (exact) expect(step.remainder).toBe(0)
  }
  const withholding = sum(withheld.map(({ amount }) => amount))
  const price = one('price-rounding')
  if (price !== undefined) {
    expect(price).toMatchObject({ promised: lineSum + adjusted, net: totals.net, tax: totals.tax })
    expect(price.amount).toBe(price.promised - price.net - price.tax)
  }
  const cash = one('rounding')
  const prepaid = one('prepaid')?.amount ?? 0
  const before = totals.gross - withholding - prepaid + (price?.amount ?? 0)
  if (cash !== undefined) {
    expect(cash.before).toBe(before)
    expect(cash.after).toBe(before + cash.amount)
  }
  const end = before + (cash?.amount ?? 0)
  expect(end).toBe(totals.due)
  const due = one('due')
  if (due === undefined) expect(totals.gross).toBe(totals.due)
  else {
    expect(due).toMatchObject({ gross: totals.gross, withholding, prepaid, amount: totals.due })
    expect(due.gross - due.withholding - due.prepaid + due.rounding).toBe(due.amount)
  }
  return steps
}

describe('how a total is made up', () => {
  it('leads from the lines to what any document asks for, step by step', () => {
    fc.assert(
      fc.property(spec, (given) => {
        expectToLead(frozenDocument(given))
      }),
      { numRuns: 500 },
    )
  })

  it('leads to the figures of credit notes, first a part, then the rest (R-25)', () => {
    fc.assert(
      fc.property(spec, fc.nat(99), (given, share) => {
        const { cashUnit: _cashUnit, ...sold } = given
        const document = frozenDocument(sold)
        const { lines } = document.totals
        const picks = lines.flatMap(({ amount }, index) => {
          const part = Math.trunc((amount * share) / 100)
          return part === 0 ? [] : [{ line: index, kind: 'amount' as const, amount: part as never }]
        })
        const first = picks.length === 0 ? undefined : creditFigures(document, [], picks)
        const prior = first?.ok ? [first.value] : []
        const rest = creditRest(document, prior)
        for (const figures of [...prior, ...(rest.ok ? [rest.value] : [])])
          expectToLead(noteOf(document, figures, prior))
      }),
      { numRuns: 250 },
    )
  })

  it('says the rest that the last credit note of a rate takes', () => {
    const document = frozenDocument({
      lines: [
        { description: 'A', unitPrice: '0.10' },
        { description: 'B', unitPrice: '0.03' },
      ],
    })
    const part = creditFigures(document, [], [{ line: 0, kind: 'amount', amount: 10 as never }])
    if (!part.ok) throw new Error('refused')
    const rest = creditRest(document, [part.value])
    if (!rest.ok) throw new Error('refused')
    const taxOf = (figures: CreditedInvoice, prior: CreditedInvoice[]) =>
      explainTotals(noteOf(document, figures, prior)).find((step) => step.kind === 'tax')
    expect(document.totals.tax).toBe(2)
    expect(taxOf(part.value, [])).toMatchObject({ taxable: 10, remainder: 0, amount: 2 })
    // 0.03 x 19 % is 0.01, but the invoice taxed 0.02 in all.
    expect(taxOf(rest.value, [part.value])).toMatchObject({ taxable: 3, remainder: -1, amount: 0 })
  })

  it('explains the rate of the books and shows what goes on behind the digits', () => {
    const accountCurrency = { currency: 'CHF', rate: decimal('0.9347'), on: '2026-11-20', source: 'ECB', tax: 299 }
    const document = frozenDocument({
      lines: [{ description: 'Session', unitPrice: '20' }],
      taxIncluded: true,
      overrides: { accountCurrency: accountCurrency as never },
    })
    const steps = expectToLead(document)
    expect(steps.find(({ kind }) => kind === 'group')).toMatchObject({
      takenOut: { exact: '16.806722', goesOn: true, rounded: 1_681 },
    })
    expect(steps.at(-1)).toMatchObject({
      kind: 'account-currency',
      tax: 319,
      computed: { exact: '2.981693', rounded: 298 },
      remainder: 1,
    })
  })
})

describe('how what is due is made up', () => {
  const row = (id: string, sourceKind: string, amount: number, on: string, state = 'live') =>
    ({
      id,
      sourceKind,
      sourceId: `s_${id}`,
      invoiceId: 'inv_1',
      amount,
      allocatedOn: on,
      state,
      createdAt: on,
    }) as never
  const invoice = { id: 'inv_1', payable: 10_000, state: 'open', issuedOn: '2026-03-01' } as never

  it('takes payments and credits by their days, and nothing that was released', () => {
    const rows = [
      row('b', 'creditNote', 2_000, '2026-04-02'),
      row('a', 'payment', 3_000, '2026-04-01'),
      row('c', 'payment', 9_000, '2026-03-05', 'released'),
    ]
    const { asked, steps, left } = explainDue(invoice, rows)
    expect([asked, left]).toEqual([10_000, 5_000])
    expect(steps.map(({ kind, amount, left: after }) => [kind, amount, after])).toEqual([
      ['payment', 3_000, 7_000],
      ['creditNote', 2_000, 5_000],
    ])
  })

  it('ends with a write-off, and with the void', () => {
    const rows = [row('w', 'writeOff', 7_000, '2026-03-09'), row('a', 'payment', 3_000, '2026-04-01')]
    expect(explainDue(invoice, rows).steps.map(({ kind, left }) => [kind, left])).toEqual([
      ['payment', 7_000],
      ['writeOff', 0],
    ])
    const voided = { ...(invoice as object), state: 'void', voidedOn: '2026-05-01' } as never
    expect(explainDue(voided, []).steps).toMatchObject([{ kind: 'voided', amount: 10_000, left: 0, on: '2026-05-01' }])
  })
})

function noteOf(document: FrozenDocument, figures: CreditedInvoice, prior: readonly CreditedInvoice[]): FrozenDocument {
  const { number = '', issuedOn } = document
  const source = { invoice: { number, issuedOn, currency: document.currency }, document, prior }
  const plan = { invoices: [{ source, figures }] }
  const settings = { locale: 'en-GB', profile: document.seller, look: document.look, currency: document.currency }
  return composeCreditNote({ plan, client: {}, settings } as never, { number: 'CN-1', issuedOn: issuedOn as never })
}
