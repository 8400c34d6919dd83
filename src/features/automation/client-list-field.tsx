import { useState } from 'react'
import type { ClientId } from '../../core/ids.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import { Chips, FilterChip } from '../../ui/chip.tsx'
import { Stack } from '../../ui/stack.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { useRows } from '../blocks/use-rows.ts'

/** Several clients: each that is picked becomes a chip with a cross. */
export function ClientListField(props: {
  readonly value: readonly string[]
  readonly onChange: (ids: string[]) => void
  readonly error?: string | undefined
}) {
  const { value, onChange } = props
  const [round, setRound] = useState(0)
  const names = useRows(
    async (books) => {
      const clients = await Promise.all(value.map((id) => getClient(books, id as ClientId)))
      return new Map(clients.flatMap((client) => (client === undefined ? [] : [[client.id as string, client.name]])))
    },
    [value.join(' ')],
  )
  return (
    <Stack gap={2}>
      <ClientPicker
        key={round}
        label={t('automation.clients')}
        value=""
        autoFocus={round > 0}
        error={props.error}
        onChange={(id) => {
          if (id === '') return
          if (!value.includes(id)) onChange([...value, id])
          // The field is empty again, for the next one.
          setRound(round + 1)
        }}
      />
      {value.length > 0 && (
        <Chips label={t('automation.clients-chosen')}>
          {value.map((id) => (
            <FilterChip
              key={id}
              label={names?.get(id) ?? t('automation.client-gone')}
              onRemove={() => onChange(value.filter((each) => each !== id))}
            />
          ))}
        </Chips>
      )}
    </Stack>
  )
}
