// Time as a quantity: hours, exact to so many decimals.
import { type Decimal, decimalFromParts, divideRounded, powerOfTen } from '../decimal.ts'

/** Whole seconds as hours, rounded half away from zero; `places` decimals at most. */
export function hoursFromSeconds(seconds: number, places = 2): Decimal {
  const scaled = divideRounded(BigInt(seconds) * powerOfTen(places), 3600n, 'half-away-from-zero')
  return decimalFromParts(scaled, places)
}
