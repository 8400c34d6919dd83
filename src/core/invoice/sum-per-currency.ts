import { addMinor, type CurrencyCode, type Minor, minor } from '../money.ts'

/** Sums of amounts, never across currencies; currencies in the order in which they first appear. */
export function sumPerCurrency(
  amounts: Iterable<{ readonly currency: CurrencyCode; readonly amount: Minor }>,
): Map<CurrencyCode, Minor> {
  const sums = new Map<CurrencyCode, Minor>()
  for (const { currency, amount } of amounts) sums.set(currency, addMinor(sums.get(currency) ?? minor(0), amount))
  return sums
}
