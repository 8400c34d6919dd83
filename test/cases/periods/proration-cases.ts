// proration-factor, proration-amount, unused-credit, plan-change, cancellation: what a part of a period costs.
import { addDays, type CalendarDate } from '../../../src/core/date.ts'
import { divideDecimals, multiplyDecimals, subtractDecimals } from '../../../src/core/decimal.ts'
import { addMinor, type Minor, minor, minorToDecimal, percentOf, subtractMinor } from '../../../src/core/money.ts'
import { boundary, type Cadence, daysIn, type Period } from '../../../src/core/period.ts'
import { type Anchor, calendarAnchor, fullPeriodAround } from '../../../src/core/period-chain.ts'
import {
  factorToDecimal,
  type ProrationFactor,
  prorateMinor,
  proratePrice,
  prorationFactor,
} from '../../../src/core/proration.ts'
import {
  type CaseKind,
  CaseProblem,
  compared,
  countAt,
  decimalAt,
  hasValue,
  type Json,
  type JsonObject,
  minorAt,
  type Outcome,
  onlyCaseFields,
  textAt,
  toDecimal,
} from '../case.ts'
import { cadenceAt, dateAt, flagAt, optionalDateAt, periodAt, timingAt } from './read-period.ts'

// The sources without a currency write cents.
const EXPONENT = 2

/** `leading`: the part ends on a boundary. `trailing`, or nothing said: it starts on one. */
function prorationFactorCase(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['startDate', 'endDate', 'interval', 'position', 'expectedFactor'])
  const position = hasValue(fields, 'position') ? textAt(fields, 'position') : 'trailing'
  if (position !== 'leading' && position !== 'trailing') throw new CaseProblem(`unknown position "${position}"`)
  const cadence = cadenceAt(fields)
  const period = periodAt(fields, 'startDate', 'endDate')
  const full =
    position === 'trailing'
      ? fullPeriodAround({ origin: period.start }, cadence, period.start)
      : { start: boundary(period.end, cadence, -1), end: period.end }
  return compared(decimalAt(fields, 'expectedFactor'), factorToDecimal(prorationFactor(period, full), 9))
}

/**
 * The full period around a part. The cases state its length, sometimes its anchor; otherwise it is the calendar's, or
 * begins or ends where the part does: of these that have the stated length, one that holds the part, else the first.
 */
function fullPeriodOf(fields: JsonObject, period: Period): Period {
  const cadence: Cadence = cadenceAt(fields)
  const origin = optionalDateAt(fields, 'anchor')
  if (origin !== undefined) return fullPeriodAround({ origin }, cadence, period.start)
  const stated = countAt(fields, 'fullPeriodDays')
  const anchors: Anchor[] = [calendarAnchor(cadence, period.start), { origin: period.start }, { origin: period.end }]
  const around = anchors.map((anchor) => fullPeriodAround(anchor, cadence, period.start))
  const long = around.filter((each) => daysIn(each) === stated)
  const full = long.find((each) => period.end <= each.end) ?? long[0]
  if (full === undefined) throw new CaseProblem(`no ${stated}-day period around ${period.start} to ${period.end}`)
  return full
}

interface Part {
  readonly factor: ProrationFactor
  /** What the source counts, under its names. */
  readonly counted: JsonObject
}

/** The part of a period between two fields, with its days as we count them. */
function partAt(fields: JsonObject, from: string, to: string, daysName: string): Part {
  const period = periodAt(fields, from, to)
  const full = fullPeriodOf(fields, period)
  const factor = prorationFactor(period, full)
  return { factor, counted: { [daysName]: factor.part, fullPeriodDays: factor.whole } }
}

function expectedOf(fields: JsonObject, daysName: string): JsonObject {
  return {
    [daysName]: countAt(fields, daysName),
    fullPeriodDays: countAt(fields, 'fullPeriodDays'),
    amount: minorAt(fields, 'expectedMinor'),
  }
}

const USED_FIELDS = ['priceMinor', 'usedFrom', 'usedTo', 'usedDays', 'fullPeriodDays', 'expectedMinor', 'interval']

function prorationAmount(fields: JsonObject): Outcome {
  onlyCaseFields(fields, [...USED_FIELDS, 'timing', 'trialDays', 'anchor', 'position'])
  timingAt(fields)
  // The used days begin after the trial; an unused part costs its share like a used one.
  if (hasValue(fields, 'trialDays')) countAt(fields, 'trialDays')
  if (hasValue(fields, 'position') && textAt(fields, 'position') !== 'unused credit') {
    throw new CaseProblem(`unknown position "${textAt(fields, 'position')}"`)
  }
  const { factor, counted } = partAt(fields, 'usedFrom', 'usedTo', 'usedDays')
  const amount: Json = prorateMinor(minorAt(fields, 'priceMinor'), factor)
  return compared(expectedOf(fields, 'usedDays'), { ...counted, amount })
}

