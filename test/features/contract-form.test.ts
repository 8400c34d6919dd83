import { beforeAll, describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { defaultSettings } from '../../src/core/settings.ts'
import {
  blankContract,
  type ContractValues,
  contractResolver,
  lastDayOfTerm,
  readContract,
} from '../../src/features/contracts/contract-form.ts'
import type { ItemValues } from '../../src/features/contracts/item-form.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks } from '../support/open-test-books.ts'

beforeAll(() => loadLanguage('en'))

const settings = defaultSettings({
  country: 'DE',
  locale: 'en-GB',
  currency: 'EUR' as CurrencyCode,
  timeZone: 'Europe/Berlin',
  updatedAt: '2026-03-02T10:00:00.000Z' as Instant,
})
const startOn = calendarDate('2026-03-02')

function typed(changes: Partial<ContractValues> = {}, item: Partial<ItemValues> = {}): ContractValues {
  const blank = blankContract(settings, { clientId: 'cli_1' as ClientId, startOn })
  return {
    ...blank,
    name: 'Website care',
    items: blank.items.map((one) => ({ ...one, description: 'Care', price: '120.00', ...item })),
    ...changes,
  }
}

function problems(values: ContractValues, locale = 'en-GB'): Record<string, string> {
  return Object.fromEntries(readContract(values, locale).problems)
}

describe('the contract form', () => {
  it('names every field that is missing, and tries nothing while there is no item', () => {
    const blank = blankContract(settings, { startOn })
    expect(problems(blank)).toEqual({
      clientId: 'Choose who the contract is with.',
      name: 'A contract needs a name.',
      'items.0.description': 'Say what is billed.',
      'items.0.price': 'Type a number.',
    })
    expect(readContract(blank, 'en-GB').trial).toBeUndefined()
  })

  it('tries what is finished: a name can wait, a second item that is begun is left out', () => {
    const values = typed({ name: '' })
    const [first] = values.items
    const begun = { ...(first as ItemValues), description: 'Hosting', price: '' }
    const read = readContract({ ...values, items: [...values.items, begun] }, 'en-GB')
    expect(read.fields).toBeUndefined()
    expect(read.trial?.items.map(({ description }) => description)).toEqual(['Care'])
    expect([...read.problems.keys()]).toEqual(['name', 'items.1.price'])
  })

  it('reads figures as the locale writes them and refuses what could mean two things', () => {
    expect(readContract(typed({}, { price: '1.234,50' }), 'de-DE').fields?.items[0]?.pricing).toEqual({
      kind: 'per-unit',
      unitPrice: '1234.5',
    })
    expect(problems(typed({}, { price: '1.234,50' }))).toHaveProperty(['items.0.price'])
    expect(problems(typed({}, { quantity: '-1' }))).toEqual({ 'items.0.quantity': 'A quantity is never below 0.' })
    expect(problems(typed({}, { price: '-1' }))).toEqual({ 'items.0.price': 'A price is never below 0.' })
  })

  it('makes the last day the day before the end, and knows the usual lengths', () => {
    const lastDay = lastDayOfTerm(startOn, 12)
    expect(lastDay).toBe('2027-03-01')
    const fields = readContract(
      typed({ term: 'fixed', lastDay, renews: true, renewEvery: '6', renewUnit: 'month', noticeDays: '45' }),
      'en-GB',
    ).fields
    expect(fields?.endOn).toBe('2027-03-02')
    expect(fields?.renewal).toEqual({ length: { unit: 'month', every: 6 }, noticeDays: 45 })
    expect(problems(typed({ term: 'fixed', lastDay: '2026-03-01' }))).toEqual({
      lastDay: 'The last day is before the first.',
    })
    expect(problems(typed({ term: 'fixed', lastDay: '' }))).toHaveProperty('lastDay')
    expect(problems(typed({ term: 'fixed', lastDay, renews: true, renewEvery: '0' }))).toHaveProperty('renewEvery')
    expect(problems(typed({ term: 'fixed', lastDay, renews: true, noticeDays: '366' }))).toHaveProperty('noticeDays')
    // What belongs to a fixed term is not asked of an open-ended one.
    expect(problems(typed({ term: 'open', lastDay: 'nonsense', renews: true, renewEvery: '0' }))).toEqual({})
  })

  it('reads cadences, and gives a billing day only to months and years', () => {
    const cadence = (item: Partial<ItemValues>) =>
      readContract(typed({ billingDay: '15' }, item), 'en-GB').fields?.items[0]
    expect(cadence({ preset: 'quarter' })).toMatchObject({ cadence: { unit: 'month', every: 3 }, billingDay: 15 })
    expect(cadence({ preset: 'week' })).toMatchObject({ cadence: { unit: 'week', every: 1 } })
    expect(cadence({ preset: 'week' })).not.toHaveProperty('billingDay')
    expect(cadence({ preset: 'other', every: '2', everyUnit: 'week' })?.cadence).toEqual({ unit: 'week', every: 2 })
    expect(problems(typed({}, { preset: 'other', every: '0' }))).toEqual({
      'items.0.every': 'A whole number, at least 1.',
    })
    const once = cadence({ kind: 'one-off', timing: 'arrears', preset: 'other', every: '0' })
    expect(once).toMatchObject({ kind: 'one-off', timing: 'advance' })
    expect(once).not.toHaveProperty('billingDay')
  })

  it('wants steps in rising order, the last one open', () => {
    const tiers = (upTo: string[], prices: string[]) =>
      typed({}, { priceKind: 'graduated', tiers: prices.map((unitPrice, i) => ({ upTo: upTo[i] ?? '', unitPrice })) })
    expect(readContract(tiers(['100', '1,000'], ['0.99', '0.95', '0.9']), 'en-GB').fields?.items[0]?.pricing).toEqual({
      kind: 'graduated',
      tiers: [{ upTo: '100', unitPrice: '0.99' }, { upTo: '1000', unitPrice: '0.95' }, { unitPrice: '0.9' }],
    })
    expect(problems(tiers(['100', '100'], ['1', '1', '1']))).toEqual({
      'items.0.tiers.1.upTo': 'Each step ends above the one before.',
    })
    expect(problems(tiers(['', ''], ['1', '1', '1']))).toHaveProperty(['items.0.tiers.0.upTo'])
    expect(problems(tiers(['100'], ['1', '']))).toEqual({ 'items.0.tiers.1.unitPrice': 'Type a number.' })
  })

  it('reads later steps in order, each with the price of its kind', () => {
    const steps = (from: string[]) =>
      typed({}, { ramp: from.map((day) => ({ from: day, quantity: '2', price: '90' })) })
    expect(readContract(steps(['2026-06-01']), 'en-GB').fields?.items[0]?.ramp).toEqual([
      { from: '2026-06-01', quantity: '2', pricing: { kind: 'per-unit', unitPrice: '90' } },
    ])
    expect(problems(steps(['2026-06-01', '2026-06-01']))).toEqual({
      'items.0.ramp.1.from': 'Each step begins after the one before.',
    })
    expect(problems(steps(['31 Feb']))).toEqual({ 'items.0.ramp.0.from': 'This is not a day.' })
  })

  it('gives react-hook-form the errors at their fields', async () => {
    const read = await contractResolver('en-GB')(typed({ name: ' ' }, { price: '' }), undefined, {
      fields: {},
      shouldUseNativeValidation: false,
    })
    expect(read.errors).toMatchObject({ name: { message: 'A contract needs a name.' } })
    expect(read.errors.items?.[0]?.price?.message).toBe('Type a number.')
  })

  it('sends what the command takes', async () => {
    const books = await openTestBooks()
    const client = await books.must(saveClient, { fields: { name: 'Meyer', contacts: [], addresses: [] } })
    const every: Partial<ItemValues>[] = [
      {},
      {
        kind: 'usage',
        priceKind: 'volume',
        tiers: [
          { upTo: '10', unitPrice: '2' },
          { upTo: '', unitPrice: '1' },
        ],
      },
      { kind: 'one-off', priceKind: 'flat', startOn: '2026-04-01' },
      { preset: 'year', trialDays: '14', minimum: '10', lastDay: '2026-12-31', unit: 'seat', timing: 'arrears' },
    ]
    const [first] = typed().items
    const { fields } = readContract(
      typed({
        clientId: client.id,
        billingDay: '31',
        items: every.map((one) => ({ ...(first as ItemValues), ...one })),
      }),
      'en-GB',
    )
    if (fields === undefined) throw new Error('the form was refused')
    const added = await books.must(addContract, { fields })
    const items = await books.db.contractItems.where('contractId').equals(added.id).toArray()
    expect(items.map(({ kind, timing, trialDays }) => [kind, timing, trialDays])).toEqual([
      ['recurring', 'advance', 0],
      ['usage', 'arrears', 0],
      ['one-off', 'advance', 0],
      ['recurring', 'arrears', 14],
    ])
    expect(items[0]?.anchors[0]?.anchor).toEqual({ origin: '2026-03-31' })
  })
})
