import { useState } from 'react'
import type { Payment } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { FinalView, MoneyOnInvoice } from '../../queries/get-invoice.ts'
import { Amount } from '../../ui/amount.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { paymentMethodText } from '../blocks/payment-methods.ts'
import { UndoPaymentDialog } from '../blocks/undo-payment-dialog.tsx'
import styles from './money-section.module.css'

/** What came in for an invoice, and what was taken off again, each with its day. */
export function MoneySection({ view }: { readonly view: FinalView }) {
  const locale = useLocale()
  const [undoing, setUndoing] = useState<Payment>()
  if (view.money.length === 0) return null
  return (
    <Section title={t('invoices.money')}>
      <Stack gap={3}>
        {view.money.map((money) => {
          const { allocation, payment } = money
          const released = allocation.state === 'released'
          return (
            <Row key={allocation.id} justify="apart" keep align="top">
              <div>
                <Text>
                  {payment === undefined ? nameOf(money) : <Link to={`/payments/${payment.id}`}>{nameOf(money)}</Link>}
                </Text>
                <Text size={1} tone="quiet">
                  {[formatDate(allocation.allocatedOn, locale), payment?.reference].filter(Boolean).join(' · ')}
                </Text>
                {released && (
                  <Text size={1} tone="quiet">
                    {payment?.state === 'undone'
                      ? t('invoices.money-undone', { reason: payment.undoneReason ?? '' })
                      : t('invoices.money-released')}
                  </Text>
                )}
              </div>
              <div className={styles.figure}>
                <Amount
                  amount={allocation.amount}
                  currency={allocation.currency}
                  {...(released && { tone: 'struck' })}
                />
                {!released && allocation.sourceKind === 'payment' && payment && (
                  <IconButton icon="undo" label={t('payments.undo')} onClick={() => setUndoing(payment)} />
                )}
              </div>
            </Row>
          )
        })}
      </Stack>
      {undoing && <UndoPaymentDialog payment={undoing} onClose={() => setUndoing(undefined)} />}
    </Section>
  )
}

function nameOf({ allocation, payment, note }: MoneyOnInvoice): string {
  if (note !== undefined) return t('credits.note-title', { number: note.number })
  if (allocation.sourceKind === 'writeOff') return t('invoices.money-written-off')
  if (allocation.sourceKind === 'creditBalance') return t('invoices.money-credit')
  return payment === undefined ? t('invoices.money-payment') : paymentMethodText(payment.method)
}
