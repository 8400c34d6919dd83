// The way out of a purchase that is too small (T-4): how much more reaches the minimum.
import { currencyExponent } from '../currency.ts'
import type { CalendarDate } from '../date.ts'
import { addDecimals, type Decimal, decimal, divideDecimals, isZero, subtractDecimals } from '../decimal.ts'
import type { Product } from '../model.ts'
import { type Minor, minorToDecimal, multiplyToMinor } from '../money.ts'
import { planPurchase } from './plan-purchase.ts'

/** The least whole number of packs or units that comes to `minimum` or more; undefined where none does. */
export function quantityReaching(
  minimum: Minor,
  { unitPrice, currency }: Pick<Product, 'unitPrice' | 'currency'>,
): Decimal | undefined {
  if (isZero(unitPrice)) return undefined
  const exponent = currencyExponent(currency)
  // An amount is rounded half away from zero: half a minor unit less is enough.
  const enough = subtractDecimals(minorToDecimal(minimum, exponent), decimal(`0.${'0'.repeat(exponent)}5`))
  const least = divideDecimals(enough, unitPrice, 0, 'down')
  return [least, addDecimals(least, one)].find((number) => multiplyToMinor(number, unitPrice, exponent) >= minimum)
}

/** The shortest of the terms whose months come to `minimum` or more; undefined where none does. */
export function termReaching(
  minimum: Minor,
  product: Product,
  terms: readonly number[],
  start: CalendarDate,
): number | undefined {
  return terms.find((termMonths) => {
    const planned = planPurchase(product, { usableOn: 'issue' }, { termMonths, startOn: start }, start)
    return planned.ok && planned.value.amount >= minimum
  })
}

const one = decimal('1')
