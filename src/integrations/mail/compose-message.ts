// A message as it would leave now: what its row says, and for the rest what stands in the books (M-5, T-15).
import { isMailAddress } from '../../core/automation/mail-address.ts'
import type { Message, MessageAddress, MessageTemplate, MessageTemplateKey } from '../../core/automation/message.ts'
import {
  fillSubject,
  fillTemplate,
  parseTemplate,
  reminderTemplate,
  type TemplateValues,
} from '../../core/automation/message-template.ts'
import { recipientsOf } from '../../core/automation/recipients.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import { type CalendarDate, daysBetween } from '../../core/date.ts'
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { Client, FinalizedInvoice } from '../../core/model.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { documentFormats } from '../../documents/document-formats.ts'
import { type LetterWords, letterWords } from '../../documents/letter-words.ts'
import { printDocument } from '../../documents/print-document.ts'
import type { PrintedDocument } from '../../documents/printed-document.ts'
import { type OwnFacts, ownValues } from './own-values.ts'

export interface MessageFacts {
  readonly settings: Pick<AccountSettings, 'profile' | 'messages'>
  readonly client: Pick<Client, 'name' | 'email' | 'contacts'>
  readonly group?: Pick<BillingGroup, 'recipient' | 'cc'>
  readonly invoice: FinalizedInvoice
  readonly document: FrozenDocument
  /** The client's other unpaid invoices, the longest due first. */
  readonly unpaid: readonly FinalizedInvoice[]
  /** How many reminders of this invoice left after its due date. */
  readonly remindedLate: number
  /** The owner's own fields, with whatever carries values of them (M-7); absent: none. */
  readonly own?: OwnFacts
}

/** What of a message's row is needed, or what a message would be that has no row yet. */
export type MessagePlan = Pick<Message, 'kind' | 'attachPdf' | 'listUnpaid'> &
  Partial<Pick<Message, 'to' | 'cc' | 'subject' | 'text'>>

export interface ComposedMessage {
  readonly from?: MessageAddress
  readonly to: readonly MessageAddress[]
  readonly cc: readonly MessageAddress[]
  /** Addresses of the client's that are none. */
  readonly unusable: readonly string[]
  readonly subject: string
  readonly text: string
  readonly attachPdf: 0 | 1
  /** Of the attachment: "Invoice 2026-0042 - Meyer Studio.pdf". */
  readonly fileName: string
  readonly template: MessageTemplateKey
}

const mostUnpaid = 20

/**
 * Who gets it and what it says, in the language of the invoice. Amounts and days are today's: a reminder that waited
 * says what is due now. What the owner has changed stays as it was typed.
 */
export function composeMessage(message: MessagePlan, facts: MessageFacts, today: CalendarDate): ComposedMessage {
  const { settings, invoice, document, client } = facts
  const recipients = recipientsOf(client, facts.group)
  const words = letterWords(document.language)
  const template = templateOf(message, facts, today)
  const { subject, text } = settings.messages?.[template] ?? words.template(template)
  const values = templateValues(message, facts, words, today)
  return {
    ...senderOf(settings),
    to: message.to ?? recipients.to,
    cc: message.cc ?? recipients.cc,
    unusable: recipients.unusable,
    subject: message.subject ?? fillSubject(subject, values),
    text: message.text ?? fillTemplate(withUnpaid(text, message), values),
    attachPdf: message.attachPdf,
    fileName: pdfFileName(printed(document).heading, invoice.clientName),
    template,
  }
}

/** The text that a message takes. */
export function templateOf(
  { kind }: Pick<Message, 'kind'>,
  { invoice, remindedLate }: Pick<MessageFacts, 'invoice' | 'remindedLate'>,
  today: CalendarDate,
): MessageTemplateKey {
  return kind === 'invoice' ? 'invoice' : reminderTemplate(daysBetween(invoice.dueOn, today), remindedLate)
}

