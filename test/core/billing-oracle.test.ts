// The planner against an oracle that looks at every day by itself and was written from the rules, not from the planner.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/core/billing/apply-plan.ts'
import { creditLine } from '../../src/core/billing/credit-line.ts'
import { type ReconcilePlan, reconcileItem } from '../../src/core/billing/reconcile.ts'
import type {
  AccountFacts,
  BillingOptions,
  GroupSnapshot,
  ItemSnapshot,
  PlannedCharge,
} from '../../src/core/billing/snapshot.ts'
import { amendRows, cancelRows } from '../../src/core/contract/amend-contract.ts'
import type { AmendContext } from '../../src/core/contract/amend-item.ts'
import type {
  Agreement,
  Amendment,
  Contract,
  ContractItem,
  Correction,
  CorrectionWay,
  UsageRecord,
} from '../../src/core/contract/contract.ts'
import { type CalendarDate, calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { AmendmentId, ContractId, ContractItemId, InvoiceId } from '../../src/core/ids.ts'
import type { Charge } from '../../src/core/model.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { Cadence } from '../../src/core/period.ts'
import { anchorOnDay } from '../../src/core/period-chain.ts'
import { planGroup } from '../../src/core/plan-billing.ts'
import type { Pricing } from '../../src/core/rating/pricing.ts'
import {
  type OracleCharge,
  type OraclePeriod,
  type OracleWorld,
  oracleAmount,
  oracleCharges,
  oraclePeriod,
  plusDays,
} from '../support/billing-oracle.ts'
import {
  accountFacts,
  billingGroup,
  contract,
  contractItem,
  groupSnapshot,
  usageRecord,
} from '../support/billing-snapshot.ts'

const day = (date: string): CalendarDate => calendarDate(date)

// Days around leap days, and around a year that has none against the rule of four.
const anyFirstDay = fc
  .record({ year: fc.constantFrom(1899, 1999, 2019, 2020, 2023, 2024, 2099), at: fc.integer({ min: 0, max: 364 }) })
  .map(({ year, at }) => plusDays(`${year}-01-01`, at))

const anyCadence: fc.Arbitrary<Cadence> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Cadence>({ unit: 'month', every: 1 }, { unit: 'week', every: 1 }) },
  fc.constantFrom<Cadence>(
    { unit: 'month', every: 3 },
    { unit: 'month', every: 2 },
    { unit: 'year', every: 1 },
    { unit: 'week', every: 2 },
    { unit: 'day', every: 10 },
    { unit: 'day', every: 45 },
  ),
)

const anyPrice = fc
  .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 4 }))
  .map(([units, places]) => decimal((units / 10 ** places).toFixed(places)))
const anyQuantity = fc.constantFrom('0', '1', '2', '3', '7.5', '0.333', '120', '250').map((text) => decimal(text))

const anyPricing: fc.Arbitrary<Pricing> = fc
  .record({
    kind: fc.constantFrom('flat', 'per-unit', 'graduated', 'volume'),
    first: anyPrice,
    second: anyPrice,
    third: anyPrice,
    minimum: fc.option(anyPrice, { nil: undefined, freq: 4 }),
  })
  .map(({ kind, first, second, third, minimum }): Pricing => {
    const least = minimum === undefined ? {} : { minimum }
    const tiers = [
      { upTo: decimal('2'), unitPrice: first },
      { upTo: decimal('100'), unitPrice: second },
      { unitPrice: third },
    ]
    if (kind === 'flat') return { kind, price: first, ...least }
    if (kind === 'per-unit') return { kind, unitPrice: first, ...least }
    return { kind: kind === 'graduated' ? 'graduated' : 'volume', tiers, ...least }
  })

const anyTerms = fc.record({ quantity: anyQuantity, pricing: anyPricing })

