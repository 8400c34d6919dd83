// How a message leaves: by what the device can do, or through the owner's own address. "Sent" is the owner's word, for a
// draft in a mail program has not left yet.
import { useRef, useState } from 'react'
import { changeMessage, type MarkMessageSent, markMessageSent } from '../../commands/change-message.ts'
import { prepareMessage, type SeenMessage } from '../../commands/prepare-message.ts'
import { releaseDocument } from '../../commands/release-document.ts'
import type { Endpoint } from '../../core/automation/outbox.ts'
import type { Release } from '../../core/invoice/issued.ts'
import type { Problem } from '../../core/problem.ts'
import type { Result } from '../../core/result.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { mailtoLink } from '../../integrations/mail/mailto-link.ts'
import { makeEml } from '../../integrations/mail/make-eml.ts'
import { canShareFiles, canShareText, shareFile } from '../../integrations/mail/share-file.ts'
import type { SendingView } from '../../queries/get-message.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { downloadFile } from './download-file.ts'
import { failureText } from './pdf-failure-text.ts'
import { useInvoicePdf } from './use-invoice-pdf.ts'
import type { MessageDraft } from './use-message-draft.ts'

export type HandedOver = Exclude<MarkMessageSent['how'], 'share' | 'other'>

export interface SendMessage {
  /** Absent where the browser hands nothing, or no file, to other apps. */
  readonly share?: () => Promise<void>
  /** A file that mail programs open as a draft, the PDF in it. */
  readonly eml: () => Promise<void>
  readonly mailto: () => Promise<void>
  readonly copy: () => Promise<void>
  readonly through: (endpoint: Endpoint) => Promise<void>
  /** Keeps what was written under "To send". Answers whether it is kept. */
  readonly keep: () => Promise<boolean>
  readonly downloadPdf: () => Promise<void>
  /** Handed to a program, and not yet said to have left. */
  readonly handedOver: HandedOver | undefined
  /** The link could not carry the text, which was copied instead. */
  readonly textCopied: boolean
  readonly markSent: (how: MarkMessageSent['how']) => Promise<void>
  readonly back: () => void
  readonly problem: string | undefined
  readonly busy: boolean
  readonly pdfSize: number | undefined
  readonly canShare: boolean
}

