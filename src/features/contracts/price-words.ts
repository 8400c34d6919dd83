// What is agreed, in words: "3 × 40.00 EUR a month", "1 to 1,000 at 0.05 EUR, above at 0.03 EUR".
import type { Agreement, AmendmentChange, ContractItem } from '../../core/contract/contract.ts'
import { type CalendarDate, lastDayOf } from '../../core/date.ts'
import type { Decimal } from '../../core/decimal.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Pricing } from '../../core/rating/pricing.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { perCadence } from '../blocks/period-prices.tsx'

export interface PriceWords {
  readonly currency: CurrencyCode
  readonly locale: string
}

type Priced = Pick<ContractItem, 'kind' | 'cadence' | 'unit'>

/** Quantity and price of an item, with how often: for lists and sentences. */
export function agreementWords(
  item: Priced,
  agreed: Pick<Agreement, 'quantity' | 'pricing'>,
  words: PriceWords,
): string {
  const price = pricingWords(item, agreed.quantity, agreed.pricing, words)
  const often = item.kind === 'recurring' ? `${price} ${perCadence(item.cadence)}` : price
  const { minimum } = agreed.pricing
  return minimum === undefined ? often : t('contracts.words-minimum', { price: often, minimum: money(minimum, words) })
}

function pricingWords(item: Priced, quantity: Decimal, pricing: Pricing, words: PriceWords): string {
  const counted = item.kind === 'usage'
  switch (pricing.kind) {
    case 'flat':
      return money(pricing.price, words)
    case 'per-unit':
      if (counted)
        return t('contracts.words-per-unit', {
          price: money(pricing.unitPrice, words),
          unit: item.unit ?? t('contracts.words-unit'),
        })
      return quantity === '1'
        ? money(pricing.unitPrice, words)
        : times(quantity, item.unit, money(pricing.unitPrice, words), words)
    case 'graduated':
    case 'volume': {
      const steps = pricing.tiers.map(({ upTo, unitPrice }) =>
        upTo === undefined
          ? t('contracts.words-above', { price: money(unitPrice, words) })
          : t('contracts.words-up-to', { upTo: formatDecimal(upTo, words.locale), price: money(unitPrice, words) }),
      )
      const list = steps.join(', ')
      const named = t(pricing.kind === 'volume' ? 'contracts.words-volume' : 'contracts.words-graduated', {
        steps: list,
      })
      return counted ? named : times(quantity, item.unit, named, words)
    }
  }
}

function times(quantity: Decimal, unit: string | undefined, price: string, { locale }: PriceWords): string {
  const figure = formatDecimal(quantity, locale)
  return `${unit === undefined ? figure : `${figure} ${unit}`} × ${price}`
}

function money(price: Decimal, { currency, locale }: PriceWords): string {
  return `${formatPrice(price, currency, locale)} ${currency}`
}

/** One change of an amendment as a sentence without a full stop. */
export function changeSentence(
  change: AmendmentChange,
  items: readonly ContractItem[],
  effectiveOn: CalendarDate,
  words: PriceWords,
): string {
  if (change.kind === 'cancelled') {
    return change.from === 'start'
      ? t('contracts.said-undone')
      : t('contracts.said-cancelled', { lastDay: formatDate(lastDayOf(change.from), words.locale) })
  }
  const item = items.find(({ id }) => id === change.itemId)
  const description = item?.description ?? ''
  const agreed = (terms: Pick<Agreement, 'quantity' | 'pricing'>) =>
    item === undefined ? '' : agreementWords(item, terms, words)
  switch (change.kind) {
    case 'agreement':
      return t('contracts.said-agreement', { description, before: agreed(change.before), after: agreed(change.after) })
    case 'added': {
      const first = item?.agreements[0]
      return t('contracts.said-added', { description, price: first === undefined ? '' : agreed(first) })
    }
    case 'ended':
      return t('contracts.said-ended', { description, lastDay: formatDate(lastDayOf(effectiveOn), words.locale) })
    case 'unended':
      return t('contracts.said-unended', { description })
    case 'billing-day':
      return t('contracts.said-billing-day', { description, day: change.day })
  }
}