interface ItemShape {
  readonly sort: 'advance' | 'arrears' | 'usage' | 'one-off'
  readonly contractNumber: number
  readonly startAfter: number
  readonly lasts: number | undefined
  readonly trialDays: number
  readonly cadence: Cadence
  readonly anchorDay: number | undefined
  readonly movedTo: { readonly after: number; readonly day: number } | undefined
  readonly firstStub: 'at-once' | 'with-next'
  readonly proration: ContractItem['proration']
  readonly terms: Pick<Agreement, 'quantity' | 'pricing'>
  readonly ramp: readonly { readonly after: number; readonly terms: Pick<Agreement, 'quantity' | 'pricing'> }[]
  readonly taxIncluded: boolean
  readonly used: readonly { readonly after: number; readonly quantity: string; readonly price: string | undefined }[]
  readonly held: { readonly after: number; readonly days: number } | undefined
}

const maybe = <Value>(some: fc.Arbitrary<Value>, freq = 2): fc.Arbitrary<Value | undefined> =>
  fc.option(some, { nil: undefined, freq: freq + 1 })

const anyItemShape: fc.Arbitrary<ItemShape> = fc.record({
  sort: fc.constantFrom('advance', 'advance', 'arrears', 'usage', 'one-off'),
  contractNumber: fc.integer({ min: 0, max: 1 }),
  startAfter: fc.constantFrom(0, 0, 0, 1, 17, 40),
  lasts: maybe(fc.integer({ min: 1, max: 500 })),
  trialDays: fc.constantFrom(0, 0, 0, 7, 30),
  cadence: anyCadence,
  anchorDay: maybe(fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 28, max: 31 })), 4),
  movedTo: maybe(fc.record({ after: fc.integer({ min: 10, max: 300 }), day: fc.integer({ min: 1, max: 31 }) }), 1),
  firstStub: fc.constantFrom('at-once', 'at-once', 'with-next'),
  proration: fc.constantFrom('actual-days', 'actual-days', 'none', 'calendar-months'),
  terms: anyTerms,
  ramp: fc.array(fc.record({ after: fc.integer({ min: 1, max: 300 }), terms: anyTerms }), { maxLength: 2 }),
  taxIncluded: fc.boolean(),
  used: fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 400 }),
      quantity: fc.constantFrom('1', '2.5', '60', '0.001'),
      price: fc.constantFrom(undefined, undefined, '3.333', '0'),
    }),
    { maxLength: 8 },
  ),
  held: maybe(fc.record({ after: fc.integer({ min: 0, max: 200 }), days: fc.integer({ min: 1, max: 120 }) }), 1),
})

interface ContractShape {
  readonly currency: string
  readonly startAfter: number
  readonly activatedAfter: number
  readonly lasts: number | undefined
  readonly elsewhere: number | undefined
}

const anyContractShape: fc.Arbitrary<ContractShape> = fc.record({
  currency: fc.constantFrom('EUR', 'EUR', 'JPY', 'KWD'),
  startAfter: fc.integer({ min: 0, max: 60 }),
  activatedAfter: fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 120 })),
  lasts: maybe(fc.integer({ min: 1, max: 600 })),
  elsewhere: maybe(fc.integer({ min: 0, max: 200 }), 1),
})

