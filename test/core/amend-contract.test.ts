import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreementOn } from '../../src/core/contract/agreement-on.ts'
import { type AmendedRows, amendRows, cancelRows, reinstateRows } from '../../src/core/contract/amend-contract.ts'
import type { AmendContext, RequestedChange } from '../../src/core/contract/amend-item.ts'
import { type BuildContext, buildContract } from '../../src/core/contract/build-contract.ts'
import { changeTerms } from '../../src/core/contract/change-terms.ts'
import type { Agreement, Contract, ContractItem } from '../../src/core/contract/contract.ts'
import type { ContractFields, ItemFields } from '../../src/core/contract/contract-fields.ts'
import { effectiveDay } from '../../src/core/contract/effective-day.ts'
import { renewRows } from '../../src/core/contract/renew-rows.ts'
import { addDays, type CalendarDate, calendarDate, type Instant } from '../../src/core/date.ts'
import { type Decimal, decimal } from '../../src/core/decimal.ts'
import type {
  AmendmentId,
  BillingGroupId,
  ClientId,
  ContractId,
  ContractItemId,
  NewId,
  ProductId,
  TaxRateId,
} from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { planRenewals } from '../../src/core/plan-renewal.ts'
import type { Problem } from '../../src/core/problem.ts'
import type { Pricing } from '../../src/core/rating/pricing.ts'
import type { Result } from '../../src/core/result.ts'
import { defaultBilling } from '../../src/core/settings.ts'
import { contract, contractItem, EUR } from '../support/billing-snapshot.ts'

const day = (text: string) => calendarDate(text)
const AT = '2026-03-20T10:00:00.000Z' as Instant

function ids(): NewId {
  let count = 0
  return ((prefix: string) => {
    count += 1
    return `${prefix}_${count}`
  }) as NewId
}

function buildContext(given: Partial<BuildContext> = {}): BuildContext {
  return {
    settings: { billing: defaultBilling },
    clientName: 'Meyer Studio',
    billingGroupId: 'grp_1' as BillingGroupId,
    today: day('2026-03-02'),
    now: AT,
    newId: ids(),
    ...given,
  }
}

function itemFields(given: Partial<ItemFields> = {}): ItemFields {
  return {
    description: 'Hosting',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('1'),
    pricing: { kind: 'per-unit', unitPrice: decimal('20') },
    taxIds: [],
    taxIncluded: false,
    ...given,
  }
}

function fields(given: Partial<ContractFields> = {}, item: Partial<ItemFields> = {}): ContractFields {
  return {
    clientId: 'cli_1' as ClientId,
    name: 'Care',
    currency: EUR,
    startOn: day('2026-03-10'),
    items: [itemFields(item)],
    ...given,
  }
}

function built(given: Partial<ContractFields> = {}, item: Partial<ItemFields> = {}, context = buildContext()) {
  const rows = buildContract(fields(given, item), context)
  if (!rows.ok) throw new Error(JSON.stringify(rows.problem))
  return rows.value
}

function problemOf(result: Result<unknown, Problem>): Problem {
  if (result.ok) throw new Error(`not refused: ${JSON.stringify(result.value)}`)
  return result.problem
}

