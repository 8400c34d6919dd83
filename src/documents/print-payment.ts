// When and how to pay, in words.
import type { FrozenDocument, PaymentInstructions } from '../core/invoice/document.ts'
import type { DocumentFormats } from './document-formats.ts'
import type { DocumentWords } from './document-words.ts'
import { filled } from './print-party.ts'
import type { Labelled, PrintedPayment } from './printed-document.ts'

function isDueOnReceipt({ dueOn, issuedOn, termsDays }: FrozenDocument): boolean {
  return termsDays === 0 && dueOn === issuedOn
}

/** "1 day", "14 days": by the plural rules of the words' language. */
function terms(days: number, words: DocumentWords): string {
  const category = new Intl.PluralRules(words.language).select(days)
  return words.say(category === 'one' ? 'terms.one' : 'terms.other', { days })
}

/** The due date of an invoice; of a draft, which has none yet, the terms. What takes something back has neither. */
export function printDueDate(
  document: FrozenDocument,
  words: DocumentWords,
  formats: DocumentFormats,
): Labelled | undefined {
  if (document.kind !== 'invoice') return undefined
  const { dueOn, termsDays } = document
  if (isDueOnReceipt(document)) {
    return { label: words.say(dueOn === undefined ? 'terms' : 'due-on'), value: words.say('due-on-receipt') }
  }
  if (dueOn === undefined) return { label: words.say('terms'), value: terms(termsDays, words) }
  return { label: words.say('due-on'), value: formats.date(dueOn) }
}

/** How to pay: for invoices only; with nothing left to pay it says so. */
export function printPayment(
  document: FrozenDocument,
  words: DocumentWords,
  formats: DocumentFormats,
): PrintedPayment | undefined {
  if (document.kind !== 'invoice') return undefined
  const { payment, totals } = document
  if (totals.due <= 0) return { sentence: words.say('nothing-due'), facts: [] }
  const reference = filled(document.paymentReference) ? document.paymentReference : document.number
  return {
    sentence: paymentSentence(document, reference, words, formats),
    facts: paymentFacts(payment, reference, words),
    ...(filled(payment.text) && { text: payment.text }),
  }
}

function paymentSentence(
  document: FrozenDocument,
  reference: string | undefined,
  words: DocumentWords,
  formats: DocumentFormats,
): string {
  const { dueOn, termsDays, totals } = document
  const amount = formats.money(totals.due)
  const quoting = filled(reference) ? reference : undefined
  if (isDueOnReceipt(document)) {
    return quoting === undefined
      ? words.say('pay-now-plain', { amount })
      : words.say('pay-now', { amount, reference: quoting })
  }
  if (dueOn === undefined) return words.say('pay-within', { amount, terms: terms(termsDays, words) })
  const date = formats.date(dueOn)
  return quoting === undefined
    ? words.say('pay-by-plain', { amount, date })
    : words.say('pay-by', { amount, date, reference: quoting })
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
