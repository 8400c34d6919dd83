import type { InvoiceId } from '../../core/ids.ts'
import { ZERO } from '../../core/money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listInvoicesById } from '../../queries/list-invoices-by-id.ts'
import type { PlannedInvoice } from '../../queries/preview-by-hand.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink, IconButton } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { lineDetails } from '../blocks/pending-dialog.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './early-selected.module.css'
import { type CurrencySum, sumsOf } from './pending-groups.ts'

/** What is selected, as the drafts that will be made of it, each with its total. */
export function EarlySelected(props: {
  readonly planned: readonly PlannedInvoice[]
  readonly none: boolean
  /** Takes a line off: the id of its item or charge. */
  readonly onRemove: (keys: readonly string[]) => void
}) {
  const { locale } = useRuntime().settings
  const { planned, none } = props
  return (
    <Section title={t('billing.selected')}>
      {none ? (
        <Text tone="quiet">{t('billing.selected-none')}</Text>
      ) : (
        <Stack gap={4}>
          {planned.map(({ currency, charges, totals, problem }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: planned drafts have no ids yet
            <div key={index} className={styles.draft}>
              {planned.length > 1 && <Text strong>{t('billing.draft-number', { number: index + 1 })}</Text>}
              <ul className={styles.lines}>
                {charges.map((charge) => (
                  <li key={charge.id} className={styles.line}>
                    <span className={styles.words}>
                      <span>{charge.description}</span>
                      <span className={styles.quiet}>{lineDetails(charge, locale)}</span>
                    </span>
                    <Amount bare amount={charge.amount} currency={currency} />
                    <IconButton
                      icon="close"
                      label={t('billing.take-off', { description: charge.description })}
                      onClick={() => props.onRemove([charge.contractItemId ?? charge.id, charge.id])}
                    />
                  </li>
                ))}
              </ul>
              {problem !== undefined && <Notice tone="bad">{problemText(problem, locale)}</Notice>}
              {totals !== undefined && (
                <Facts
                  facts={[
                    { label: t('charges.net'), value: <Amount amount={totals.net} currency={currency} /> },
                    { label: t('charges.tax'), value: <Amount amount={totals.tax} currency={currency} /> },
                    {
                      label: t('charges.gross'),
                      value: <Amount amount={totals.gross} currency={currency} />,
                      total: true,
                    },
                  ]}
                />
              )}
            </div>
          ))}
          {planned.length > 1 && <Totals planned={planned} />}
        </Stack>
      )}
    </Section>
  )
}

/** Over several drafts, one total for each currency. */
function Totals({ planned }: { readonly planned: readonly PlannedInvoice[] }) {
  return (
    <Facts
      facts={totalsOfPlanned(planned).map(({ currency, amount }) => ({
        label: t('billing.total-in', { currency }),
        value: <Amount strong currency={currency} amount={amount} />,
        total: true,
      }))}
    />
  )
}

/** What the drafts come to with tax, one sum for each currency. */
export function totalsOfPlanned(planned: readonly PlannedInvoice[]): CurrencySum[] {
  return sumsOf(planned.map(({ currency, totals }) => ({ currency, amount: totals?.gross ?? ZERO })))
}

/** What was made, with the way to each (W-3). */
export function EarlyDone({ invoiceIds }: { readonly invoiceIds: readonly InvoiceId[] }) {
  const invoices = useRows((books) => listInvoicesById(books, invoiceIds), [invoiceIds.join()])
  const [only] = invoiceIds
  return (
    <Notice
      acts={
        invoiceIds.length === 1 && only !== undefined ? (
          <ButtonLink to={`/invoices/${only}`}>{t('billing.show-draft')}</ButtonLink>
        ) : (
          <ButtonLink to="/invoices" search={{ state: 'draft' }}>
            {t('billing.show-drafts')}
          </ButtonLink>
        )
      }
    >
      <p>{t('billing.generated', { count: invoiceIds.length })}</p>
      <ul>
        {(invoices ?? []).map((invoice) => (
          <li key={invoice.id}>
            <Link to={`/invoices/${invoice.id}`}>{t('billing.draft-for', { name: invoice.clientName })}</Link>{' '}
            <Amount amount={invoice.gross} currency={invoice.currency} />
          </li>
        ))}
      </ul>
    </Notice>
  )
}
