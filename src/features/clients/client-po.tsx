import { useState } from 'react'
import type { Client } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { listPoEvents } from '../../queries/list-unpaid-po.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { PoDialog } from './po-dialog.tsx'

/** The client's PO number, with what it was before (T-12); those of billing groups are beside their names. */
export function ClientPo({ client }: { readonly client: Client }) {
  const [editing, setEditing] = useState(false)
  const [past, setPast] = useState(false)
  const events = useRows((books) => listPoEvents(books, client.id), [client.id])
  const { poNumber } = client
  return (
    <Section
      title={t('clients.po-number')}
      acts={
        <Button kind="plain" icon={poNumber === undefined ? 'plus' : 'edit'} onClick={() => setEditing(true)}>
          {t(poNumber === undefined ? 'clients.po-add' : 'clients.po-change')}
        </Button>
      }
    >
      <Stack gap={2}>
        {poNumber === undefined ? (
          <Text tone="quiet">{t('clients.po-none')}</Text>
        ) : (
          <span style={{ overflowWrap: 'anywhere' }}>{poNumber}</span>
        )}
        {events !== undefined && events.length > 0 && (
          <div>
            <Button kind="plain" onClick={() => setPast(!past)} aria-expanded={past}>
              {t(past ? 'clients.po-hide-history' : 'clients.po-history')}
            </Button>
          </div>
        )}
        {past && <EventList events={events} about={client.id} />}
      </Stack>
      {editing && <PoDialog client={client} onClose={() => setEditing(false)} />}
    </Section>
  )
}