describe('a new contract', () => {
  it('is active from today on, with what is found and sorted by', () => {
    const { contract: made, items } = built({ contractNumber: ' C-7 ', poNumber: '', notes: '  ' })
    expect(made).toMatchObject({
      id: 'con_1',
      state: 'active',
      activatedOn: '2026-03-02',
      startOn: '2026-03-10',
      contractNumber: 'C-7',
      words: ['meyer', 'studio', 'care', 'c', '7', 'hosting'],
      sortName: 'meyer studio care',
    })
    expect(made).not.toHaveProperty('poNumber')
    expect(made).not.toHaveProperty('notes')
    expect(items).toEqual([
      {
        id: 'itm_2',
        version: 1,
        contractId: 'con_1',
        clientId: 'cli_1',
        billingGroupId: 'grp_1',
        description: 'Hosting',
        kind: 'recurring',
        timing: 'advance',
        cadence: { unit: 'month', every: 1 },
        startOn: '2026-03-10',
        trialDays: 0,
        anchors: [{ from: '2026-03-10', anchor: { origin: '2026-03-10' } }],
        firstStub: 'at-once',
        proration: 'actual-days',
        agreements: [{ from: '2026-03-10', quantity: '1', pricing: { kind: 'per-unit', unitPrice: '20' } }],
        taxIds: [],
        taxIncluded: false,
        createdAt: AT,
        updatedAt: AT,
      },
    ])
  })

  it('counts its periods from the billing day, from the end of the trial, and keeps a 31st', () => {
    const anchor = (item: Partial<ItemFields>, startOn = '2026-02-10') =>
      built({ startOn: day(startOn) }, item).items[0]?.anchors[0]?.anchor
    expect(anchor({ billingDay: 1 })).toEqual({ origin: '2026-02-01' })
    expect(anchor({ billingDay: 31 })).toEqual({ origin: '2026-02-28', day: 31 })
    expect(anchor({ trialDays: 14 })).toEqual({ origin: '2026-02-24' })
    expect(anchor({ trialDays: 30, billingDay: 31 })).toEqual({ origin: '2026-03-31' })
  })

  it('keeps no end on an item that is the contract’s own: it moves with it', () => {
    const ends = (endOn?: string) =>
      built({ endOn: day('2027-03-10') }, endOn === undefined ? {} : { endOn: day(endOn) }).items[0]
    expect(ends()).not.toHaveProperty('endOn')
    expect(ends('2027-03-10')).not.toHaveProperty('endOn')
    expect(ends('2027-01-01')).toMatchObject({ endOn: '2027-01-01' })
  })

  it('bills usage in arrears and a one-off in advance, on one day, whatever is said', () => {
    expect(built({}, { kind: 'usage', timing: 'advance' }).items[0]).toMatchObject({ timing: 'arrears' })
    expect(
      built({}, { kind: 'one-off', timing: 'arrears', cadence: { unit: 'month', every: 0 }, billingDay: 5 }).items[0],
    ).toMatchObject({
      timing: 'advance',
      cadence: { unit: 'day', every: 1 },
      anchors: [{ anchor: { origin: '2026-03-10' } }],
    })
  })

  it('takes the account’s defaults, and never prorates a product that is excluded (W-5)', () => {
    const productId = 'prd_1' as ProductId
    const context = buildContext({
      settings: { billing: { ...defaultBilling, proration: 'calendar-months', firstStub: 'with-next' } },
      notProrated: new Set([productId]),
    })
    expect(built({}, {}, context).items[0]).toMatchObject({ proration: 'calendar-months', firstStub: 'with-next' })
    expect(built({}, { proration: 'none', firstStub: 'at-once' }, context).items[0]).toMatchObject({
      proration: 'none',
      firstStub: 'at-once',
    })
    expect(built({}, { productId, proration: 'actual-days' }, context).items[0]).toMatchObject({ proration: 'none' })
  })

  it('writes figures in one form and each tax once, and has a ramp as later agreements (M-25)', () => {
    const taxId = 'tax_1' as TaxRateId
    const [item] = built(
      {},
      {
        quantity: '02.50' as Decimal,
        taxIds: [taxId, taxId],
        pricing: {
          kind: 'graduated',
          tiers: [{ upTo: '10.0' as Decimal, unitPrice: '1.10' as Decimal }, { unitPrice: '1' as Decimal }],
        },
        ramp: [
          { from: day('2026-06-01'), quantity: decimal('3'), pricing: { kind: 'flat', price: '9.00' as Decimal } },
        ],
      },
    ).items
    expect(item?.taxIds).toEqual([taxId])
    expect(item?.agreements).toEqual([
      {
        from: '2026-03-10',
        quantity: '2.5',
        pricing: { kind: 'graduated', tiers: [{ upTo: '10', unitPrice: '1.1' }, { unitPrice: '1' }] },
      },
      { from: '2026-06-01', quantity: '3', pricing: { kind: 'flat', price: '9' } },
    ])
  })

  const tiers = (...steps: [string | undefined, string][]): Pricing => ({
    kind: 'volume',
    tiers: steps.map(([upTo, unitPrice]) => ({
      ...(upTo !== undefined && { upTo: upTo as Decimal }),
      unitPrice: unitPrice as Decimal,
    })),
  })
  const step = (from: string) => ({ from: day(from), quantity: decimal('1'), pricing: itemFields().pricing })
  const bad: readonly (readonly [string, Partial<ContractFields>, Partial<ItemFields>, Problem])[] = [
    ['no name', { name: ' ' }, {}, { code: 'field-invalid', field: 'name', reason: 'empty' }],
    [
      'a currency that is none',
      { currency: 'XYZ' as CurrencyCode },
      {},
      { code: 'field-invalid', field: 'currency', reason: 'unknown-currency' },
    ],
    [
      '31 February',
      { startOn: '2026-02-31' as CalendarDate },
      {},
      { code: 'field-invalid', field: 'startOn', reason: 'not-a-date' },
    ],
    [
      'a year that is a slip',
      { startOn: day('2620-01-01') },
      {},
      { code: 'field-invalid', field: 'startOn', reason: 'out-of-range' },
    ],
    [
      'an end before its start',
      { endOn: day('2026-03-09') },
      {},
      { code: 'field-invalid', field: 'endOn', reason: 'end-before-start' },
    ],
    [
      'an end on its start',
      { endOn: day('2026-03-10') },
      {},
      { code: 'field-invalid', field: 'endOn', reason: 'end-before-start' },
    ],
    [
      'a renewal of what has no end',
      { renewal: { length: { unit: 'year', every: 1 }, noticeDays: 30 } },
      {},
      { code: 'field-invalid', field: 'endOn', reason: 'missing' },
    ],
    [
      'a renewal of no length',
      { endOn: day('2027-03-10'), renewal: { length: { unit: 'year', every: 0 }, noticeDays: 30 } },
      {},
      { code: 'field-invalid', field: 'renewal', reason: 'out-of-range' },
    ],
    [
      'notice of more than a year',
      { endOn: day('2027-03-10'), renewal: { length: { unit: 'year', every: 1 }, noticeDays: 366 } },
      {},
      { code: 'field-invalid', field: 'noticeDays', reason: 'out-of-range', limit: 365 },
    ],
    ['no items', { items: [] }, {}, { code: 'field-invalid', field: 'items', reason: 'missing' }],
    [
      'an item without words',
      {},
      { description: '' },
      { code: 'field-invalid', field: 'items.0.description', reason: 'empty' },
    ],
    [
      'a cadence of 0',
      {},
      { cadence: { unit: 'month', every: 0 } },
      { code: 'field-invalid', field: 'items.0.cadence', reason: 'out-of-range' },
    ],
    [
      'half a month',
      {},
      { cadence: { unit: 'month', every: 0.5 } },
      { code: 'field-invalid', field: 'items.0.cadence', reason: 'out-of-range' },
    ],
    [
      'an item before the contract',
      {},
      { startOn: day('2026-03-09') },
      { code: 'before-start', date: day('2026-03-09'), start: day('2026-03-10') },
    ],
    [
      'an item that ends before it starts',
      {},
      { startOn: day('2026-04-01'), endOn: day('2026-03-20') },
      { code: 'field-invalid', field: 'items.0.endOn', reason: 'end-before-start' },
    ],
    [
      'an item that outlasts its contract',
      { endOn: day('2026-06-01') },
      { endOn: day('2026-06-02') },
      { code: 'field-invalid', field: 'items.0.endOn', reason: 'out-of-range' },
    ],
    [
      'a trial that lasts to the end',
      { endOn: day('2026-03-20') },
      { trialDays: 10 },
      { code: 'field-invalid', field: 'items.0.trialDays', reason: 'out-of-range' },
    ],
    [
      'a trial of less than nothing',
      {},
      { trialDays: -1 },
      { code: 'field-invalid', field: 'items.0.trialDays', reason: 'out-of-range', limit: 3650 },
    ],
    [
      'a 32nd',
      {},
      { billingDay: 32 },
      { code: 'field-invalid', field: 'items.0.billingDay', reason: 'out-of-range', limit: 31 },
    ],
    [
      'a day of the month for weeks',
      {},
      { cadence: { unit: 'week', every: 1 }, billingDay: 1 },
      { code: 'field-invalid', field: 'items.0.billingDay', reason: 'out-of-range' },
    ],
    [
      'a quantity below 0',
      {},
      { quantity: decimal('-1') },
      { code: 'field-invalid', field: 'items.0.quantity', reason: 'not-positive' },
    ],
    [
      'a quantity that is none',
      {},
      { quantity: 'many' as Decimal },
      { code: 'field-invalid', field: 'items.0.quantity', reason: 'not-a-number' },
    ],
    [
      'an absurd quantity',
      {},
      { quantity: decimal('1000000000') },
      { code: 'field-invalid', field: 'items.0.quantity', reason: 'too-large' },
    ],
    [
      'more than can be counted to the cent',
      {},
      { quantity: decimal('999999999'), pricing: { kind: 'per-unit', unitPrice: decimal('999999999') } },
      { code: 'amount-too-large' },
    ],
    [
      'a price below 0',
      {},
      { pricing: { kind: 'flat', price: decimal('-1') } },
      { code: 'field-invalid', field: 'items.0.unitPrice', reason: 'negative' },
    ],
    [
      'a minimum below 0',
      {},
      { pricing: { kind: 'flat', price: decimal('1'), minimum: decimal('-1') } },
      { code: 'field-invalid', field: 'items.0.minimum', reason: 'negative' },
    ],
    ['no steps', {}, { pricing: tiers() }, { code: 'field-invalid', field: 'items.0.tiers', reason: 'missing' }],
    [
      'steps that do not ascend',
      {},
      { pricing: tiers(['10', '2'], ['10', '1'], [undefined, '1']) },
      { code: 'field-invalid', field: 'items.0.tiers', reason: 'not-sorted' },
    ],
    [
      'a last step with an end',
      {},
      { pricing: tiers(['10', '2']) },
      { code: 'field-invalid', field: 'items.0.tiers', reason: 'last-open' },
    ],
    [
      'a step below 0',
      {},
      { pricing: tiers(['10', '-2'], [undefined, '1']) },
      { code: 'field-invalid', field: 'items.0.unitPrice', reason: 'negative' },
    ],
    [
      'a ramp that goes back',
      {},
      { ramp: [step('2026-06-01'), step('2026-05-01')] },
      { code: 'field-invalid', field: 'items.0.ramp', reason: 'not-sorted' },
    ],
    [
      'a ramp with a day twice',
      {},
      { ramp: [step('2026-06-01'), step('2026-06-01')] },
      { code: 'field-invalid', field: 'items.0.ramp', reason: 'duplicate' },
    ],
    [
      'a ramp beyond the end',
      { endOn: day('2026-06-01') },
      { ramp: [step('2026-06-01')] },
      { code: 'field-invalid', field: 'items.0.ramp.0.from', reason: 'out-of-range' },
    ],
    [
      'a ramp below 0',
      {},
      { ramp: [{ ...step('2026-06-01'), quantity: decimal('-2') }] },
      { code: 'field-invalid', field: 'items.0.ramp.0.quantity', reason: 'not-positive' },
    ],
  ]
  it.each(bad)('is refused with %s, naming the field', (_what, given, item, problem) => {
    expect(problemOf(buildContract(fields(given, item), buildContext()))).toEqual(problem)
  })

  it('is refused with two items of one key: they would share their charges', () => {
    const newId = ((prefix: string) => `${prefix}_same`) as NewId
    const two = fields({ items: [itemFields(), itemFields({ description: 'Mail' })] })
    expect(problemOf(buildContract(two, buildContext({ newId })))).toEqual({
      code: 'field-invalid',
      field: 'items',
      reason: 'duplicate',
    })
    expect(buildContract(two, buildContext()).ok).toBe(true)
  })

  it('names the item that is wrong', () => {
    const two = fields({ items: [itemFields(), itemFields({ quantity: decimal('-3') })] })
    expect(problemOf(buildContract(two, buildContext()))).toMatchObject({ field: 'items.1.quantity' })
  })
})

