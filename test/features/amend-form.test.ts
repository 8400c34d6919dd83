import { beforeAll, describe, expect, it } from 'vitest'
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { changeContract } from '../../src/commands/change-contract.ts'
import type { Contract, ContractItem } from '../../src/core/contract/contract.ts'
import type { ItemFields } from '../../src/core/contract/contract-fields.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import {
  type AmendValues,
  actsOf,
  amendValues,
  type ChangeValues,
  effectiveDay,
  readAmendment,
} from '../../src/features/contracts/amend-form.ts'
import {
  type DetailsValues,
  detailsDifferences,
  detailsResolver,
  detailsValues,
  mergedDetails,
} from '../../src/features/contracts/details-form.ts'
import { blankItem } from '../../src/features/contracts/item-form.ts'
import { changeSentence } from '../../src/features/contracts/price-words.ts'
import { loadLanguage } from '../../src/i18n/translate.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'

beforeAll(() => loadLanguage('en'))

const day = calendarDate
const today = day('2026-05-10')
const words = { locale: 'en-GB', currency: 'EUR' as CurrencyCode }

interface Running {
  readonly books: TestBooks
  readonly contract: Contract
  readonly items: readonly ContractItem[]
}

/** Monthly care since 15 March, quarterly hosting since 1 April, usage, a setup on the first day. */
async function running(): Promise<Running> {
  const books = await openTestBooks({ today: '2026-03-15' })
  const { clientId } = await setUpPractice(books)
  const item = (given: Partial<ItemFields>): ItemFields => ({
    description: 'Care',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('2'),
    pricing: { kind: 'per-unit', unitPrice: decimal('60') },
    taxIds: [],
    taxIncluded: false,
    ...given,
  })
  const tiers = [{ upTo: decimal('1000'), unitPrice: decimal('0.05') }, { unitPrice: decimal('0.03') }]
  const { id } = await books.must(addContract, {
    fields: {
      clientId,
      name: 'Care plan',
      currency: words.currency,
      startOn: day('2026-03-15'),
      endOn: day('2027-03-15'),
      items: [
        item({}),
        item({ description: 'Hosting', cadence: { unit: 'month', every: 3 }, startOn: day('2026-04-01') }),
        item({ description: 'Calls', kind: 'usage', pricing: { kind: 'graduated', tiers } }),
        item({ description: 'Setup', kind: 'one-off', pricing: { kind: 'flat', price: decimal('300') } }),
      ],
    },
  })
  books.today = today
  return { books, ...(await rows(books, id)) }
}

async function rows(books: TestBooks, id: Contract['id']): Promise<Omit<Running, 'books'>> {
  const contract = await books.db.contracts.get(id)
  if (contract === undefined) throw new Error('no contract')
  return { contract, items: await books.db.contractItems.where('contractId').equals(id).sortBy('id') }
}

function typed(
  { contract, items }: Running,
  more: Partial<AmendValues>,
  ...changes: Partial<ChangeValues>[]
): AmendValues {
  const blank = amendValues(contract, items, today, words.locale)
  return { ...blank, ...more, changes: blank.changes.map((each, i) => ({ ...each, ...changes[i] })) }
}

