// A second opinion on what is billed and when, written from the rules alone and as slowly as they read: every day is
// looked at by itself. It shares nothing with the planner but the shape of the rows.

import type { BillingGroup } from '../../src/core/contract/billing-group.ts'
import type { Contract, ContractItem, UsageRecord } from '../../src/core/contract/contract.ts'
import type { Cadence } from '../../src/core/period.ts'
import type { Anchor } from '../../src/core/period-chain.ts'
import type { Pricing } from '../../src/core/rating/pricing.ts'
import type { BillingSettings } from '../../src/core/settings.ts'

/** An exact share of one. The lower part is above 0. */
interface Fraction {
  readonly up: bigint
  readonly down: bigint
}

export interface OraclePeriod {
  readonly start: string
  readonly end: string
  readonly fullStart: string
  readonly fullEnd: string
}

export interface OracleCharge {
  readonly id: string
  readonly start: string
  readonly end: string
  /** Minor units. */
  readonly amount: number
  readonly waivedFor?: string
  /** The day on which it is written, and drafted unless waived. */
  readonly on: string
  /** Charges of one day with the same words here share a draft. */
  readonly pile: string
}

export interface OracleWorld {
  readonly billing: Pick<BillingSettings, 'firstInvoice' | 'missedPeriods' | 'endedMonthsOnly'>
  readonly group: Pick<BillingGroup, 'offsetDays' | 'cycle'>
  readonly contracts: readonly Contract[]
  readonly items: readonly ContractItem[]
  readonly usage: readonly UsageRecord[]
  /** Items that stand still from a day on until another. */
  readonly holds: readonly { readonly itemId: string; readonly from: string; readonly to: string }[]
}

// The calendar, through the engine's own dates.

function noon(date: string): Date {
  return new Date(`${date}T12:00:00Z`)
}

export function plusDays(date: string, days: number): string {
  const moved = noon(date)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

function daysOfMonth(date: string): number {
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0, 12)).getUTCDate()
}

function eachDay(start: string, end: string): string[] {
  const days: string[] = []
  for (let day = start; day < end; day = plusDays(day, 1)) days.push(day)
  return days
}

// R-1: boundary k = origin + k x cadence, clamped.

function boundaryNumber(anchor: Anchor, { unit, every }: Cadence, k: number): string {
  if (unit === 'day') return plusDays(anchor.origin, k * every)
  if (unit === 'week') return plusDays(anchor.origin, k * every * 7)
  const months = Number(anchor.origin.slice(0, 4)) * 12 + Number(anchor.origin.slice(5, 7)) - 1
  const there = months + k * every * (unit === 'year' ? 12 : 1)
  const month = `${String(Math.floor(there / 12)).padStart(4, '0')}-${String((there % 12) + 1).padStart(2, '0')}`
  const wanted = anchor.day ?? Number(anchor.origin.slice(8))
  return `${month}-${String(Math.min(wanted, daysOfMonth(`${month}-01`))).padStart(2, '0')}`
}

/** The boundaries before or on the day, and after it: counted one by one from the origin. */
function around(anchor: Anchor, cadence: Cadence, date: string): { readonly before: string; readonly after: string } {
  let k = 0
  while (boundaryNumber(anchor, cadence, k) > date) k -= 1
  while (boundaryNumber(anchor, cadence, k + 1) <= date) k += 1
  return { before: boundaryNumber(anchor, cadence, k), after: boundaryNumber(anchor, cadence, k + 1) }
}

// Exact money.

function fractionOf(text: string): Fraction {
  const [whole = '0', decimals = ''] = text.replace('-', '').split('.')
  const up = BigInt(whole + decimals)
  return { up: text.startsWith('-') ? -up : up, down: 10n ** BigInt(decimals.length) }
}

function plus(left: Fraction, right: Fraction): Fraction {
  return { up: left.up * right.down + right.up * left.down, down: left.down * right.down }
}

function times(left: Fraction, right: Fraction): Fraction {
  return { up: left.up * right.up, down: left.down * right.down }
}

function isLess(left: Fraction, right: Fraction): boolean {
  return left.up * right.down < right.up * left.down
}

const NOTHING: Fraction = { up: 0n, down: 1n }

const DECIMALS: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, KWD: 3 }

/** Half away from zero, once. */
function toMinor({ up, down }: Fraction, currency: string): number {
  const decimals = DECIMALS[currency]
  if (decimals === undefined) throw new Error(`which decimals has ${currency}?`)
  const doubled = 2n * up * 10n ** BigInt(decimals)
  const size = ((doubled < 0n ? -doubled : doubled) + down) / (2n * down)
  return Number(doubled < 0n ? -size : size)
}

