import { useState } from 'react'
import { setEndpointState } from '../../commands/change-endpoint.ts'
import type { Endpoint } from '../../core/automation/outbox.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type EndpointView, listEndpoints } from '../../queries/list-endpoints.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { DeliveriesNeedYou } from '../blocks/deliveries-need-you.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { ConnectionLogDialog } from './connection-log-dialog.tsx'
import styles from './connections-section.module.css'
import { EndpointDialog } from './endpoint-dialog.tsx'
import { ProcessorKeyDialog } from './processor-key-dialog.tsx'
import { RemoveConnectionDialog } from './remove-connection-dialog.tsx'
import { NewSecretDialog, SecretDialog } from './secret-dialog.tsx'
import { TryEndpointDialog } from './try-endpoint-dialog.tsx'
import { TryProcessorDialog } from './try-processor-dialog.tsx'

/** What stands open over the list; `secret` is shown once and kept nowhere else on screen. */
type Open =
  | { readonly kind: 'edit'; readonly endpoint: Endpoint | undefined }
  | { readonly kind: 'secret'; readonly name: string; readonly secret: string }
  | { readonly kind: 'try' | 'log' | 'new-secret' | 'remove'; readonly endpoint: Endpoint }
  | { readonly kind: 'try-id'; readonly id: Endpoint['id'] }

/** The owner's own addresses: the only ones that the app ever calls. */
export function ConnectionsSection() {
  const { run, settings } = useRuntime()
  const endpoints = useRows(listEndpoints, [])
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)

  const tried =
    open?.kind === 'try'
      ? open.endpoint
      : open?.kind === 'try-id'
        ? endpoints?.find(({ endpoint }) => endpoint.id === open.id)?.endpoint
        : undefined

  const turn = async ({ id, version, name }: Endpoint, state: Endpoint['state']): Promise<void> => {
    const done = await run(setEndpointState, { id, version, state })
    if (!done.ok) {
      toast({ message: problemText(done.problem, settings.locale), tone: 'bad' })
      return
    }
    toast({ message: t(state === 'off' ? 'connections.switched-off' : 'connections.switched-on', { name }) })
  }
  return (
    <Stack>
      <DeliveriesNeedYou />
      <Section
        title={t('connections.title')}
        help={t('connections.help')}
        acts={
          <Button kind="main" icon="plus" onClick={() => setOpen({ kind: 'edit', endpoint: undefined })}>
            {t('connections.add')}
          </Button>
        }
      >
        {endpoints?.length === 0 && <EmptyState sentence={t('connections.none')} />}
        <ItemList>
          {endpoints?.map((view) => (
            <ConnectionItem key={view.endpoint.id} view={view} open={setOpen} turn={turn} />
          ))}
        </ItemList>
      </Section>
      {open?.kind === 'edit' && (
        <EndpointDialog
          endpoint={open.endpoint}
          onClose={close}
          onAdded={(name, secret) => setOpen({ kind: 'secret', name, secret })}
          onProcessor={(id) => setOpen({ kind: 'try-id', id })}
        />
      )}
      {open?.kind === 'secret' && <SecretDialog name={open.name} secret={open.secret} onClose={close} />}
      {open?.kind === 'new-secret' && open.endpoint.purpose === 'card' && (
        <ProcessorKeyDialog
          endpoint={open.endpoint}
          onClose={close}
          onKept={() => setOpen({ kind: 'try', endpoint: open.endpoint })}
        />
      )}
      {open?.kind === 'new-secret' && open.endpoint.purpose !== 'card' && (
        <NewSecretDialog
          endpoint={open.endpoint}
          onClose={close}
          onMade={(secret) => setOpen({ kind: 'secret', name: open.endpoint.name, secret })}
        />
      )}
      {tried !== undefined &&
        (tried.purpose === 'card' ? (
          <TryProcessorDialog endpoint={tried} onClose={close} />
        ) : (
          <TryEndpointDialog endpoint={tried} onClose={close} />
        ))}
      {open?.kind === 'log' && <ConnectionLogDialog endpoint={open.endpoint} onClose={close} />}
      {open?.kind === 'remove' && <RemoveConnectionDialog endpoint={open.endpoint} onClose={close} />}
    </Stack>
  )
}

function ConnectionItem(props: {
  readonly view: EndpointView
  readonly open: (what: Open) => void
  readonly turn: (endpoint: Endpoint, state: Endpoint['state']) => Promise<void>
}) {
  const { endpoint, hasSecret } = props.view
  const { name, purpose, events, state } = endpoint
  const told =
    purpose !== 'webhook'
      ? []
      : [events.length === 0 ? t('connections.events-none') : t('connections.events-count', { count: events.length })]
  return (
    <Item>
      <div className={styles.words}>
        <Row>
          <Text as="span" strong>
            {name}
          </Text>
          <EndpointBadge endpoint={endpoint} hasSecret={hasSecret} />
        </Row>
        <Text tone="quiet">{[t(`connections.purpose-${purpose}`), ...told].join(' · ')}</Text>
        <Text tone="quiet" size={1}>
          {new URL(endpoint.url).host}
        </Text>
      </div>
      <Row>
        <Button
          aria-label={t('connections.try-named', { name })}
          disabled={!hasSecret}
          onClick={() => props.open({ kind: 'try', endpoint })}
        >
          {t('connections.try')}
        </Button>
        <Button
          aria-label={t('connections.change-named', { name })}
          onClick={() => props.open({ kind: 'edit', endpoint })}
        >
          {t('connections.change')}
        </Button>
        <Menu
          align="end"
          entries={[
            { label: t('connections.log'), icon: 'clock', onSelect: () => props.open({ kind: 'log', endpoint }) },
            {
              label: t(purpose === 'card' ? 'cards.key-new' : 'connections.new-secret'),
              icon: 'lock',
              onSelect: () => props.open({ kind: 'new-secret', endpoint }),
            },
            {
              label: t(state === 'on' ? 'connections.switch-off' : 'connections.switch-on'),
              icon: 'switch',
              onSelect: () => void props.turn(endpoint, state === 'on' ? 'off' : 'on'),
            },
            'separator',
            {
              label: t('connections.remove'),
              icon: 'trash',
              danger: true,
              onSelect: () => props.open({ kind: 'remove', endpoint }),
            },
          ]}
          trigger={(trigger) => <IconButton {...trigger} icon="more" label={t('connections.more', { name })} />}
        />
      </Row>
    </Item>
  )
}

function EndpointBadge({ endpoint, hasSecret }: EndpointView) {
  if (endpoint.state === 'off') return <StateBadge word={t('connections.state-off')} tone="grey" shape="dash" />
  if (!hasSecret) {
    const word = t(endpoint.purpose === 'card' ? 'cards.key-gone' : 'connections.secret-missing')
    return <StateBadge word={word} tone="late" shape="outline" />
  }
  return <StateBadge word={t('connections.state-on')} tone="good" shape="check" />
}
