import { describe, expect, it } from 'vitest'
import { decimal } from '../../src/core/decimal.ts'
import { computeLine } from '../../src/core/invoice/compute-line.ts'
import { computeTotals } from '../../src/core/invoice/compute-totals.ts'
import type { Adjustment, DocumentInput, LineInput, TaxOnLine } from '../../src/core/invoice/totals.ts'
import type { TaxCategory, TaxKind } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'

function tax(percent: string, kind: TaxKind = 'normal', category: TaxCategory = 'S'): TaxOnLine {
  return { category, kind, percent: decimal(percent) }
}

function line(quantity: string, unitPrice: string, ...taxes: readonly TaxOnLine[]): LineInput {
  return { quantity: decimal(quantity), unitPrice: decimal(unitPrice), taxes }
}

function off(value: string, kind: Adjustment['kind'] = 'amount'): Adjustment {
  return { kind, value: decimal(value) }
}

function totalsOf(lines: readonly LineInput[], rest: Partial<DocumentInput> = {}) {
  return computeTotals({ exponent: 2, taxIncluded: false, lines, ...rest })
}

const VAT = tax('20')

describe('a line', () => {
  it('rounds its product, then each allowance and surcharge from the base', () => {
    const amounts = computeLine(
      {
        ...line('3', '33.335', VAT),
        allowances: [off('10', 'percent'), off('0.005')],
        surcharges: [off('2.5', 'percent')],
      },
      2,
    )
    expect(amounts).toEqual({ base: 10001, allowances: [1000, 1], surcharges: [250], amount: 9250 })
  })

  it('prices per base quantity, and negative quantities', () => {
    expect(computeLine({ ...line('7', '12.5'), priceBase: decimal('3') }, 2).amount).toBe(2917)
    expect(computeLine(line('-3', '33.335'), 2).amount).toBe(-10001)
    expect(() => computeLine({ ...line('1', '1'), priceBase: decimal('0') }, 2)).toThrow(RangeError)
  })
})

