// What a period of a contract item costs, and how that is shown (M-19, M-20). Rounded once, by whole periods.
import { agreementOn } from '../contract/agreement-on.ts'
import type { ContractItem, UsageRecord } from '../contract/contract.ts'
import { lastDayOf } from '../date.ts'
import { addDecimals, type Decimal, decimal, multiplyDecimals, subtractDecimals } from '../decimal.ts'
import { type Minor, minorToDecimal, multiplyToMinor, roundToMinor, sumMinor } from '../money.ts'
import { includes, type Period } from '../period.ts'
import type { ChainPeriod } from '../period-chain.ts'
import { cutPeriod, proratePrice, prorationFactor, splitByAgreement } from '../proration.ts'
import type { ChargeRating, RatedPart } from '../rating/charge-rating.ts'
import { type Rated, type RatedSegment, rate } from '../rating/pricing.ts'

const ZERO = decimal('0')
const ONE = decimal('1')

/** The figures of a charge's line. */
export interface RatedLine {
  /** Minor units, never negative for a whole period. */
  readonly amount: Minor
  readonly quantity: Decimal
  readonly unitPrice: Decimal
  /** Absent: quantity x price says it all. */
  readonly rating?: ChargeRating
}

/** The records of a period that count: those of its days that were not removed. */
export function usageWithin(period: Period, usage: readonly UsageRecord[]): UsageRecord[] {
  return usage.filter((each) => each.state !== 'removed' && includes(period, each.on))
}

/** What the period costs under the agreements in force in it; `usage` counts for usage items only. */
export function ratePeriod(
  item: ContractItem,
  each: ChainPeriod,
  usage: readonly UsageRecord[],
  exponent: number,
): RatedLine {
  if (item.kind === 'usage') {
    const { net, segments } = rateUsage(item, each.period, usageWithin(each.period, usage))
    return shown([{ period: each.period, segments }], roundToMinor(net, exponent), exponent)
  }
  return rateRecurring(item, each, exponent)
}

/** One unit of a service at its price for a whole period, prorated by the days of a part (M-19): a month of a plan (T-7). */
export function rateOne(unitPrice: Decimal, { period, full }: ChainPeriod, exponent: number): RatedLine {
  const { segments } = rate({ kind: 'per-unit', unitPrice }, ONE)
  const share = prorationFactor(period, full)
  const part: RatedPart = { period, segments, ...(share.part === share.whole ? {} : { share }) }
  return shown([part], proratePrice(unitPrice, share, exponent), exponent)
}

/** What of a record is billed: not what prepaid units covered. */
function billedQuantity({ quantity, prepaid }: Pick<UsageRecord, 'quantity' | 'prepaid'>): Decimal {
  return prepaid === undefined ? quantity : subtractDecimals(quantity, prepaid)
}

/** Usage of a period by the tiers in force on its last day; records with a price of their own stand outside them. */
export function rateUsage(item: ContractItem, period: Period, records: readonly UsageRecord[]): Rated {
  const counted = records.filter(({ unitPrice }) => unitPrice === undefined)
  const { net, segments } = rate(
    agreementOn(item, lastDayOf(period.end)).pricing,
    counted.reduce((sum, record) => addDecimals(sum, billedQuantity(record)), ZERO),
  )
  // By price, in the order of the text: the order of the records must not matter.
  const priced = new Map<Decimal, Decimal>()
  for (const record of records) {
    const { unitPrice } = record
    if (unitPrice !== undefined)
      priced.set(unitPrice, addDecimals(priced.get(unitPrice) ?? ZERO, billedQuantity(record)))
  }
  const own = [...priced]
    .filter(([, quantity]) => quantity !== ZERO)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([unitPrice, quantity]): RatedSegment => {
      return { kind: 'units', quantity, unitPrice, net: multiplyDecimals(quantity, unitPrice) }
    })
  const used = own.length === 0 ? segments : segments.filter((segment) => segment.quantity !== ZERO)
  return { net: own.reduce((sum, segment) => addDecimals(sum, segment.net), net), segments: [...used, ...own] }
}

function rateRecurring(item: ContractItem, each: ChainPeriod, exponent: number): RatedLine {
  const { period, full } = each
  const mode = item.kind === 'one-off' ? 'none' : item.proration
  // In the mode `none` the price of the first day holds for the whole period.
  const stretches = mode === 'none' ? [period] : stretchesOf(item, period)
  const rated = stretches.map((stretch) => {
    const { quantity, pricing } = agreementOn(item, stretch.start)
    return { period: stretch, ...rate(pricing, quantity) }
  })
  const price = rated.map(({ period, net }) => ({ period, price: net }))
  const amount = sumMinor(splitByAgreement(price, full, mode, exponent))
  const parts = rated.map(({ period, segments }): RatedPart => {
    const share = prorationFactor(period, full, mode)
    return { period, segments, ...(share.part === share.whole ? {} : { share }) }
  })
  return shown(parts, amount, exponent)
}

/** The period cut where what is charged changes; a change of words alone cuts nothing. */
function stretchesOf(item: ContractItem, period: Period): Period[] {
  if (item.agreements.length === 1) return [period]
  const pieces = cutPeriod(
    period,
    item.agreements.map(({ from }) => from),
  )
  const stretches: Period[] = []
  let before: string | undefined
  for (const piece of pieces) {
    const { quantity, pricing } = agreementOn(item, piece.start)
    const price = JSON.stringify(rate(pricing, quantity).segments)
    const last = stretches.at(-1)
    if (last !== undefined && price === before) stretches[stretches.length - 1] = { start: last.start, end: piece.end }
    else stretches.push(piece)
    before = price
  }
  return stretches
}

/** As quantity x price where one price for whole periods gives the amount; else as one lot with its parts. */
function shown(parts: readonly RatedPart[], amount: Minor, exponent: number): RatedLine {
  const [part, ...more] = parts
  const [segment, ...others] = part?.segments ?? []
  if (more.length === 0 && others.length === 0 && segment !== undefined && part?.share === undefined) {
    const { kind, quantity, unitPrice } = segment
    if (kind !== 'top-up' && multiplyToMinor(quantity, unitPrice, exponent) === amount) {
      return { amount, quantity, unitPrice }
    }
  }
  return { amount, quantity: ONE, unitPrice: minorToDecimal(amount, exponent), rating: { parts } }
}
