import { useState } from 'react'
import type { BillingCycle, BillingGroup } from '../../core/contract/billing-group.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { Client } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { listBillingGroups } from '../../queries/list-billing-groups.ts'
import { listFields } from '../../queries/list-fields.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { cycleText } from '../blocks/cycle-text.ts'
import { ownFieldText } from '../blocks/own-fields.ts'
import { paymentMethodText } from '../blocks/payment-methods.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import styles from './client-groups.module.css'
import { CycleDialog } from './cycle-dialog.tsx'
import { type GroupAct, GroupActDialog, useGroupActs } from './group-acts.tsx'
import { GroupDialog } from './group-dialog.tsx'
import { PoDialog } from './po-dialog.tsx'

/**
 * How and when the client's charges become invoices: one quiet line while there is only the default billing group, a
 * list of groups with their states from the second on (M-6).
 */
export function ClientGroups({ client }: { readonly client: Client }) {
  const { locale } = useRuntime().settings
  const groups = useRows((books) => listBillingGroups(books, client.id), [client.id])
  const fields = useRows((books) => listFields(books, 'group'), [])
  const [edited, setEdited] = useState<BillingGroup | 'new'>()
  const [cycle, setCycle] = useState(false)
  const [asked, setAsked] = useState<{ readonly group: BillingGroup; readonly act: GroupAct }>()
  const [po, setPo] = useState<BillingGroup>()
  const acts = useGroupActs(setAsked)
  if (groups === undefined) return null
  const [first] = groups
  const only = groups.length === 1 ? first : undefined
  const menuOf = (group: BillingGroup): MenuEntry[] => [
    { label: t('billing.group-edit-short'), icon: 'edit', onSelect: () => setEdited(group) },
    { label: t('clients.po-of-group'), icon: 'edit', onSelect: () => setPo(group) },
    ...acts(group),
  ]
  return (
    <Section
      title={t('billing.client-billing')}
      acts={
        <Menu
          align="end"
          entries={[
            { label: t('billing.cycle-change'), icon: 'calendar', onSelect: () => setCycle(true) },
            { label: t('billing.group-new-short'), icon: 'plus', onSelect: () => setEdited('new') },
            ...(only === undefined ? [] : (['separator', ...menuOf(only)] as const)),
          ]}
          trigger={(button) => <IconButton {...button} icon="more" label={t('billing.client-billing-acts')} />}
        />
      }
    >
      <Stack gap={2}>
        {only === undefined ? (
          <>
            <Text tone="quiet">{t('billing.cycle-is', { cycle: cycleText(client.billingCycle, locale) })}</Text>
            <ul className={styles.groups} aria-label={t('billing.groups')}>
              {groups.map((group) => (
                <li key={group.id} className={styles.group}>
                  <div className={styles.words}>
                    <Row gap={2}>
                      <Text as="span" strong>
                        {group.name}
                      </Text>
                      {group.isDefault === 1 && (
                        <StateBadge word={t('billing.group-default')} tone="good" shape="check" />
                      )}
                      <GroupBadge group={group} />
                    </Row>
                    <Text tone="quiet">{groupFacts(group, client, fields, locale)}</Text>
                  </div>
                  <Menu
                    align="end"
                    entries={menuOf(group)}
                    trigger={(button) => (
                      <IconButton {...button} icon="more" label={t('billing.group-acts', { name: group.name })} />
                    )}
                  />
                </li>
              ))}
            </ul>
          </>
        ) : (
          <>
            <GroupBadge group={only} />
            <Text tone="quiet">{groupFacts(only, client, fields, locale)}</Text>
          </>
        )}
      </Stack>
      {edited !== undefined && (
        <GroupDialog
          client={client}
          {...(edited !== 'new' && { group: edited })}
          onClose={() => setEdited(undefined)}
        />
      )}
      {po !== undefined && <PoDialog client={client} group={po} onClose={() => setPo(undefined)} />}
      {cycle && <CycleDialog client={client} onClose={() => setCycle(false)} />}
      {asked !== undefined && (
        <GroupActDialog group={asked.group} act={asked.act} onClose={() => setAsked(undefined)} />
      )}
    </Section>
  )
}

/** What makes the group stand still; nothing while it bills by itself. */
function GroupBadge({ group }: { readonly group: BillingGroup }) {
  if (group.parked !== undefined) return <StateBadge word={t('billing.state-parked')} tone="bad" shape="clock" />
  if (group.state === 'cancelled') return <StateBadge word={t('billing.state-cancelled')} tone="grey" shape="struck" />
  if (group.state === 'inactive') return <StateBadge word={t('billing.state-inactive')} tone="grey" shape="dash" />
  if (group.hold !== undefined) return <StateBadge word={t('billing.state-hold')} tone="late" shape="clock" />
  if (group.mode === 'manual') return <StateBadge word={t('billing.state-manual')} tone="plain" shape="outline" />
  return null
}

/** What the group says of its own, in one line. */
function groupFacts(
  group: BillingGroup,
  client: Client,
  fields: readonly FieldDefinition[] | undefined,
  locale: string,
): string {
  const cycle: BillingCycle | undefined = group.cycle ?? client.billingCycle
  const address = client.addresses.find(({ id }) => id === group.addressId)
  const { offsetDays } = group
  return [
    cycle === undefined || cycle.kind === 'manual' ? t('billing.fact-no-cycle') : cycleText(cycle, locale),
    offsetDays === 0
      ? undefined
      : t(offsetDays < 0 ? 'billing.fact-before' : 'billing.fact-after', { days: Math.abs(offsetDays) }),
    group.recipient === undefined ? undefined : t('billing.fact-to', { name: group.recipient.name }),
    address === undefined ? undefined : [address.line1, address.city].join(', '),
    group.cc.length === 0 ? undefined : t('billing.fact-copies', { count: group.cc.length }),
    group.termsDays === undefined ? undefined : t('clients.terms-days', { days: group.termsDays }),
    group.poNumber === undefined ? undefined : t('billing.fact-po', { poNumber: group.poNumber }),
    group.paymentMethod === undefined ? undefined : paymentMethodText(group.paymentMethod),
    ...(group.customFields ?? []).map(({ fieldId, name, value }) => {
      const kind = fields?.find(({ id }) => id === fieldId)?.kind
      return t('fields.fact', { name, value: ownFieldText(kind, value, locale) })
    }),
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ')
}