/** M-20: what a quantity costs for a whole period. */
function priceOf(pricing: Pricing, quantity: Fraction): Fraction {
  let price = NOTHING
  if (pricing.kind === 'flat') price = fractionOf(pricing.price)
  if (pricing.kind === 'per-unit') price = times(quantity, fractionOf(pricing.unitPrice))
  if (pricing.kind === 'volume') {
    const tier = pricing.tiers.find(({ upTo }) => upTo === undefined || !isLess(fractionOf(upTo), quantity))
    price = times(quantity, fractionOf(tier?.unitPrice ?? '0'))
  }
  if (pricing.kind === 'graduated') {
    let below = NOTHING
    for (const { upTo, unitPrice } of pricing.tiers) {
      const top = upTo === undefined || isLess(quantity, fractionOf(upTo)) ? quantity : fractionOf(upTo)
      if (isLess(below, top)) {
        const units = plus(top, { up: -below.up, down: below.down })
        price = plus(price, times(units, fractionOf(unitPrice)))
        below = top
      }
    }
  }
  if (pricing.minimum !== undefined && isLess(price, fractionOf(pricing.minimum))) return fractionOf(pricing.minimum)
  return price
}

// The chain of an item.

/** The first day that is not served any more, or undefined. */
function endOf(item: ContractItem, contract: Contract): string | undefined {
  const ends = [item.endOn, contract.endOn].filter((each): each is NonNullable<typeof each> => each !== undefined)
  return ends.sort()[0]
}

/** The period that begins on a day, or undefined where nothing is served any more. */
export function oraclePeriod(item: ContractItem, contract: Contract, start: string): OraclePeriod | undefined {
  const end = endOf(item, contract)
  if (end !== undefined && start >= end) return undefined
  if (item.kind === 'one-off') {
    const next = plusDays(start, 1)
    if (start > plusDays(item.startOn, item.trialDays)) return undefined
    return { start, end: next, fullStart: start, fullEnd: next }
  }
  const inForce = [...item.anchors].reverse().find(({ from }) => from <= start) ?? item.anchors[0]
  if (inForce === undefined) throw new Error('no anchor')
  const { before, after } = around(inForce.anchor, item.cadence, start)
  return { start, end: end !== undefined && end < after ? end : after, fullStart: before, fullEnd: after }
}

/** What an item owes for a period, by its agreements: day by day (M-19), usage by its last day (M-20). */
export function oracleAmount(
  item: ContractItem,
  contract: Contract,
  period: OraclePeriod,
  usage: readonly UsageRecord[],
): number {
  const end = endOf(item, contract)
  const served = eachDay(period.start, period.end).filter((day) => end === undefined || day < end)
  const agreed = (day: string) => [...item.agreements].reverse().find(({ from }) => from <= day) ?? item.agreements[0]
  const priceOn = (day: string): Fraction => {
    const agreement = agreed(day)
    if (agreement === undefined) throw new Error('no agreement')
    return priceOf(agreement.pricing, fractionOf(agreement.quantity))
  }
  const first = served[0]
  if (first === undefined) return 0
  if (item.kind === 'usage') {
    const own = usage.filter(({ contractItemId }) => contractItemId === item.id)
    const within = own.filter(({ on, state }) => state !== 'removed' && served.includes(on))
    const counted = within.filter(({ unitPrice }) => unitPrice === undefined)
    const quantity = counted.reduce((sum, each) => plus(sum, fractionOf(each.quantity)), NOTHING)
    const pricing = agreed(served.at(-1) as string)?.pricing
    if (pricing === undefined) throw new Error('no agreement')
    const priced = within.reduce(
      (sum, { quantity: units, unitPrice }) =>
        unitPrice === undefined ? sum : plus(sum, times(fractionOf(units), fractionOf(unitPrice))),
      NOTHING,
    )
    return toMinor(plus(priceOf(pricing, quantity), priced), contract.currency)
  }
  if (item.kind === 'one-off' || item.proration === 'none') return toMinor(priceOn(first), contract.currency)
  const weight = (day: string): Fraction =>
    item.proration === 'calendar-months' ? { up: 1n, down: BigInt(daysOfMonth(day)) } : { up: 1n, down: 1n }
  const sumOf = (days: readonly string[], what: (day: string) => Fraction): Fraction => {
    // Days of one sort are counted before they are added, or the lower parts would grow for ever.
    const sorts = new Map<string, { readonly one: Fraction; count: bigint }>()
    for (const day of days) {
      const one = what(day)
      const sort = sorts.get(`${one.up}/${one.down}`)
      if (sort === undefined) sorts.set(`${one.up}/${one.down}`, { one, count: 1n })
      else sort.count += 1n
    }
    return [...sorts.values()].reduce((sum, { one, count }) => plus(sum, times(one, { up: count, down: 1n })), NOTHING)
  }
  const part = sumOf(served, (day) => times(priceOn(day), weight(day)))
  const whole = sumOf(eachDay(period.fullStart, period.fullEnd), weight)
  return toMinor({ up: part.up * whole.down, down: part.down * whole.up }, contract.currency)
}

function inAdvance(item: ContractItem): boolean {
  return item.kind === 'one-off' || (item.kind === 'recurring' && item.timing === 'advance')
}

