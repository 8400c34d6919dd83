import { dismissLowUnits } from '../../commands/dismiss-low-units.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type LowUnits, listLowUnits } from '../../queries/list-prepaid.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Row } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

const shown = 20

/** Clients who have few prepaid units left, each with "Sell more"; nothing where there is none. */
export function LowUnitsList() {
  const { settings, run } = useRuntime()
  const { locale } = settings
  const rows = useRows((books) => listLowUnits(books, shown + 1), [])
  if (rows === undefined || rows.length === 0) return null
  const dismiss = async ({ client, product }: LowUnits) => {
    const dismissed = await run(dismissLowUnits, { clientId: client.id, productId: product.id })
    toast(
      dismissed.ok
        ? { message: t('units.dismissed-toast') }
        : { message: problemText(dismissed.problem, locale), tone: 'bad' },
    )
  }
  return (
    <Section title={t('units.few-left-title')}>
      <ItemList>
        {rows.slice(0, shown).map((row) => (
          <Item key={`${row.client.id} ${row.product.id}`}>
            <div>
              <Link to={`/clients/${row.client.id}`}>{row.client.name}</Link>
              <Text tone="quiet">
                {t('units.few-left-of', {
                  product: row.product.name,
                  left: formatDecimal(row.left, locale),
                  date: formatDate(row.since, locale),
                })}
              </Text>
            </div>
            <Row gap={2}>
              <Button
                kind="plain"
                onClick={() => void dismiss(row)}
                aria-label={t('units.not-now-for', { clientName: row.client.name, product: row.product.name })}
              >
                {t('units.not-now')}
              </Button>
              <ButtonLink to={`/clients/${row.client.id}`} search={{ sell: row.product.id }}>
                {t('units.sell-more')}
              </ButtonLink>
            </Row>
          </Item>
        ))}
      </ItemList>
      {rows.length > shown && <Text tone="quiet">{t('units.few-left-more', { count: shown })}</Text>}
    </Section>
  )
}
