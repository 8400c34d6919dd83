// Splitting an amount: allocate-ratios, allocate-equal, allocate-scaled.
import { currencyCode, currencyExponent } from '../../../src/core/currency.ts'
import { type Decimal, decimalParts, decimalPlaces, divideRounded, powerOfTen } from '../../../src/core/decimal.ts'
import { type Minor, minorToDecimal, roundToMinor, splitByLargestRemainder } from '../../../src/core/money.ts'
import {
  type CaseKind,
  CaseProblem,
  comparedOrRefused,
  countAt,
  type JsonObject,
  listAt,
  minorAt,
  type Outcome,
  onlyCaseFields,
  sameJson,
  textAt,
  toDecimal,
} from '../case.ts'

function ratiosAt(fields: JsonObject): Decimal[] {
  return listAt(fields, 'ratios').map((ratio) => toDecimal(ratio, 'ratios'))
}

function expectedMinor(fields: JsonObject): string[] {
  return listAt(fields, 'expectedMinor').map((part) => toDecimal(part, 'expectedMinor'))
}

function parts(amounts: readonly Minor[]): string[] {
  return amounts.map(String)
}

function allocateRatios(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['amountMinor', 'ratios', 'expectedMinor', 'expectedError', 'currency'])
  const amount = minorAt(fields, 'amountMinor')
  const ratios = ratiosAt(fields)
  const outcome = comparedOrRefused(
    fields,
    () => expectedMinor(fields),
    () => parts(splitByLargestRemainder(amount, ratios)),
  )
  if (outcome.status === 'failed' && amount < 0 && sameJson(outcome.expected, splitByFloor(amount, ratios))) {
    return { ...outcome, status: 'not-applicable', code: 'negative-split-by-floor' }
  }
  return outcome
}

/** The source's convention: shares rounded down, also below 0, the rest to the largest remainders, ties to the first. */
function splitByFloor(amount: Minor, ratios: readonly Decimal[]): string[] {
  const scale = Math.max(0, ...ratios.map(decimalPlaces))
  const weights = ratios.map((ratio) => {
    const exact = decimalParts(ratio)
    return exact.coefficient * powerOfTen(scale - exact.scale)
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total <= 0n) return []
  const shares = weights.map((weight, index) => {
    const floor = divideRounded(BigInt(amount) * weight, total, 'down')
    return { index, floor, remainder: BigInt(amount) * weight - floor * total }
  })
  const rest = BigInt(amount) - shares.reduce((sum, share) => sum + share.floor, 0n)
  const byRemainder = [...shares].sort((a, b) => (a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1))
  for (const share of byRemainder.slice(0, Number(rest))) share.floor += 1n
  return shares.map((share) => share.floor.toString())
}

function allocateEqual(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['amountMinor', 'parts', 'expectedMinor', 'expectedError', 'currency'])
  const amount = minorAt(fields, 'amountMinor')
  const count = countAt(fields, 'parts')
  return comparedOrRefused(
    fields,
    () => expectedMinor(fields),
    () => parts(splitByLargestRemainder(amount, new Array<number>(Math.max(count, 0)).fill(1))),
  )
}

/**
 * The source widens the scale by the decimals of its ratios instead of rounding to the currency: the same split, of
 * the amount in those smaller units.
 */
function allocateScaled(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['amountMinor', 'currency', 'ratios', 'expected', 'expectedError'])
  const currency = currencyCode(textAt(fields, 'currency'))
  if (currency === undefined) throw new CaseProblem(`unknown currency "${textAt(fields, 'currency')}"`)
  const exponent = currencyExponent(currency)
  const ratios = ratiosAt(fields)
  const wide = exponent + Math.max(0, ...ratios.map(decimalPlaces))
  const amount = roundToMinor(minorToDecimal(minorAt(fields, 'amountMinor'), exponent), wide)
  return comparedOrRefused(
    fields,
    () => listAt(fields, 'expected').map((part) => toDecimal(part, 'expected')),
    () => splitByLargestRemainder(amount, ratios).map((part) => minorToDecimal(part, wide)),
  )
}

export const allocationCases: readonly CaseKind[] = [
  { area: 'money', kind: 'allocate-ratios', run: allocateRatios },
  { area: 'money', kind: 'allocate-equal', run: allocateEqual },
  { area: 'money', kind: 'allocate-scaled', run: allocateScaled },
]
