// A message while it is written: what the owner changed over what client, group and template say now.
import { useMemo, useState } from 'react'
import type { Message, MessageKind } from '../../core/automation/message.ts'
import { type ComposedMessage, composeMessage } from '../../integrations/mail/compose-message.ts'
import type { SendingView } from '../../queries/get-message.ts'
import { useRuntime } from '../runtime.tsx'

type Edits = Partial<Pick<Message, 'to' | 'cc' | 'subject' | 'text'>>

export interface MessageContent extends Edits {
  readonly attachPdf: 0 | 1
  readonly listUnpaid: 0 | 1
}

export interface MessageDraft {
  readonly kind: MessageKind
  readonly setKind: (kind: MessageKind) => void
  readonly composed: ComposedMessage
  readonly content: MessageContent
  readonly change: (change: Partial<MessageContent>) => void
  /** Subject and text follow the template again. */
  readonly resetText: () => void
  /** Something differs from the row, or from what is proposed where there is none. */
  readonly changed: boolean
  /** Told after what is written was kept. */
  readonly kept: () => void
}

export function useMessageDraft(view: SendingView): MessageDraft {
  const { settings, today } = useRuntime()
  const { message, choice, sentBefore, invoice } = view
  const [kind, setKind] = useState<MessageKind>(
    message?.kind ?? (sentBefore && invoice.state === 'open' ? 'reminder' : 'invoice'),
  )
  const [content, setContent] = useState<MessageContent>(() => ({
    attachPdf: message?.attachPdf ?? choice.rule.attachPdf,
    listUnpaid: message?.listUnpaid ?? choice.rule.listUnpaid,
    ...(message && editsOf(message)),
  }))
  const [keptAs, setKeptAs] = useState(content)
  const day = today()
  const composed = useMemo(
    () => composeMessage({ kind, ...content }, { settings, ...view }, day),
    [kind, content, settings, view, day],
  )
  return {
    kind,
    setKind,
    composed,
    content,
    change: (change) => setContent((before) => ({ ...before, ...change })),
    resetText: () => setContent(({ subject: _subject, text: _text, ...rest }) => rest),
    changed: JSON.stringify(content) !== JSON.stringify(keptAs),
    kept: () => setKeptAs(content),
  }
}

function editsOf({ to, cc, subject, text }: Message): Edits {
  return {
    ...(to !== undefined && { to }),
    ...(cc !== undefined && { cc }),
    ...(subject !== undefined && { subject }),
    ...(text !== undefined && { text }),
  }
}
