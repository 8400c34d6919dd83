// What the fields of a price hold (texts as typed), and what they say.
import { currencyExponent } from '../../core/currency.ts'
import { compareDecimals, type Decimal, decimal, isNegative, isZero } from '../../core/decimal.ts'
import type { CurrencyCode } from '../../core/money.ts'
import { checkPricing, type PriceTier, type Pricing } from '../../core/rating/pricing.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseAmount, parseNumber } from '../../i18n/parse-amount.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'

export interface TierValues {
  /** '' in the last step, which has no end. */
  upTo: string
  unitPrice: string
}

export interface PriceValues {
  quantity: string
  priceKind: Pricing['kind']
  /** Of the kinds flat and per unit. */
  price: string
  tiers: TierValues[]
  minimum: string
}

/** Says what is wrong with the field at a path; answers undefined, so that readers can return it. */
export type Refuse = (path: string, message: string) => undefined

/** Unit prices may be finer than the currency ("0.0125 per click"). */
export const FINER_PLACES = 6

/** How prices are read: the owner's locale, the contract's currency. */
export interface PriceReading {
  readonly locale: string
  readonly currency: CurrencyCode
}

export function blankPrice(): PriceValues {
  return { quantity: '1', priceKind: 'per-unit', price: '', tiers: blankTiers(), minimum: '' }
}

function blankTiers(): TierValues[] {
  return [
    { upTo: '', unitPrice: '' },
    { upTo: '', unitPrice: '' },
  ]
}

/** A price that holds, as its fields show it. */
export function priceValues(
  { quantity, pricing }: { readonly quantity: Decimal; readonly pricing: Pricing },
  { locale, currency }: PriceReading,
): PriceValues {
  const shown = (price: Decimal) => formatPrice(price, currency, locale)
  return {
    quantity: formatDecimal(quantity, locale),
    priceKind: pricing.kind,
    price: pricing.kind === 'flat' ? shown(pricing.price) : pricing.kind === 'per-unit' ? shown(pricing.unitPrice) : '',
    tiers:
      'tiers' in pricing
        ? pricing.tiers.map(({ upTo, unitPrice }) => ({
            upTo: upTo === undefined ? '' : formatDecimal(upTo, locale),
            unitPrice: shown(unitPrice),
          }))
        : blankTiers(),
    minimum: pricing.minimum === undefined ? '' : shown(pricing.minimum),
  }
}

/** The quantity that was typed; 1 where none is asked for (a flat price, usage that is counted). */
export function readQuantity(values: PriceValues, asked: boolean, reading: PriceReading, refuse: Refuse) {
  if (!asked) return decimal('1')
  const quantity = parseNumber(values.quantity, reading.locale, { places: FINER_PLACES })
  if (!quantity.ok) return refuse('quantity', amountProblemText(quantity.problem, reading.locale))
  if (isNegative(quantity.value)) return refuse('quantity', t('contracts.quantity-negative'))
  return quantity.value
}

/** The price that was typed, whole and sound, or undefined once every field that is wrong has been named. */
export function readPricing(values: PriceValues, reading: PriceReading, refuse: Refuse): Pricing | undefined {
  const minimum = readMinimum(values, reading, refuse)
  if (minimum === 'wrong') return undefined
  const given = minimum === undefined ? {} : { minimum }
  if (values.priceKind === 'flat' || values.priceKind === 'per-unit') {
    const price = readPrice(values.price, 'price', reading, refuse)
    if (price === undefined) return undefined
    return values.priceKind === 'flat'
      ? { kind: 'flat', price, ...given }
      : { kind: 'per-unit', unitPrice: price, ...given }
  }
  const tiers = readTiers(values.tiers, reading, refuse)
  if (tiers === undefined) return undefined
  const pricing: Pricing = { kind: values.priceKind, tiers, ...given }
  return checkPricing(pricing) === undefined ? pricing : refuse('tiers', t('contracts.tiers-wrong'))
}

function readMinimum(values: PriceValues, reading: PriceReading, refuse: Refuse): Decimal | 'wrong' | undefined {
  if (values.minimum.trim() === '') return undefined
  const minimum = readPrice(values.minimum, 'minimum', reading, refuse)
  if (minimum === undefined) return 'wrong'
  return isZero(minimum) ? undefined : minimum
}

export function readPrice(text: string, path: string, reading: PriceReading, refuse: Refuse): Decimal | undefined {
  const { locale, currency } = reading
  const price = parseAmount(text, locale, currency, { places: currencyExponent(currency) + FINER_PLACES })
  if (!price.ok) return refuse(path, amountProblemText(price.problem, locale))
  return isNegative(price.value) ? refuse(path, t('contracts.price-negative')) : price.value
}

function readTiers(values: readonly TierValues[], reading: PriceReading, refuse: Refuse): PriceTier[] | undefined {
  const tiers: PriceTier[] = []
  let before: Decimal | undefined
  for (const [index, { upTo, unitPrice }] of values.entries()) {
    const price = readPrice(unitPrice, `tiers.${index}.unitPrice`, reading, refuse)
    if (index === values.length - 1) {
      if (price !== undefined) tiers.push({ unitPrice: price })
      continue
    }
    const end = parseNumber(upTo, reading.locale, { places: FINER_PLACES })
    if (!end.ok) refuse(`tiers.${index}.upTo`, amountProblemText(end.problem, reading.locale))
    else if (!isAbove(end.value, before)) refuse(`tiers.${index}.upTo`, t('contracts.tier-not-above'))
    else if (price !== undefined) tiers.push({ upTo: end.value, unitPrice: price })
    if (end.ok) before = end.value
  }
  return tiers.length === values.length ? tiers : undefined
}

function isAbove(value: Decimal, before: Decimal | undefined): boolean {
  return compareDecimals(value, before ?? decimal('0')) > 0
}
