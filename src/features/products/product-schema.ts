// The form of a product or service: texts as typed, and what of it goes to `saveProduct`.
import type { ProductFields } from '../../commands/save-product.ts'
import { currencyExponent, isCurrency } from '../../core/currency.ts'
import { isNegative } from '../../core/decimal.ts'
import type { TaxRateId } from '../../core/ids.ts'
import type { Product } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { formatPrice } from '../../i18n/format-money.ts'
import { parseAmount } from '../../i18n/parse-amount.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { schema } from '../blocks/schema.ts'
import { readSale, type SaleValues, saleValues } from './sale-form.ts'

export interface ProductValues extends SaleValues {
  name: string
  description: string
  sku: string
  kind: Product['kind']
  unit: string
  unitPrice: string
  currency: CurrencyCode | ''
  taxIds: TaxRateId[]
  taxIncluded: boolean
  /** Excluded from proration (W-5). */
  notProrated: boolean
}

/** Unit prices may be finer than the currency ("0.0125 per click"). */
const PRICE_PLACES = 6

/** How many decimals a price in a currency may have. */
export function pricePlaces(currency: CurrencyCode | ''): number {
  return (currency === '' ? 2 : currencyExponent(currency)) + PRICE_PLACES
}

/** From the texts of the form to what `saveProduct` takes, errors in words. */
export function productSchema(locale: string) {
  return schema
    .object({
      name: schema.string().trim().min(1, t('charges.product-name-missing')).max(200, t('clients.too-long')),
      description: schema.string().trim().max(4000, t('clients.too-long')),
      sku: schema.string().trim().max(100, t('clients.too-long')),
      kind: schema.enum(['service', 'goods']),
      unit: schema.string().trim().max(40, t('clients.too-long')),
      unitPrice: schema.string(),
      currency: schema.custom<CurrencyCode | ''>((code) => typeof code === 'string'),
      taxIds: schema.array(schema.custom<TaxRateId>((id) => typeof id === 'string')),
      taxIncluded: schema.boolean(),
      notProrated: schema.boolean(),
      sold: schema.enum(['ordinary', 'pack', 'plan']),
      packUnits: schema.string(),
      priceOf: schema.enum(['pack', 'unit']),
      usableOn: schema.enum(['account', 'issue', 'payment']),
      expires: schema.boolean(),
      expiresEvery: schema.string(),
      expiresUnit: schema.enum(['day', 'week', 'month', 'year']),
      lowAt: schema.string(),
      overdraft: schema.boolean(),
      overdraftPrice: schema.string(),
      renewOn: schema.enum(['first', 'anniversary']),
      planTerms: schema.string(),
    })
    .superRefine((values, context) => {
      if (!isCurrency(values.currency)) {
        context.addIssue({ code: 'custom', path: ['currency'], message: t('clients.currency-wrong') })
        return
      }
      const price = parseAmount(values.unitPrice, locale, values.currency, { places: pricePlaces(values.currency) })
      const wrong = !price.ok
        ? amountProblemText(price.problem, locale)
        : isNegative(price.value)
          ? t('charges.product-price-negative')
          : undefined
      if (wrong !== undefined) context.addIssue({ code: 'custom', path: ['unitPrice'], message: wrong })
      for (const { path, message } of readSale(values, locale, values.currency).issues) {
        context.addIssue({ code: 'custom', path: [path], message })
      }
    })
    .transform((values, context): ProductFields => {
      const { name, kind, taxIds, taxIncluded, currency, description, sku, unit, notProrated } = values
      const price =
        currency === '' ? undefined : parseAmount(values.unitPrice, locale, currency, { places: pricePlaces(currency) })
      if (currency === '' || price === undefined || !price.ok) {
        context.addIssue({ code: 'custom', message: '' })
        return schema.NEVER
      }
      const { sale } = readSale(values, locale, currency)
      return {
        name,
        kind,
        taxIds,
        taxIncluded,
        currency,
        unitPrice: price.value,
        ...(description === '' ? {} : { description }),
        ...(sku === '' ? {} : { sku }),
        ...(unit === '' ? {} : { unit }),
        ...(notProrated && { notProrated: 1 as const }),
        ...(sale === undefined ? {} : { sale }),
      }
    })
}

/** A product as its form shows it; an empty form starts with the account's currency and taxes. */
export function productValues(product: Product | undefined, settings: AccountSettings): ProductValues {
  return {
    name: product?.name ?? '',
    description: product?.description ?? '',
    sku: product?.sku ?? '',
    kind: product?.kind ?? 'service',
    unit: product?.unit ?? '',
    unitPrice: product === undefined ? '' : formatPrice(product.unitPrice, product.currency, settings.locale),
    currency: product?.currency ?? settings.currency,
    taxIds: [...(product?.taxIds ?? settings.defaultTaxIds)],
    taxIncluded: product?.taxIncluded ?? settings.pricesIncludeTax,
    notProrated: product?.notProrated === 1,
    ...saleValues(product?.sale, product?.currency ?? settings.currency, settings.locale),
  }
}