const price = (unitPrice: string): Pricing => ({ kind: 'per-unit', unitPrice: decimal(unitPrice) })
const terms = (from: string, quantity: string, unitPrice: string): Agreement => ({
  from: day(from),
  quantity: decimal(quantity),
  pricing: price(unitPrice),
})
const flat = (agreements: readonly Agreement[]) =>
  agreements.map(
    ({ from, quantity, pricing }) => `${from} ${quantity} x ${pricing.kind === 'per-unit' ? pricing.unitPrice : '?'}`,
  )

describe('new terms from a day on', () => {
  const item = {
    agreements: [terms('2026-01-01', '1', '20'), terms('2026-07-01', '5', '20'), terms('2027-01-01', '5', '25')],
  }
  const amd = 'amd_1' as AmendmentId

  it('a price holds until the next day on which a price was agreed, whatever the quantity does', () => {
    expect(flat(changeTerms(item, day('2026-03-01'), { pricing: price('18') }, amd))).toEqual([
      '2026-01-01 1 x 20',
      '2026-03-01 1 x 18',
      '2026-07-01 5 x 18',
      '2027-01-01 5 x 25',
    ])
  })

  it('a quantity holds until the next day on which a quantity was agreed', () => {
    expect(flat(changeTerms(item, day('2026-08-01'), { quantity: decimal('9') }, amd))).toEqual([
      '2026-01-01 1 x 20',
      '2026-07-01 5 x 20',
      '2026-08-01 9 x 20',
      '2027-01-01 9 x 25',
    ])
  })

  it('replaces what began on that very day, and repeats nothing', () => {
    expect(flat(changeTerms(item, day('2026-01-01'), { quantity: decimal('5') }, amd))).toEqual([
      '2026-01-01 5 x 20',
      '2027-01-01 5 x 25',
    ])
    expect(flat(changeTerms(item, day('2027-01-01'), { pricing: price('20') }, amd))).toEqual([
      '2026-01-01 1 x 20',
      '2026-07-01 5 x 20',
    ])
  })

  it('is nothing where it says what holds already', () => {
    expect(changeTerms(item, day('2026-03-01'), { pricing: price('20.00') }, amd)).toBe(item.agreements)
  })

  it('names the amendment on what it changed, and on nothing else', () => {
    const changed = changeTerms(item, day('2026-03-01'), { pricing: price('18') }, amd)
    expect(changed.map(({ amendmentId }) => amendmentId)).toEqual([undefined, amd, amd, undefined])
  })

  it('agrees on each day with what was asked, for any ramp', () => {
    const start = day('2026-01-01')
    const ramp = fc
      .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.nat(3), fc.nat(3)), {
        minLength: 1,
        maxLength: 5,
        selector: ([n]) => n,
      })
      .map((steps) =>
        steps
          .sort(([a], [b]) => a - b)
          .map(([n, quantity, cost], i) => terms(addDays(start, i === 0 ? 0 : n + 1), String(quantity), String(cost))),
      )
    fc.assert(
      fc.property(ramp, fc.nat(70), fc.option(fc.nat(3)), fc.option(fc.nat(3)), (agreements, n, quantity, cost) => {
        const from = addDays(start, n)
        const wanted = {
          ...(quantity !== null && { quantity: decimal(String(quantity)) }),
          ...(cost !== null && { pricing: price(String(cost)) }),
        }
        const after = { agreements: changeTerms({ agreements }, from, wanted, amd) }
        const was = agreementOn({ agreements }, from)
        const unit = ({ pricing }: Agreement) => (pricing.kind === 'per-unit' ? pricing.unitPrice : '?')
        let quantityRuns = true
        let priceRuns = true
        for (let on = start; on <= addDays(start, 75); on = addDays(on, 1)) {
          const old = agreementOn({ agreements }, on)
          const now = agreementOn(after, on)
          if (on >= from) {
            quantityRuns &&= old.quantity === was.quantity
            priceRuns &&= unit(old) === unit(was)
          }
          const asked = on >= from
          expect(now.quantity).toBe(asked && quantityRuns && quantity !== null ? String(quantity) : old.quantity)
          expect(unit(now)).toBe(asked && priceRuns && cost !== null ? String(cost) : unit(old))
        }
        expect(changeTerms(after, from, wanted, amd)).toBe(after.agreements)
      }),
      { numRuns: 1000 },
    )
  })
})

