// Checks that built-in rules and the owner's own share.
import { checkCurrency, type FieldProblem, invalid } from '../check-fields.ts'
import { compareDecimals, decimal, decimalPlaces, isNegative, isZero, parseDecimal } from '../decimal.ts'
import type { LateFeeRule } from '../late-fee-rule.ts'
import { isMinor } from '../money.ts'
import type { Problem } from '../problem.ts'
import { parseTemplate, type TemplateField } from './message-template.ts'

/** A fee above 0: an amount in a currency, or a percentage of at most 100 with at most 4 decimals. */
export function feeProblem(field: string, fee: LateFeeRule['fee']): FieldProblem | undefined {
  if (fee.kind === 'amount') return amountProblem(field, fee)
  const percent = parseDecimal(fee.percent)
  if (percent === undefined) return invalid(field, 'not-a-number')
  if (isNegative(percent) || isZero(percent)) return invalid(field, 'not-positive')
  if (decimalPlaces(percent) > 4) return invalid(field, 'too-many-decimals', 4)
  return compareDecimals(percent, decimal('100')) > 0 ? invalid(field, 'out-of-range', 100) : undefined
}

/** Minor units above 0 of a currency. */
export function amountProblem(
  field: string,
  { amount, currency }: { readonly amount: number; readonly currency: string },
): FieldProblem | undefined {
  const unknown = checkCurrency(field, currency)
  if (unknown !== undefined) return unknown
  if (!isMinor(amount)) return invalid(field, 'not-a-number')
  if (amount <= 0) return invalid(field, 'not-positive')
  return amount > 1e11 ? invalid(field, 'too-large') : undefined
}

/** Fields in braces that are not among the known ones. Problem: `template-field-unknown`. */
export function fieldsProblem(text: string, known: readonly TemplateField[]): Problem | undefined {
  const { parts, faults } = parseTemplate(text)
  const [fault] = faults
  if (fault !== undefined) return { code: 'template-field-unknown', field: fault.field, at: fault.at }
  for (const part of parts) {
    if ('field' in part && !known.some((field) => field === part.field)) {
      return { code: 'template-field-unknown', field: part.field, at: Math.max(text.indexOf('{'), 0) }
    }
  }
  return undefined
}

/** A whole number from `least` to `most`. */
export function checkWhole(field: string, value: number, least: number, most: number): FieldProblem | undefined {
  return Number.isInteger(value) && value >= least && value <= most ? undefined : invalid(field, 'out-of-range', most)
}
