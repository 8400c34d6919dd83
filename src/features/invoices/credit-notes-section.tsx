import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { FinalView } from '../../queries/get-invoice.ts'
import { Amount } from '../../ui/amount.tsx'
import { Link } from '../../ui/link.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'

/** The credit notes over an invoice, each with what it takes back of it (W-11). Nothing when there are none. */
export function CreditNotesSection({ view }: { readonly view: FinalView }) {
  const locale = useLocale()
  const { notes, invoice } = view
  if (notes.length === 0) return null
  return (
    <Section title={t('credits.title')}>
      <Stack gap={3}>
        {notes.map(({ id, number, listedOn, amount, rebilledAs }) => (
          <Row key={id} justify="apart" keep align="top">
            <div>
              <Link to={`/invoices/${id}`}>{number ?? t('credits.draft-note')}</Link>
              <Text size={1} tone="quiet">
                {formatDate(listedOn, locale)}
              </Text>
              {rebilledAs !== undefined && (
                <Text size={1}>
                  <Link to={`/invoices/${rebilledAs}`}>{t('credits.billed-again')}</Link>
                </Text>
              )}
            </div>
            <Amount amount={amount} currency={invoice.currency} />
          </Row>
        ))}
      </Stack>
    </Section>
  )
}
