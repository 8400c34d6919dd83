import { sumPerCurrency } from '../../core/invoice/sum-per-currency.ts'
import type { CurrencyCode, Minor } from '../../core/money.ts'
import type { WaitingView } from '../../queries/get-automation.ts'

/** What the chosen documents come to, by currency: what an invoice will ask for, and what is due of one to remind of. */
export function waitingSums(
  rows: readonly WaitingView[],
): readonly { readonly currency: CurrencyCode; readonly amount: Minor }[] {
  const sums = sumPerCurrency(
    rows.map(({ act, gross, amountDue, currency }) => ({ currency, amount: act === 'finalize' ? gross : amountDue })),
  )
  return [...sums].map(([currency, amount]) => ({ currency, amount }))
}
