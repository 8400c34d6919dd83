import type { MessageAddress } from '../../core/automation/message.ts'
import { recipientsOf } from '../../core/automation/recipients.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import type { Client } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { listTaxRates } from '../../queries/get-settings.ts'
import { listBillingGroups } from '../../queries/list-billing-groups.ts'
import { listFields } from '../../queries/list-fields.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { languageName } from '../blocks/language-field.tsx'
import { ownFieldFacts } from '../blocks/own-field-facts.tsx'
import { TagsLine } from '../blocks/tags-line.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** How a client is reached, where invoices go, and what differs from the account's settings. */
export function ClientDetails({ client }: { readonly client: Client }) {
  const { settings } = useRuntime()
  const taxes = useRows((books) => listTaxRates(books, { archived: true }), [])
  const fields = useRows((books) => listFields(books, 'client'), [])
  const taxNames = (client.taxIds ?? []).map((id) => taxes?.find((tax) => tax.id === id)?.name ?? '')
  const terms = client.termsDays ?? settings.termsDays
  return (
    <Section
      title={t('clients.details')}
      acts={
        <ButtonLink kind="plain" icon="edit" to={`/clients/${client.id}/edit`}>
          {t('clients.edit-details')}
        </ButtonLink>
      }
    >
      <Stack gap={4}>
        {[client.email, client.phone, client.website].some((text) => text !== undefined) && (
          <div style={{ overflowWrap: 'anywhere' }}>
            {client.email && <MailLink email={client.email} />}
            {client.phone && <div>{client.phone}</div>}
            {client.website && <div>{client.website}</div>}
          </div>
        )}
        {client.contacts.map((contact) => (
          <div key={`${contact.name} ${contact.email ?? ''}`}>
            <Row gap={2}>
              <Text as="span" strong>
                {contact.name}
              </Text>
              {contact.billing && <StateBadge word={t('clients.billing-contact')} tone="ink" shape="dot" />}
            </Row>
            {contact.email && <MailLink email={contact.email} />}
            {contact.phone && <Text tone="quiet">{contact.phone}</Text>}
          </div>
        ))}
        <Facts
          start
          facts={[
            { label: t('clients.invoices-go-to'), value: <GoesTo client={client} /> },
            { label: t('clients.client-number'), value: client.clientNumber },
            { label: t('clients.vat-id'), value: client.vatId },
            { label: t('clients.tax-number'), value: client.taxNumber },
            { label: t('clients.currency'), value: client.currency },
            { label: t('clients.terms-short'), value: t('clients.terms-days', { days: terms }) },
            { label: t('clients.taxes'), value: taxNames.join(', ') },
            {
              label: t('clients.language'),
              value: client.locale && languageName(client.locale, settings.locale),
            },
            ...ownFieldFacts(fields, client.customFields, settings.locale),
            { label: t('clients.notes'), value: client.notes && <Notes text={client.notes} /> },
          ]}
        />
        <TagsLine id={client.id} tags={client.tags} />
      </Stack>
    </Section>
  )
}

/** T-15: the main address and every billing contact, each once; then the billing groups that go elsewhere too (M-6). */
function GoesTo({ client }: { readonly client: Client }) {
  const groups = useRows((books) => listBillingGroups(books, client.id), [client.id]) ?? []
  const { to } = recipientsOf(client)
  const others = groups.filter(({ state, recipient, cc }) => state === 'active' && (recipient || cc.length > 0))
  // Nothing goes to the client's own addresses alone where every group adds to them.
  const own = others.length === 0 || groups.some((group) => group.state === 'active' && !others.includes(group))
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      <Stack gap={1}>
        {own && to.length === 0 && <Text tone="quiet">{t('clients.invoices-go-nowhere')}</Text>}
        {own && to.length > 0 && <span>{mailsOf(to)}</span>}
        {others.map((group) => (
          <span key={group.id}>{groupGoesTo(client, group)}</span>
        ))}
      </Stack>
    </div>
  )
}

function groupGoesTo(client: Client, group: BillingGroup): string {
  const { to, cc, reachable } = recipientsOf(client, group)
  const said = { name: group.name, emails: reachable ? mailsOf(to) : t('clients.group-goes-nowhere') }
  return cc.length === 0
    ? t('clients.group-goes-to', said)
    : t('clients.group-goes-to-copy', { ...said, copies: mailsOf(cc) })
}

function mailsOf(addresses: readonly MessageAddress[]): string {
  return addresses.map(({ email }) => email).join(', ')
}

function MailLink({ email }: { readonly email: string }) {
  return <a href={`mailto:${encodeURIComponent(email).replaceAll('%40', '@')}`}>{email}</a>
}

function Notes({ text }: { readonly text: string }) {
  return <span style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{text}</span>
}
