// The house rules of selling in the settings: what is shown comes back from the books as it was typed.
import { beforeAll, describe, expect, it } from 'vitest'
import { changeSettings } from '../../src/commands/change-settings.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { SellingSettings } from '../../src/core/settings.ts'
import { type SellingValues, sellingChange, sellingValues } from '../../src/features/settings/selling-section.tsx'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks } from '../support/open-test-books.ts'

beforeAll(() => loadLanguage('en'))

async function opened() {
  const books = await openTestBooks()
  const settings = await books.db.settings.get('account')
  if (settings === undefined) throw new Error('no settings')
  const save = async (change: object) => {
    const { version } = (await books.db.settings.get('account')) ?? settings
    return books.run(changeSettings, { version, changes: change })
  }
  const now = async () => (await books.db.settings.get('account'))?.selling as SellingSettings
  return { books, settings, save, now, values: sellingValues(settings) }
}

describe('the settings of selling', () => {
  it('begin with the rules of the house (T-1, T-2, T-6, T-8, T-9)', async () => {
    const { values } = await opened()
    expect(values).toMatchObject({
      leastPurchase: '100.00',
      outstandingCap: '3',
      terms: '3, 6, 12',
      usableOn: 'issue',
      leadEvery: '1',
      leadUnit: 'month',
      restoreFrom: 'old-end',
      termsDays: '0',
    })
  })

  it('keep every rule that was typed, there and back', async () => {
    const { settings, save, now, values } = await opened()
    const typed: SellingValues = {
      leastPurchase: '25.50',
      outstandingCap: '5',
      terms: '1, 24',
      usableOn: 'payment',
      leadEvery: '10',
      leadUnit: 'day',
      restoreFrom: 'payment-day',
      termsDays: '7',
    }
    expect(Object.keys(typed)).toEqual(Object.keys(values))
    const change = sellingChange(typed, settings)
    if (!('changes' in change)) throw new Error(change.message)
    expect(await save(change.changes)).toMatchObject({ ok: true })
    const selling = await now()
    expect(selling).toEqual({
      minimum: 2550,
      outstandingCap: 5,
      terms: [1, 24],
      usableOn: 'payment',
      renewalLead: { unit: 'day', every: 10 },
      restoreFrom: 'payment-day',
      termsDays: 7,
    })
    expect(sellingValues({ ...settings, selling })).toEqual(typed)
  })

  it('an empty minimum and an empty cap are no rules', async () => {
    const { settings, values } = await opened()
    const change = sellingChange({ ...values, leastPurchase: '', outstandingCap: '' }, settings)
    expect(change).toMatchObject({ changes: { selling: { minimum: 0, outstandingCap: 0 } } })
  })

  it.each([
    ['leastPurchase', 'much'],
    ['leastPurchase', '-1'],
    ['outstandingCap', '2.5'],
    ['terms', ''],
    ['terms', '0'],
    ['leadEvery', '13'],
    ['termsDays', '181'],
  ] as const)('%s cannot be %j', async (field, text) => {
    const { settings, values } = await opened()
    expect(sellingChange({ ...values, [field]: text }, settings)).toMatchObject({ field })
  })

  it.each([
    [{ minimum: -1 }, 'selling.leastPurchase'],
    [{ outstandingCap: 0.5 }, 'selling.outstandingCap'],
    [{ terms: [] }, 'selling.terms'],
    [{ terms: [6, 6] }, 'selling.terms'],
    [{ renewalLead: { unit: 'month', every: 0 } }, 'selling.renewalLead'],
    [{ termsDays: 181 }, 'selling.termsDays'],
  ])('the command refuses %j whoever asks', async (rule, field) => {
    const { save, now } = await opened()
    const before = await now()
    expect(await save({ selling: { ...before, ...rule } })).toMatchObject({ ok: false, problem: { field } })
    expect(await now()).toEqual(before)
  })

  it('the least purchase keeps its figure in another currency', async () => {
    const { save, now } = await opened()
    expect(await save({ currency: 'JPY' as CurrencyCode })).toMatchObject({ ok: true })
    expect((await now()).minimum).toBe(100)
  })
})
