// Amounts as the processor counts them: most currencies in hundredths, some in whole units, some in thousandths.
import { currencyExponent } from '../../core/currency.ts'
import { type CurrencyCode, type Minor, minor } from '../../core/money.ts'

const wholeUnits: ReadonlySet<string> = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '),
)
/** Counted in thousandths whose last digit must be 0. */
const thousandths: ReadonlySet<string> = new Set('BHD JOD KWD OMR TND'.split(' '))

/** Digits after the point, as the processor counts; ISK and UGX have none of their own and are counted in hundredths. */
function exponentOf(currency: CurrencyCode): number {
  return wholeUnits.has(currency) ? 0 : thousandths.has(currency) ? 3 : 2
}

/** Undefined: the processor cannot charge exactly this amount in this currency. */
export function toProcessorAmount(amount: Minor, currency: CurrencyCode): number | undefined {
  const shift = exponentOf(currency) - currencyExponent(currency)
  const counted = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift
  if (!Number.isSafeInteger(counted) || counted <= 0) return undefined
  return thousandths.has(currency) && counted % 10 !== 0 ? undefined : counted
}

/** Undefined for what is no amount in our minor units. */
export function fromProcessorAmount(counted: unknown, currency: CurrencyCode): Minor | undefined {
  if (typeof counted !== 'number') return undefined
  const shift = exponentOf(currency) - currencyExponent(currency)
  const amount = shift >= 0 ? counted / 10 ** shift : counted * 10 ** -shift
  return Number.isSafeInteger(amount) ? minor(amount) : undefined
}
