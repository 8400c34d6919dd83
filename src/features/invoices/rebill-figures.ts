// What an invoice would ask for with other quantities and prices on its lines, by the rules of every document.
import { thaw } from '../../commands/duplicate-invoice.ts'
import { planCredit } from '../../core/credit/plan-credit.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { Decimal } from '../../core/decimal.ts'
import { computeTotals } from '../../core/invoice/compute-totals.ts'
import type { DocumentTotals } from '../../core/invoice/totals.ts'
import type { Minor } from '../../core/money.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import type { RightFacts } from '../../queries/get-right-facts.ts'
import { type CreditGoes, creditGoes } from './credit-goes.ts'

export interface LineAgain {
  readonly line: number
  readonly quantity: Decimal
  readonly unitPrice: Decimal
}

/**
 * The totals of the same document with these lines; undefined where an amount is too large. Only figures: taxes are as
 * they were frozen.
 */
export function totalsAgain(
  { source }: RightFacts,
  lines: readonly LineAgain[],
  cashUnit: number | undefined,
): DocumentTotals | undefined {
  const { document } = source
  const exponent = currencyExponent(document.currency)
  try {
    return computeTotals({
      exponent,
      taxIncluded: document.taxIncluded,
      lines: lines.flatMap(({ line, quantity, unitPrice }) => {
        const frozen = document.lines[line]
        if (frozen === undefined) return []
        const { allowances, surcharges, taxes } = frozen
        return [
          {
            quantity,
            unitPrice,
            taxes,
            allowances: allowances.map((each) => thaw(each, exponent)),
            surcharges: surcharges.map((each) => thaw(each, exponent)),
          },
        ]
      }),
      allowances: document.allowances.map((each) => thaw(each, exponent)),
      surcharges: document.surcharges.map((each) => thaw(each, exponent)),
      ...(cashUnit !== undefined && { cashUnit }),
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * A credit note over all that is left of the invoice: its total, and where it would go; or why it cannot be. `anew`: what
 * the invoice asks for that is issued with it; `same`: as much.
 */
export function wholeCredit(
  { source, open }: RightFacts,
  anew?: Minor | 'same',
): Result<{ total: number; goes: CreditGoes }, Problem> {
  const planned = planCredit([source], [{ invoiceId: source.invoice.id, picks: 'rest' }])
  if (!planned.ok) return planned
  const { total } = planned.value
  return { ok: true, value: { total, goes: creditGoes(planned.value, open, anew === 'same' ? total : anew) } }
}
