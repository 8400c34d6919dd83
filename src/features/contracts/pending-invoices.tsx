import type { PendingCharge, PendingInvoice } from '../../core/billing/forecast.ts'
import { addDays, type CalendarDate, daysBetween, laterOf } from '../../core/date.ts'
import { formatDate, formatPeriod, formatRelativeDays } from '../../i18n/format-date.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { reasonText } from '../../i18n/reason-text.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Link } from '../../ui/link.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './pending-invoices.module.css'

export interface PendingInvoicesProps {
  readonly invoices: readonly PendingInvoice[]
  readonly today: CalendarDate
  /** Says the due date too. */
  readonly termsDays?: number
}

/** Invoices that would come, as small papers: the day, the lines with their periods, the sum before tax. */
export function PendingInvoices({ invoices, today, termsDays }: PendingInvoicesProps) {
  const { locale } = useRuntime().settings
  const stop = invoices[0]?.stoppedBy
  // What stops all of them is said once.
  const stopsAll = stop !== undefined && invoices.every(({ stoppedBy }) => stoppedBy?.code === stop.code)
  return (
    <>
      {stopsAll && <p className={styles.stopped}>{t('contracts.stopped', { reason: reasonText(stop, locale) })}</p>}
      <ol className={styles.invoices}>
        {invoices.map((invoice, index) => {
          const days = daysBetween(today, invoice.plannedOn)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an invoice to come is its place in the order
            <li key={index} className={styles.invoice}>
              <div className={styles.head}>
                <span className={styles.day}>{formatDate(invoice.plannedOn, locale)}</span>
                <span className={styles.quiet}>{formatRelativeDays(days, locale)}</span>
              </div>
              <PendingLines charges={invoice.charges} />
              <div className={styles.total}>
                <span>{t(invoice.taxIncluded ? 'contracts.total-with-tax' : 'contracts.total-before-tax')}</span>
                <Amount amount={invoice.net} currency={invoice.currency} strong />
              </div>
              {termsDays !== undefined && (
                <p className={styles.quiet}>
                  {t('contracts.due-on', { on: formatDate(dueDay(invoice, today, termsDays), locale) })}
                </p>
              )}
              {invoice.draftId !== undefined && (
                <p className={styles.quiet}>
                  <Link to={`/invoices/${invoice.draftId}`}>{t('contracts.joins-draft')}</Link>
                </p>
              )}
              {!stopsAll && invoice.stoppedBy !== undefined && (
                <p className={styles.stopped}>
                  {t('contracts.stopped', { reason: reasonText(invoice.stoppedBy, locale) })}
                </p>
              )}
            </li>
          )
        })}
      </ol>
    </>
  )
}

const LINES = 8

function PendingLines({ charges }: { readonly charges: readonly PendingCharge[] }) {
  const { locale } = useRuntime().settings
  const shown = charges.slice(0, LINES)
  return (
    <ul className={styles.lines}>
      {shown.map((charge) => (
        <li key={charge.id} className={styles.line}>
          <span className={styles.words}>
            <span>{charge.description}</span>
            <span className={styles.quiet}>{details(charge, locale)}</span>
          </span>
          <Amount amount={charge.amount} currency={charge.currency} bare />
        </li>
      ))}
      {charges.length > LINES && (
        <li className={styles.quiet}>{t('contracts.more-lines', { count: charges.length - LINES })}</li>
      )}
    </ul>
  )
}

function details(charge: PendingCharge, locale: string): string {
  const { period, quantity, unitPrice, currency } = charge
  const parts = [
    ...(period === undefined ? [] : [formatPeriod(period, locale)]),
    ...(quantity === '1' ? [] : [`${formatDecimal(quantity, locale)} × ${formatPrice(unitPrice, currency, locale)}`]),
  ]
  return parts.join(' · ')
}

/** Terms run from the issue date, or from the latest billing date of what is made ahead. */
function dueDay(invoice: PendingInvoice, today: CalendarDate, termsDays: number): CalendarDate {
  const billsOn = invoice.charges.flatMap((charge) => charge.billsOn ?? [])
  const issued = laterOf(today, invoice.plannedOn)
  return addDays(billsOn.reduce(laterOf, issued), termsDays)
}