/** When the charge of a period bills: at its start in advance (a first stub that waits: at its end), else at its end. */
function billsOn(item: ContractItem, period: OraclePeriod): string {
  const stubWaits = item.kind === 'recurring' && item.firstStub === 'with-next' && period.fullStart < period.start
  return inAdvance(item) && !stubWaits ? period.start : period.end
}

/** All that is charged from the first day through the last, the books being looked after on every one of them. */
export function oracleCharges(world: OracleWorld, first: string, last: string): OracleCharge[] {
  const { billing, group, contracts, items, usage, holds } = world
  const { cycle, offsetDays } = group
  const charges: OracleCharge[] = []
  const nextStart = new Map<string, string>()
  const endedMonths = billing.endedMonthsOnly === 1 && cycle?.kind === 'every'
  const contractOf = (item: ContractItem): Contract => contracts.find(({ id }) => id === item.contractId) as Contract
  const startOf = (item: ContractItem): string => nextStart.get(item.id) ?? plusDays(item.startOn, item.trialDays)
  const branchThree = (contract: Contract): boolean =>
    items.some((item) => item.contractId === contract.id && !inAdvance(item))
  const held = (item: ContractItem, day: string): boolean =>
    holds.some(({ itemId, from, to }) => itemId === item.id && from <= day && day < to)
  // R-7: dated before the boundary, billed at it; with ended months only (I-10) at the first that follows the month.
  const billingDate = (item: ContractItem, period: OraclePeriod): string => {
    const date = billsOn(item, period)
    if (cycle === undefined || cycle.kind === 'manual') return date
    let { after } = around(cycle.anchor, cycle.cadence, date)
    const lastDay = plusDays(period.end, -1)
    while (endedMonths && lastDay >= `${after.slice(0, 7)}-01`) after = around(cycle.anchor, cycle.cadence, after).after
    return after
  }
  const dueOn = (item: ContractItem, period: OraclePeriod): string => {
    // R-6; what waits for its month to end is not in advance any more.
    const early = inAdvance(item) && !endedMonths
    return plusDays(billingDate(item, period), offsetDays < 0 && !early ? 0 : offsetDays)
  }
  const elsewhere = (item: ContractItem, period: OraclePeriod): boolean => {
    const { sentElsewhereBefore } = contractOf(item)
    return sentElsewhereBefore !== undefined && billsOn(item, period) < sentElsewhereBefore
  }

  const write = (item: ContractItem, period: OraclePeriod, day: string, phase: string): void => {
    const contract = contractOf(item)
    const amount = oracleAmount(item, contract, period, usage)
    const waivedFor = elsewhere(item, period) ? 'sent-elsewhere' : amount === 0 ? 'nothing-to-bill' : undefined
    const date = billingDate(item, period)
    // R-6: made ahead, every billing date has a draft of its own; so it has where missed periods are billed one by one.
    const apart = date > day || billing.missedPeriods === 'per-period' ? date : ''
    charges.push({
      id: `${item.id}/${period.start}`,
      start: period.start,
      end: period.end,
      amount,
      ...(waivedFor === undefined ? {} : { waivedFor }),
      on: day,
      pile: `${day} ${phase} ${contract.currency} ${item.taxIncluded ? 'gross' : 'net'} ${apart}`,
    })
    nextStart.set(item.id, period.end)
  }

  const writeDue = (item: ContractItem, contract: Contract, day: string, phase: string): void => {
    for (;;) {
      const period = oraclePeriod(item, contract, startOf(item))
      if (period === undefined) break
      if (!elsewhere(item, period) && dueOn(item, period) > day) break
      if (elsewhere(item, period) && billsOn(item, period) > day) break
      write(item, period, day, phase)
    }
  }

  for (const day of eachDay(first, plusDays(last, 1))) {
    for (const contract of contracts) {
      if (contract.activatedOn !== day || branchThree(contract) || billing.firstInvoice !== 'at-once') continue
      for (const item of items) {
        if (item.contractId !== contract.id || held(item, day)) continue
        const period = oraclePeriod(item, contract, startOf(item))
        if (period === undefined) continue
        const stubWaits = item.firstStub === 'with-next' && period.fullStart < period.start
        const bySchedule = item.trialDays > 0 || item.startOn > contract.startOn || stubWaits
        // R-11 sets aside a later billing date and an offset; a cycle gathers all the same.
        const gathers = cycle?.kind === 'every' && billingDate(item, period) > day
        if (!bySchedule && !gathers) write(item, period, day, `first of ${contract.id}`)
        writeDue(item, contract, day, `first of ${contract.id}`)
      }
    }
    for (const item of items) {
      const contract = contractOf(item)
      if (contract.activatedOn > day || held(item, day)) continue
      // R-11, branch 3: the first run is the one after the start day.
      const startDay = contract.activatedOn > contract.startOn ? contract.activatedOn : contract.startOn
      if (branchThree(contract) && day <= startDay) continue
      writeDue(item, contract, day, 'run')
    }
  }
  return charges
}
