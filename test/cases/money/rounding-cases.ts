// Rounding: round, round-quotient, round-decimals, round-to-unit, multiply-exact, to-minor, to-currency-scale,
// currency-decimals.
import { currencyCode, currencyExponent } from '../../../src/core/currency.ts'
import { decimalPlaces, divideDecimals, multiplyDecimals, roundDecimal } from '../../../src/core/decimal.ts'
import { roundToMinor, roundToUnit } from '../../../src/core/money.ts'
import {
  type CaseKind,
  CaseProblem,
  compared,
  comparedOrRefused,
  countAt,
  decimalAt,
  hasValue,
  type JsonObject,
  minorAt,
  modeAt,
  type Outcome,
  onlyCaseFields,
  textAt,
} from '../case.ts'

function round(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['value', 'mode', 'expected', 'expectedError'])
  const value = decimalAt(fields, 'value')
  return comparedOrRefused(
    fields,
    () => decimalAt(fields, 'expected'),
    () => roundedTo(value, 0, fields),
  )
}

function roundDecimals(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['value', 'decimals', 'mode', 'expected', 'expectedError', 'currency'])
  const value = decimalAt(fields, 'value')
  const places = countAt(fields, 'decimals')
  return comparedOrRefused(
    fields,
    () => decimalAt(fields, 'expected'),
    () => roundedTo(value, places, fields),
  )
}

/** The value at so many places by the mode of the case; undefined when it has more and the case allows no rounding. */
function roundedTo(value: ReturnType<typeof decimalAt>, places: number, fields: JsonObject): string | undefined {
  const mode = modeAt(fields)
  if (mode !== 'exact') return roundDecimal(value, places, mode)
  return decimalPlaces(value) > places ? undefined : value
}

function roundQuotient(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['a', 'b', 'mode', 'expected', 'expectedError'])
  const a = decimalAt(fields, 'a')
  const b = decimalAt(fields, 'b')
  return comparedOrRefused(
    fields,
    () => decimalAt(fields, 'expected'),
    () => {
      const mode = modeAt(fields)
      if (mode !== 'exact') return divideDecimals(a, b, 0, mode)
      const floor = divideDecimals(a, b, 0, 'down')
      return floor === divideDecimals(a, b, 0, 'up') ? floor : undefined
    },
  )
}

function roundUnit(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['amountMinor', 'unit', 'mode', 'expectedMinor', 'expectedError', 'currency'])
  const amount = minorAt(fields, 'amountMinor')
  const unit = countAt(fields, 'unit')
  return comparedOrRefused(
    fields,
    () => decimalAt(fields, 'expectedMinor'),
    () => {
      const mode = modeAt(fields)
      if (mode !== 'exact') return String(roundToUnit(amount, unit, mode))
      return roundToUnit(amount, unit, 'down') === amount ? String(amount) : undefined
    },
  )
}

function multiplyExact(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['a', 'b', 'expected'])
  return compared(decimalAt(fields, 'expected'), multiplyDecimals(decimalAt(fields, 'a'), decimalAt(fields, 'b')))
}

/** An explicit `decimals` overrides the currency's. */
export function exponentAt(fields: JsonObject): number {
  if (hasValue(fields, 'decimals')) return countAt(fields, 'decimals')
  const text = textAt(fields, 'currency')
  const currency = currencyCode(text)
  if (currency === undefined) throw new CaseProblem(`unknown currency "${text}"`)
  return currencyExponent(currency)
}

function toMinor(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['value', 'currency', 'decimals', 'mode', 'expectedMinor', 'expectedError'])
  const value = decimalAt(fields, 'value')
  const exponent = exponentAt(fields)
  return comparedOrRefused(
    fields,
    () => decimalAt(fields, 'expectedMinor'),
    () => {
      const mode = modeAt(fields)
      if (mode !== 'exact') return String(roundToMinor(value, exponent, mode))
      return decimalPlaces(value) > exponent ? undefined : String(roundToMinor(value, exponent))
    },
  )
}

function toCurrencyScale(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['value', 'currency', 'decimals', 'mode', 'expected', 'expectedError'])
  const value = decimalAt(fields, 'value')
  const exponent = exponentAt(fields)
  return comparedOrRefused(
    fields,
    () => decimalAt(fields, 'expected'),
    () => roundedTo(value, exponent, fields),
  )
}

function currencyDecimals(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['currency', 'expectedDecimals', 'expectedError'])
  const currency = currencyCode(textAt(fields, 'currency'))
  return comparedOrRefused(
    fields,
    () => countAt(fields, 'expectedDecimals'),
    () => (currency === undefined ? undefined : currencyExponent(currency)),
  )
}

export const roundingCases: readonly CaseKind[] = [
  { area: 'money', kind: 'round', run: round },
  { area: 'money', kind: 'round-quotient', run: roundQuotient },
  { area: 'money', kind: 'round-decimals', run: roundDecimals },
  { area: 'money', kind: 'round-to-unit', run: roundUnit },
  { area: 'money', kind: 'multiply-exact', run: multiplyExact },
  { area: 'money', kind: 'to-minor', run: toMinor },
  { area: 'money', kind: 'to-currency-scale', run: toCurrencyScale },
  { area: 'money', kind: 'currency-decimals', run: currencyDecimals },
]