const CONTRACT = 'con_1' as ContractId
const first = contractItem('2026-01-01', {
  id: 'itm_1' as ContractItemId,
  description: 'Hosting',
  agreements: [terms('2026-01-01', '1', '20')],
})
const second = contractItem('2026-01-01', { id: 'itm_2' as ContractItemId, description: 'Mail' })

function amendContext(given: Partial<AmendContext> = {}): AmendContext {
  return {
    settings: { billing: defaultBilling },
    today: day('2026-03-20'),
    now: AT,
    newId: ids(),
    ...given,
  }
}

function amend(
  changes: readonly RequestedChange[],
  given: {
    readonly on?: string
    readonly contract?: Partial<Contract>
    readonly items?: readonly ContractItem[]
    readonly context?: Partial<AmendContext>
    readonly note?: string
  } = {},
) {
  const request = {
    contractId: CONTRACT,
    effectiveOn: day(given.on ?? '2026-03-01'),
    changes,
    ...(given.note !== undefined && { note: given.note }),
  }
  return amendRows(
    contract('2026-01-01', given.contract),
    given.items ?? [first, second],
    request,
    amendContext(given.context),
  )
}

function amended(result: Result<AmendedRows, Problem>): AmendedRows {
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  return result.value
}

const cheaper: RequestedChange = { kind: 'agreement', itemId: first.id, pricing: price('10') }