const anyWorld = fc
  .record({
    first: anyFirstDay,
    length: fc.integer({ min: 400, max: 800 }),
    contracts: fc.tuple(anyContractShape, anyContractShape),
    items: fc.array(anyItemShape, { minLength: 1, maxLength: 4 }),
    offsetDays: fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 30 })),
    cycle: maybe(fc.record({ cadence: anyCadence, day: fc.integer({ min: 1, max: 31 }) }), 1),
    firstInvoice: fc.constantFrom('at-once' as const, 'at-once' as const, 'by-schedule' as const),
    missedPeriods: fc.constantFrom('combined' as const, 'combined' as const, 'per-period' as const),
    endedMonthsOnly: fc.constantFrom(0 as const, 0 as const, 1 as const),
  })
  .map((shape) => {
    const { first, length, offsetDays, firstInvoice, missedPeriods, endedMonthsOnly } = shape
    const cycle =
      shape.cycle === undefined
        ? {}
        : {
            cycle: {
              kind: 'every' as const,
              cadence: shape.cycle.cadence,
              anchor: anchorOnDay(day(first), shape.cycle.day),
            },
          }
    const contracts = shape.contracts.map((each, i): Contract => {
      // Entered on a day that is looked at, before its start or after it.
      const startOn = plusDays(first, each.startAfter + Math.max(0, -each.activatedAfter))
      const activatedOn = plusDays(startOn, each.activatedAfter)
      // An import takes the day on which it happens; a day still to come is never taken.
      const before = [plusDays(startOn, each.elsewhere ?? 0), activatedOn].sort()[0] as string
      return contract(startOn, {
        id: `con_${i}` as ContractId,
        currency: each.currency as CurrencyCode,
        activatedOn: day(activatedOn),
        ...(each.lasts === undefined ? {} : { endOn: day(plusDays(startOn, each.lasts)) }),
        ...(each.elsewhere === undefined ? {} : { sentElsewhereBefore: day(before) }),
      })
    })
    const items = shape.items.map((each, i) => itemOf(each, i, contracts[each.contractNumber] as Contract))
    const usage = shape.items.flatMap((each, i): UsageRecord[] => {
      const item = items[i] as ContractItem
      if (item.kind !== 'usage') return []
      return each.used.map(({ after, quantity, price }, n) =>
        usageRecord(`use_${i}_${n}`, plusDays(item.startOn, after), quantity, item, {
          ...(price === undefined ? {} : { unitPrice: decimal(price) }),
        }),
      )
    })
    const holds = shape.items.flatMap(({ held }, i) => {
      const item = items[i] as ContractItem
      if (held === undefined) return []
      const from = plusDays(item.startOn, held.after)
      return [{ itemId: item.id as string, from, to: plusDays(from, held.days) }]
    })
    const used = new Set(items.map(({ contractId }) => contractId))
    const world: OracleWorld = {
      billing: { firstInvoice, missedPeriods, endedMonthsOnly },
      group: { offsetDays, ...cycle },
      contracts: contracts.filter(({ id }) => used.has(id)),
      items,
      usage,
      holds,
    }
    return { world, first, last: plusDays(first, length) }
  })

function itemOf(shape: ItemShape, i: number, { id, startOn: contractStart }: Contract): ContractItem {
  const startOn = day(plusDays(contractStart, shape.startAfter))
  const oneOff = shape.sort === 'one-off'
  const anchored = shape.anchorDay !== undefined && ['month', 'year'].includes(shape.cadence.unit)
  const origin = anchored ? anchorOnDay(startOn, shape.anchorDay as number) : { origin: startOn }
  const moved =
    shape.movedTo === undefined || oneOff || !['month', 'year'].includes(shape.cadence.unit)
      ? []
      : [plusDays(startOn, shape.movedTo.after)].map((from) => ({
          from: day(from),
          anchor: anchorOnDay(day(from), shape.movedTo?.day as number),
        }))
  const ramp = new Map(shape.ramp.map(({ after, terms }) => [plusDays(startOn, after), terms]))
  return contractItem(startOn, {
    id: `itm_${i}` as ContractItemId,
    contractId: id,
    kind: shape.sort === 'usage' || oneOff ? shape.sort : 'recurring',
    timing: shape.sort === 'arrears' || shape.sort === 'usage' ? 'arrears' : 'advance',
    cadence: oneOff ? { unit: 'day', every: 1 } : shape.cadence,
    trialDays: oneOff ? 0 : shape.trialDays,
    anchors: [{ from: startOn, anchor: oneOff ? { origin: startOn } : origin }, ...moved],
    firstStub: shape.sort === 'advance' ? shape.firstStub : 'at-once',
    proration: oneOff || shape.sort === 'usage' ? 'none' : shape.proration,
    ...(shape.lasts === undefined || oneOff ? {} : { endOn: day(plusDays(startOn, shape.lasts)) }),
    agreements: [
      { from: startOn, ...shape.terms },
      ...[...ramp].sort(([a], [b]) => (a < b ? -1 : 1)).map(([from, terms]) => ({ from: day(from), ...terms })),
    ],
    taxIncluded: shape.taxIncluded,
  })
}