/** The credit for unused days: net rounded, then its tax. */
function unusedCredit(fields: JsonObject): Outcome {
  const own = ['priceMinor', 'unusedFrom', 'unusedTo', 'unusedDays', 'fullPeriodDays', 'taxRate', 'expectedMinor']
  onlyCaseFields(fields, [...own, 'interval', 'timing', 'anchor'])
  timingAt(fields)
  const { factor, counted } = partAt(fields, 'unusedFrom', 'unusedTo', 'unusedDays')
  const net = prorateMinor(minorAt(fields, 'priceMinor'), factor)
  const tax = hasValue(fields, 'taxRate') ? percentOf(net, decimalAt(fields, 'taxRate')) : minor(0)
  return compared(expectedOf(fields, 'unusedDays'), { ...counted, amount: addMinor(net, tax) })
}

function planChange(fields: JsonObject): Outcome {
  return hasValue(fields, 'remainingFraction') ? changeByFraction(fields) : changeByDays(fields)
}

function changeByDays(fields: JsonObject): Outcome {
  const own = ['changeDate', 'periodFrom', 'periodTo', 'oldPriceMinor', 'newPriceMinor', 'remainingDays']
  onlyCaseFields(fields, [...own, 'fullPeriodDays', 'expectedMinor', 'interval', 'timing'])
  timingAt(fields)
  cadenceAt(fields)
  const full = periodAt(fields, 'periodFrom', 'periodTo')
  const changeOn: CalendarDate = dateAt(fields, 'changeDate')
  const factor = prorationFactor({ start: changeOn, end: full.end }, full)
  const amount = subtractMinor(
    prorateMinor(minorAt(fields, 'newPriceMinor'), factor),
    prorateMinor(minorAt(fields, 'oldPriceMinor'), factor),
  )
  const actual: Json = { remainingDays: factor.part, fullPeriodDays: factor.whole, amount }
  return compared(expectedOf(fields, 'remainingDays'), actual)
}

/**
 * The source counts seconds and states only the share that remains: taken as a share of days here. Where the figure
 * then differs by rounding, it is proven as the source's: the difference of prices x share, rounded once.
 */
function changeByFraction(fields: JsonObject): Outcome {
  const own = ['oldPrice', 'newPrice', 'remainingFraction', 'expectedCharge']
  onlyCaseFields(fields, [...own, 'interval', 'timing'])
  timingAt(fields)
  cadenceAt(fields)
  const factor = shareAt(fields, 'remainingFraction')
  const oldPrice = decimalAt(fields, 'oldPrice')
  const newPrice = decimalAt(fields, 'newPrice')
  const ours = subtractMinor(proratePrice(newPrice, factor, EXPONENT), proratePrice(oldPrice, factor, EXPONENT))
  const outcome = compared(decimalAt(fields, 'expectedCharge'), inMajor(ours))
  const share = multiplyDecimals(subtractDecimals(newPrice, oldPrice), toDecimal(factor.part, 'remainingFraction'))
  const theirs = divideDecimals(share, toDecimal(factor.whole, 'remainingFraction'), EXPONENT)
  if (outcome.status === 'passed' || theirs !== outcome.expected) return outcome
  return { ...outcome, status: 'not-applicable', code: 'seconds-of-a-period' }
}

function inMajor(amount: Minor): Json {
  return minorToDecimal(amount, EXPONENT)
}

function shareAt(fields: JsonObject, name: string): ProrationFactor {
  const [, part, whole] = /^(\d{1,9})\/([1-9]\d{0,8})$/.exec(textAt(fields, name)) ?? []
  if (part === undefined || whole === undefined) throw new CaseProblem(`"${name}" is not a fraction`)
  return { part: Number(part), whole: Number(whole) }
}

/** An agreement that ends within a period which is not prorated: the whole price. */
function cancellation(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['interval', 'timing', 'price', 'prorate', 'expectedAmount'])
  timingAt(fields)
  const cadence = cadenceAt(fields)
  if (flagAt(fields, 'prorate')) throw new CaseProblem('"prorate" without the day of cancellation')
  // Which day it ends on says nothing then: the first day of any period stands for all.
  const full = fullPeriodAround(calendarAnchor(cadence, SOME_DAY), cadence, SOME_DAY)
  const used: Period = { start: full.start, end: addDays(full.start, 1) }
  const amount = proratePrice(decimalAt(fields, 'price'), prorationFactor(used, full, 'none'), EXPONENT)
  return compared(decimalAt(fields, 'expectedAmount'), inMajor(amount))
}

const SOME_DAY = '2024-01-01' as CalendarDate

export const prorationCases: readonly CaseKind[] = [
  { area: 'periods', kind: 'proration-factor', run: prorationFactorCase },
  { area: 'periods', kind: 'proration-amount', run: prorationAmount },
  { area: 'periods', kind: 'unused-credit', run: unusedCredit },
  { area: 'periods', kind: 'plan-change', run: planChange },
  { area: 'periods', kind: 'cancellation', run: cancellation },
]
