import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import { type AddCharge, addCharge } from '../../src/commands/add-charge.ts'
import { changeCharge } from '../../src/commands/change-charge.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import {
  type ChargeValues,
  chargeSchema,
  chargeValues,
  liveAmount,
  newChargeValues,
} from '../../src/features/blocks/charge-schema.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { chargeFields, setUpPractice } from '../support/practice.ts'

beforeAll(() => loadLanguage('en'))

const currency = 'EUR' as CurrencyCode

function typed(changes: Partial<ChargeValues>): ChargeValues {
  const start = { currency, taxIds: [], taxIncluded: false, servedOn: calendarDate('2026-03-01') }
  return { ...newChargeValues({ ...start, clientId: 'cli_1' as ClientId }), description: 'Work', ...changes }
}

function read(changes: Partial<ChargeValues>, locale = 'de') {
  return chargeSchema(locale).parse(typed(changes))
}

function wrong(changes: Partial<ChargeValues>, locale = 'de'): string[] {
  const answer = chargeSchema(locale).safeParse(typed(changes))
  return answer.success ? [] : answer.error.issues.map(({ path }) => path.join('.'))
}

describe('the charge form', () => {
  it('gives exactly what addCharge takes', () => {
    expectTypeOf<z.output<ReturnType<typeof chargeSchema>>>().toEqualTypeOf<AddCharge>()
    expectTypeOf<z.input<ReturnType<typeof chargeSchema>>>().toExtend<ChargeValues>()
  })

  it('reads figures as the locale writes them', () => {
    expect(read({ quantity: '1,5', unitPrice: '1.234,5' }).fields).toMatchObject({
      quantity: '1.5',
      unitPrice: '1234.5',
    })
    expect(read({ quantity: '1.5', unitPrice: '1,234.5' }, 'en').fields).toMatchObject({
      quantity: '1.5',
      unitPrice: '1234.5',
    })
    expect(wrong({ quantity: '1,5', unitPrice: '1,234.5' })).toEqual(['unitPrice'])
    expect(read({ quantity: '-2', unitPrice: '0,0125' }).fields).toMatchObject({ quantity: '-2', unitPrice: '0.0125' })
  })

  it('names every wrong field at once', () => {
    expect(wrong({ clientId: '', description: ' ', quantity: '', unitPrice: '-1', servedOn: 'soon' })).toEqual(
      expect.arrayContaining(['clientId', 'description', 'quantity', 'unitPrice', 'servedOn']),
    )
    expect(wrong({ unitPrice: '1', periodFrom: '2026-03-01' })).toEqual(['periodTo'])
    expect(wrong({ unitPrice: '1', periodFrom: '2026-03-02', periodTo: '2026-03-01' })).toEqual(['periodTo'])
    expect(wrong({ kind: 'adjustment', amount: '0' })).toEqual(['amount'])
    expect(wrong({ kind: 'adjustment', amount: '1,005' })).toEqual(['amount'])
  })

  it('keeps the sign of an adjustment in its quantity (BR-27)', () => {
    const { source, fields } = read({ kind: 'adjustment', amount: '-50,25', unit: 'h' })
    expect(source).toBe('adjustment')
    expect(fields).toMatchObject({ quantity: '-1', unitPrice: '50.25' })
    expect(fields.unit).toBeUndefined()
    expect(read({ kind: 'adjustment', amount: '50' }).fields.quantity).toBe('1')
  })

  it('shows a period by its last day and keeps it half-open', () => {
    expect(read({ unitPrice: '1', periodFrom: '2026-02-01', periodTo: '2026-02-28' }).fields.period).toEqual({
      start: '2026-02-01',
      end: '2026-03-01',
    })
  })

  it('shows the amount that the books will hold, and nothing while a figure is missing', async () => {
    expect(liveAmount(typed({ quantity: '3', unitPrice: '85' }), 'de')).toBe(25500)
    expect(liveAmount(typed({ quantity: '3', unitPrice: '' }), 'de')).toBeUndefined()
    expect(liveAmount(typed({ kind: 'adjustment', amount: '-0,5' }), 'de')).toBe(-50)
    expect(liveAmount(typed({ quantity: '999999999', unitPrice: '999999999' }), 'de')).toBeUndefined()
    const books = await openTestBooks()
    const { clientId } = await setUpPractice(books)
    for (const [quantity, unitPrice] of [
      ['0,333', '99,99'],
      ['1000', '0,0125'],
      ['-1,005', '1'],
    ] as const) {
      const values = typed({ clientId, quantity, unitPrice })
      const { id } = await books.must(addCharge, chargeSchema('de').parse(values))
      expect((await books.db.charges.get(id))?.amount).toBe(liveAmount(values, 'de'))
    }
  })

  it('comes back from the books as it was typed, allowances kept', async () => {
    const books = await openTestBooks()
    const { clientId, taxId } = await setUpPractice(books)
    const allowances = [{ kind: 'percent' as const, value: decimal('10'), reason: 'Loyalty' }]
    const fields = chargeFields('Work', '100', { allowances, taxIds: [taxId], unit: 'h' })
    const { id } = await books.must(addCharge, { clientId, fields })
    const charge = await books.db.charges.get(id)
    if (charge === undefined) throw new Error('no charge')
    const kept = { allowances: charge.allowances, surcharges: charge.surcharges }
    const values = chargeValues(charge, 'de')
    expect(liveAmount(values, 'de', kept)).toBe(9000)
    await books.must(changeCharge, { id, version: 1, fields: chargeSchema('de', kept).parse(values).fields })
    expect(await books.db.charges.get(id)).toMatchObject({ ...charge, version: 2, updatedAt: expect.any(String) })
  })
})
