// The charge form: what the fields hold (texts as typed), and what of it goes to `addCharge` and `changeCharge`.
import type { UseFormReturn } from 'react-hook-form'
import type { AddCharge } from '../../commands/add-charge.ts'
import type { ChargeFields } from '../../commands/charge-row.ts'
import { currencyExponent } from '../../core/currency.ts'
import { addDays, type CalendarDate, lastDayOf } from '../../core/date.ts'
import { absolute, type Decimal, decimal, isNegative, isZero } from '../../core/decimal.ts'
import type { ClientId, ProductId, TaxRateId } from '../../core/ids.ts'
import { computeLine } from '../../core/invoice/compute-line.ts'
import type { Charge } from '../../core/model.ts'
import { type CurrencyCode, type Minor, minorToDecimal } from '../../core/money.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseAmount, parseNumber } from '../../i18n/parse-amount.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { schema } from './schema.ts'

export interface ChargeValues {
  /** A service is quantity x price; an adjustment is one amount, which may be negative (P-8). */
  kind: 'service' | 'adjustment'
  clientId: ClientId | ''
  /** Follows the client. */
  currency: CurrencyCode
  description: string
  productId: ProductId | ''
  quantity: string
  unit: string
  unitPrice: string
  amount: string
  taxIds: TaxRateId[]
  taxIncluded: boolean
  servedOn: string
  /** First and last day of the period that the service covers; both empty for a single day. */
  periodFrom: string
  periodTo: string
}

export type ChargeForm = UseFormReturn<ChargeValues, unknown, AddCharge>

/** Unit prices may be finer than the currency ("0.0125 per click"). */
export const PRICE_PLACES = 6

type Kept = Pick<ChargeFields, 'allowances' | 'surcharges'>

/**
 * From the texts of the form to what `addCharge` takes, errors in words.
 * @param kept allowances and surcharges of a charge that is edited: the quick form shows no fields for them
 */
export function chargeSchema(locale: string, kept: Kept = {}) {
  return schema
    .object({
      kind: schema.enum(['service', 'adjustment']),
      clientId: schema.custom<ClientId | ''>((id) => typeof id === 'string'),
      currency: schema.custom<CurrencyCode>((code) => typeof code === 'string'),
      description: schema
        .string()
        .trim()
        .min(1, t('charges.description-missing'))
        .max(4000, t('charges.description-too-long')),
      productId: schema.custom<ProductId | ''>((id) => typeof id === 'string'),
      quantity: schema.string(),
      unit: schema.string().trim().max(40, t('charges.unit-too-long')),
      unitPrice: schema.string(),
      amount: schema.string(),
      taxIds: schema.array(schema.custom<TaxRateId>((id) => typeof id === 'string')),
      taxIncluded: schema.boolean(),
      servedOn: schema.string(),
      periodFrom: schema.string(),
      periodTo: schema.string(),
    })
    .superRefine((values, context) => {
      const refuse: Refuse = (path, message) => {
        context.addIssue({ code: 'custom', path: [path], message, input: values[path] })
        return undefined
      }
      if (values.clientId === '') refuse('clientId', t('charges.client-missing'))
      readFigures(values, locale, refuse)
      readPeriod(values, refuse)
      if (knownDate(values.servedOn) === undefined) refuse('servedOn', t('charges.day-missing'))
    })
    .transform((values, context): AddCharge => {
      const figures = readFigures(values, locale, silent)
      const period = readPeriod(values, silent)
      const servedOn = knownDate(values.servedOn)
      if (figures === undefined || servedOn === undefined || values.clientId === '') {
        context.addIssue({ code: 'custom', message: '' })
        return schema.NEVER
      }
      const service = values.kind === 'service'
      return {
        clientId: values.clientId,
        currency: values.currency,
        source: service ? 'manual' : 'adjustment',
        fields: {
          description: values.description,
          ...figures,
          ...(service && values.unit !== '' ? { unit: values.unit } : {}),
          taxIds: values.taxIds,
          taxIncluded: values.taxIncluded,
          servedOn,
          ...(period === undefined ? {} : { period }),
          ...(service && values.productId !== '' ? { productId: values.productId } : {}),
          ...kept,
        },
      }
    })
}

const silent: Refuse = () => undefined

