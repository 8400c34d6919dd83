import { useState } from 'react'
import { reasonText } from '../../i18n/reason-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { CurrencyAmounts } from '../blocks/currency-amounts.tsx'
import { LiftButton } from '../blocks/lift-button.tsx'
import { useRuntime } from '../runtime.tsx'
import type { WaitingPile } from './pending-groups.ts'
import styles from './waiting-list.module.css'

const SHOWN = 5

/** What is due and waits for somebody: why, how much, and the act that lets it go on. */
export function WaitingList({ piles }: { readonly piles: readonly WaitingPile[] }) {
  const { locale } = useRuntime().settings
  const [all, setAll] = useState(false)
  const shown = all ? piles : piles.slice(0, SHOWN)
  return (
    <Section flush title={t('billing.waiting', { count: piles.length })}>
      <ul className={styles.list}>
        {shown.map(({ key, first, stoppedBy, sums }) => {
          const [contract] = first.contracts
          const { group, client, item } = first
          return (
            <li key={key} className={styles.line}>
              <div className={styles.words}>
                <Link to={`/clients/${client.id}`} className={styles.name}>
                  {client.name}
                </Link>
                {group.isDefault === 0 && <span className={styles.quiet}> · {group.name}</span>}
                <p className={styles.quiet}>{reasonText(stoppedBy, locale)}</p>
              </div>
              <div className={styles.end}>
                <CurrencyAmounts amounts={sums} />
                <LiftButton
                  reason={stoppedBy}
                  place={{ group, client, ...(contract && { contract }), ...(item && { item }) }}
                />
              </div>
            </li>
          )
        })}
      </ul>
      {piles.length > SHOWN && !all && (
        <div className={styles.more}>
          <Button kind="plain" onClick={() => setAll(true)}>
            {t('billing.waiting-all', { count: piles.length })}
          </Button>
        </div>
      )}
    </Section>
  )
}