describe('a document whose prices exclude tax', () => {
  it('rounds lines each and only adds them', () => {
    const totals = totalsOf([line('25', '0.333', VAT), line('25', '0.333', VAT), line('25', '1.333', VAT)])
    expect(totals.lines.map((each) => each.amount)).toEqual([833, 833, 3333])
    expect(totals).toMatchObject({ lineSum: 4999, net: 4999, tax: 1000, gross: 5999, due: 5999, rounding: 0 })
  })

  it('taxes the base of each rate once, never line by line', () => {
    const totals = totalsOf([line('1', '1.24', tax('10')), line('1', '1.24', tax('10'))])
    expect(totals.taxes).toEqual([{ category: 'S', kind: 'normal', percent: '10', taxable: 248, tax: 25 }])
    expect(totals.gross).toBe(273)
  })

  it('keeps categories of one rate apart and taxes none of Z, E, AE, K, G and O', () => {
    const lines = (['Z', 'E', 'AE', 'K', 'G', 'O'] as const).map((each) => line('1', '10', tax('0', 'normal', each)))
    // A rate that was left standing beside an exemption has no effect.
    const totals = totalsOf([...lines, line('1', '5', tax('20', 'normal', 'E')), line('1', '10', tax('0'))])
    expect(totals.taxes.map((each) => [each.category, each.percent, each.taxable, each.tax])).toEqual([
      ['Z', '0', 1000, 0],
      ['E', '0', 1500, 0],
      ['AE', '0', 1000, 0],
      ['K', '0', 1000, 0],
      ['G', '0', 1000, 0],
      ['O', '0', 1000, 0],
      ['S', '0', 1000, 0],
    ])
    expect(totals.gross).toBe(totals.net)
  })

  it('spreads a document allowance over the rates by value before tax, ties to the first', () => {
    const totals = totalsOf([line('1', '10', tax('20')), line('1', '10', tax('10'))], { allowances: [off('0.01')] })
    expect(totals.taxes.map((each) => each.taxable)).toEqual([999, 1000])
    const large = totalsOf([line('1', '8000', tax('5')), line('1', '9500', tax('19'))], { allowances: [off('14191')] })
    expect(large.taxes.map((each) => [each.taxable, each.tax])).toEqual([
      [151269, 7563],
      [179631, 34130],
    ])
    expect(large).toMatchObject({ lineSum: 1750000, allowanceTotal: 1419100, net: 330900, tax: 41693 })
  })

  it('spreads only over rates with positive sums (R-27)', () => {
    const lines = [line('1', '100', tax('20')), line('-1', '40', tax('10')), line('1', '50', tax('5'))]
    const totals = totalsOf(lines, { allowances: [off('15')], surcharges: [off('10', 'percent')] })
    expect(totals.allowances).toEqual([1500])
    // 10 % of the lines' sum of 110.00.
    expect(totals.surcharges).toEqual([1100])
    expect(totals.taxes.map((each) => each.taxable)).toEqual([10000 - 1000 + 733, -4000, 5000 - 500 + 367])
  })

  it('spreads over the negative rates of a document that is negative as a whole', () => {
    const lines = [line('-1', '100', tax('20')), line('-1', '50', tax('5')), line('1', '10', tax('10'))]
    const totals = totalsOf(lines, { surcharges: [off('15')] })
    expect(totals.taxes.map((each) => each.taxable)).toEqual([-9000, -4500, 1000])
  })

  it('puts an allowance on the tax it names, even on one that no line has, or outside every tax', () => {
    const totals = totalsOf([line('1', '100', tax('19'))], {
      allowances: [{ ...off('10'), taxes: [tax('0', 'normal', 'E')] }],
      surcharges: [
        { ...off('5'), taxes: [] },
        { ...off('1'), taxes: [tax('19')] },
      ],
    })
    expect(totals.taxes.map((each) => [each.category, each.taxable, each.tax])).toEqual([
      ['S', 10100, 1919],
      ['E', -1000, 0],
    ])
    expect(totals).toMatchObject({ net: 9600, gross: 11519 })
  })

  it('takes a second tax from the net, and a compound one from net and tax', () => {
    const two = totalsOf([line('1', '500', tax('16'), tax('10'))])
    expect(two.taxes.map((each) => each.tax)).toEqual([8000, 5000])
    const compound = totalsOf([line('1', '100', tax('18'), tax('7.5', 'compound'))])
    expect(compound.taxes.map((each) => [each.kind, each.taxable, each.tax])).toEqual([
      ['normal', 10000, 1800],
      ['compound', 11800, 885],
    ])
    expect(compound.gross).toBe(12685)
  })

  it('builds a compound tax on the printed subtotals, and on the part of a tax that it shares', () => {
    const [gst, qst] = [tax('5'), tax('9.5', 'compound')]
    const both = totalsOf([line('1', '0.09', gst, qst), line('1', '0.09', gst, qst)])
    // GST 0.9 cents -> 1; QST on 18 + 1.
    expect(both.taxes.map((each) => [each.taxable, each.tax])).toEqual([
      [18, 1],
      [19, 2],
    ])
    const partly = totalsOf([line('1', '100', gst, qst), line('1', '50', gst)])
    expect(partly.taxes.map((each) => [each.taxable, each.tax])).toEqual([
      [15000, 750],
      [10500, 998],
    ])
  })

  it('keeps two taxes of the same rate on one line apart', () => {
    const totals = totalsOf([line('1', '100', tax('9'), tax('9')), line('1', '100', tax('9'))])
    expect(totals.taxes.map((each) => [each.taxable, each.tax])).toEqual([
      [20000, 1800],
      [10000, 900],
    ])
  })

  it('withholds from the net, after the gross, and never as a tax subtotal (R-27)', () => {
    const irpf = tax('15', 'withholding')
    const totals = totalsOf([line('1', '100', tax('21'), irpf), line('1', '33.33', tax('21'), irpf)], {
      prepaid: minor(5000),
    })
    expect(totals.taxes).toEqual([{ category: 'S', kind: 'normal', percent: '21', taxable: 13333, tax: 2800 }])
    expect(totals.withholdings).toEqual([{ percent: '15', base: 13333, amount: 2000 }])
    expect(totals).toMatchObject({ gross: 16133, withholding: 2000, prepaid: 5000, due: 9133 })
  })

  it('withholds from what carries it only', () => {
    const totals = totalsOf([line('1', '100', tax('21'), tax('15', 'withholding')), line('1', '40', tax('21'))])
    expect(totals.withholdings).toEqual([{ percent: '15', base: 10000, amount: 1500 }])
    expect(totals.taxes).toHaveLength(1)
  })

  it('rounds what is due to coins, as an amount of its own', () => {
    const totals = totalsOf([line('1', '10.01', VAT)], { cashUnit: 5, prepaid: minor(100) })
    expect(totals).toMatchObject({ gross: 1201, rounding: -1, due: 1100 })
    const krona = totalsOf([line('1', '561.8')], { cashUnit: 100, prepaid: minor(30000) })
    expect(krona).toMatchObject({ gross: 56180, rounding: 20, due: 26200 })
  })

  it('takes a rounding amount that the document states', () => {
    expect(totalsOf([line('1', '1200.78')], { rounding: minor(22) })).toMatchObject({ gross: 120078, due: 120100 })
  })

  it('knows currencies without and with three decimals', () => {
    expect(totalsOf([line('3', '33.4', tax('10'))], { exponent: 0 })).toMatchObject({ net: 100, tax: 10, gross: 110 })
    expect(totalsOf([line('3', '0.3335', tax('5'))], { exponent: 3 })).toMatchObject({ net: 1001, tax: 50 })
  })

  it('is 0 without lines, and takes allowances even then', () => {
    expect(totalsOf([])).toMatchObject({ net: 0, tax: 0, gross: 0, due: 0, taxes: [] })
    expect(totalsOf([], { surcharges: [off('5')] })).toMatchObject({ net: 500, due: 500 })
    expect(totalsOf([line('0', '5', VAT)], { surcharges: [off('5')] })).toMatchObject({ net: 500, tax: 100 })
  })

  it('refuses to overflow', () => {
    expect(() => totalsOf([line('99999999', '99999999')])).toThrow(RangeError)
  })
})

