// The periods of a contract's items within a stretch of time: those that are charged, and those to come. Pure.
import { billsOnOf, chainOf, chargeForPeriod } from '../core/billing/charge-period.ts'
import type { Contract, ContractItem, UsageRecord } from '../core/contract/contract.ts'
import { addDays, type CalendarDate, earlierOf, laterOf } from '../core/date.ts'
import type { Charge } from '../core/model.ts'
import type { Minor } from '../core/money.ts'
import type { Cadence, Period } from '../core/period.ts'
import { chainPeriods } from '../core/period-chain.ts'

/**
 * `billed`: on an invoice. `draft`: on a draft. `open`: charged and waiting for one. `waived`: never billed.
 * `pending`: under way, not charged yet. `future`: not begun.
 */
export type PeriodState = 'billed' | 'draft' | 'open' | 'waived' | 'pending' | 'future'

export interface SchedulePeriod {
  readonly period: Period
  readonly state: PeriodState
  /** What it was charged, or would be now; absent where usage alone decides and there is none yet. */
  readonly amount?: Minor
  /** When it bills, before its group's offset and cycle. */
  readonly billsOn?: CalendarDate
  /** The chain charge; absent for what is to come. */
  readonly charge?: Charge
  /** Charges beside it: late usage, what an amendment added. */
  readonly more: readonly Charge[]
}

/** How many periods of the shortest cadence are shown before and after today. */
const EACH_SIDE = 12

/**
 * The stretch of time that shows some twelve periods on either side of today, within the contract; `wider` times that.
 * One that is over is shown up to its end.
 */
export function scheduleWindow(
  contract: Pick<Contract, 'startOn' | 'endOn'>,
  items: readonly Pick<ContractItem, 'cadence' | 'kind'>[],
  today: CalendarDate,
  wider = 1,
): Period {
  const lengths = items.filter(({ kind }) => kind !== 'one-off').map(({ cadence }) => daysOf(cadence))
  const side = Math.min(...(lengths.length === 0 ? [31] : lengths)) * EACH_SIDE * wider
  const { startOn, endOn } = contract
  const middle = laterOf(startOn, endOn === undefined ? today : earlierOf(today, endOn))
  const end = addDays(middle, side)
  return {
    start: laterOf(startOn, addDays(middle, -side)),
    end: laterOf(addDays(startOn, 1), endOn === undefined ? end : earlierOf(end, endOn)),
  }
}

/** How long the shortest period is, in days: for the scale of the picture. */
export function shortestDays(items: readonly Pick<ContractItem, 'cadence' | 'kind'>[]): number {
  return Math.min(...items.map(({ cadence, kind }) => (kind === 'one-off' ? 31 : daysOf(cadence))))
}

function daysOf({ unit, every }: Cadence): number {
  return every * { day: 1, week: 7, month: 31, year: 366 }[unit]
}

/**
 * The item's periods that lie in the window or reach into it, the oldest first.
 * @param charges the item's own, of every state, within the window
 * @param usage open records of the item
 */
export function schedulePeriods(
  item: ContractItem,
  contract: Contract,
  given: {
    readonly charges: readonly Charge[]
    readonly usage: readonly UsageRecord[]
    readonly chargedThrough?: CalendarDate | undefined
  },
  window: Period,
  today: CalendarDate,
): SchedulePeriod[] {
  return [...chargedPeriods(given.charges, window), ...periodsToCome(item, contract, given, window, today)]
}

function chargedPeriods(charges: readonly Charge[], window: Period): SchedulePeriod[] {
  const chain = charges.filter((charge) => charge.cause === undefined && charge.period !== undefined)
  const more = charges.filter((charge) => charge.cause !== undefined)
  return chain
    .flatMap((charge) => {
      const { period } = charge
      if (period === undefined || period.end <= window.start || period.start >= window.end) return []
      const own = more.filter((each) => each.period !== undefined && within(each.period, period))
      return [
        {
          period,
          state: chargeStates[charge.state],
          amount: charge.amount,
          ...(charge.billsOn !== undefined && { billsOn: charge.billsOn }),
          charge,
          more: own,
        },
      ]
    })
    .sort((left, right) => (left.period.start < right.period.start ? -1 : 1))
}

const chargeStates = { open: 'open', drafted: 'draft', invoiced: 'billed', waived: 'waived' } as const

function within(inner: Period, outer: Period): boolean {
  return outer.start <= inner.start && inner.start < outer.end
}

function* periodsToCome(
  item: ContractItem,
  contract: Contract,
  {
    usage,
    chargedThrough,
  }: { readonly usage: readonly UsageRecord[]; readonly chargedThrough?: CalendarDate | undefined },
  window: Period,
  today: CalendarDate,
): Generator<SchedulePeriod> {
  for (const each of chainPeriods(chainOf(item, contract, chargedThrough))) {
    const { period } = each
    if (period.start >= window.end) return
    if (period.end <= window.start) continue
    const used = usage.filter(({ on }) => period.start <= on && on < period.end)
    const known = item.kind !== 'usage' || used.length > 0
    yield {
      period,
      state: period.start <= today ? 'pending' : 'future',
      ...(known && { amount: chargeForPeriod(item, each, used, contract.currency).amount }),
      billsOn: billsOnOf(item, each),
      more: [],
    }
  }
}