/** What the planner charges, as the oracle says it; the account is looked after on every day. */
function plannedCharges(world: OracleWorld, first: string, last: string): OracleCharge[] {
  const account: AccountFacts = accountFacts(world.billing)
  let group: GroupSnapshot = groupSnapshot([], { group: billingGroup(world.group), contracts: [] })
  const charges = new Map<string, OracleCharge>()
  let quietUntil = ''
  const act = (today: string, phase: string, options: BillingOptions): void => {
    const plan = planGroup(account, group, day(today), options)
    if (options.by === 'run') {
      // What wakes a group may be too early, never too late.
      if (plan.intents.length > 0 && today < quietUntil) throw new Error(`${today} acts, asleep until ${quietUntil}`)
      quietUntil = plan.wakeOn ?? '9999-12-31'
    }
    for (const intent of plan.intents) {
      if (intent.kind !== 'charge') continue
      const { id, period, amount, waivedFor, state } = intent.charge
      expect(charges.has(id)).toBe(false)
      expect(state).toBe(waivedFor === undefined ? 'open' : 'waived')
      charges.set(id, {
        id,
        start: period?.start ?? '',
        end: period?.end ?? '',
        amount,
        ...(waivedFor === undefined ? {} : { waivedFor }),
        on: today,
        pile: '',
      })
    }
    plan.intents.forEach((intent, n) => {
      if (intent.kind !== 'draft') return
      for (const id of intent.chargeIds) {
        const charge = charges.get(id)
        if (charge === undefined) throw new Error(`${id} was never charged`)
        charges.set(id, { ...charge, pile: `${today} ${phase} ${n}` })
      }
    })
    group = applyPlan(group, plan)
  }
  for (let today = first; today <= last; today = plusDays(today, 1)) {
    for (const { itemId, from, to } of world.holds) {
      if (from !== today && to !== today) continue
      group = {
        ...group,
        items: group.items.map((each) => (each.item.id === itemId ? holdOf(each, world, today) : each)),
      }
      quietUntil = ''
    }
    for (const each of world.contracts) {
      if (each.activatedOn !== today) continue
      const own = world.items.filter(({ contractId }) => contractId === each.id)
      const fresh = own.map((item) =>
        holdOf({ item, usage: world.usage.filter((use) => use.contractItemId === item.id), charges: [] }, world, today),
      )
      group = { ...group, contracts: [...group.contracts, each], items: [...group.items, ...fresh] }
      quietUntil = ''
      act(today, `first of ${each.id}`, { by: 'activation', itemIds: new Set(own.map(({ id }) => id)) })
    }
    act(today, 'run', { by: 'run' })
  }
  return [...charges.values()]
}

function holdOf<Each extends { readonly item: ContractItem }>(each: Each, world: OracleWorld, today: string): Each {
  const { hold: _, ...free } = each.item
  const hold = world.holds.find(({ itemId, from, to }) => itemId === each.item.id && from <= today && today < to)
  return { ...each, item: hold === undefined ? free : { ...free, hold: { since: day(hold.from) } } }
}

/** Charges in the order of their ids, and which of them share a draft. */
function facts(charges: readonly OracleCharge[]): string[] {
  const piles = new Map<string, string[]>()
  for (const { id, pile, waivedFor } of charges) {
    if (waivedFor === undefined) piles.set(pile, [...(piles.get(pile) ?? []), id])
  }
  const lines = charges.map(({ id, end, amount, waivedFor, on }) => {
    const when = waivedFor === 'sent-elsewhere' ? '' : on
    return `${id} to ${end} ${amount} ${waivedFor ?? 'drafted'} ${when}`
  })
  return [...lines.sort(), ...[...piles.values()].map((ids) => `draft of ${ids.sort().join(' ')}`).sort()]
}

describe('the planner against the oracle', () => {
  it('charges the same periods, amounts and days, and gathers them alike', () => {
    fc.assert(
      fc.property(anyWorld, ({ world, first, last }) => {
        expect(facts(plannedCharges(world, first, last))).toEqual(facts(oracleCharges(world, first, last)))
      }),
      { numRuns: 150 },
    )
  })
})

// Amendments: what was charged for a period and what stands corrected always comes to what is agreed now.

