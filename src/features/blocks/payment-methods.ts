import type { PaymentMethod } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'

const methods: readonly PaymentMethod[] = ['transfer', 'card', 'cash', 'direct-debit', 'cheque', 'other']

/** How money came, for a list to choose from. */
export function paymentMethodOptions(): { readonly value: PaymentMethod; readonly label: string }[] {
  return methods.map((value) => ({ value, label: paymentMethodText(value) }))
}

/** A way to pay in words. */
export function paymentMethodText(method: PaymentMethod): string {
  return t(`payments.method-${method}`)
}
