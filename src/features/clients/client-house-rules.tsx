import { useState } from 'react'
import type { Client } from '../../core/model.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { Text } from '../../ui/text.tsx'
import { termsText } from '../blocks/sale-terms.ts'
import { useRuntime } from '../runtime.tsx'
import { HouseRulesDialog } from './house-rules-dialog.tsx'

/** What holds for selling by invoice to this client: its own rule, else the account's, said as such. */
export function ClientHouseRules({ client }: { readonly client: Client }) {
  const { settings } = useRuntime()
  const [editing, setEditing] = useState(false)
  const { selling: own = {} } = client
  const { selling, currency, locale } = settings
  const said = (value: string, isOwn: boolean) => (isOwn ? t('clients.rules-own', { value }) : value)
  const owned = [own.minimum, own.outstandingCap, own.terms].filter((rule) => rule !== undefined).length
  const minimum = own.minimum ?? selling.minimum
  const cap = own.outstandingCap ?? selling.outstandingCap
  return (
    <Section
      title={t('clients.rules')}
      acts={
        <Button kind="plain" icon="edit" onClick={() => setEditing(true)}>
          {t('clients.rules-change')}
        </Button>
      }
    >
      <Facts
        start
        facts={[
          {
            label: t('selling.least-purchase'),
            value: said(
              minimum === 0 ? t('clients.rules-none') : formatMoney(minimum, currency, locale),
              own.minimum !== undefined,
            ),
          },
          {
            label: t('selling.cap'),
            value: said(cap === 0 ? t('clients.rules-none') : String(cap), own.outstandingCap !== undefined),
          },
          {
            label: t('selling.plan-terms'),
            value: said(termsText(own.terms ?? selling.terms), own.terms !== undefined),
          },
          { label: t('clients.trial'), value: own.allowTrial === 1 ? t('clients.rules-allow-trial') : undefined },
        ]}
      />
      {owned < 3 && (
        <Text size={1} tone="quiet">
          {t(owned === 0 ? 'clients.rules-of-account' : 'clients.rules-others')}
        </Text>
      )}
      {editing && <HouseRulesDialog client={client} onClose={() => setEditing(false)} />}
    </Section>
  )
}
