import { t } from '../../i18n/translate.ts'
import { listCardsNeedYou } from '../../queries/cards-need-you.ts'
import { Amount } from '../../ui/amount.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Row } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { adviceText, attemptBadge } from '../blocks/attempt-text.ts'
import { useRows } from '../blocks/use-rows.ts'

const shown = 20

/** Card payments that wait for the owner, each with its invoice; nothing where there is none. */
export function CardsNeedYou() {
  const rows = useRows(listCardsNeedYou, [])
  if (rows === undefined || rows.length === 0) return null
  return (
    <Section title={t('cards.need-you')}>
      <ItemList>
        {rows.slice(0, shown).map(({ attempt, clientName }) => (
          <Item key={attempt.id}>
            <div>
              <Row gap={2}>
                <Link to={`/invoices/${attempt.invoiceId}`}>{`${attempt.invoiceNumber} · ${clientName}`}</Link>
                <StateBadge {...attemptBadge(attempt)} />
              </Row>
              <Text tone="quiet">
                {attempt.state === 'failed'
                  ? adviceText(attempt)
                  : t(attempt.state === 'needs-action' ? 'cards.needs-client' : 'cards.needs-answer')}
              </Text>
            </div>
            <Amount amount={attempt.amount} currency={attempt.currency} />
          </Item>
        ))}
      </ItemList>
      {rows.length > shown && <Text tone="quiet">{t('cards.need-you-more', { count: shown })}</Text>}
    </Section>
  )
}