describe('an amendment', () => {
  it('changes its item, notes before and after, and leaves the other items the same objects', () => {
    const { contract: next, items, amendment, touchedFrom } = amended(amend([cheaper], { note: ' Agreed by phone ' }))
    expect(flat(items[0]?.agreements ?? [])).toEqual(['2026-01-01 1 x 20', '2026-03-01 1 x 10'])
    expect(items[0]).toMatchObject({ version: 2 })
    expect(items[1]).toBe(second)
    expect(next).toMatchObject({ version: 2 })
    expect(amendment).toEqual({
      id: 'amd_1',
      contractId: 'con_1',
      clientId: 'cli_1',
      madeOn: '2026-03-20',
      effectiveOn: '2026-03-01',
      changes: [
        {
          kind: 'agreement',
          itemId: 'itm_1',
          before: { quantity: '1', pricing: price('20') },
          after: { quantity: '1', pricing: price('10') },
        },
      ],
      note: 'Agreed by phone',
      createdAt: AT,
    })
    expect([...touchedFrom]).toEqual([['itm_1', '2026-03-01']])
  })

  it('adds an item from its day on, with its words', () => {
    const newIds = ((prefix: string) => `${prefix}_new`) as NewId
    const {
      contract: next,
      items,
      amendment,
      touchedFrom,
    } = amended(amend([{ kind: 'add', item: itemFields({ description: 'Backups' }) }], { context: { newId: newIds } }))
    expect(items[2]).toMatchObject({ startOn: '2026-03-01', addedBy: 'amd_new', description: 'Backups' })
    expect(amendment.changes).toEqual([{ kind: 'added', itemId: items[2]?.id }])
    expect(next.words).toContain('backups')
    expect(touchedFrom.size).toBe(0)
    const taken = ((prefix: string) => (prefix === 'itm' ? second.id : `${prefix}_new`)) as NewId
    expect(problemOf(amend([{ kind: 'add', item: itemFields() }], { context: { newId: taken } }))).toMatchObject({
      field: 'items',
      reason: 'duplicate',
    })
  })

  it('ends an item; one that has not begun ends on its start', () => {
    const later = { ...second, startOn: day('2026-06-01') }
    const { items, amendment, touchedFrom } = amended(
      amend(
        [
          { kind: 'end', itemId: first.id },
          { kind: 'end', itemId: later.id },
        ],
        { on: '2026-03-10', items: [first, later] },
      ),
    )
    expect(items.map(({ endOn }) => endOn)).toEqual(['2026-03-10', '2026-06-01'])
    expect(amendment.changes).toEqual([
      { kind: 'ended', itemId: 'itm_1' },
      { kind: 'ended', itemId: 'itm_2' },
    ])
    expect([...touchedFrom.values()]).toEqual(['2026-03-10', '2026-06-01'])
  })

  it('takes an end back to the end that was there before it, touching the days since', () => {
    const planned = { ...first, endOn: day('2026-12-31') }
    const ending = amended(amend([{ kind: 'end', itemId: first.id }], { on: '2026-03-10', items: [planned] }))
    expect(ending.items[0]).toMatchObject({ endOn: '2026-03-10' })
    const back = amended(
      amend([{ kind: 'unend', itemId: first.id }], {
        on: '2026-03-20',
        items: ending.items,
        context: { amendments: [ending.amendment] },
      }),
    )
    expect(back.items[0]).toMatchObject({ endOn: '2026-12-31' })
    expect(back.amendment.changes).toEqual([{ kind: 'unended', itemId: 'itm_1', before: '2026-03-10' }])
    expect([...back.touchedFrom]).toEqual([['itm_1', '2026-03-10']])
    // Taken back once more, the end that was agreed from the start goes, too.
    const endless = amended(
      amend([{ kind: 'unend', itemId: first.id }], {
        items: back.items,
        context: { amendments: [ending.amendment, back.amendment] },
      }),
    )
    expect(endless.items[0]).not.toHaveProperty('endOn')
  })

  it('moves the billing day of what is not charged yet, keeping the month of a yearly item', () => {
    const yearly = { ...first, cadence: { unit: 'year', every: 1 } as const }
    const change = { kind: 'billing-day', itemId: first.id, day: 31 } as const
    const anchors = (item: ContractItem, chargedThrough?: string) =>
      amended(
        amend([change], {
          items: [item],
          context:
            chargedThrough === undefined ? {} : { chargedThroughById: new Map([[first.id, day(chargedThrough)]]) },
        }),
      ).items[0]?.anchors
    expect(anchors(first)).toEqual([
      { from: '2026-01-01', anchor: { origin: '2026-01-01' } },
      { from: '2026-03-01', anchor: { origin: '2026-01-31' } },
    ])
    expect(anchors(yearly, '2027-01-01')?.at(-1)).toEqual({ from: '2027-01-01', anchor: { origin: '2026-01-31' } })
  })

  it('counts every change of a request, or none of them', () => {
    const both = amended(amend([cheaper, { kind: 'end', itemId: first.id }], { on: '2026-03-10' }))
    expect(both.items[0]).toMatchObject({ endOn: '2026-03-10', version: 2 })
    expect(both.amendment.changes).toHaveLength(2)
    expect(problemOf(amend([cheaper, { kind: 'unend', itemId: second.id }]))).toMatchObject({ code: 'item-not-ended' })
  })

  const ended = { ...first, endOn: day('2026-03-10') }
  const refusals: readonly (readonly [
    string,
    readonly RequestedChange[],
    Parameters<typeof amend>[1],
    Partial<Problem>,
  ])[] = [
    ['nothing', [], {}, { code: 'amends-nothing' }],
    ['what holds already', [{ ...cheaper, pricing: price('20') }], {}, { code: 'amends-nothing' }],
    [
      'an item of another contract',
      [{ ...cheaper, itemId: 'itm_9' as ContractItemId }],
      {},
      { code: 'not-found', entity: 'contractItem' },
    ],
    ['an item that has ended (M-21)', [cheaper], { items: [ended] }, { code: 'item-ended', endOn: day('2026-03-10') }],
    [
      'an item beyond its end',
      [cheaper],
      { items: [{ ...first, endOn: day('2026-05-01') }], on: '2026-05-01' },
      { code: 'item-ended' },
    ],
    ['ending what has ended', [{ kind: 'end', itemId: first.id }], { items: [ended] }, { code: 'item-ended' }],
    [
      'the cadence (M-21)',
      [{ ...cheaper, cadence: { unit: 'month', every: 3 } }],
      {},
      { code: 'item-fixed', field: 'cadence' },
    ],
    ['the timing (M-21)', [{ ...cheaper, timing: 'arrears' }], {}, { code: 'item-fixed', field: 'timing' }],
    [
      'a contract that has ended (M-22)',
      [cheaper],
      { contract: { endOn: day('2026-03-20') } },
      { code: 'contract-ended', endOn: day('2026-03-20') },
    ],
    [
      'a renewed contract (M-22)',
      [cheaper],
      { contract: { endOn: day('2027-01-01'), state: 'renewed' } },
      { code: 'contract-renewed' },
    ],
    [
      'a contract cancelled and over',
      [cheaper],
      { contract: { endOn: day('2026-03-01'), state: 'cancelled' } },
      { code: 'contract-cancelled' },
    ],
    [
      'a contract beyond its end',
      [cheaper],
      { contract: { endOn: day('2026-06-01') }, on: '2026-06-01' },
      { code: 'contract-ended' },
    ],
    [
      'a contract before its start',
      [cheaper],
      { on: '2025-12-31' },
      { code: 'before-start', start: day('2026-01-01') },
    ],
    [
      'an item before its start',
      [cheaper],
      { items: [{ ...first, startOn: day('2026-05-01') }] },
      { code: 'before-start', start: day('2026-05-01') },
    ],
    ['31 February', [cheaper], { on: '2026-02-31' }, { code: 'field-invalid', field: 'effectiveOn' }],
    [
      'in locked books (R-5)',
      [cheaper],
      { context: { settings: { billing: defaultBilling, booksLockedThrough: day('2026-03-01') } } },
      { code: 'books-locked', date: day('2026-03-01') },
    ],
    [
      'an end in locked books',
      [{ kind: 'unend', itemId: first.id }],
      {
        on: '2026-03-15',
        items: [ended],
        context: { settings: { billing: defaultBilling, booksLockedThrough: day('2026-03-10') } },
      },
      { code: 'books-locked', date: day('2026-03-10') },
    ],
    [
      'a quantity below 0',
      [{ kind: 'agreement', itemId: first.id, quantity: decimal('-1') }],
      {},
      { code: 'field-invalid', field: 'quantity' },
    ],
    ['a price below 0', [{ ...cheaper, pricing: price('-1') }], {}, { code: 'field-invalid', field: 'unitPrice' }],
    [
      'more than can be counted',
      [{ ...cheaper, quantity: decimal('999999999'), pricing: price('999999999') }],
      {},
      { code: 'amount-too-large' },
    ],
    [
      'a billing day that is none',
      [{ kind: 'billing-day', itemId: first.id, day: 0 }],
      {},
      { code: 'field-invalid', field: 'day' },
    ],
    [
      'a billing day of weeks',
      [{ kind: 'billing-day', itemId: first.id, day: 5 }],
      { items: [{ ...first, cadence: { unit: 'week', every: 1 } }] },
      { code: 'field-invalid', field: 'day' },
    ],
    ['an end that is not there', [{ kind: 'unend', itemId: first.id }], {}, { code: 'item-not-ended' }],
    [
      'one item twice',
      [cheaper, { ...cheaper, pricing: price('5') }],
      {},
      { code: 'field-invalid', field: 'changes', reason: 'duplicate' },
    ],
    [
      'an end and its undoing',
      [
        { kind: 'end', itemId: first.id },
        { kind: 'unend', itemId: first.id },
      ],
      {},
      { code: 'field-invalid', field: 'changes', reason: 'duplicate' },
    ],
    [
      'a new item before its day',
      [{ kind: 'add', item: itemFields({ startOn: day('2026-02-01') }) }],
      {},
      { code: 'before-start', start: day('2026-03-01') },
    ],
    [
      'a new item that costs less than nothing',
      [{ kind: 'add', item: itemFields({ quantity: decimal('-1') }) }],
      {},
      { code: 'field-invalid', field: 'quantity' },
    ],
  ] as never
  it.each(refusals)('of %s is refused', (_what, changes, given, problem) => {
    const on = given?.on
    const result =
      on === '2026-02-31'
        ? amendRows(
            contract('2026-01-01'),
            [first],
            { contractId: CONTRACT, effectiveOn: on as CalendarDate, changes },
            amendContext(),
          )
        : amend(changes, given)
    expect(problemOf(result)).toMatchObject(problem)
  })

  it('is taken by a contract that is cancelled and still runs (M-10)', () => {
    expect(amend([cheaper], { contract: { state: 'cancelled', endOn: day('2026-12-01') } }).ok).toBe(true)
  })
})

