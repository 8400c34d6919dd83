import { type Ref, useCallback } from 'react'
import { saveClient } from '../../commands/save-client.ts'
import { defaultAddress } from '../../core/client-addresses.ts'
import type { ClientId } from '../../core/ids.ts'
import type { Client } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import { suggestClients } from '../../queries/list-clients.ts'
import { ComboBox, type ComboOption } from '../../ui/combo-box.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { useRows } from './use-rows.ts'

export interface ClientPickerProps {
  /** '' for none yet. */
  readonly value: ClientId | ''
  /** The client's row comes with it, for its currency and taxes; undefined when the field was emptied. */
  readonly onChange: (id: ClientId | '', client: Client | undefined) => void
  readonly label?: string
  readonly labelHidden?: boolean
  readonly error?: string | undefined
  readonly help?: string
  readonly optional?: boolean
  readonly placeholder?: string
  /** Offers to add a client by its name alone; the rest can wait. */
  readonly canCreate?: boolean
  readonly onBlur?: () => void
  readonly disabled?: boolean
  readonly autoFocus?: boolean
  readonly name?: string
  readonly ref?: Ref<HTMLInputElement>
}

/** Finds a client by name, e-mail, number or city; adds one on the fly. Archived clients are not offered. */
export function ClientPicker(props: ClientPickerProps) {
  const { books, run, settings } = useRuntime()
  const { value, onChange, canCreate, label, placeholder, ...rest } = props
  const chosen = useRows(async (db) => (value === '' ? undefined : await getClient(db, value)), [value])

  const search = useCallback(
    async (text: string): Promise<ComboOption[]> => {
      const clients = await suggestClients(books, text)
      return clients.map((client) => ({ value: client.id, label: client.name, help: placeOf(client) }))
    },
    [books],
  )
  const pick = async (id: string) => {
    const client = id === '' ? undefined : await getClient(books, id as ClientId)
    onChange(client?.id ?? '', client)
  }
  const create = async (name: string) => {
    const added = await run(saveClient, { fields: { name, contacts: [], addresses: [] } })
    if (added.ok) await pick(added.value.id)
    else toast({ message: problemText(added.problem, settings.locale), tone: 'bad' })
  }

  return (
    <ComboBox
      {...rest}
      label={label ?? t('clients.picker')}
      placeholder={placeholder ?? t('clients.picker-hint')}
      value={value}
      valueLabel={value === '' || chosen?.id !== value ? '' : chosen.name}
      search={search}
      onChange={(id) => void pick(id)}
      {...(canCreate && { onCreate: (name: string) => void create(name) })}
    />
  )
}

/** Where a client is, or how it is reached: tells two of one name apart. */
export function placeOf(client: Client): string {
  const address = defaultAddress(client)
  return address?.city || client.email || client.clientNumber || ''
}
