import { useMemo, useState } from 'react'
import type { InvoiceId, MessageId } from '../../core/ids.ts'
import { t } from '../../i18n/translate.ts'
import { getSending, type SendingView } from '../../queries/get-message.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Facts } from '../../ui/facts.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { messageDeliveryText } from './message-delivery-text.ts'
import { MessageFields } from './message-fields.tsx'
import { useMessageDraft } from './use-message-draft.ts'
import { useRows } from './use-rows.ts'
import { type SendMessage, useSendMessage } from './use-send-message.ts'

export interface SendDialogProps {
  readonly invoiceId: InvoiceId
  /** The message to send; else the one that waits for this invoice, or a new one. */
  readonly messageId?: MessageId
  /** Its place among several: "2 of 5". */
  readonly place?: string
  /** Sent, handed over, or put off: the next one of several. */
  readonly onNext?: () => void
  readonly onClose: () => void
}

/** Sends a message about an issued invoice: who, what, and by which way (T-15, M-5, P-4). */
export function SendDialog(props: SendDialogProps) {
  const { invoiceId, messageId } = props
  const view = useRows(
    async (books) => ({ of: `${invoiceId} ${messageId}`, found: await getSending(books, invoiceId, messageId) }),
    [invoiceId, messageId],
  )
  if (view === undefined || view.of !== `${invoiceId} ${messageId}` || view.found === null) return null
  // What is written belongs to this dialog: rows that change meanwhile bring figures, not another message.
  return <OpenSend key={view.of} {...props} view={view.found} />
}

function OpenSend(props: SendDialogProps & { readonly view: SendingView }) {
  const { view, onClose, onNext, place } = props
  const [first] = useState(view)
  const begun = useMemo((): SendingView => {
    const { message: _message, ...context } = view
    return first.message === undefined ? context : { ...context, message: first.message }
  }, [view, first])
  const draft = useMessageDraft(begun)
  const send = useSendMessage(begun, draft, () => (onNext ?? onClose)())
  const { number, clientName } = view.invoice
  const gone = first.message !== undefined && view.message !== undefined && view.message.state !== 'prepared'
  const settled = draft.kind === 'reminder' && view.invoice.state !== 'open'

  useUnsavedWork(draft.changed && !gone)

  /** Nothing that was typed is lost: it waits under "To send". */
  const leave = async (then: () => void) => {
    if (draft.changed && !gone) {
      if (!(await send.keep())) return
      toast({ message: t('sending.kept', { number }) })
    }
    then()
  }
  const title = t(draft.kind === 'invoice' ? 'sending.title' : 'sending.title-reminder', { number })

  return (
    <Dialog
      open
      firm
      wide
      title={place === undefined ? title : t('sending.title-place', { title, place })}
      onClose={() => void leave(onClose)}
      foot={
        gone ? (
          <Button kind="main" onClick={onNext ?? onClose}>
            {t(onNext ? 'sending.next' : 'ui.close')}
          </Button>
        ) : send.handedOver === undefined ? (
          <Ways send={send} view={view} {...(onNext && { onSkip: () => void leave(onNext) })} />
        ) : (
          <>
            <Button kind="plain" onClick={send.back}>
              {t('sending.back')}
            </Button>
            <Button onClick={() => void leave(onNext ?? onClose)}>{t('sending.not-yet')}</Button>
            <Button
              kind="main"
              icon="check"
              busy={send.busy}
              onClick={() => void send.markSent(send.handedOver ?? 'other')}
            >
              {t('sending.it-is-sent')}
            </Button>
          </>
        )
      }
    >
      {gone ? (
        <Notice>{t('sending.not-to-send', { state: view.message?.state ?? 'sent' })}</Notice>
      ) : (
        <Stack gap={3}>
          {settled && <Notice tone="late">{t('sending.nothing-open', { number, clientName })}</Notice>}
          {view.delivery && view.message?.state === 'prepared' && (
            <Notice {...(view.delivery.row.state === 'needs-you' && { tone: 'bad' as const })}>
              {messageDeliveryText(view.delivery, begun.message?.attachPdf === 1)}
            </Notice>
          )}
          {send.handedOver === undefined ? (
            <MessageFields view={begun} draft={draft} pdfSize={send.pdfSize} problem={send.problem} />
          ) : (
            <HandedOver
              send={send}
              to={draft.composed.to.map(({ email }) => email).join(', ')}
              subject={draft.composed.subject}
              text={draft.composed.text}
              attached={draft.content.attachPdf === 1}
            />
          )}
        </Stack>
      )}
    </Dialog>
  )
}