describe('the end of a whole contract', () => {
  const cancel = (from: 'start' | string, given: Partial<Contract> = {}, context: Partial<AmendContext> = {}) =>
    cancelRows(
      contract('2026-01-01', given),
      [first, second],
      from as 'start' | CalendarDate,
      amendContext(context),
      'Moved away',
    )

  it('comes on its day, for all items (M-10), and from the start undoes it (M-11)', () => {
    const later = amended(cancel('2026-06-01'))
    expect(later.contract).toMatchObject({ state: 'cancelled', endOn: '2026-06-01', version: 2 })
    expect(later.amendment).toMatchObject({
      effectiveOn: '2026-06-01',
      changes: [{ kind: 'cancelled', from: '2026-06-01' }],
      note: 'Moved away',
    })
    expect([...later.touchedFrom.values()]).toEqual(['2026-06-01', '2026-06-01'])
    for (const from of ['start', '2026-01-01']) {
      const undone = amended(cancel(from))
      expect(undone.contract).toMatchObject({ state: 'cancelled', endOn: '2026-01-01' })
      expect(undone.amendment.changes).toEqual([{ kind: 'cancelled', from: 'start' }])
    }
  })

  it.each([
    ['renewed', '2026-06-01', { state: 'renewed', endOn: day('2027-01-01') }, { code: 'contract-renewed' }],
    [
      'cancelled already',
      '2026-06-01',
      { state: 'cancelled', endOn: day('2027-01-01') },
      { code: 'contract-cancelled' },
    ],
    ['over', 'start', { endOn: day('2026-03-01') }, { code: 'contract-ended' }],
    ['to end before', '2026-06-01', { endOn: day('2026-06-01') }, { code: 'contract-ended' }],
    ['not begun by then', '2025-12-31', {}, { code: 'before-start' }],
  ] as const)('is refused for one that is %s', (_what, from, given, problem) => {
    expect(problemOf(cancel(from, given))).toMatchObject(problem)
  })

  it('is refused within locked books (R-5)', () => {
    const settings = { billing: defaultBilling, booksLockedThrough: day('2026-01-01') }
    expect(problemOf(cancel('start', {}, { settings }))).toMatchObject({ code: 'books-locked', date: '2026-01-01' })
    expect(cancel('2026-01-02', {}, { settings }).ok).toBe(true)
  })

  it('can be taken back, with the end that was there before (R-3)', () => {
    const own = { ...second, endOn: day('2026-02-01') }
    const cancelled = amended(
      cancelRows(contract('2026-01-01', { endOn: day('2027-01-01') }), [first, own], day('2026-03-01'), amendContext()),
    )
    const context = amendContext({ amendments: [cancelled.amendment] })
    const back = amended(reinstateRows(cancelled.contract, cancelled.items, context))
    expect(back.contract).toMatchObject({ state: 'active', endOn: '2027-01-01' })
    // The item that had ended before did not come back.
    expect(back.amendment.changes).toEqual([{ kind: 'unended', itemId: 'itm_1', before: '2026-03-01' }])
    expect([...back.touchedFrom]).toEqual([['itm_1', '2026-03-01']])
    expect(problemOf(reinstateRows(back.contract, back.items, context))).toEqual({ code: 'amends-nothing' })
    const locked = { billing: defaultBilling, booksLockedThrough: day('2026-03-01') }
    expect(
      problemOf(reinstateRows(cancelled.contract, cancelled.items, { ...context, settings: locked })),
    ).toMatchObject({
      code: 'books-locked',
    })
    const endless = amended(cancel('2026-06-01'))
    const again = reinstateRows(endless.contract, endless.items, amendContext({ amendments: [endless.amendment] }))
    expect(amended(again).contract).not.toHaveProperty('endOn')
  })
})

