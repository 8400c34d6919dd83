// Text and numbers: parse-decimal (the form's parser), parse-localised (the importer's), format-decimal.
import { currencyCode } from '../../../src/core/currency.ts'
import { fixedPlaces, roundDecimal } from '../../../src/core/decimal.ts'
import { minorToDecimal, roundToMinor } from '../../../src/core/money.ts'
import { parseAmount, parseNumber } from '../../../src/i18n/parse-amount.ts'
import { parseLocalised } from '../../../src/i18n/parse-localised.ts'
import {
  type CaseKind,
  compared,
  comparedOrRefused,
  decimalAt,
  hasValue,
  type JsonObject,
  minorAt,
  type Outcome,
  onlyCaseFields,
  sameJson,
  textAt,
} from '../case.ts'
import { exponentAt } from './rounding-cases.ts'

const LOCALE = 'en'

function parseDecimalCase(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['text', 'currency', 'decimals', 'expectedMinor', 'expectedError'])
  const text = textAt(fields, 'text')
  const currency = hasValue(fields, 'currency') ? currencyCode(textAt(fields, 'currency')) : undefined
  const places = hasValue(fields, 'currency') || hasValue(fields, 'decimals') ? exponentAt(fields) : 0
  const read = (rules: { readonly places?: number }) =>
    currency === undefined ? parseNumber(text, LOCALE, rules) : parseAmount(text, LOCALE, currency, rules)
  const result = read({ places })
  const outcome = comparedOrRefused(
    fields,
    () => decimalAt(fields, 'expectedMinor'),
    () => (result.ok ? String(roundToMinor(result.value, places)) : undefined),
  )
  if (outcome.status === 'passed' || result.ok) return outcome
  // A form asks again where the source guesses: nothing typed is 0 there, and decimals too many are rounded away.
  const lenient = read({ places: Number.MAX_SAFE_INTEGER })
  const guessed = text.trim() === '' ? '0' : lenient.ok ? String(roundToMinor(lenient.value, places)) : undefined
  return provenRefusal(outcome, result.problem.code, guessed)
}

function parseLocalisedCase(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['text', 'expected', 'expectedError', 'currency', 'decimals'])
  const text = textAt(fields, 'text')
  const result = parseLocalised(text)
  const rounded = (value: ReturnType<typeof decimalAt>) =>
    hasValue(fields, 'decimals') ? roundDecimal(value, exponentAt(fields)) : value
  const outcome = comparedOrRefused(
    fields,
    () => decimalAt(fields, 'expected'),
    () => (result.ok ? rounded(result.value) : undefined),
  )
  if (outcome.status === 'passed' || result.ok) return outcome
  return provenRefusal(outcome, result.problem.code, text.trim() === '' ? '0' : undefined)
}

function provenRefusal(outcome: Outcome, problem: string, guessed: string | undefined): Outcome {
  const refuses = problem === 'empty' || problem === 'too-many-decimals'
  if (!refuses || guessed === undefined || !sameJson(outcome.expected, guessed)) return outcome
  return { ...outcome, status: 'not-applicable', code: 'form-refuses' }
}

function formatDecimalCase(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['amountMinor', 'currency', 'decimals', 'expected'])
  const exponent = exponentAt(fields)
  return compared(
    textAt(fields, 'expected'),
    fixedPlaces(minorToDecimal(minorAt(fields, 'amountMinor'), exponent), exponent),
  )
}

export const textCases: readonly CaseKind[] = [
  { area: 'money', kind: 'parse-decimal', run: parseDecimalCase },
  { area: 'money', kind: 'parse-localised', run: parseLocalisedCase },
  { area: 'money', kind: 'format-decimal', run: formatDecimalCase },
]