/** The ways out: one main, the others beside it; on a narrow screen behind "More". */
function Ways({
  send,
  view,
  onSkip,
}: {
  readonly send: SendMessage
  readonly view: SendingView
  readonly onSkip?: () => void
}) {
  const { rule, endpoints } = view.choice
  const touch = useMedia('(pointer: coarse)')
  const narrow = useMedia('(max-width: 639px)')
  const usual = rule.way.kind === 'endpoint' ? rule.way.endpointId : undefined
  const through = endpoints.map((endpoint) => ({
    id: endpoint.id as string,
    label: t('sending.through', { name: endpoint.name }),
    icon: 'external' as const,
    run: () => void send.through(endpoint),
  }))
  const share = send.share && {
    id: 'share',
    label: t('sending.share'),
    icon: 'share' as const,
    run: () => void send.share?.(),
  }
  const eml = { id: 'eml', label: t('sending.eml'), icon: 'mail' as const, run: () => void send.eml() }
  const others = [
    { id: 'mailto', label: t('sending.mailto'), icon: 'external' as const, run: () => void send.mailto() },
    { id: 'copy', label: t('sending.copy'), icon: 'copy' as const, run: () => void send.copy() },
    { id: 'other', label: t('sending.sent-otherwise'), icon: 'check' as const, run: () => void send.markSent('other') },
  ]
  const main = through.find(({ id }) => id === usual) ?? (touch && share ? share : eml)
  const rest = [...through, ...(share ? [share] : []), eml, ...others].filter(({ id }) => id !== main.id)
  const shown = narrow ? [] : rest.filter(({ id }) => id !== 'other').slice(0, onSkip ? 1 : 2)
  return (
    <>
      {onSkip && (
        <Button kind="plain" onClick={onSkip}>
          {t('sending.later')}
        </Button>
      )}
      <Menu
        align="end"
        trigger={(trigger) => (
          <Button {...trigger} icon="more" kind="quiet">
            {t('sending.more-ways')}
          </Button>
        )}
        entries={rest
          .filter((way) => !shown.includes(way))
          .map(({ label, icon, run }) => ({ label, icon, onSelect: run }))}
      />
      {shown.map(({ id, label, icon, run }) => (
        <Button key={id} icon={icon} disabled={send.busy} onClick={run}>
          {label}
        </Button>
      ))}
      <Button kind="main" icon={main.icon} busy={send.busy} onClick={main.run}>
        {main.label}
      </Button>
    </>
  )
}

/** A program has it now; only its owner knows whether it left. */
function HandedOver(props: {
  readonly send: SendMessage
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly attached: boolean
}) {
  const { send, to, subject, text } = props
  const way = send.handedOver ?? 'copy'
  const copyable = (value: string, what: string) => (
    <Row gap={1} keep>
      {value}
      <CopyButton text={value} what={what} />
    </Row>
  )
  return (
    <Stack gap={3}>
      {send.problem !== undefined && <Notice tone="bad">{send.problem}</Notice>}
      <Text>{t(`sending.handed-${way}`)}</Text>
      {send.textCopied && <Notice>{t('sending.text-copied')}</Notice>}
      {way !== 'eml' && props.attached && (
        <Notice
          acts={
            <Button icon="download" onClick={() => void send.downloadPdf()}>
              {t('sending.download-pdf')}
            </Button>
          }
        >
          {t('sending.attach-yourself')}
        </Notice>
      )}
      {way !== 'eml' && (
        <Facts
          start
          facts={[
            ...(to === '' ? [] : [{ label: t('sending.to'), value: copyable(to, t('sending.to')) }]),
            { label: t('sending.subject'), value: copyable(subject, t('sending.subject')) },
            {
              label: t('sending.text'),
              value: <CopyButton text={text} what={t('sending.text')} />,
            },
          ]}
        />
      )}
      <Text strong>{t('sending.did-it-leave')}</Text>
    </Stack>
  )
}