describe('the day for a change (W-17)', () => {
  const item = contractItem('2026-01-31')
  it.each([
    ['2026-03-05', '2026-02-28', '2026-02-28', '2026-03-31'],
    ['2026-03-05', '2026-05-31', '2026-02-28', '2026-03-31'],
    ['2026-02-28', undefined, '2026-02-28', '2026-03-31'],
    ['2026-01-05', undefined, '2026-01-31', '2026-02-28'],
  ])('on %s, charged through %s, is %s or %s', (today, through, current, next) => {
    const days = (['current-period', 'next-period'] as const).map((when) =>
      effectiveDay(item, contract('2026-01-31'), through === undefined ? undefined : day(through), when, day(today)),
    )
    expect(days).toEqual([current, next])
  })

  it('is none where the item ends with its period, or has ended', () => {
    const on = (endOn: string, when: 'current-period' | 'next-period') =>
      effectiveDay(item, contract('2026-01-31', { endOn: day(endOn) }), undefined, when, day('2026-03-05'))
    expect(on('2026-03-15', 'current-period')).toBe('2026-02-28')
    expect(on('2026-03-15', 'next-period')).toBeUndefined()
    expect(on('2026-03-31', 'next-period')).toBeUndefined()
    expect(on('2026-03-05', 'current-period')).toBeUndefined()
  })
})

