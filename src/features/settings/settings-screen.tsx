import { useParams } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { t } from '../../i18n/translate.ts'
import { Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { BillingSection } from './billing-section.tsx'
import { ConnectionsSection } from './connections-section.tsx'
import { DocumentsSection } from './documents-section.tsx'
import { FieldsSection } from './fields-section.tsx'
import { NumbersSection } from './numbers-section.tsx'
import { PaymentsSection } from './payments-section.tsx'
import { PlaceSection } from './place-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { SellingSection } from './selling-section.tsx'
import { SendingSection } from './sending-section.tsx'
import styles from './settings-screen.module.css'
import { TaxesSection } from './taxes-section.tsx'

type SectionName =
  | 'profile'
  | 'payments'
  | 'billing'
  | 'selling'
  | 'fields'
  | 'taxes'
  | 'numbers'
  | 'documents'
  | 'connections'
  | 'sending'
  | 'place'

const sections: readonly (readonly [SectionName, ComponentType])[] = [
  ['profile', ProfileSection],
  ['payments', PaymentsSection],
  ['billing', BillingSection],
  ['selling', SellingSection],
  ['fields', FieldsSection],
  ['taxes', TaxesSection],
  ['numbers', NumbersSection],
  ['documents', DocumentsSection],
  ['connections', ConnectionsSection],
  ['sending', SendingSection],
  ['place', PlaceSection],
]

/** Settings of the account, a tab and an address each. */
export function SettingsScreen() {
  const { section } = useParams({ strict: false }) as { readonly section?: string }
  const [name, Content] = sections.find(([known]) => known === section) ?? (sections[0] as (typeof sections)[number])
  return (
    <Page title={t('settings.title')}>
      <Tabs
        label={t('settings.title')}
        current={name}
        tabs={sections.map(([id]) => ({ id, label: t(`settings.tab-${id}`), to: `/settings/${id}` }))}
      />
      <div className={name === 'documents' || name === 'sending' ? undefined : styles.form}>
        <Content key={name} />
      </div>
    </Page>
  )
}