export function useSendMessage(
  view: SendingView,
  draft: MessageDraft,
  done: (how: 'sent' | 'queued') => void,
): SendMessage {
  const { run, newKey, now, settings } = useRuntime()
  const { invoice } = view
  const { composed, content, kind } = draft
  const attached = content.attachPdf === 1
  const pdf = useInvoicePdf(invoice, view.document, attached)
  const [seen, setSeen] = useState<SeenMessage | undefined>(
    view.message && { id: view.message.id, version: view.message.version },
  )
  const [handedOver, setHandedOver] = useState<HandedOver>()
  const [textCopied, setTextCopied] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const key = useRef(newKey())

  const told = <Value>(result: Result<Value, Problem>): Value | undefined => {
    if (result.ok) return result.value
    setProblem(problemText(result.problem, settings.locale))
    return undefined
  }
  const acting = async (act: () => Promise<void>) => {
    setProblem(undefined)
    setBusy(true)
    try {
      await act()
    } finally {
      setBusy(false)
    }
  }

  /** The row as it is now written; made where there is none. Undefined after a refusal, which was told. */
  const row = async (endpointId?: Endpoint['id']): Promise<SeenMessage | undefined> => {
    if (seen !== undefined && !draft.changed && endpointId === undefined) return seen
    const through = endpointId === undefined ? {} : { endpointId }
    const result =
      seen === undefined
        ? await run(prepareMessage, { invoiceId: invoice.id, kind, ...content, ...through }, key.current)
        : await run(changeMessage, { ...seen, contents: content, ...through })
    const kept = told(result)
    if (kept === undefined) {
      key.current = newKey()
      return undefined
    }
    setSeen(kept)
    draft.kept()
    return kept
  }
  const mark = async (as: SeenMessage, how: MarkMessageSent['how']) => {
    const { to, cc, subject, text, attachPdf } = composed
    const marked = told(await run(markMessageSent, { ...as, how, left: { to, cc, subject, text, attachPdf } }))
    if (marked === undefined) return
    const whom = to.map(({ email }) => email).join(', ')
    toast({
      message:
        whom === ''
          ? t('sending.sent', { number: invoice.number })
          : t('sending.sent-to', { number: invoice.number, to: whom }),
    })
    done('sent')
  }
  /** The bytes to attach; null where none are wanted, undefined after a failure, which was told. */
  const bytes = async (): Promise<Uint8Array | null | undefined> => {
    if (!attached) return null
    try {
      return pdf.ready ?? (await pdf.load())
    } catch (error) {
      setProblem(failureText(error))
      return undefined
    }
  }
  const release = async (how: Release['how'], file: Uint8Array): Promise<boolean> =>
    told(await run(releaseDocument, { id: invoice.id, how, pdf: file })) !== undefined

  const canShare = attached ? canShareFiles() : canShareText()
  const share = () =>
    acting(async () => {
      const file = await bytes()
      if (file === undefined) return
      const outcome = await shareFile({
        title: composed.subject,
        text: composed.text,
        ...(file && { file: { bytes: file, fileName: composed.fileName, mime: 'application/pdf' } }),
      })
      if (outcome === 'closed') return
      if (outcome !== 'shared') {
        setProblem(t('sending.share-failed'))
        return
      }
      if (file !== null) await release('share', file)
      const kept = await row()
      if (kept !== undefined) await mark(kept, 'share')
    })
  const eml = () =>
    acting(async () => {
      const file = await bytes()
      if (file === undefined) return
      const kept = await row()
      if (kept === undefined || (file !== null && !(await release('send', file)))) return
      const attachments = file === null ? [] : [{ fileName: composed.fileName, mime: 'application/pdf', bytes: file }]
      const draftFile = makeEml({ ...composed, attachments, writtenAt: now() })
      downloadFile(composed.fileName.replace(/\.pdf$/, '.eml'), draftFile as BlobPart, 'message/rfc822')
      setHandedOver('eml')
    })
  const mailto = () =>
    acting(async () => {
      const link = mailtoLink(composed)
      const href = link.fits ? link.href : link.short
      const copied = !link.fits && (await copyText(composed.text))
      if (href === undefined || (!link.fits && !copied)) {
        setProblem(t('sending.link-too-long'))
        return
      }
      if ((await row()) === undefined) return
      setTextCopied(copied)
      const anchor = window.document.createElement('a')
      anchor.href = href
      anchor.click()
      setHandedOver('mailto')
    })
  const copy = () =>
    acting(async () => {
      if (!(await copyText(composed.text))) {
        setProblem(t('ui.copy-failed'))
        return
      }
      if ((await row()) !== undefined) setHandedOver('copy')
    })

  return {
    ...(canShare && { share }),
    eml,
    mailto,
    copy,
    through: (endpoint) =>
      acting(async () => {
        if ((await row(endpoint.id)) === undefined) return
        toast({ message: t('sending.handed-to', { number: invoice.number, name: endpoint.name }) })
        done('queued')
      }),
    keep: async () => {
      if (!draft.changed && seen !== undefined) return true
      return (await row()) !== undefined
    },
    downloadPdf: () =>
      acting(async () => {
        const file = await pdf.load().catch((error: unknown) => setProblem(failureText(error)))
        if (file === undefined || !(await release('download', file))) return
        downloadFile(composed.fileName, file as BlobPart, 'application/pdf')
      }),
    handedOver,
    textCopied,
    markSent: (how) =>
      acting(async () => {
        // The document left with it: its bytes are kept, and it counts as handed out.
        const file = invoice.releasedAt === undefined ? await bytes() : null
        if (file === undefined) return
        const kept = await row()
        if (kept === undefined || (file !== null && !(await release('send', file)))) return
        await mark(kept, how)
      }),
    back: () => setHandedOver(undefined),
    problem,
    busy,
    pdfSize: attached ? pdf.ready?.length : undefined,
    canShare,
  }
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
