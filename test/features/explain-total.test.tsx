// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decimal } from '../../src/core/decimal.ts'
import { type ExplainStep, explainTotals } from '../../src/core/invoice/explain-totals.ts'
import type { Allocation, FinalizedInvoice } from '../../src/core/model.ts'
import { explainStepText } from '../../src/features/blocks/explain-text.ts'
import { ExplainTotal } from '../../src/features/blocks/explain-total.tsx'
import { loadLanguage, loadLaterTexts } from '../../src/i18n/translate.ts'
import { frozenDocument, reverseCharge, vat7, vat19, withholding15 } from '../support/frozen-document.ts'
import { renderUi } from '../ui/render-ui.tsx'

beforeAll(async () => {
  await loadLanguage('en')
  await loadLaterTexts()
})
afterEach(cleanup)

const percent10 = { kind: 'percent' as const, value: decimal('10'), reason: 'Loyal' }
const document = frozenDocument({
  lines: [
    { description: 'Concept', quantity: '2.5', unit: 'hours', unitPrice: '95.005', taxes: [vat19, withholding15] },
    { description: 'Handbook', quantity: '1', unitPrice: '33.33', taxes: [vat7], allowances: [percent10] },
  ],
  allowances: [percent10],
  prepaid: 1_000,
})

const say = (kind: ExplainStep['kind'], of = document) =>
  explainTotals(of)
    .filter((step) => step.kind === kind)
    .map((step) => {
      const { title, sums } = explainStepText(step, of, 'en-GB')
      return [title, ...sums]
    })

describe('a total in words', () => {
  it('says each product with what was rounded away', () => {
    expect(say('line')).toEqual([
      ['1. Concept', '2.5 hours × 95.005 = 237.5125, rounded to 237.51'],
      ['2. Handbook', '1 × 33.33 = 33.33', 'less 3.33: Loyal, 33.33 × 10% = 3.333, rounded to 3.33'],
    ])
    expect(say('line-sum')).toEqual([['Sum of the lines', '237.51 + 30.00 = 267.51']])
  })

  it('says how an allowance falls on the rates, and what each rate is charged on', () => {
    expect(say('adjustment')).toEqual([
      [
        'Loyal',
        '267.51 × 10% = 26.751, rounded to 26.75',
        'It falls on the rates by value: VAT 19% + Income tax withheld 15% 23.75; VAT reduced 7% 3.00',
      ],
    ])
    expect(say('group')).toEqual([
      ['Net at VAT 19%', '237.51 − 23.75 = 213.76'],
      ['Net at VAT reduced 7%', '30.00 − 3.00 = 27.00'],
    ])
    expect(say('tax')).toEqual([
      ['VAT 19%', '213.76 × 19% = 40.6144, rounded to 40.61'],
      ['VAT reduced 7%', '27.00 × 7% = 1.89'],
    ])
    expect(say('withholding')[0]?.slice(0, 2)).toEqual([
      'Income tax withheld 15%',
      '213.76 × 15% = 32.064, rounded to 32.06',
    ])
    expect(say('due')).toEqual([['Amount due', '283.26 − 32.06 − 10.00 = 241.20']])
  })

  it('takes the net out of prices with tax inside', () => {
    const inside = frozenDocument({ lines: [{ description: 'Session', unitPrice: '20' }], taxIncluded: true })
    expect(say('group', inside)).toEqual([
      ['Net at VAT 19%', '20.00 with 19% inside, net = 16.806722…, rounded to 16.81'],
    ])
  })

  it('says why a rate is not charged', () => {
    const abroad = frozenDocument({ lines: [{ description: 'Session', taxes: [reverseCharge] }] })
    expect(say('tax', abroad)[0]).toContain('Reverse charge: the recipient owes the tax.')
  })

  it('has words for every step of any document, in other locales too', () => {
    const tax = fc.constantFrom([vat19], [vat7], [vat19, withholding15], [reverseCharge], [])
    const line = fc.record({
      description: fc.constant('A'),
      unitPrice: fc.constantFrom('0', '9.999', '1000'),
      taxes: tax,
    })
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 9 }),
        fc.boolean(),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        fc.constantFrom('en-GB', 'de-DE', 'ar-EG'),
        (lines, taxIncluded, currency, locale) => {
          const one = frozenDocument({ lines, taxIncluded, currency, allowances: [percent10], cashUnit: 5 })
          for (const step of explainTotals(one)) {
            const { title, sums } = explainStepText(step, one, locale)
            for (const text of [title, ...sums]) expect(text).not.toMatch(/undefined|NaN|\{|^$/)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('"How is this made up?"', () => {
  it('opens the steps, down to what is left to pay of an issued invoice', async () => {
    const { due } = document.totals
    const invoice = { id: 'inv_1', payable: due, state: 'open', issuedOn: '2026-11-22' } as unknown as FinalizedInvoice
    const money = [
      {
        id: 'all_1',
        invoiceId: 'inv_1',
        sourceKind: 'payment',
        amount: 10_000,
        allocatedOn: '2026-11-25',
        state: 'live',
      },
      {
        id: 'all_2',
        invoiceId: 'inv_1',
        sourceKind: 'payment',
        amount: 77,
        allocatedOn: '2026-11-24',
        state: 'released',
      },
    ] as unknown as Allocation[]
    await renderUi(<ExplainTotal document={document} invoice={invoice} money={money} />)
    await userEvent.click(screen.getByRole('button', { name: 'How is this made up?' }))
    const dialog = await screen.findByRole('dialog', { name: 'How 2026-0042 is made up' }, { timeout: 10_000 })
    const terms = within(dialog)
      .getAllByRole('term')
      .map((term) => [term.firstChild?.textContent, term.nextElementSibling?.textContent])
    expect(terms).toContainEqual(['Total', '283.26EUR'])
    expect(terms.slice(-3)).toEqual([
      ['What the document asks for', '241.20EUR'],
      ['Payment, 25 Nov 2026', '−100.00EUR'],
      ['Left to pay', '141.20EUR'],
    ])
  })
})
