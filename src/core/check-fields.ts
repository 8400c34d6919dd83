// Checks that every writer needs, whoever calls it: form, import or automation.
import { currencyExponent, isCurrency } from './currency.ts'
import { parseCalendarDate } from './date.ts'
import { compareDecimals, decimal, decimalPlaces, isNegative, isZero, parseDecimal } from './decimal.ts'
import type { PriceAdjustment } from './model.ts'
import type { CurrencyCode } from './money.ts'
import type { FieldReason, Problem } from './problem.ts'

export type FieldProblem = Extract<Problem, { code: 'field-invalid' }>

/** One field and what is wrong with it. */
export function invalid(field: string, reason: FieldReason, limit?: number): FieldProblem {
  return limit === undefined
    ? { code: 'field-invalid', field, reason }
    : { code: 'field-invalid', field, reason, limit }
}

/** The first problem of a list of checks, or undefined when all hold. */
export function firstProblem(...checks: readonly (Problem | undefined)[]): Problem | undefined {
  return checks.find((check) => check !== undefined)
}

/** A text that must be there, at most `limit` characters. */
export function checkRequired(field: string, text: string, limit = 200): FieldProblem | undefined {
  if (text.trim() === '') return invalid(field, 'empty')
  return checkText(field, text, limit)
}

/** A text that may be missing, at most `limit` characters. */
export function checkText(field: string, text: string | undefined, limit = 200): FieldProblem | undefined {
  return text !== undefined && text.length > limit ? invalid(field, 'too-long', limit) : undefined
}

export function checkDate(field: string, text: string | undefined): FieldProblem | undefined {
  return text !== undefined && parseCalendarDate(text) === undefined ? invalid(field, 'not-a-date') : undefined
}

export function checkCurrency(field: string, code: string): FieldProblem | undefined {
  return isCurrency(code) ? undefined : invalid(field, 'unknown-currency')
}

export function checkCountry(field: string, code: string): FieldProblem | undefined {
  return /^[A-Z]{2}$/.test(code) ? undefined : invalid(field, 'unknown-country')
}

/** Whole days within bounds (section F: terms are 0..180). */
export function checkDays(field: string, days: number | undefined, limit = 180): FieldProblem | undefined {
  if (days === undefined) return undefined
  return Number.isInteger(days) && days >= 0 && days <= limit ? undefined : invalid(field, 'out-of-range', limit)
}

/** A quantity: any exact decimal of sensible size, negative allowed. */
export function checkQuantity(field: string, text: string): FieldProblem | undefined {
  const value = parseDecimal(text)
  if (value === undefined) return invalid(field, 'not-a-number')
  if (decimalPlaces(value) > 6) return invalid(field, 'too-many-decimals', 6)
  return tooLarge(field, value)
}

/** A unit price in major units: never negative (EN 16931 BR-27), any number of decimals up to 6 more than the currency's. */
export function checkPrice(field: string, text: string, currency: CurrencyCode): FieldProblem | undefined {
  const value = parseDecimal(text)
  if (value === undefined) return invalid(field, 'not-a-number')
  if (isNegative(value)) return invalid(field, 'negative')
  const limit = currencyExponent(currency) + 6
  if (decimalPlaces(value) > limit) return invalid(field, 'too-many-decimals', limit)
  return tooLarge(field, value)
}

/** Allowances and surcharges: a reason, never negative, a percentage at most 100 for allowances. */
export function checkAdjustments(
  field: 'allowances' | 'surcharges',
  list: readonly PriceAdjustment[],
): FieldProblem | undefined {
  if (list.length > 20) return invalid(field, 'too-many', 20)
  for (const { kind, value, reason } of list) {
    const parsed = parseDecimal(value)
    if (parsed === undefined) return invalid(field, 'not-a-number')
    if (isNegative(parsed)) return invalid(field, 'negative')
    if (field === 'allowances' && kind === 'percent' && compareDecimals(parsed, decimal('100')) > 0) {
      return invalid(field, 'out-of-range', 100)
    }
    const problem = checkRequired(field, reason, 200) ?? tooLarge(field, parsed)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** A rate of exchange: an exact decimal above 0 of sensible size. */
export function checkExchangeRate(field: string, text: string): FieldProblem | undefined {
  const value = parseDecimal(text)
  if (value === undefined) return invalid(field, 'not-a-number')
  if (isNegative(value) || isZero(value)) return invalid(field, 'not-positive')
  return tooLarge(field, value)
}

// 10^9 units at 10^9 would overflow a safe integer of cents; the product is checked again when it is computed.
function tooLarge(field: string, value: string): FieldProblem | undefined {
  const whole = value.replace(/^-/, '').split('.')[0] ?? ''
  return whole.length > 9 ? invalid(field, 'too-large') : undefined
}