/** The text in force for a key: the owner's, else the built-in one of the language. */
export function templateInForce(
  key: MessageTemplateKey,
  { messages }: Pick<AccountSettings, 'messages'>,
  language: string,
): MessageTemplate {
  return messages?.[key] ?? letterWords(language).template(key)
}

/** The values of all fields, in the invoice's language; empty where there is nothing to say. */
function templateValues(
  message: MessagePlan,
  facts: MessageFacts,
  words: LetterWords,
  today: CalendarDate,
): TemplateValues {
  const { settings, invoice, document } = facts
  const formats = documentFormats(document.language, invoice.currency)
  const late = daysBetween(invoice.dueOn, today)
  const due = invoice.state !== 'void' && invoice.amountDue > 0
  const poNumber = invoice.poAddendum?.poNumber ?? invoice.poNumber
  return {
    ...(facts.own && ownValues(facts.own, formats)),
    client: document.buyer.name,
    number: invoice.number,
    total: formats.money(invoice.gross),
    'issue date': formats.date(invoice.issuedOn),
    reference: document.paymentReference ?? invoice.number,
    'your name': settings.profile.name,
    ...(poNumber !== undefined && { 'po number': poNumber }),
    ...(due && {
      amount: formats.money(invoice.amountDue),
      'due date': formats.date(invoice.dueOn),
      'payment details': paymentDetails(document, words),
      ...(late > 0 && { 'days late': words.days(late) }),
      ...(late <= 0 && { 'days left': words.days(-late) }),
    }),
    ...(message.listUnpaid === 1 && { 'other invoices': unpaidList(facts, words) }),
  }
}

/** A message is composed anew with every key that is pressed; a document of a thousand lines is put into words once. */
const printedDocuments = new WeakMap<FrozenDocument, PrintedDocument>()

function printed(document: FrozenDocument): PrintedDocument {
  const known = printedDocuments.get(document) ?? printDocument(document)
  printedDocuments.set(document, known)
  return known
}

function paymentDetails(document: FrozenDocument, words: LetterWords): string {
  const { payment } = printed(document)
  if (payment === undefined) return ''
  // People copy an account number: no-break spaces in it would not be understood.
  const facts = payment.facts.map(({ label, value }) => words.say('fact', { label, value }).replaceAll('\u00a0', ' '))
  return [...facts, ...(payment.text === undefined ? [] : [payment.text])].join('\n')
}

function unpaidList({ unpaid, document }: MessageFacts, words: LetterWords): string {
  if (unpaid.length === 0) return ''
  const lines = unpaid.slice(0, mostUnpaid).map(({ number, amountDue, currency, dueOn }) => {
    const formats = documentFormats(document.language, currency)
    return words.say('other', { number, amount: formats.money(amountDue), date: formats.date(dueOn) })
  })
  const more = unpaid.length - lines.length
  return [words.say('others'), ...lines, ...(more > 0 ? [words.say('others-more', { count: more })] : [])].join('\n')
}

/** A text of the owner's without the field gets the list below it (M-5). */
function withUnpaid(text: string, { listUnpaid }: MessagePlan): string {
  const named = parseTemplate(text).parts.some((part) => 'field' in part && part.field === 'other invoices')
  return listUnpaid === 0 || named ? text : `${text.trimEnd()}\n\n{other invoices}`
}

function senderOf({ profile }: Pick<AccountSettings, 'profile'>): { readonly from?: MessageAddress } {
  const email = profile.email?.trim() ?? ''
  if (!isMailAddress(email)) return {}
  return { from: profile.name.trim() === '' ? { email } : { name: profile.name.trim(), email } }
}

/** "Invoice 2026-0042 - Meyer Studio.pdf", without what file systems refuse. */
export function pdfFileName(heading: string, buyer: string): string {
  const clean = (text: string) =>
    text
      .replace(/[\p{Cc}<>:"/\\|?*]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 80)
  return `${[heading, buyer].map(clean).filter(Boolean).join(' - ')}.pdf`
}
