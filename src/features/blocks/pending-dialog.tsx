import type { PendingCharge } from '../../core/billing/forecast.ts'
import { documentFormats } from '../../documents/document-formats.ts'
import { documentWords } from '../../documents/document-words.ts'
import { printRating } from '../../documents/print-rating.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { reasonText } from '../../i18n/reason-text.ts'
import { t } from '../../i18n/translate.ts'
import type { PendingRow } from '../../queries/list-pending.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { useRuntime } from '../runtime.tsx'
import { LiftButton } from './lift-button.tsx'
import styles from './pending-dialog.module.css'

/** How many invoices of a pile are drawn: a year of a weekly contract. */
const SHOWN = 53

/** What is behind one invoice to come, or behind all of a client or a contract: lines, totals, what stops it (W-1). */
export function PendingDialog(props: {
  readonly title: string
  readonly rows: readonly PendingRow[]
  /** Only its lines, without totals of the whole invoice. */
  readonly contractId?: string
  readonly onClose: () => void
}) {
  const { rows, contractId } = props
  const [first] = rows
  return (
    <Dialog
      open
      wide
      title={props.title}
      onClose={props.onClose}
      foot={
        <>
          {first !== undefined && (
            <ButtonLink
              to="/billing/early"
              search={{ client: first.clientId, ...(contractId === undefined ? {} : { contract: contractId }) }}
            >
              {t('billing.early')}
            </ButtonLink>
          )}
          <Button kind="main" data-autofocus onClick={props.onClose}>
            {t('ui.close')}
          </Button>
        </>
      }
    >
      <Stack gap={5}>
        {rows.slice(0, SHOWN).map((row) => (
          <PendingInvoiceView key={row.key} row={row} {...(contractId !== undefined && { contractId })} />
        ))}
      </Stack>
    </Dialog>
  )
}

function PendingInvoiceView({ row, contractId }: { readonly row: PendingRow; readonly contractId?: string }) {
  const { locale } = useRuntime().settings
  const { currency, totals, stoppedBy, group, client, item } = row
  const charges = row.charges.filter((charge) => contractId === undefined || charge.contractId === contractId)
  const [contract] = row.contracts
  return (
    <section className={styles.invoice} aria-label={t('billing.planned-on', { on: formatDate(row.plannedOn, locale) })}>
      <h3 className={styles.day}>{t('billing.planned-on', { on: formatDate(row.plannedOn, locale) })}</h3>
      {stoppedBy !== undefined && (
        <Notice
          tone="late"
          acts={
            <LiftButton
              reason={stoppedBy}
              place={{ group, client, ...(contract && { contract }), ...(item && { item }) }}
            />
          }
        >
          {reasonText(stoppedBy, locale)}
        </Notice>
      )}
      <ul className={styles.lines}>
        {charges.map((charge) => (
          <li key={charge.id} className={styles.line}>
            <span className={styles.words}>
              <span>{charge.description}</span>
              <span className={styles.quiet}>{lineDetails(charge, locale)}</span>
            </span>
            <Amount bare amount={charge.amount} currency={currency} />
          </li>
        ))}
      </ul>
      {contractId === undefined &&
        (totals === undefined ? (
          <Facts
            facts={[
              { label: t('billing.lines-sum'), value: <Amount amount={row.net} currency={currency} />, total: true },
            ]}
          />
        ) : (
          <Facts
            facts={[
              { label: t('charges.net'), value: <Amount amount={totals.net} currency={currency} /> },
              { label: t('charges.tax'), value: <Amount amount={totals.tax} currency={currency} /> },
              { label: t('charges.gross'), value: <Amount amount={totals.gross} currency={currency} />, total: true },
            ]}
          />
        ))}
    </section>
  )
}

/** The period or day, the quantity where it is more than one, and how the amount comes to be. */
export function lineDetails(charge: PendingCharge, locale: string): string {
  const { period, quantity, unitPrice, currency, unit } = charge
  const rating = printRating(charge, documentWords(locale), documentFormats(locale, currency))
  const count = unit === undefined ? formatDecimal(quantity, locale) : `${formatDecimal(quantity, locale)} ${unit}`
  return [
    period === undefined ? formatDate(charge.servedOn, locale) : formatPeriod(period, locale),
    rating ?? (quantity === '1' ? undefined : `${count} × ${formatPrice(unitPrice, currency, locale)}`),
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}