describe('the amendment form', () => {
  it('counts from this period, the next one, or a day: by the first item that changes', async () => {
    const desk = await running()
    const from = (more: Partial<AmendValues>, ...changes: Partial<ChangeValues>[]) =>
      effectiveDay(typed(desk, more, ...changes), desk.contract, desk.items, today)
    expect(from({ when: 'current' })).toBe('2026-04-15')
    expect(from({ when: 'next' })).toBe('2026-05-15')
    expect(from({ when: 'current' }, {}, { act: 'change' })).toBe('2026-04-01')
    expect(from({ when: 'next' }, {}, { act: 'end' })).toBe('2026-07-01')
    expect(from({ when: 'day', day: '2026-06-03' })).toBe('2026-06-03')
    expect(from({ when: 'day', day: '31 Feb' })).toBeUndefined()
  })

  it('asks for nothing while every item is kept, and for exactly what was changed after that', async () => {
    const desk = await running()
    const read = (values: AmendValues) => readAmendment(values, desk.contract, desk.items, today, words.locale)
    expect(read(typed(desk, {}))).toEqual({ problems: new Map() })
    const [care] = amendValues(desk.contract, desk.items, today, words.locale).changes
    const price = { ...(care as ChangeValues).price, price: '75.50' }
    const { request } = read(
      typed(desk, { when: 'next', note: ' more hours ' }, { act: 'change', price, billingDay: '31' }),
    )
    expect(request).toEqual({
      contractId: desk.contract.id,
      effectiveOn: '2026-05-15',
      note: 'more hours',
      changes: [
        { kind: 'agreement', itemId: care?.itemId, quantity: '2', pricing: { kind: 'per-unit', unitPrice: '75.5' } },
        { kind: 'billing-day', itemId: care?.itemId, day: 31 },
      ],
    })
  })

  it('names what is wrong and still tries what is finished', async () => {
    const desk = await running()
    const settings = await desk.books.db.settings.get('account')
    if (settings === undefined) throw new Error('no settings')
    const values = typed(desk, { added: [blankItem(settings, { taxIds: [], taxIncluded: false })] }, {}, { act: 'end' })
    const read = readAmendment(values, desk.contract, desk.items, today, words.locale)
    expect([...read.problems.keys()]).toEqual(['added.0.description', 'added.0.price'])
    expect(read.request).toBeUndefined()
    expect(read.trial?.changes).toEqual([{ kind: 'end', itemId: desk.items[1]?.id }])
  })

  it('offers an item only what can be done with it, and the command agrees', async () => {
    const desk = await running()
    const acts = (running: Omit<Running, 'books'>) => running.items.map((each) => actsOf(each, running.contract, today))
    expect(acts(desk)).toEqual([
      ['keep', 'change', 'end'],
      ['keep', 'change', 'end'],
      ['keep', 'change', 'end'],
      ['keep'],
    ])
    const values = typed(desk, { when: 'day', day: '2026-05-01' }, { act: 'end' }, { act: 'end' })
    const { request } = readAmendment(values, desk.contract, desk.items, today, words.locale)
    if (request === undefined) throw new Error('nothing was asked for')
    await desk.books.must(amendContract, { id: desk.contract.id, version: desk.contract.version, request })
    const ended = await rows(desk.books, desk.contract.id)
    expect(acts(ended)).toEqual([['keep', 'back'], ['keep', 'back'], ['keep', 'change', 'end'], ['keep']])
    const back = readAmendment(
      typed({ ...ended, books: desk.books }, {}, { act: 'back' }),
      ended.contract,
      ended.items,
      today,
      words.locale,
    )
    if (back.request === undefined) throw new Error('nothing was asked for')
    await desk.books.must(amendContract, {
      id: desk.contract.id,
      version: ended.contract.version,
      request: back.request,
    })
    expect((await rows(desk.books, desk.contract.id)).items[0]?.endOn).toBeUndefined()
  })

  it('tells every change as a sentence', async () => {
    const desk = await running()
    const values = typed(desk, { when: 'day', day: '2026-06-15' }, {}, { act: 'end' }, { act: 'change' })
    const [, , calls] = values.changes
    const price = { ...(calls as ChangeValues).price, priceKind: 'flat' as const, price: '10', minimum: '' }
    values.changes[2] = { ...(calls as ChangeValues), price }
    const { request } = readAmendment(values, desk.contract, desk.items, today, words.locale)
    if (request === undefined) throw new Error('nothing was asked for')
    const { amendmentId } = await desk.books.must(amendContract, {
      id: desk.contract.id,
      version: desk.contract.version,
      request,
    })
    const amendment = await desk.books.db.amendments.get(amendmentId)
    const { items } = await rows(desk.books, desk.contract.id)
    expect(amendment?.changes.map((each) => changeSentence(each, items, amendment.effectiveOn, words))).toEqual([
      'Hosting ends; its last day is 14 Jun 2026',
      'Calls: by steps: up to 1,000 at 0.05 EUR, above at 0.03 EUR becomes 10.00 EUR',
    ])
    expect(changeSentence({ kind: 'cancelled', from: day('2026-07-01') }, items, day('2026-07-01'), words)).toBe(
      'The contract was cancelled; its last day is 30 Jun 2026',
    )
  })
})

describe('the details of a contract', () => {
  const resolve = (contract: Contract, values: DetailsValues) =>
    detailsResolver(contract)(values, undefined, { fields: {}, shouldUseNativeValidation: false })

  it('sends texts as they are, and the renewal only where it changed', async () => {
    const { books, contract } = await running()
    const values = detailsValues(contract)
    expect((await resolve(contract, { ...values, name: ' ' })).errors).toMatchObject({
      name: { message: 'A contract needs a name.' },
    })
    expect((await resolve(contract, values)).values).not.toHaveProperty('renewal')
    const renews = await resolve(contract, { ...values, renews: true, renewEvery: '6', renewUnit: 'month' })
    expect(renews.values).toMatchObject({ renewal: { length: { unit: 'month', every: 6 }, noticeDays: 30 } })
    const { id, version } = contract
    await books.must(changeContract, { id, version, changes: renews.values })
    const changed = (await rows(books, id)).contract
    expect(changed.renewal).toEqual({ length: { unit: 'month', every: 6 }, noticeDays: 30 })
    const off = await resolve(changed, { ...detailsValues(changed), renews: false })
    expect(off.values).toMatchObject({ renewal: null })
  })

  it('shows two versions field by field and merges what is chosen', async () => {
    const { contract } = await running()
    const base = detailsValues(contract)
    const mine = { ...base, name: 'Mine', notes: 'mine' }
    const theirs = { ...base, name: 'Theirs', renews: true, renewEvery: '2' }
    const fields = detailsDifferences(mine, theirs, base, (id) => id)
    expect(fields.map(({ name, changedByMe }) => [name, changedByMe])).toEqual([
      ['name', true],
      ['notes', true],
      ['renewal', false],
    ])
    expect(fields[2]?.theirs).toBe('For 2 years, decided 30 days before the end')
    expect(mergedDetails(mine, theirs, ['name', 'renewal'])).toEqual({ ...theirs, notes: 'mine' })
  })
})
