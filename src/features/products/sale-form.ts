// How a product is sold, as its form has it: texts as typed, and the `ProductSale` that they say.
import { currencyExponent } from '../../core/currency.ts'
import { isNegative, isZero } from '../../core/decimal.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Cadence } from '../../core/period.ts'
import type { PackSale, ProductSale, RenewOn, UsableOn } from '../../core/selling/product-sale.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseAmount, parseNumber } from '../../i18n/parse-amount.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { readTerms, termsText } from '../blocks/sale-terms.ts'

export interface SaleValues {
  sold: 'ordinary' | ProductSale['kind']
  packUnits: string
  priceOf: PackSale['priceOf']
  usableOn: UsableOn | 'account'
  expires: boolean
  expiresEvery: string
  expiresUnit: Cadence['unit']
  lowAt: string
  overdraft: boolean
  overdraftPrice: string
  renewOn: RenewOn
  /** Empty: the account's. */
  planTerms: string
}

const UNIT_PLACES = 6
const PRICE_PLACES = 6

/** What the form shows of how a product is sold; a new pack holds ten units, a new plan renews on the 1st (T-7). */
export function saleValues(sale: ProductSale | undefined, currency: CurrencyCode, locale: string): SaleValues {
  const pack = sale?.kind === 'pack' ? sale : undefined
  const plan = sale?.kind === 'plan' ? sale : undefined
  return {
    sold: sale?.kind ?? 'ordinary',
    packUnits: pack === undefined ? '10' : formatDecimal(pack.units, locale),
    priceOf: pack?.priceOf ?? 'pack',
    usableOn: pack?.usableOn ?? 'account',
    expires: pack?.expiresAfter !== undefined,
    expiresEvery: String(pack?.expiresAfter?.every ?? 12),
    expiresUnit: pack?.expiresAfter?.unit ?? 'month',
    lowAt: pack?.lowAt === undefined ? '' : formatDecimal(pack.lowAt, locale),
    overdraft: pack?.overdraftPrice !== undefined,
    overdraftPrice: pack?.overdraftPrice === undefined ? '' : formatPrice(pack.overdraftPrice, currency, locale),
    renewOn: plan?.renewOn ?? 'first',
    planTerms: plan?.terms === undefined ? '' : termsText(plan.terms),
  }
}

interface SaleIssue {
  readonly path: keyof SaleValues
  readonly message: string
}

/** What the texts say, or what is wrong with them in words. An ordinary product says nothing. */
export function readSale(
  values: SaleValues,
  locale: string,
  currency: CurrencyCode,
): { readonly sale?: ProductSale; readonly issues: readonly SaleIssue[] } {
  if (values.sold === 'ordinary') return { issues: [] }
  return values.sold === 'plan' ? readPlan(values) : readPack(values, locale, currency)
}

function readPlan({ planTerms, renewOn }: SaleValues): ReturnType<typeof readSale> {
  if (planTerms.trim() === '') return { sale: { kind: 'plan', renewOn }, issues: [] }
  const read = readTerms(planTerms)
  return 'message' in read
    ? { issues: [{ path: 'planTerms', message: read.message }] }
    : { sale: { kind: 'plan', renewOn, terms: read.terms }, issues: [] }
}

function readPack(values: SaleValues, locale: string, currency: CurrencyCode): ReturnType<typeof readSale> {
  const issues: SaleIssue[] = []
  const fail = (path: keyof SaleValues, message: string) => {
    issues.push({ path, message })
    return undefined
  }
  const number = (path: 'packUnits' | 'lowAt', mayBe0: boolean) => {
    const read = parseNumber(values[path], locale, { places: UNIT_PLACES })
    if (!read.ok) return fail(path, amountProblemText(read.problem, locale))
    if (isNegative(read.value)) return fail(path, t('selling.not-below-0'))
    return !mayBe0 && isZero(read.value) ? fail(path, t('selling.above-0')) : read.value
  }
  const units = number('packUnits', false)
  const lowAt = values.lowAt.trim() === '' ? undefined : number('lowAt', true)
  const overdraftPrice = values.overdraft ? readOverdraft(values, locale, currency, fail) : undefined
  const every = Number(values.expiresEvery.trim())
  if (values.expires && !(Number.isInteger(every) && every >= 1 && every <= mostOf[values.expiresUnit])) {
    fail('expiresEvery', t('selling.expires-wrong', { most: mostOf[values.expiresUnit] }))
  }
  if (units === undefined || issues.length > 0) return { issues }
  return {
    issues,
    sale: {
      kind: 'pack',
      units,
      priceOf: values.priceOf,
      ...(values.usableOn === 'account' ? {} : { usableOn: values.usableOn }),
      ...(values.expires ? { expiresAfter: { unit: values.expiresUnit, every } } : {}),
      ...(lowAt === undefined ? {} : { lowAt }),
      ...(overdraftPrice === undefined ? {} : { overdraftPrice }),
    },
  }
}

/** Ten years, as the command has it. */
const mostOf: Readonly<Record<Cadence['unit'], number>> = { day: 3660, week: 520, month: 120, year: 10 }

function readOverdraft(
  { overdraftPrice }: SaleValues,
  locale: string,
  currency: CurrencyCode,
  fail: (path: keyof SaleValues, message: string) => undefined,
) {
  const price = parseAmount(overdraftPrice, locale, currency, { places: currencyExponent(currency) + PRICE_PLACES })
  if (!price.ok) return fail('overdraftPrice', amountProblemText(price.problem, locale))
  return isNegative(price.value) ? fail('overdraftPrice', t('charges.product-price-negative')) : price.value
}
