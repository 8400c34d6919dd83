// A message for the owner's own mail address: JSON that a small script of theirs turns into an e-mail.
import { execute } from '../../commands/execute.ts'
import { releaseDocument } from '../../commands/release-document.ts'
import type { Envelope } from '../../core/envelope.ts'
import type { MessageId } from '../../core/ids.ts'
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { IssuedDocument } from '../../core/invoice/issued.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import type { PrintOptions } from '../../documents/print-document.ts'
import type { Books } from '../../queries/account-entries.ts'
import { getReleasedPdf } from '../../queries/get-document.ts'
import { getMessage } from '../../queries/get-message.ts'
import { getSettings } from '../../queries/get-settings.ts'
import type { ComposedMail } from '../deliver-outbox.ts'
import { type ComposedMessage, composeMessage } from './compose-message.ts'
import { encodeBase64 } from './encode-base64.ts'
import { textToHtml } from './text-to-html.ts'

export type DrawPdf = (id: IssuedDocument['id'], document: FrozenDocument, options: PrintOptions) => Promise<Uint8Array>

export interface MailDeps {
  readonly books: Books
  readonly envelope: () => Envelope
  /** Draws a document as PDF; only pages can. */
  readonly drawPdf: DrawPdf
}

/** What a mail endpoint is told: everything of one e-mail, the PDF in base64. */
export function mailBody(id: MessageId, invoiceNumber: string, message: ComposedMessage, pdf?: Uint8Array): string {
  const { from, to, cc, subject, text, fileName } = message
  return JSON.stringify({
    type: 'message',
    id,
    invoiceNumber,
    ...(from && { from }),
    to,
    cc,
    subject,
    text,
    html: textToHtml(text),
    attachments: pdf === undefined ? [] : [{ fileName, contentType: 'application/pdf', content: encodeBase64(pdf) }],
  })
}

/**
 * Makes messages for `deliverOutbox`, as they are at that moment. Undefined where nothing can be sent: the message or
 * its document is gone, or nobody would get it.
 */
export function mailComposer({
  books,
  envelope,
  drawPdf,
}: MailDeps): (id: MessageId) => Promise<ComposedMail | undefined> {
  return async (id) => {
    const [view, settings] = await Promise.all([getMessage(books, id), getSettings(books)])
    if (view === null || settings === undefined) return undefined
    const message = composeMessage(view.message, { settings, ...view }, envelope().today)
    if (message.to.length === 0) return undefined
    const { to, cc, subject, text } = message
    const left = { to, cc, subject, text }
    if (message.attachPdf === 0) return { body: mailBody(id, view.invoice.number, message), left }
    const pdf = await invoicePdf(books, view.invoice, view.document, drawPdf)
    return {
      body: mailBody(id, view.invoice.number, message, pdf),
      left,
      released: async () => {
        await execute(books, releaseDocument, { id: view.invoice.id, how: 'send', pdf }, envelope())
      },
    }
  }
}

/** The PDF of an issued invoice as it leaves: the bytes that left first, unless it says more by now. */
export async function invoicePdf(
  books: Books,
  invoice: FinalizedInvoice,
  document: FrozenDocument,
  drawPdf: DrawPdf,
): Promise<Uint8Array> {
  const { id, state, poAddendum } = invoice
  const options: PrintOptions = { ...(state === 'void' && { mark: 'void' }), ...(poAddendum && { poAddendum }) }
  const first = state !== 'void' && poAddendum === undefined ? await getReleasedPdf(books, id) : undefined
  return first ?? (await drawPdf(id, document, options))
}
