import type { Receipt } from '../core/payments/receipt.ts'
import { letterheadOf, type PaperFacts } from './print-letterhead.ts'
import { filled } from './print-party.ts'
import type { PrintedTotal } from './printed-document.ts'
import type { PaperTable, PrintedPaper } from './printed-paper.ts'

/** The receipt of a payment as the words that stand on paper: what came, what it paid, what became of the rest. */
export function printReceipt(receipt: Receipt, facts: Pick<PaperFacts, 'settings' | 'client' | 'today'>): PrintedPaper {
  const { payment, lines, paid, credit, refunded } = receipt
  const { currency, clientName } = payment
  const { words, formats, paper, head, buyer } = letterheadOf({ ...facts, clientName, currency })
  const kind = words.say('receipt')
  const amount = formats.money(payment.amount)
  const totals: PrintedTotal[] = []
  const add = (label: string, value: typeof paid) => {
    if (value !== 0) totals.push({ label, value: formats.amount(value), weight: 'plain' })
  }
  add(words.say('receipt.paid'), paid)
  add(words.say('receipt.credit'), credit)
  add(words.say('receipt.refunded'), refunded)
  totals.push({ label: words.say('receipt.amount'), value: amount, weight: 'due' })
  const table: PaperTable = {
    columns: [
      { heading: words.say('invoice'), align: 'left', grows: true },
      { heading: words.say('issued-on'), align: 'left' },
      { heading: words.say('receipt.invoiced-heading', { currency }), align: 'right' },
      { heading: words.say('receipt.paid-heading', { currency }), align: 'right' },
      { heading: words.say('receipt.left-heading', { currency }), align: 'right' },
    ],
    rows: lines.map((line) => ({
      cells: [
        line.number,
        formats.date(line.issuedOn),
        formats.amount(line.payable),
        formats.amount(line.paid),
        formats.amount(line.left),
      ],
    })),
  }
  return {
    ...paper,
    head: {
      ...head,
      kind,
      heading: kind,
      facts: [
        { label: words.say('receipt.on'), value: formats.date(payment.receivedOn) },
        { label: words.say('receipt.method'), value: words.say(`method.${payment.method}`) },
        ...(filled(payment.reference) ? [{ label: words.say('receipt.reference'), value: payment.reference }] : []),
      ],
      due: { label: words.say('receipt.amount'), value: amount },
    },
    opening: [words.say('receipt.sentence', { amount, name: buyer.name, date: formats.date(payment.receivedOn) })],
    tables: lines.length === 0 ? [] : [table],
    totals,
    closing: lines.some(({ left }) => left > 0) ? [words.say('receipt.as-of', { date: formats.date(paper.on) })] : [],
  }
}