type Refuse = (path: keyof ChargeValues, message: string) => undefined
type Figures = Pick<ChargeFields, 'quantity' | 'unitPrice'>

function readFigures(values: ChargeValues, locale: string, refuse: Refuse): Figures | undefined {
  const { currency } = values
  if (values.kind === 'adjustment') {
    const amount = parseAmount(values.amount, locale, currency)
    if (!amount.ok) return refuse('amount', amountProblemText(amount.problem, locale))
    if (isZero(amount.value)) return refuse('amount', t('charges.amount-zero'))
    return adjustmentFigures(amount.value)
  }
  const quantity = parseNumber(values.quantity, locale, { places: PRICE_PLACES })
  const price = parseAmount(values.unitPrice, locale, currency, { places: currencyExponent(currency) + PRICE_PLACES })
  if (!quantity.ok) refuse('quantity', amountProblemText(quantity.problem, locale))
  if (!price.ok) refuse('unitPrice', amountProblemText(price.problem, locale))
  else if (isNegative(price.value)) return refuse('unitPrice', t('charges.price-negative'))
  return quantity.ok && price.ok ? { quantity: quantity.value, unitPrice: price.value } : undefined
}

/** The price is never negative (BR-27): the sign goes to the quantity. */
function adjustmentFigures(amount: Decimal): Figures {
  return { quantity: decimal(isNegative(amount) ? '-1' : '1'), unitPrice: absolute(amount) }
}

function readPeriod(values: ChargeValues, refuse: Refuse): Charge['period'] | undefined {
  if (values.periodFrom.trim() === '' && values.periodTo.trim() === '') return undefined
  const start = knownDate(values.periodFrom) ?? refuse('periodFrom', t('charges.period-half'))
  const lastDay = knownDate(values.periodTo) ?? refuse('periodTo', t('charges.period-half'))
  if (start === undefined || lastDay === undefined) return undefined
  if (lastDay < start) return refuse('periodTo', t('charges.period-turned'))
  return { start, end: addDays(lastDay, 1) }
}

/** What the charge comes to as typed so far; undefined while a figure is missing or wrong. */
export function liveAmount(values: ChargeValues, locale: string, kept: Kept = {}): Minor | undefined {
  const figures = readFigures(values, locale, silent)
  if (figures === undefined) return undefined
  try {
    const exponent = currencyExponent(values.currency)
    return computeLine({ ...figures, ...kept, taxes: [] }, exponent).amount
  } catch {
    return undefined
  }
}

/** An empty form for a client's next charge. */
export function newChargeValues(start: {
  readonly clientId: ClientId | ''
  readonly currency: CurrencyCode
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
  readonly servedOn: CalendarDate
}): ChargeValues {
  return {
    kind: 'service',
    clientId: start.clientId,
    currency: start.currency,
    description: '',
    productId: '',
    quantity: '1',
    unit: '',
    unitPrice: '',
    amount: '',
    taxIds: [...start.taxIds],
    taxIncluded: start.taxIncluded,
    servedOn: start.servedOn,
    periodFrom: '',
    periodTo: '',
  }
}

/** A charge as its form shows it, figures as the locale writes them. */
export function chargeValues(charge: Charge, locale: string): ChargeValues {
  const { currency, period } = charge
  // One that was given a quantity or an allowance on its draft needs the fields of a service.
  const plain = charge.allowances.length === 0 && charge.surcharges.length === 0 && /^-?1$/.test(charge.quantity)
  const adjustment = charge.source === 'adjustment' && plain
  return {
    kind: adjustment ? 'adjustment' : 'service',
    clientId: charge.clientId,
    currency,
    description: charge.description,
    productId: charge.productId ?? '',
    quantity: formatDecimal(charge.quantity, locale),
    unit: charge.unit ?? '',
    unitPrice: formatPrice(charge.unitPrice, currency, locale),
    amount: adjustment ? formatPrice(minorToDecimal(charge.amount, currencyExponent(currency)), currency, locale) : '',
    taxIds: [...charge.taxIds],
    taxIncluded: charge.taxIncluded,
    servedOn: charge.servedOn,
    periodFrom: period?.start ?? '',
    periodTo: period === undefined ? '' : lastDayOf(period.end),
  }
}