type Act =
  | { readonly kind: 'terms'; readonly terms: Pick<Agreement, 'quantity' | 'pricing'> }
  | { readonly kind: 'end' | 'unend' }
  | { readonly kind: 'cancel'; readonly fromStart: boolean }

interface Step {
  readonly act: Act
  /** Days since the step before. */
  readonly after: number
  /** Days from the day of the act to the day from which it counts. */
  readonly effective: number
  readonly item: number
  /** How far what is charged has come when the act is done, in turn. */
  readonly states: readonly ('open' | 'drafted' | 'invoiced')[]
  readonly resolutions: readonly ('open' | CorrectionWay)[]
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('terms' as const), terms: anyTerms }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('end' as const, 'unend' as const) }) },
    fc.record({ kind: fc.constant('cancel' as const), fromStart: fc.boolean() }),
  ),
  after: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 120 })),
  effective: fc.integer({ min: -150, max: 60 }),
  item: fc.integer({ min: 0, max: 1 }),
  states: fc.array(fc.constantFrom('open', 'drafted', 'invoiced', 'invoiced'), { minLength: 1, maxLength: 4 }),
  resolutions: fc.array(fc.constantFrom('open', 'credit-note', 'next-invoice', 'nothing'), {
    minLength: 1,
    maxLength: 3,
  }),
})

const anyAmended = fc
  .record({
    first: anyFirstDay,
    contract: anyContractShape,
    items: fc.array(anyItemShape, { minLength: 1, maxLength: 2 }),
    lags: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 3 }),
    steps: fc.array(anyStep, { minLength: 1, maxLength: 6 }),
  })
  .map(({ first, contract: shape, items: shapes, lags, steps }) => {
    const only = contract(first, {
      currency: shape.currency as CurrencyCode,
      ...(shape.lasts === undefined ? {} : { endOn: day(plusDays(first, shape.lasts)) }),
    })
    const items = shapes.map((each, i) => itemOf({ ...each, movedTo: undefined }, i, only))
    const usage = shapes.flatMap((each, i) => {
      const item = items[i] as ContractItem
      if (item.kind !== 'usage') return []
      return each.used.map(({ after, quantity, price }, n) => {
        const on = plusDays(item.startOn, after)
        const own = price === undefined ? {} : { unitPrice: decimal(price) }
        const record = usageRecord(`use_${i}_${n}`, on, quantity, item, own)
        return { record, from: plusDays(on, lags[n % lags.length] as number) }
      })
    })
    return { first, contract: only, items, usage, steps }
  })

const INVOICE = 'inv_1' as InvoiceId
const NOW = '2020-01-01T00:00:00.000Z' as Instant

/** A contract's rows, kept by hand as the commands keep them. */
class Rows {
  contract: Contract
  items: readonly ContractItem[]
  charges = new Map<string, Charge>()
  corrections = new Map<string, Correction>()
  usage: UsageRecord[] = []
  amendments: Amendment[] = []
  private acts = 0

  constructor(first: Contract, items: readonly ContractItem[]) {
    this.contract = first
    this.items = items
  }

  of<Row extends { readonly contractItemId?: ContractItemId }>(rows: Iterable<Row>, id: ContractItemId): Row[] {
    return [...rows].filter(({ contractItemId }) => contractItemId === id)
  }

  through(id: ContractItemId): CalendarDate | undefined {
    const ends = this.of(this.charges.values(), id).flatMap(({ cause, period }) =>
      cause === undefined && period !== undefined ? [period.end] : [],
    )
    return ends.sort().at(-1)
  }

  bill(today: string): void {
    const items = this.items.map((item): ItemSnapshot => {
      const chargedThrough = this.through(item.id)
      return {
        item,
        usage: this.of(this.usage, item.id),
        charges: this.of(this.charges.values(), item.id),
        corrections: this.of(this.corrections.values(), item.id),
        ...(chargedThrough === undefined ? {} : { chargedThrough }),
      }
    })
    const group = groupSnapshot(items, {
      contracts: [this.contract],
      openCharges: [...this.charges.values()].filter(({ state }) => state === 'open'),
      corrections: [...this.corrections.values()].filter(({ state }) => state === 'open'),
    })
    for (const intent of planGroup(accountFacts(), group, day(today), { by: 'run' }).intents) {
      if (intent.kind !== 'charge') continue
      this.add(intent.charge)
      const billed = new Set<string>(intent.usageIds)
      this.usage = this.usage.map((each) =>
        billed.has(each.id) ? { ...each, state: 'billed', chargeId: intent.charge.id } : each,
      )
    }
  }