describe('a renewal (M-24)', () => {
  const terms12 = { length: { unit: 'year', every: 1 }, noticeDays: 30 } as const
  const term = contract('2025-03-31', {
    endOn: day('2026-03-31'),
    renewal: terms12,
    hold: { since: day('2026-02-01') },
  })
  const items = [
    contractItem('2025-03-31', {
      id: 'itm_1' as ContractItemId,
      trialDays: 14,
      agreements: [terms('2025-03-31', '1', '20'), terms('2025-09-30', '2', '22')],
    }),
    contractItem('2025-03-31', { id: 'itm_2' as ContractItemId, endOn: day('2025-12-31') }),
    contractItem('2025-03-31', { id: 'itm_3' as ContractItemId, kind: 'one-off' }),
  ]
  const context = { today: day('2026-03-02'), now: AT, newId: ids() }

  it('goes on from the old end with what was agreed last; what ended, was once or was free is not renewed', () => {
    const renewed = renewRows(term, items, context)
    if (!renewed.ok) throw new Error(JSON.stringify(renewed.problem))
    const { before, contract: next, items: rows } = renewed.value
    expect(before).toMatchObject({ state: 'renewed', renewedAs: next.id, version: 2 })
    expect(next).toMatchObject({
      state: 'active',
      startOn: '2026-03-31',
      endOn: '2027-03-31',
      activatedOn: '2026-03-02',
      renewedFrom: term.id,
      renewal: terms12,
      version: 1,
    })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      contractId: next.id,
      renewedFrom: 'itm_1',
      startOn: '2026-03-31',
      trialDays: 0,
      anchors: [{ from: '2026-03-31', anchor: { origin: '2025-03-31' } }],
      agreements: [{ from: '2026-03-31', quantity: '2', pricing: price('22') }],
    })
  })

  it('never loses a 31st on the way', () => {
    const monthly = contract('2026-01-31', {
      endOn: day('2026-02-28'),
      renewal: { length: { unit: 'month', every: 1 }, noticeDays: 0 },
    })
    const renewed = renewRows(monthly, [contractItem('2026-01-31')], context)
    expect(renewed.ok && renewed.value.contract.endOn).toBe('2026-03-31')
  })

  it.each([
    ['renewed already', { state: 'renewed' }, { code: 'contract-renewed' }],
    ['cancelled', { state: 'cancelled' }, { code: 'contract-cancelled' }],
    ['open-ended', { endOn: undefined }, { code: 'not-renewable' }],
    ['not to be renewed', { renewal: undefined }, { code: 'not-renewable' }],
  ] as const)('is refused for one that is %s', (_what, given, problem) => {
    const row = Object.fromEntries(Object.entries({ ...term, ...given }).filter(([, value]) => value !== undefined))
    expect(problemOf(renewRows(row as unknown as Contract, items, context))).toMatchObject(problem)
  })

  it('is planned on its day of notice, and not for what stands still, was cancelled or has no end', () => {
    const { hold: _hold, ...running } = term
    const plan = (given: Partial<Contract>, asOf: string) => planRenewals([{ ...running, ...given }], day(asOf))
    expect(plan({}, '2026-02-28')).toMatchObject({
      intents: [],
      decisions: [{ outcome: 'wait', reason: { code: 'renews-later', on: '2026-03-01', endOn: '2026-03-31' } }],
    })
    expect(plan({}, '2026-03-01')).toMatchObject({
      intents: [{ kind: 'renew', contractId: term.id, version: 1 }],
      decisions: [{ outcome: 'do', reason: { code: 'renews' } }],
    })
    expect(plan({}, '2027-01-01').intents).toHaveLength(1)
    expect(planRenewals([term], day('2026-03-01')).decisions).toMatchObject([
      { outcome: 'blocked', reason: { code: 'on-hold' } },
    ])
    expect(plan({ state: 'cancelled' }, '2026-03-01').intents).toEqual([])
    expect(plan({ state: 'renewed' }, '2026-03-01').intents).toEqual([])
    const { endOn: _end, ...open } = running
    expect(planRenewals([open], day('2026-03-01')).decisions).toMatchObject([{ reason: { code: 'open-ended' } }])
    const { renewal: _renewal, ...once } = running
    expect(planRenewals([once], day('2026-03-01')).decisions).toMatchObject([{ reason: { code: 'ends' } }])
  })

  it('is planned in the order of the ends, a decision for each', () => {
    const { hold: _hold, ...running } = term
    const ends = ['2026-03-20', '2026-03-10', '2026-03-15'].map((endOn, i): Contract => {
      return { ...running, id: `con_${i}` as ContractId, endOn: day(endOn) }
    })
    const { intents, decisions } = planRenewals(ends, day('2026-03-01'))
    expect(intents.map(({ contractId }) => contractId)).toEqual(['con_1', 'con_2', 'con_0'])
    expect(decisions.map(({ subject }) => subject.id)).toEqual(['con_0', 'con_1', 'con_2'])
  })
})
