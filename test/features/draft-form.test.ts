import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type CalendarDate } from '../../src/core/date.ts'
import { decimal, decimalFromParts } from '../../src/core/decimal.ts'
import type { Charge, DraftInvoice, PriceAdjustment } from '../../src/core/model.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import {
  type DraftValues,
  emptyLine,
  previewCharges,
  readDraft,
  saveInput,
  valuesOf,
} from '../../src/features/invoices/draft-form.ts'

const locales = ['en-GB', 'de-DE', 'de-CH', 'fr-FR', 'en-IN', 'sv-SE'] as const
const currencies = ['EUR', 'JPY', 'KWD'] as CurrencyCode[]
const firstDay = '2026-01-01' as CalendarDate

const adjustment = (percent: boolean): fc.Arbitrary<PriceAdjustment> =>
  fc.record({
    kind: fc.constant(percent ? ('percent' as const) : ('amount' as const)),
    value: fc
      .integer({ min: 0, max: percent ? 10_000 : 900 })
      .map((n) => (percent ? decimalFromParts(BigInt(n), 2) : decimal(String(n)))),
    reason: fc.constantFrom('Loyalty', 'Express'),
  })
const adjustments = fc.array(fc.boolean().chain(adjustment), { maxLength: 3 })
const day = fc.integer({ min: 0, max: 800 }).map((days) => addDays(firstDay, days))

const charge = (currency: CurrencyCode) =>
  fc
    .record({
      description: fc.constantFrom('Design review', 'Two\nlines', 'Ünï "quoted" \\ text'),
      quantity: fc.tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 6 })),
      unitPrice: fc.tuple(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 0, max: 5 })),
      unit: fc.option(fc.constantFrom('hour', 'km')),
      allowances: adjustments,
      surcharges: adjustments,
      servedOn: day,
      days: fc.option(fc.tuple(day, fc.integer({ min: 1, max: 90 }))),
    })
    .map(({ quantity, unitPrice, unit, days, ...rest }): Charge => {
      const period = days === null ? {} : { period: { start: days[0], end: addDays(days[0], days[1]) } }
      return {
        id: 'chg_1',
        version: 3,
        clientId: 'cli_1',
        billingGroupId: 'grp_1',
        currency,
        source: 'manual',
        ...rest,
        quantity: decimalFromParts(BigInt(quantity[0]), quantity[1]),
        unitPrice: decimalFromParts(BigInt(unitPrice[0]), unitPrice[1]),
        ...(unit === null ? {} : { unit }),
        ...period,
        taxIds: ['tax_1'],
        taxIncluded: false,
        amount: 0,
        state: 'drafted',
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
      } as unknown as Charge
    })

function draftOf(currency: CurrencyCode, more: Partial<DraftInvoice> = {}): DraftInvoice {
  return {
    id: 'inv_1',
    version: 7,
    state: 'draft',
    clientId: 'cli_1',
    billingGroupId: 'grp_1',
    currency,
    taxIncluded: false,
    allowances: [],
    surcharges: [],
    termsDays: 14,
    prepaid: 0,
    ...more,
  } as unknown as DraftInvoice
}

describe('the draft as a form', () => {
  it('says exactly what the rows said, in every locale and currency', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...locales),
        fc
          .constantFrom(...currencies)
          .chain((currency) =>
            fc.tuple(fc.constant(currency), fc.array(charge(currency), { maxLength: 4 }), adjustments),
          ),
        (locale, [currency, charges, ofDraft]) => {
          const draft = draftOf(currency, {
            allowances: ofDraft,
            prepaid: 1234 as never,
            poNumber: 'PO 7',
            servicePeriod: { start: firstDay, end: addDays(firstDay, 31) },
          })
          const read = readDraft(valuesOf(draft, charges, locale), draft, { locale, currency })
          expect([...read.wrong]).toEqual([])
          expect(read.head.allowances).toEqual(draft.allowances)
          expect(read.head.prepaid).toBe(1234)
          expect(read.head.servicePeriod).toEqual(draft.servicePeriod)
          for (const [index, { fields }] of read.lines.entries()) {
            const {
              id: _id,
              version: _v,
              clientId: _c,
              billingGroupId: _g,
              currency: _u,
              source: _s,
              amount: _a,
              state: _t,
              createdAt: _n,
              updatedAt: _m,
              ...facts
            } = charges[index] as Charge
            expect(fields).toEqual(facts)
          }
          expect(read.lines).toHaveLength(charges.length)
        },
      ),
      { numRuns: 300 },
    )
  })

  const place = { locale: 'en-GB', currency: 'EUR' as CurrencyCode }
  const typed = (change: (values: DraftValues) => void) => {
    const values = valuesOf(draftOf('EUR' as CurrencyCode), [], 'en-GB')
    values.lines = [{ ...emptyLine(firstDay, []), description: 'Work', quantity: '2', unitPrice: '10' }]
    change(values)
    return readDraft(values, draftOf('EUR' as CurrencyCode), place)
  }

  it('names what it cannot read and leaves such lines out', () => {
    const wrong: readonly (readonly [string, (values: DraftValues) => void])[] = [
      ['lines.0.quantity', ({ lines }) => Object.assign(lines[0] as object, { quantity: '1,50' })],
      ['lines.0.unitPrice', ({ lines }) => Object.assign(lines[0] as object, { unitPrice: '-5' })],
      ['lines.0.description', ({ lines }) => Object.assign(lines[0] as object, { description: ' ' })],
      ['lines.0.lastDay', ({ lines }) => Object.assign(lines[0] as object, { lastDay: '2025-12-31' })],
      ['termsDays', (values) => Object.assign(values, { termsDays: '181' })],
      ['lastDay', (values) => Object.assign(values, { firstDay: '2026-02-01' })],
      ['prepaid', (values) => Object.assign(values, { prepaid: '-1' })],
      ['rateSource', (values) => Object.assign(values, { rate: '1.1', rateOn: '2026-01-01' })],
      [
        'adjustments.0.value',
        (values) => values.adjustments.push({ sign: 'allowance', kind: 'percent', value: '101', reason: 'x' }),
      ],
      [
        'adjustments.0.reason',
        (values) => values.adjustments.push({ sign: 'surcharge', kind: 'amount', value: '5', reason: '' }),
      ],
    ]
    for (const [path, change] of wrong) {
      const read = typed(change)
      expect([...read.wrong], path).toEqual([path])
      expect(read.lines, path).toHaveLength(path.startsWith('lines.') ? 0 : 1)
    }
  })

  it('does not save or count a line with nothing typed in it', () => {
    const read = typed((values) => values.lines.push(emptyLine(firstDay, [])))
    expect(read.wrong.size).toBe(0)
    expect(read.lines).toHaveLength(1)
  })

  it('tells the command which lines are kept, taken on and new', () => {
    const read = typed((values) => {
      const line = values.lines[0] as DraftValues['lines'][number]
      values.lines.push({ ...line, chargeId: 'chg_1' }, { ...line, chargeId: 'chg_2', taken: true })
    })
    const input = saveInput(read, ['chg_9'], draftOf('EUR' as CurrencyCode))
    expect(input.lines.map(({ kind }) => kind)).toEqual(['new', 'keep', 'take'])
    expect(input).toMatchObject({ id: 'inv_1', version: 7, drop: ['chg_9'] })
    expect(previewCharges(read, draftOf('EUR' as CurrencyCode)).map(({ amount }) => amount)).toEqual([2000, 2000, 2000])
  })
})