describe('a document whose prices include tax (R-26)', () => {
  const gross = (lines: readonly LineInput[], rest: Partial<DocumentInput> = {}) =>
    totalsOf(lines, { ...rest, taxIncluded: true })

  it('keeps the gross and takes the net out', () => {
    const totals = gross([line('1', '119', tax('19'))])
    expect(totals.lines[0]).toMatchObject({ amount: 11900, net: 10000 })
    expect(totals).toMatchObject({ lineSum: 11900, net: 10000, tax: 1900, gross: 11900, rounding: 0, due: 11900 })
  })

  it('puts the cent that net and tax leave over into the rounding, so that the amount due is exact', () => {
    // 0.15 / 1.2 = 0.125 -> 0.13; 0.13 x 0.2 = 0.026 -> 0.03; 0.16 is a cent too much.
    const totals = gross([line('1', '0.15', VAT)])
    expect(totals).toMatchObject({ net: 13, tax: 3, gross: 16, rounding: -1, due: 15 })
  })

  it('shares the net of a rate over its lines by largest remainder', () => {
    const totals = gross([line('1', '9.99', VAT), line('1', '9.99', VAT), line('1', '1.07', tax('7'))])
    expect(totals.lines.map((each) => each.net)).toEqual([833, 832, 100])
    expect(totals.taxes.map((each) => [each.taxable, each.tax])).toEqual([
      [1665, 333],
      [100, 7],
    ])
    expect(totals.due).toBe(2105)
  })

  it('takes allowances off the gross', () => {
    const totals = gross([line('100', '50', tax('14'))], { allowances: [off('100')] })
    expect(totals).toMatchObject({ lineSum: 500000, allowanceTotal: 10000, net: 429825, tax: 60176, due: 490000 })
    // The lines' nets stand before the allowance, as BT-131 does.
    expect(totals.lines[0]?.net).toBe(438596)
  })

  it('divides by one plus the sum of several taxes, and once more for a compound one', () => {
    const several = gross([line('1', '10', tax('10'), tax('17.5'))])
    expect(several).toMatchObject({ net: 784, due: 1000 })
    expect(several.taxes.map((each) => each.tax)).toEqual([78, 137])
    const compound = gross([line('1', '126.85', tax('18'), tax('7.5', 'compound'))])
    expect(compound).toMatchObject({ net: 10000, tax: 2685, rounding: 0, due: 12685 })
  })

  it('leaves withholding out of the price', () => {
    const totals = gross([line('1', '121', tax('21'), tax('15', 'withholding')), line('1', '0.05', tax('21'))])
    expect(totals).toMatchObject({ net: 10004, tax: 2101, withholding: 1500, rounding: 0, due: 10605 })
    expect(totals.withholdings[0]?.base).toBe(10000)
  })

  it('counts untaxed lines and surcharges in full', () => {
    const totals = gross([line('1', '10'), line('1', '12', VAT)], { surcharges: [{ ...off('5'), taxes: [] }] })
    expect(totals).toMatchObject({ net: 2500, tax: 200, gross: 2700, due: 2700 })
  })

  it('rounds to coins on top of what is left over', () => {
    expect(gross([line('1', '0.15', VAT), line('1', '9.98')], { cashUnit: 5 })).toMatchObject({
      gross: 1014,
      rounding: 1,
      due: 1015,
    })
  })
})
