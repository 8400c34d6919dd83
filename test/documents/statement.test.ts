import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { addDays, calendarDate } from '../../src/core/date.ts'
import type { Client } from '../../src/core/model.ts'
import { type CurrencyCode, type Minor, minor } from '../../src/core/money.ts'
import { defaultSettings } from '../../src/core/settings.ts'
import type { Statement, StatementLine } from '../../src/core/statement.ts'
import { spanPeriod, statementSpans } from '../../src/core/statement-period.ts'
import { printStatement } from '../../src/documents/print-statement.ts'
import { renderPaperInNode } from '../support/open-fonts.ts'
import { elementsOf, readPdf } from '../support/read-pdf.ts'

const EUR = 'EUR' as CurrencyCode
const today = calendarDate('2026-11-22')

const settings = {
  ...defaultSettings({
    country: 'DE',
    locale: 'en-GB',
    currency: EUR,
    timeZone: 'Europe/Berlin',
    updatedAt: '2026-11-22T10:00:00.000Z' as never,
  }),
  profile: {
    name: 'Studio Lindqvist & Partner',
    address: { line1: 'Torstraße 140', city: 'Berlin', postalCode: '10119', country: 'DE' },
    vatId: 'DE136695976',
  },
}

const client = {
  id: 'cli_1',
  name: 'Okafor Interiors Ltd',
  clientNumber: 'C-1042',
  addresses: [
    { id: 'adr_1', label: 'Office', line1: '14 Harbour Row', city: 'Bristol', postalCode: 'BS1 4RN', country: 'GB' },
  ],
  defaultAddressId: 'adr_1',
} as unknown as Client

/** Every kind once, then again, until there are so many lines. */
function statementOfLength(count: number): Statement {
  const kinds: [StatementLine['kind'], number, Partial<StatementLine>][] = [
    ['invoice', 119_000, { number: '2026-0042', dueOn: calendarDate('2026-11-15') }],
    ['payment', -50_000, { method: 'transfer', reference: 'SEPA 4711' }],
    ['credit-note', -11_900, { number: 'CN-2026-0003', about: ['2026-0042'] }],
    ['goodwill', -2_500, { reference: 'Late delivery in October' }],
    ['payment-undone', 50_000, { method: 'transfer' }],
    ['refund', 1_000, { method: 'cash' }],
    ['write-off', -3_000, { number: '2026-0017' }],
    ['cancellation', -2_000, { number: 'CN-2026-0004', about: ['2026-0039'] }],
  ]
  let balance: Minor = minor(12_345)
  const lines = Array.from({ length: count }, (_, index): StatementLine => {
    const [kind, amount, more] = kinds[index % kinds.length] as (typeof kinds)[number]
    balance = minor(balance + amount)
    return { on: addDays(today, -count + index), kind, id: `x_${index}`, amount: minor(amount), balance, ...more }
  })
  const sum = (sign: 1 | -1) => minor(lines.reduce((all, { amount }) => all + Math.max(sign * amount, 0), 0))
  return { opening: minor(12_345), lines, closing: balance, added: sum(1), taken: sum(-1) }
}

const period = { start: calendarDate('2026-11-01'), end: calendarDate('2026-12-01') }

function paper(statement: Statement, template: 'classic' | 'modern' = 'classic') {
  const look = { ...settings.look, template }
  return printStatement(statement, { settings: { ...settings, look }, client, currency: EUR, period, today })
}

describe('the statement on paper', () => {
  it('says opening, lines and closing', () => {
    const printed = paper(statementOfLength(3))
    expect(printed.tables[0]?.rows.map(({ cells }) => cells)).toEqual([
      ['', 'Opening balance on 1 Nov 2026', '', '', '123.45'],
      ['19 Nov 2026', 'Invoice 2026-0042', '1,190.00', '', '1,313.45'],
      ['20 Nov 2026', 'Payment, Bank transfer', '', '500.00', '813.45'],
      ['21 Nov 2026', 'Credit note CN-2026-0003 to invoice 2026-0042', '', '119.00', '694.45'],
    ])
    expect(printed.totals.map(({ value }) => value)).toEqual(['123.45', '1,190.00', '\u2212619.00', '€694.45'])
    expect(printed.closing).toEqual(['€694.45 is left to pay at the end of the period.'])
    expect(printed.head.facts[0]?.value).toBe('1\u2009–\u200930 Nov 2026')
  })

  it.each(['classic', 'modern'] as const)(
    '%s: breaks over pages with its head on each, totals never alone',
    (template) => {
      const statement = statementOfLength(75)
      const bytes = renderPaperInNode(paper(statement, template))
      if (process.env.KEEP_PDF) writeFileSync(`${process.env.KEEP_PDF}/statement-${template}.pdf`, bytes)
      const pdf = readPdf(bytes)
      expect(pdf.pages.length).toBeGreaterThan(2)
      for (const page of pdf.pages) {
        expect(page.unmarked).toBe(0)
        const texts = page.texts.map(({ text }) => text).join(' ')
        expect(texts).toContain('Balance (EUR)')
        for (const { x, y } of page.texts) {
          expect(x).toBeGreaterThan(20)
          expect(y).toBeGreaterThan(20)
        }
      }
      // Opening row, lines and head: all of them are rows with tags; repeated heads are not.
      const rows = elementsOf(pdf.structure, 'TR')
      expect(rows.length).toBe(1 + 1 + 75 + 4 + 3)
      const last =
        pdf.pages
          .at(-1)
          ?.texts.map(({ text }) => text)
          .join(' ') ?? ''
      expect(last).toContain('Closing balance')
      expect(last).toMatch(/\d Nov 2026/)
    },
  )

  it('draws an empty account and one in credit', () => {
    const none: Statement = { opening: minor(0), lines: [], closing: minor(0), added: minor(0), taken: minor(0) }
    expect(readPdf(renderPaperInNode(paper(none))).text).toContain('Nothing is left to pay')
    const credit = paper({ ...none, opening: minor(-500), closing: minor(-500) })
    expect(credit.head.due).toEqual({ label: 'Your credit', value: '€5.00' })
    expect(credit.closing[0]).toContain('€5.00 is your credit')
  })
})

describe('the periods to choose', () => {
  it.each([
    ['this-month', '2026-11-01', '2026-12-01'],
    ['last-month', '2026-10-01', '2026-11-01'],
    ['quarter', '2026-10-01', '2027-01-01'],
    ['year', '2026-01-01', '2027-01-01'],
  ] as const)('%s', (span, start, end) => {
    expect(spanPeriod(span, today)).toEqual({ start, end })
  })

  it('takes own days as first and last', () => {
    const [firstDay, lastDay] = [calendarDate('2026-02-01'), calendarDate('2026-02-28')]
    expect(spanPeriod('own', today, { firstDay, lastDay })).toEqual({ start: '2026-02-01', end: '2026-03-01' })
    expect(spanPeriod('own', today, { firstDay: lastDay, lastDay: firstDay })).toBeUndefined()
    expect(spanPeriod('own', today, { firstDay })).toBeUndefined()
    expect(spanPeriod('all', today)).toBe('all')
    expect(statementSpans.filter((span) => spanPeriod(span, calendarDate('2026-12-31')) === undefined)).toEqual(['own'])
  })
})