  add(charge: PlannedCharge): void {
    if (this.charges.has(charge.id)) throw new Error(`${charge.id} is taken`)
    this.acts += 1
    const at = new Date(Date.parse(NOW) + this.acts * 1000).toISOString() as Instant
    this.charges.set(charge.id, { ...charge, version: 1, createdAt: at, updatedAt: at })
  }

  /** Open charges go further, in turn. */
  advance(states: Step['states']): void {
    let turn = 0
    for (const charge of this.charges.values()) {
      if (charge.state !== 'open' && charge.state !== 'drafted') continue
      const state = states[turn % states.length] as Charge['state']
      turn += 1
      if (charge.state === 'drafted' && state === 'open') continue
      this.charges.set(charge.id, { ...charge, state, ...(state === 'open' ? {} : { invoiceId: INVOICE }) })
    }
  }

  /** Whether the act was allowed. */
  amend({ act, effective, item: index }: Step, today: string): boolean {
    const context: AmendContext = {
      settings: { billing: accountFacts().settings.billing },
      today: day(today),
      now: NOW,
      newId: ((prefix: string) => `${prefix}_${this.amendments.length}`) as AmendContext['newId'],
      amendments: this.amendments,
    }
    const on = day(plusDays(today, effective))
    const itemId = (this.items[index % this.items.length] as ContractItem).id
    const amended =
      act.kind === 'cancel'
        ? cancelRows(this.contract, this.items, act.fromStart ? 'start' : on, context)
        : amendRows(
            this.contract,
            this.items,
            {
              contractId: this.contract.id,
              effectiveOn: on,
              changes: [
                act.kind === 'terms' ? { kind: 'agreement', itemId, ...act.terms } : { kind: act.kind, itemId },
              ],
            },
            context,
          )
    if (!amended.ok) return false
    this.contract = amended.value.contract
    this.items = amended.value.items
    this.amendments.push(amended.value.amendment)
    for (const item of this.items) {
      const from = amended.value.touchedFrom.get(item.id)
      if (from !== undefined) this.write(this.reconciled(item, amended.value.amendment.id, from, today))
    }
    return true
  }

  reconciled(item: ContractItem, amendmentId: AmendmentId, from: CalendarDate, today: string): ReconcilePlan {
    return reconcileItem(
      item,
      this.contract,
      this.of(this.charges.values(), item.id),
      this.of(this.corrections.values(), item.id),
      amendmentId,
      { from, today: day(today), usage: this.of(this.usage, item.id) },
    )
  }

  /** Bringing everything to what is agreed once more changes nothing. */
  expectSettled(today: string): void {
    for (const item of this.items) {
      const again = this.reconciled(item, 'amd_again' as AmendmentId, item.startOn, today)
      expect(again).toEqual({ rerated: [], added: [], corrections: [], withdrawn: [] })
    }
  }

  /** Nothing that is due is left out: the chain has come as far as the day or the end asks, without a gap. */
  expectComplete(today: string): void {
    for (const item of this.items) {
      const end = [item.endOn, this.contract.endOn].filter((each) => each !== undefined).sort()[0]
      const start = plusDays(item.startOn, item.trialDays)
      if (end !== undefined && end <= start) continue
      const chain = this.of(this.charges.values(), item.id)
        .filter(({ cause }) => cause === undefined)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
      expect(chain.map(({ servedOn }, i) => (i === 0 ? start : servedOn))).toEqual(
        chain.map(({ servedOn }) => servedOn),
      )
      const next = oraclePeriod(item, this.contract, this.through(item.id) ?? start)
      if (next === undefined) continue
      const bills = item.timing === 'arrears' || (item.firstStub === 'with-next' && next.fullStart < next.start)
      expect((bills ? next.end : next.start) > today).toBe(true)
      chain.forEach(({ period }, i) => {
        const after = chain[i + 1]
        if (after !== undefined) expect((period?.end ?? '') <= after.servedOn).toBe(true)
      })
    }
  }

