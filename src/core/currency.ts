// Minor units of ISO 4217. Facts of the standard's list one (currencies in use); funds and metals are left out, except
// the units of account that contracts are priced in.
import type { CurrencyCode } from './money.ts'

const TWO_DECIMALS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP ' +
  'CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
  'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
  'NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB ' +
  'TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ' +
  // Withdrawn since 2017, still in old books and in other programs' lists.
  'ANG BGN CUC HRK MRO SLL STD VEF ZMK ZWL LTL LVL EEK ' +
  'BOV CHE CHW COU MXV USN'
const NO_DECIMALS = 'BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND'
const FOUR_DECIMALS = 'CLF UYW'

const exponents: ReadonlyMap<string, number> = new Map([
  ...TWO_DECIMALS.split(' ').map((code) => [code, 2] as const),
  ...NO_DECIMALS.split(' ').map((code) => [code, 0] as const),
  ...THREE_DECIMALS.split(' ').map((code) => [code, 3] as const),
  ...FOUR_DECIMALS.split(' ').map((code) => [code, 4] as const),
])

/** Every known code, sorted. */
export const currencyCodes: readonly CurrencyCode[] = [...exponents.keys()].sort() as CurrencyCode[]

/** Whether the text is a known code in its exact form (upper case). */
export function isCurrency(text: string): text is CurrencyCode {
  return exponents.has(text)
}

/** The currency that a text names, in any case and with space around it; undefined when there is none. */
export function currencyCode(text: string): CurrencyCode | undefined {
  const code = text.trim().toUpperCase()
  return isCurrency(code) ? code : undefined
}

/** How many decimals the currency's amounts have: EUR 2, JPY 0, KWD 3. Throws RangeError for an unknown code. */
export function currencyExponent(code: CurrencyCode): number {
  const exponent = exponents.get(code)
  if (exponent === undefined) throw new RangeError(`unknown currency: ${code}`)
  return exponent
}
