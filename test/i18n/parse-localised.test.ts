import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalFromParts } from '../../src/core/decimal.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { minor } from '../../src/core/money.ts'
import { formatAmount } from '../../src/i18n/format-money.ts'
import { detectColumnFormat, parseLocalised } from '../../src/i18n/parse-localised.ts'

function read(cell: string, column: readonly string[] = []) {
  const result = column.length === 0 ? parseLocalised(cell) : parseLocalised(cell, detectColumnFormat(column))
  return result.ok ? result.value : result.problem.code
}

describe('the importer reads a cell by itself', () => {
  it.each([
    ['1234.5', '1234.5'],
    ['1234,5', '1234.5'],
    ['1.234,50', '1234.5'],
    ['1,234.50', '1234.5'],
    ["1'234.50", '1234.5'],
    ['1 234,50', '1234.5'],
    ['1\u00a0234,50 kr', '1234.5'],
    ['12,34,567.89', '1234567.89'],
    ['1,234', '1234'],
    ['1.234', '1.234'],
    ['0,234', '0.234'],
    ['1234,567', '1234.567'],
    ['1.234.567', '1234567'],
    ['1.234,', '1234'],
    ['.5', '0.5'],
    ['($12.50)', '-12.5'],
    ['12.50-', '-12.5'],
    ['\u221212.50', '-12.5'],
    ['R$ 1.234,56', '1234.56'],
    ['Rs. 500', '500'],
    ['12 zł', '12'],
    ['USD 12.50', '12.5'],
    ['', 'empty'],
    ['   ', 'empty'],
    ['n/a', 'not-a-number'],
    ['12 hours', 'not-a-number'],
    ['1E5', 'not-a-number'],
    ['2026-01-31', 'not-a-number'],
    ['12:30', 'not-a-number'],
    ['50%', 'not-a-number'],
    ['(5', 'not-a-number'],
    ['=1+1', 'not-a-number'],
    ['1,2,3', 'ambiguous'],
    ['1.2.3,4', 'ambiguous'],
    ['9'.repeat(200), 'not-a-number'],
  ])('%j is %s', (cell, expected) => {
    expect(read(cell)).toBe(expected)
  })
})

describe('the importer reads a column before its cells', () => {
  it('lets one proof decide for all', () => {
    expect(detectColumnFormat(['1.234', '', 'x', '99,90'])).toEqual({ decimal: ',', certain: true })
    expect(read('1.234', ['1.234', '99,90'])).toBe('1234')
    expect(read('1,234', ['1,234', '99.90'])).toBe('1234')
    expect(read('1.234', ['1.234', '1,234.00'])).toBe('1.234')
    expect(read('2.000', ['2.000', '1.000.000'])).toBe('2000')
  })

  it('says when nothing is proven', () => {
    expect(detectColumnFormat(['1.234', '5'])).toEqual({ decimal: '.', certain: false })
    expect(detectColumnFormat(['5', '17'])).toEqual({ decimal: '.', certain: true })
    expect(detectColumnFormat([])).toEqual({ decimal: '.', certain: true })
  })

  it('refuses a cell with two readings in a column that contradicts itself', () => {
    const column = ['1.50', '2,50', '1.234']
    expect(detectColumnFormat(column)).toEqual({ decimal: 'mixed', certain: false })
    expect(column.map((cell) => read(cell, column))).toEqual(['1.5', '2.5', 'ambiguous'])
  })

  it('refuses a cell that does not fit its column', () => {
    expect(read('1.50', ['99,90', '12,34'])).toBe('ambiguous')
  })

  it('reads every column that one locale has printed', () => {
    const amounts = fc.array(fc.integer({ min: -1e11, max: 1e11 }).map(minor), { minLength: 1, maxLength: 20 })
    const locale = fc.constantFrom('en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN', 'sv', 'pl')
    fc.assert(
      fc.property(amounts, locale, (list, each) => {
        const column = list.map((amount) => formatAmount(amount, 'EUR' as CurrencyCode, each))
        const expected = list.map((amount) => decimalFromParts(BigInt(amount), 2))
        expect(column.map((cell) => read(cell, column))).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })
})
