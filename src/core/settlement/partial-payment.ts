import { currencyExponent } from '../currency.ts'
import type { InvoiceId } from '../ids.ts'
import { type CurrencyCode, type Minor, minorToDecimal, roundToMinor } from '../money.ts'
import type { AccountSettings } from '../settings.ts'
import type { Share } from './allocate.ts'

export type PartialProblem =
  | { readonly code: 'payment-partial-refused'; readonly due: Minor; readonly currency: CurrencyCode }
  | {
      readonly code: 'payment-below-minimum'
      readonly minimum: Minor
      readonly due: Minor
      readonly currency: CurrencyCode
    }

/**
 * T-18 and I-3: partial payments may be off or have a minimum; what settles an invoice is never too small.
 * @param amount of the whole payment, minor units of `currency`
 * @param dueById what is due of each invoice when the payment comes: after credit, where that goes first
 */
export function partialProblem(
  { amount, currency }: { readonly amount: Minor; readonly currency: CurrencyCode },
  shares: readonly Share[],
  dueById: ReadonlyMap<InvoiceId, Minor>,
  { partialPayments, currency: ownCurrency }: Pick<AccountSettings, 'partialPayments' | 'currency'>,
): PartialProblem | undefined {
  // The least payment is a figure of the account's currency; in another one the same figure counts.
  const figure = minorToDecimal(partialPayments.minimum, currencyExponent(ownCurrency))
  const minimum = roundToMinor(figure, currencyExponent(currency))
  for (const { invoiceId, amount: share } of shares) {
    const due = dueById.get(invoiceId)
    if (due === undefined || share === 0 || share === due) continue
    if (!partialPayments.allowed) return { code: 'payment-partial-refused', due, currency }
    if (amount < minimum) return { code: 'payment-below-minimum', minimum, due, currency }
  }
  return undefined
}
