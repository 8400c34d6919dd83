// A frozen document as the words that stand on paper. Pure: the same document always says the same.
import { type CalendarDate, parseCalendarDate } from '../core/date.ts'
import { parseDecimal } from '../core/decimal.ts'
import type { FrozenDocument } from '../core/invoice/document.ts'
import { type DocumentFormats, documentFormats } from './document-formats.ts'
import { type DocumentWords, documentWords } from './document-words.ts'
import { commonServiceDate, printLine, printTaxes, printTotals, showsTax } from './print-lines.ts'
import { filled, printBuyer, printSeller, taxIds } from './print-party.ts'
import { printDueDate, printPayment } from './print-payment.ts'
import type { Labelled, PrintedDocument } from './printed-document.ts'

export interface PrintOptions {
  /** Printed across the pages and said in words. */
  readonly mark?: 'draft' | 'void'
  /** A PO number added after issue: printed as an addition, with its day. */
  readonly poAddendum?: { readonly poNumber: string; readonly on: CalendarDate }
}

/** All texts of an invoice, a cancellation or a credit note, in the document's own language. */
export function printDocument(document: FrozenDocument, options: PrintOptions = {}): PrintedDocument {
  const words = documentWords(document.language)
  const formats = documentFormats(document.language, document.currency)
  const kind = words.say(titleWord(document, options))
  const { number, totals, look } = document
  const home = document.seller.address?.country
  const payment = options.mark === 'void' ? undefined : printPayment(document, words, formats)
  const due = printDueDate(document, words, formats)
  const servedOn = commonServiceDate(document.lines)
  return {
    kind,
    heading: filled(number) ? words.say('title.numbered', { title: kind, number }) : kind,
    ...(filled(number) && { number }),
    ...(options.mark !== undefined && {
      mark: {
        kind: options.mark,
        word: words.say(`mark.${options.mark}`),
        sentence: words.say(
          options.mark === 'draft' && document.kind === 'credit-note'
            ? 'mark.draft.credit-sentence'
            : `mark.${options.mark}.sentence`,
        ),
      },
    }),
    seller: printSeller(document.seller, words, formats),
    buyer: printBuyer(document.buyer, home, formats),
    facts: factsOf(document, options, words, formats),
    ...statementOf(document, words, formats),
    ...(filled(document.intro) && { intro: document.intro }),
    showsTaxColumn: showsTax(document.lines),
    amountHeading: words.say(document.taxIncluded ? 'amount-in-included' : 'amount-in', {
      currency: document.currency,
    }),
    lines: document.lines.map((line, index) => printLine(line, index, servedOn === undefined, words, formats)),
    taxes: printTaxes(document, words, formats),
    totals: printTotals(document, words, formats),
    due: {
      label: words.say(document.kind === 'invoice' ? 'due' : 'credited'),
      value: formats.money(totals.due),
    },
    ...(due !== undefined && { dueDate: due }),
    ...(document.accountCurrency !== undefined && { accountCurrency: inAccountCurrency(document, words, formats) }),
    ...(payment !== undefined && { payment }),
    ...(filled(document.notes) && { notes: document.notes }),
    ...(filled(look.footer) && { footer: look.footer }),
  }
}

const numberWord = {
  invoice: 'number',
  cancellation: 'cancellation-number',
  'credit-note': 'credit-note-number',
} as const

function titleWord(document: FrozenDocument, options: PrintOptions) {
  if (document.kind === 'cancellation') return 'title.cancellation'
  if (document.kind === 'credit-note') return options.mark === 'draft' ? 'title.draft-credit-note' : 'title.credit-note'
  return options.mark === 'draft' ? 'title.draft' : 'title.invoice'
}

/** What a document that takes something back does, in a sentence, and why. */
function statementOf(
  { kind, corrects, alsoCorrects = [], reason }: FrozenDocument,
  words: DocumentWords,
  formats: DocumentFormats,
): Pick<PrintedDocument, 'statement'> {
  if (corrects === undefined) return {}
  const said = ({ number, issuedOn }: typeof corrects) => ({ number, date: formats.date(issuedOn) })
  if (kind === 'cancellation') return { statement: words.say('cancellation.sentence', said(corrects)) }
  const sentence =
    alsoCorrects.length === 0
      ? words.say('credit-note.sentence', said(corrects))
      : words.say('credit-note.sentence-several', {
          invoices: [corrects, ...alsoCorrects].map((each) => words.say('credit-note.invoice', said(each))).join(', '),
        })
  return { statement: filled(reason) ? `${sentence} ${words.say('credit-note.reason', { reason })}` : sentence }
}

function factsOf(
  document: FrozenDocument,
  options: PrintOptions,
  words: DocumentWords,
  formats: DocumentFormats,
): Labelled[] {
  const facts: Labelled[] = []
  const add = (label: string, value: string | undefined) => {
    if (filled(value)) facts.push({ label, value })
  }
  const { buyer, corrects, poNumber, servicePeriod, paymentReference } = document
  add(words.say(numberWord[document.kind]), document.number)
  add(words.say('issued-on'), document.issuedOn && formats.date(document.issuedOn))
  const due = printDueDate(document, words, formats)
  if (due !== undefined) facts.push(due)
  const corrected = [...(corrects === undefined ? [] : [corrects]), ...(document.alsoCorrects ?? [])]
  add(
    words.say(document.kind === 'cancellation' ? 'corrects' : corrected.length > 1 ? 'credits-several' : 'credits'),
    corrected.map(({ number }) => number).join(', '),
  )
  const servedOn = commonServiceDate(document.lines)
  if (servedOn !== undefined && servicePeriod === undefined) add(words.say('service-date'), formats.date(servedOn))
  if (servicePeriod !== undefined) add(words.say('service-period'), formats.period(servicePeriod))
  add(words.say('po-number'), poNumber)
  if (options.poAddendum !== undefined) {
    const { poNumber: added, on } = options.poAddendum
    add(words.say('po-number'), words.say('po-addendum', { poNumber: added, date: formats.date(on) }))
  }
  for (const { name, value, kind } of document.fields ?? []) add(name, printFieldValue(value, kind, formats))
  if (document.kind === 'invoice' && paymentReference !== document.number)
    add(words.say('payment-reference'), paymentReference)
  add(words.say('client-number'), buyer.clientNumber)
  facts.push(...taxIds(buyer, words.say('your-vat-id'), words.say('your-tax-number')))
  return facts
}

/** Numbers and days as the document's language writes them; anything else as the owner wrote it. */
export function printFieldValue(value: string, kind: 'number' | 'date' | undefined, formats: DocumentFormats): string {
  if (kind === 'number') {
    const number = parseDecimal(value)
    return number === undefined ? value : formats.quantity(number)
  }
  const day = kind === 'date' ? parseCalendarDate(value) : undefined
  return day === undefined ? value : formats.date(day)
}

/** what the tax is in the currency of the seller's books, with the rate, its day and its source. */
function inAccountCurrency(document: FrozenDocument, words: DocumentWords, formats: DocumentFormats): string {
  const other = document.accountCurrency as NonNullable<FrozenDocument['accountCurrency']>
  return words.say('account-currency-tax', {
    currency: other.currency,
    tax: documentFormats(document.language, other.currency).money(other.tax),
    documentCurrency: document.currency,
    rate: formats.quantity(other.rate),
    source: other.source,
    date: formats.date(other.on),
  })
}
