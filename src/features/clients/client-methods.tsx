import { useState } from 'react'
import type { StoredMethodId } from '../../core/ids.ts'
import type { Client } from '../../core/model.ts'
import type { StoredMethod } from '../../core/payments/stored-method.ts'
import { t } from '../../i18n/translate.ts'
import { listMethods, listProcessors } from '../../queries/list-methods.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Section } from '../../ui/section.tsx'
import { Row } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { expiryText, isExpired, methodText } from '../blocks/method-text.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { CardLinkDialog } from './card-link-dialog.tsx'
import styles from './client-methods.module.css'
import { MethodDialog } from './method-dialog.tsx'
import { useEnteredCards } from './use-card-setup.ts'
import { useMethodActs } from './use-method-acts.ts'

type Open =
  | { readonly kind: 'add'; readonly as: StoredMethod['kind'] }
  | { readonly kind: 'change' | 'link'; readonly id: StoredMethodId }

/** How a client pays (I-1): the default first (I-5), with the terms that each brings and the cards that can be charged. */
export function ClientMethods({ client }: { readonly client: Client }) {
  const methods = useRows((books) => listMethods(books, client.id), [client.id])
  const processors = useRows(listProcessors, [])
  const [open, setOpen] = useState<Open>()
  useEnteredCards(methods)
  if (methods === undefined || processors === undefined) return null
  const close = () => setOpen(undefined)
  const usable = processors.find(({ endpoint, hasKey }) => endpoint.state === 'on' && hasKey)?.endpoint
  const shown = open === undefined || open.kind === 'add' ? undefined : methods.find(({ id }) => id === open.id)
  const of = shown?.setup?.endpointId ?? shown?.card?.endpointId
  const endpoint = processors.find((each) => each.endpoint.id === of)?.endpoint ?? usable
  return (
    <Section
      title={t('cards.how-they-pay')}
      acts={
        <Button kind="plain" icon="plus" onClick={() => setOpen({ kind: 'add', as: 'transfer' })}>
          {t('cards.add')}
        </Button>
      }
    >
      {methods.length === 0 ? (
        <EmptyState
          sentence={t(usable === undefined ? 'cards.none' : 'cards.none-yet')}
          {...(usable !== undefined && {
            act: <Button onClick={() => setOpen({ kind: 'add', as: 'card' })}>{t('cards.add-card')}</Button>,
          })}
        />
      ) : (
        <ItemList>
          {methods.map((method) => (
            <MethodItem
              key={method.id}
              method={method}
              canLink={usable !== undefined}
              isOnly={methods.length === 1}
              onChange={() => setOpen({ kind: 'change', id: method.id })}
              onLink={() => setOpen({ kind: 'link', id: method.id })}
            />
          ))}
        </ItemList>
      )}
      {open?.kind === 'add' && (
        <MethodDialog
          client={client}
          others={methods.length}
          hasProcessor={usable !== undefined}
          startsAs={open.as}
          onClose={close}
          onCard={(id) => setOpen({ kind: 'link', id })}
        />
      )}
      {open?.kind === 'change' && shown !== undefined && (
        <MethodDialog
          client={client}
          method={shown}
          others={methods.length}
          hasProcessor={usable !== undefined}
          onClose={close}
          onCard={close}
        />
      )}
      {open?.kind === 'link' && shown !== undefined && endpoint !== undefined && (
        <CardLinkDialog client={client} method={shown} endpoint={endpoint} onClose={close} />
      )}
    </Section>
  )
}

function MethodItem(props: {
  readonly method: StoredMethod
  readonly canLink: boolean
  readonly isOnly: boolean
  readonly onChange: () => void
  readonly onLink: () => void
}) {
  const { method } = props
  const { settings, today } = useRuntime()
  const acts = useMethodActs()
  const { label, card, setup, termsDays, isDefault, kind } = method
  const facts = [
    label,
    card === undefined ? undefined : expiryText(card, today(), settings.locale),
    termsDays === undefined ? undefined : t('cards.terms-are', { days: termsDays }),
  ].filter((fact) => fact !== undefined)
  const name = methodText(method)
  return (
    <Item>
      <div className={styles.words}>
        <Row gap={2}>
          <Text as="span" strong>
            {name}
          </Text>
          {isDefault === 1 && <StateBadge word={t('cards.default')} tone="good" shape="check" />}
          {card !== undefined && isExpired(card, today()) && (
            <StateBadge word={t('cards.expired-badge')} tone="late" shape="clock" />
          )}
        </Row>
        {facts.length > 0 && <Text tone="quiet">{facts.join(' · ')}</Text>}
        {setup !== undefined && <Text tone="quiet">{t('cards.waits-for-client')}</Text>}
        {kind === 'card' && setup === undefined && card === undefined && (
          <Text tone="quiet">{t('cards.no-card-yet')}</Text>
        )}
      </div>
      <Row gap={2} keep>
        {setup !== undefined && props.canLink && (
          <Button aria-label={t('cards.link-of', { method: name })} onClick={props.onLink}>
            {t('cards.link-show')}
          </Button>
        )}
        <Menu
          align="end"
          entries={[
            isDefault === 0 && {
              label: t('cards.make-default'),
              icon: 'check',
              onSelect: () => void acts.makeDefault(method),
            },
            { label: t('cards.change'), icon: 'edit', onSelect: props.onChange },
            kind === 'card' &&
              props.canLink && {
                label: t(card === undefined ? 'cards.link-send' : 'cards.replace-card'),
                icon: 'mail',
                onSelect: props.onLink,
              },
            'separator',
            {
              label: t('cards.remove-method'),
              icon: 'trash',
              danger: true,
              // I-5: there is always one.
              ...(isDefault === 1 && !props.isOnly && { disabled: true, help: t('cards.default-goes-last') }),
              onSelect: () => void acts.remove(method),
            },
          ]}
          trigger={(button) => <IconButton {...button} icon="more" label={t('cards.more', { method: name })} />}
        />
      </Row>
    </Item>
  )
}
