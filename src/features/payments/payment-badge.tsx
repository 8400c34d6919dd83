import type { Payment } from '../../core/model.ts'
import type { Minor } from '../../core/money.ts'
import { t } from '../../i18n/translate.ts'
import { StateBadge } from '../../ui/state-badge.tsx'

/** Undone, refunded wholly or in part; nothing for one that simply came. */
export function PaymentBadge({ payment, refunded }: { readonly payment: Payment; readonly refunded: Minor }) {
  if (payment.state === 'undone') return <StateBadge word={t('payments.undone-badge')} tone="grey" shape="struck" />
  if (refunded <= 0) return null
  return refunded >= payment.amount ? (
    <StateBadge word={t('payments.refunded-badge')} tone="grey" shape="dash" />
  ) : (
    <StateBadge word={t('payments.refunded-part-badge')} tone="ink" shape="half" />
  )
}
