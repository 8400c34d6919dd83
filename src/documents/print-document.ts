// A frozen document as the words that stand on paper. Pure: the same document always says the same.
import type { CalendarDate } from '../core/date.ts'
import type { FrozenDocument, PaymentInstructions } from '../core/invoice/document.ts'
import { type DocumentFormats, documentFormats } from './document-formats.ts'
import { type DocumentWords, documentWords } from './document-words.ts'
import { commonServiceDate, printLine, printTaxes, printTotals, showsTax } from './print-lines.ts'
import { filled, printBuyer, printSeller, taxIds } from './print-party.ts'
import type { Labelled, PrintedDocument, PrintedPayment } from './printed-document.ts'

export interface PrintOptions {
  /** Printed across the pages and said in words. */
  readonly mark?: 'draft' | 'void'
  /** A PO number added after issue: printed as an addition, with its day. */
  readonly poAddendum?: { readonly poNumber: string; readonly on: CalendarDate }
}

/** All texts of an invoice or a cancellation, in the document's own language. */
export function printDocument(document: FrozenDocument, options: PrintOptions = {}): PrintedDocument {
  const words = documentWords(document.language)
  const formats = documentFormats(document.language, document.currency)
  const kind = words.say(titleWord(document, options))
  const { number, totals, look } = document
  const home = document.seller.address?.country
  const payment = paymentOf(document, words, formats)
  const servedOn = commonServiceDate(document.lines)
  return {
    kind,
    heading: filled(number) ? words.say('title.numbered', { title: kind, number }) : kind,
    ...(filled(number) && { number }),
    ...(options.mark !== undefined && {
      mark: {
        kind: options.mark,
        word: words.say(`mark.${options.mark}`),
        sentence: words.say(`mark.${options.mark}.sentence`),
      },
    }),
    seller: printSeller(document.seller, words, formats),
    buyer: printBuyer(document.buyer, home, formats),
    facts: factsOf(document, options, words, formats),
    ...(document.corrects !== undefined && {
      statement: words.say('cancellation.sentence', {
        number: document.corrects.number,
        date: formats.date(document.corrects.issuedOn),
      }),
    }),
    ...(filled(document.intro) && { intro: document.intro }),
    showsTaxColumn: showsTax(document.lines),
    amountHeading: words.say(document.taxIncluded ? 'amount-in-included' : 'amount-in', {
      currency: document.currency,
    }),
    lines: document.lines.map((line, index) => printLine(line, index, servedOn === undefined, words, formats)),
    taxes: printTaxes(document, words, formats),
    totals: printTotals(document, words, formats),
    due: {
      label: words.say(document.kind === 'cancellation' ? 'credited' : 'due'),
      value: formats.money(totals.due),
    },
    ...(document.kind === 'invoice' && dueDate(document, words, formats)),
    ...(document.accountCurrency !== undefined && { accountCurrency: inAccountCurrency(document, words, formats) }),
    ...(payment !== undefined && { payment }),
    ...(filled(document.notes) && { notes: document.notes }),
    ...(filled(look.footer) && { footer: look.footer }),
  }
}

function titleWord(document: FrozenDocument, options: PrintOptions) {
  if (document.kind === 'cancellation') return 'title.cancellation'
  return options.mark === 'draft' ? 'title.draft' : 'title.invoice'
}

function dueDate(document: FrozenDocument, words: DocumentWords, formats: DocumentFormats): { dueDate?: Labelled } {
  if (document.dueOn === undefined) return {}
  const onReceipt = document.termsDays === 0 && document.dueOn === document.issuedOn
  const value = onReceipt ? words.say('due-on-receipt') : formats.date(document.dueOn)
  return { dueDate: { label: words.say('due-on'), value } }
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
  add(words.say(document.kind === 'cancellation' ? 'cancellation-number' : 'number'), document.number)
  add(words.say('issued-on'), document.issuedOn && formats.date(document.issuedOn))
  if (document.kind === 'invoice') {
    const due = dueDate(document, words, formats).dueDate
    if (due !== undefined) facts.push(due)
  }
  add(words.say('corrects'), corrects?.number)
  const servedOn = commonServiceDate(document.lines)
  if (servedOn !== undefined && servicePeriod === undefined) add(words.say('service-date'), formats.date(servedOn))
  if (servicePeriod !== undefined) add(words.say('service-period'), formats.period(servicePeriod))
  add(words.say('po-number'), poNumber)
  if (options.poAddendum !== undefined) {
    const { poNumber: added, on } = options.poAddendum
    add(words.say('po-number'), words.say('po-addendum', { poNumber: added, date: formats.date(on) }))
  }
  if (paymentReference !== document.number) add(words.say('payment-reference'), paymentReference)
  add(words.say('client-number'), buyer.clientNumber)
  facts.push(...taxIds(buyer, words.say('your-vat-id'), words.say('your-tax-number')))
  return facts
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

/** How to pay: for invoices only; with nothing left to pay it says so. */
function paymentOf(
  document: FrozenDocument,
  words: DocumentWords,
  formats: DocumentFormats,
): PrintedPayment | undefined {
  if (document.kind === 'cancellation') return undefined
  const { payment, totals } = document
  if (totals.due <= 0) return { sentence: words.say('nothing-due'), facts: [] }
  const reference = filled(document.paymentReference) ? document.paymentReference : document.number
  const onReceipt = document.dueOn === undefined || (document.termsDays === 0 && document.dueOn === document.issuedOn)
  const values = {
    amount: formats.money(totals.due),
    date: document.dueOn === undefined ? '' : formats.date(document.dueOn),
    reference: reference ?? '',
  }
  const word = onReceipt ? 'pay-now' : 'pay-by'
  return {
    sentence: words.say(filled(reference) ? word : `${word}-plain`, values),
    facts: paymentFacts(payment, reference, words),
    ...(filled(payment.text) && { text: payment.text }),
  }
}

function paymentFacts(payment: PaymentInstructions, reference: string | undefined, words: DocumentWords): Labelled[] {
  const facts: Labelled[] = []
  const add = (label: string, value: string | undefined) => {
    if (filled(value)) facts.push({ label, value })
  }
  add(words.say('account-holder'), payment.accountHolder)
  add(words.say('iban'), payment.iban && inFours(payment.iban))
  add(words.say('bic'), payment.bic)
  add(words.say('bank'), payment.bankName)
  if (facts.length > 0) add(words.say('reference'), reference)
  return facts
}

/** An IBAN as people read it; no-break spaces keep it on one line. */
function inFours(iban: string): string {
  return iban.replace(/\s+/g, '').replace(/(.{4})(?=.)/g, '$1\u00a0')
}
