import type { CalendarDate } from '../../core/date.ts'
import type { StoredCard, StoredMethod } from '../../core/payments/stored-method.ts'
import { formatMonth } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { paymentMethodText } from './payment-methods.ts'

const brands: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
}

/** "Visa ending in 4242", or what the client pays by: "Direct debit". */
export function methodText({ kind, card }: Pick<StoredMethod, 'kind' | 'card'>): string {
  if (card?.last4 === undefined) return paymentMethodText(kind)
  return t('cards.card-ending', { brand: brands[card.brand ?? ''] ?? paymentMethodText('card'), last4: card.last4 })
}

/** "Until 05/2030", "expired 05/2024"; undefined where the processor does not say. */
export function expiryText({ expires }: Pick<StoredCard, 'expires'>, today: CalendarDate, locale: string) {
  if (expires === undefined) return undefined
  const month = formatMonth(expires, locale, 'short')
  return isExpired({ expires }, today) ? t('cards.expired', { month }) : t('cards.expires', { month })
}

/** A card is good through the last day of its month. */
export function isExpired({ expires }: Pick<StoredCard, 'expires'>, today: CalendarDate): boolean {
  return expires !== undefined && expires < today.slice(0, 7)
}
