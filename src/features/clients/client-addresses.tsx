import { useState } from 'react'
import { archiveAddress, restoreAddress, setDefaultAddress } from '../../commands/change-addresses.ts'
import type { Command } from '../../commands/execute.ts'
import { addressesInUse } from '../../core/client-addresses.ts'
import type { AddressId } from '../../core/ids.ts'
import type { Address, Client } from '../../core/model.ts'
import { countryName } from '../../i18n/country-names.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type CarriedBy, listCarried } from '../../queries/list-carried.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Link } from '../../ui/link.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { AddressDialog } from './address-dialog.tsx'
import styles from './client-methods.module.css'

/** A client's billing addresses: the default first, what went to each, and those out of use (T-11). */
export function ClientAddresses({ client }: { readonly client: Client }) {
  const carried = useRows((books) => listCarried(books, client), [client])
  const [editing, setEditing] = useState<Address | 'new'>()
  const [past, setPast] = useState(false)
  const inUse = [...addressesInUse(client)].reverse()
  const first = inUse.filter(({ id }) => id === client.defaultAddressId)
  const listed = [...first, ...inUse.filter((address) => !first.includes(address))]
  const gone = client.addresses.filter((address) => !inUse.includes(address)).reverse()
  return (
    <Section
      title={t('clients.addresses')}
      acts={
        <Button kind="plain" icon="plus" onClick={() => setEditing('new')}>
          {t('clients.add-address')}
        </Button>
      }
    >
      {listed.length === 0 ? (
        <EmptyState sentence={t('clients.no-address')} />
      ) : (
        <ItemList>
          {listed.map((address) => (
            <AddressItem
              key={address.id}
              client={client}
              address={address}
              carried={carried?.get(address.id)}
              isOnly={listed.length === 1}
              onChange={() => setEditing(address)}
            />
          ))}
        </ItemList>
      )}
      {gone.length > 0 && (
        <Stack gap={2}>
          <div>
            <Button kind="plain" onClick={() => setPast(!past)} aria-expanded={past}>
              {t(past ? 'clients.hide-past-addresses' : 'clients.past-addresses', { count: gone.length })}
            </Button>
          </div>
          {past && (
            <ItemList>
              {gone.map((address) => (
                <AddressItem
                  key={address.id}
                  client={client}
                  address={address}
                  carried={carried?.get(address.id)}
                  isOnly={false}
                />
              ))}
            </ItemList>
          )}
        </Stack>
      )}
      {editing !== undefined && (
        <AddressDialog
          client={client}
          {...(editing !== 'new' && { address: editing, carried: carried?.get(editing.id)?.count ?? 0 })}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Section>
  )
}

function AddressItem(props: {
  readonly client: Client
  readonly address: Address
  readonly carried: CarriedBy | undefined
  readonly isOnly: boolean
  /** Absent: out of use. */
  readonly onChange?: () => void
}) {
  const { client, address, carried, onChange } = props
  const { settings } = useRuntime()
  const acts = useAddressActs(client)
  const name = addressName(address)
  const isDefault = address.id === client.defaultAddressId
  const day = (on: NonNullable<Address['addedOn']>) => formatDate(on, settings.locale)
  const since = address.addedOn === undefined ? [] : [t('clients.address-added', { on: day(address.addedOn) })]
  const until =
    address.archivedOn === undefined
      ? []
      : [
          t(address.replacedBy === undefined ? 'clients.address-archived' : 'clients.address-replaced', {
            on: day(address.archivedOn),
          }),
        ]
  return (
    <Item tall>
      <div className={styles.words}>
        <Stack gap={1}>
          <Row gap={2}>
            {address.label !== '' && (
              <Text as="span" strong>
                {address.label}
              </Text>
            )}
            {isDefault && !props.isOnly && <StateBadge word={t('clients.default-address')} tone="good" shape="check" />}
            {onChange === undefined && <StateBadge word={t('clients.out-of-use')} tone="grey" shape="dash" />}
          </Row>
          <address style={{ fontStyle: 'normal' }}>
            {linesOf(address, settings.locale).map((line) => (
              <div key={line}>{line}</div>
            ))}
          </address>
          {[...since, ...until].length > 0 && <Text tone="quiet">{[...since, ...until].join(' · ')}</Text>}
          {carried !== undefined && carried.count > 0 && (
            <Text tone="quiet">
              {t('clients.address-carried', { count: carried.count })}{' '}
              {carried.newest.map(({ id, number }, index) => (
                <span key={id}>
                  {index > 0 && ', '}
                  <Link to={`/invoices/${id}`}>{number}</Link>
                </span>
              ))}
              {carried.count > carried.newest.length && ' …'}
            </Text>
          )}
        </Stack>
      </div>
      <Menu
        align="end"
        entries={
          onChange === undefined
            ? [{ label: t('clients.use-address-again'), icon: 'undo', onSelect: () => void acts.restore(address) }]
            : [
                { label: t('clients.correct-address'), icon: 'edit', onSelect: onChange },
                !isDefault && {
                  label: t('clients.make-default'),
                  icon: 'check',
                  onSelect: () => void acts.makeDefault(address),
                },
                !props.isOnly && {
                  label: t('clients.archive-address'),
                  icon: 'box',
                  onSelect: () => void acts.archive(address),
                },
              ]
        }
        trigger={(button) => <IconButton {...button} icon="more" label={t('clients.address-acts', { name })} />}
      />
    </Item>
  )
}

function linesOf(address: Address, locale: string): readonly string[] {
  const place = [address.postalCode, address.city].filter((part) => part !== undefined && part !== '').join(' ')
  const country = countryName(address.country, locale)
  return [address.recipient, address.line1, address.line2, place, address.region, country].filter(
    (line): line is string => line !== undefined && line !== '',
  )
}

function addressName({ label, line1, city }: Address): string {
  return label === '' ? [line1, city].filter((part) => part !== '').join(', ') : label
}

/** Acts that need no dialog, each said and with its way back. */
function useAddressActs(client: Client) {
  const { run, settings } = useRuntime()
  const act = async (
    command: Command<{ readonly clientId: Client['id']; readonly id: AddressId }, unknown>,
    id: AddressId,
  ): Promise<boolean> => {
    const done = await run(command, { clientId: client.id, id })
    if (!done.ok) toast({ message: problemText(done.problem, settings.locale), tone: 'bad' })
    return done.ok
  }
  const before = client.defaultAddressId
  return {
    makeDefault: async (address: Address) => {
      if (!(await act(setDefaultAddress, address.id))) return
      toast({
        message: t('clients.address-made-default', { name: addressName(address) }),
        ...(before !== undefined && { undo: async () => void (await act(setDefaultAddress, before)) }),
      })
    },
    archive: async (address: Address) => {
      if (!(await act(archiveAddress, address.id))) return
      toast({
        message: t('clients.address-archived-toast', { name: addressName(address) }),
        undo: async () => {
          const restored = await act(restoreAddress, address.id)
          if (restored && before === address.id) await act(setDefaultAddress, address.id)
        },
      })
    },
    restore: async (address: Address) => {
      if (await act(restoreAddress, address.id)) {
        toast({ message: t('clients.address-restored', { name: addressName(address) }) })
      }
    },
  }
}
