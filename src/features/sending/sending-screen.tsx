import { useMemo, useState } from 'react'
import { cancelMessage, restoreMessage } from '../../commands/change-message.ts'
import type { SeenMessage } from '../../commands/prepare-message.ts'
import type { Message } from '../../core/automation/message.ts'
import type { MessageId } from '../../core/ids.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listMessages, type MessageCursor, type MessageRow } from '../../queries/get-message.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Page } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRowSelection } from '../../ui/use-row-selection.ts'
import { MessageDialog } from '../blocks/message-dialog.tsx'
import { SendDialog } from '../blocks/send-dialog.tsx'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'

const keyOf = ({ message }: MessageRow) => message.id
const shownStates = ['prepared', 'sent', 'cancelled'] as const
type ShownState = (typeof shownStates)[number]

/** One after the other: what is being sent, and its place. */
interface Going {
  readonly rows: readonly MessageRow[]
  readonly at: number
}

/** What waits to be sent to clients, several at once, and what has been sent. */
export function SendingScreen() {
  const url = useUrlQuery()
  const asked = url.get('state')
  const state: ShownState = shownStates.find((each) => each === asked) ?? 'prepared'
  const source = usePagedRows<MessageRow, MessageCursor>(`messages/${state}`, (books, after, limit) =>
    listMessages(books, state, after, limit),
  )
  const selection = useRowSelection(keyOf)
  const columns = useColumns(state)
  const [going, setGoing] = useState<Going>()
  const [shown, setShown] = useState<MessageId>()
  const giveUp = useGiveUp()
  const waiting = state === 'prepared'

  const next = () => {
    setGoing((before) => (before && before.at + 1 < before.rows.length ? { ...before, at: before.at + 1 } : undefined))
  }
  const current = going?.rows[going.at]

  return (
    <Page title={t('sending.screen')} subtitle={t('sending.screen-help')} loading={source.loading}>
      <Stack gap={3}>
        <Tabs
          label={t('sending.screen')}
          current={state}
          tabs={shownStates.map((each) => ({
            id: each,
            label: t(`sending.tab-${each}`),
            to: '/sending',
            ...(each !== 'prepared' && { search: { state: each } }),
          }))}
        />
        <DataTable
          key={state}
          label={t(`sending.tab-${state}`)}
          columns={columns}
          source={source}
          rowKey={keyOf}
          rowName={({ message }) => `${message.invoiceNumber} ${message.clientName}`}
          onOpen={(row) => (waiting ? setGoing({ rows: [row], at: 0 }) : setShown(row.message.id))}
          {...(waiting && {
            selection,
            bulkActs: (
              <>
                <Button onClick={() => void giveUp(selection.rows).then(selection.clear)}>
                  {t('sending.give-up')}
                </Button>
                <Button
                  kind="main"
                  icon="mail"
                  onClick={() => {
                    setGoing({ rows: selection.rows, at: 0 })
                    selection.clear()
                  }}
                >
                  {t('sending.send-selected')}
                </Button>
              </>
            ),
          })}
          empty={
            <EmptyState
              sentence={t(`sending.none-${state}`)}
              {...(waiting && {
                act: (
                  <ButtonLink to="/invoices" search={{ state: 'open' }}>
                    {t('sending.to-open')}
                  </ButtonLink>
                ),
              })}
            />
          }
        />
      </Stack>
      {current && (
        <SendDialog
          key={current.message.id}
          invoiceId={current.message.invoiceId}
          messageId={current.message.id}
          onClose={() => setGoing(undefined)}
          {...(going &&
            going.rows.length > 1 && {
              place: t('sending.place', { at: going.at + 1, count: going.rows.length }),
              onNext: next,
            })}
        />
      )}
      {shown !== undefined && <MessageDialog id={shown} onClose={() => setShown(undefined)} />}
    </Page>
  )
}

/** Gives messages up, with one undo for all of them. */
function useGiveUp(): (rows: readonly MessageRow[]) => Promise<void> {
  const { run, settings } = useRuntime()
  return async (rows) => {
    const given: SeenMessage[] = []
    for (const { message } of rows) {
      const result = await run(cancelMessage, { id: message.id, version: message.version })
      if (result.ok) given.push(result.value)
      else toast({ message: problemText(result.problem, settings.locale), tone: 'bad' })
    }
    if (given.length === 0) return
    toast({
      message: t('sending.given-up', { count: given.length }),
      undo: async () => {
        for (const seen of given) {
          const result = await run(restoreMessage, seen)
          if (!result.ok) toast({ message: problemText(result.problem, settings.locale), tone: 'bad' })
        }
      },
    })
  }
}

function useColumns(state: ShownState): Column<MessageRow>[] {
  const locale = useLocale()
  return useMemo(() => {
    const amount: Column<MessageRow> = {
      id: 'due',
      head: t('sending.due'),
      align: 'end',
      width: '140px',
      card: 'amount',
      cell: ({ invoice }) => invoice && <Amount amount={invoice.amountDue} currency={invoice.currency} />,
    }
    return [
      {
        id: 'client',
        head: t('sending.client'),
        width: 'minmax(0, 1.4fr)',
        card: 'title',
        cell: ({ message }) => message.clientName,
      },
      {
        id: 'invoice',
        head: t('sending.about'),
        width: 'minmax(0, 1.2fr)',
        card: 'meta',
        cell: ({ message }) => aboutText(message),
      },
      {
        id: 'on',
        head: t(state === 'sent' ? 'sending.sent-on' : 'sending.prepared-on'),
        width: '130px',
        card: 'meta',
        cell: ({ message }) => formatDate(message.sent?.on ?? message.preparedOn, locale),
      },
      state === 'sent'
        ? {
            id: 'how',
            head: t('sending.how'),
            width: 'minmax(0, 1fr)',
            card: 'meta',
            cell: ({ message }) => message.sent && t(`sending.way-${message.sent.how}`),
          }
        : {
            id: 'state',
            head: t('sending.state'),
            width: 'minmax(0, 1fr)',
            card: 'state',
            cell: (row) => <MessageBadge row={row} />,
          },
      amount,
    ]
  }, [locale, state])
}

function aboutText({ kind, invoiceNumber: number }: Message): string {
  return t(kind === 'invoice' ? 'sending.about-invoice' : 'sending.about-reminder', { number })
}

function MessageBadge({ row: { message, delivery } }: { readonly row: MessageRow }) {
  if (message.state === 'cancelled') {
    return <StateBadge word={t(`sending.why-${message.why ?? 'by-hand'}`)} tone="grey" shape="dash" />
  }
  const carried = delivery?.row.state
  if (carried === 'needs-you') return <StateBadge word={t('sending.needs-you')} tone="bad" shape="dot" />
  if (carried === 'waiting' || carried === 'sending') {
    return <StateBadge word={t('sending.on-its-way')} tone="ink" shape="clock" />
  }
  return <StateBadge word={t('sending.for-you')} tone="plain" shape="outline" />
}