  private write({ rerated, added, corrections, withdrawn }: ReconcilePlan): void {
    for (const { next, previous } of rerated) {
      expect(previous.state).not.toBe('invoiced')
      this.charges.set(next.id, next)
    }
    for (const charge of added) this.add(charge)
    for (const each of withdrawn) this.corrections.set(each.id, { ...each, state: 'withdrawn' })
    for (const each of corrections) {
      if (this.corrections.has(each.id)) throw new Error(`${each.id} is taken`)
      expect(each.amount).toBeLessThan(0)
      this.corrections.set(each.id, { ...each, version: 1, createdAt: NOW, updatedAt: NOW })
    }
  }

  resolve(ways: Step['resolutions'], today: string): void {
    let turn = 0
    for (const each of this.corrections.values()) {
      if (each.state !== 'open') continue
      const way = ways[turn % ways.length] as Step['resolutions'][number]
      turn += 1
      if (way === 'open') continue
      this.corrections.set(each.id, { ...each, state: 'resolved', resolution: way })
      if (way === 'next-invoice') this.add(creditLine(each, this.charges.get(each.chargeId) as Charge, day(today)))
    }
  }

  /** Per chain charge: what stands for its days, and what the oracle says is owed for them. */
  balance(): { readonly standing: readonly string[]; readonly owed: readonly string[] } {
    const standing: string[] = []
    const owed: string[] = []
    for (const item of this.items) {
      const all = this.of(this.charges.values(), item.id)
      const chain = all.filter(({ cause }) => cause === undefined).sort((a, b) => (a.id < b.id ? -1 : 1))
      chain.forEach(({ id, period, servedOn, waivedFor }, i) => {
        // The rest of a period whose whole price was charged before its end was taken back.
        if (waivedFor === 'skipped') return
        const end = chain[i + 1]?.servedOn ?? period?.end ?? ''
        expect(period?.end ?? '' <= end).toBeTruthy()
        const charged = all.filter((each) => each.state !== 'waived' && `${each.id}/`.startsWith(`${id}/`))
        const corrected = this.of(this.corrections.values(), item.id).filter(
          (each) =>
            each.id.startsWith(`${id}/`) &&
            (each.state === 'open' || each.resolution === 'credit-note' || each.resolution === 'nothing') &&
            each.state !== 'withdrawn',
        )
        const sum = [...charged, ...corrected].reduce((total, { amount }) => total + amount, 0)
        standing.push(`${id} to ${end} ${sum}`)
        const { endOn: _, ...endless } = item
        const { endOn: __, ...open } = this.contract
        const full = oraclePeriod(endless, open, servedOn)
        const days = { ...(full as OraclePeriod), start: servedOn as string, end }
        const billed = this.usage.filter(({ state }) => state === 'billed')
        owed.push(`${id} to ${end} ${oracleAmount(item, this.contract, days, billed)}`)
      })
    }
    return { standing, owed }
  }
}

describe('amendments against the oracle', () => {
  it('charges and corrections of a period always come to what is agreed now', () => {
    fc.assert(
      fc.property(anyAmended, ({ first, contract: signed, items, usage, steps }) => {
        const rows = new Rows(signed, items)
        let today = first
        let from = ''
        const check = (): void => {
          const { standing, owed } = rows.balance()
          expect(standing).toEqual(owed)
        }
        for (const step of steps) {
          today = plusDays(today, step.after)
          for (const each of usage) if (from < each.from && each.from <= today) rows.usage.push(each.record)
          from = today
          rows.bill(today)
          check()
          rows.advance(step.states)
          if (rows.amend(step, today)) check()
          rows.expectSettled(today)
          rows.resolve(step.resolutions, today)
          check()
        }
        const last = plusDays(today, 400)
        rows.bill(last)
        check()
        rows.expectComplete(last)
      }),
      { numRuns: 400 },
    )
  })
})
