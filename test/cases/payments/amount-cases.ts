// Single amounts: credit-note-amount, refund-amount, coupon, import-balance.

import { creditFigures } from '../../../src/core/credit/credit-figures.ts'
import { minor, minorToDecimal } from '../../../src/core/money.ts'
import { impliedPayment } from '../../../src/core/settlement/implied-payment.ts'
import { ledgerTotals } from '../../../src/core/settlement/ledger-totals.ts'
import { frozenDocument, vat19 } from '../../support/frozen-document.ts'
import {
  type CaseKind,
  compared,
  decimalAt,
  hasValue,
  type Json,
  type JsonObject,
  listAt,
  minorAt,
  type Outcome,
  objectAt,
  objectsAt,
  onlyCaseFields,
  onlyFields,
  toDecimal,
} from '../case.ts'
import { LedgerBook, Refused } from './ledger-book.ts'
import { scaleOf } from './ledger-cases.ts'

/** One line of so much net at one rate, and so much of it credited. */
function creditNoteAmount(fields: JsonObject): Outcome {
  onlyCaseFields(fields, [
    'currency',
    'steps',
    'minorUnits',
    'invoiceNetMinor',
    'taxRate',
    'creditNetMinor',
    'requestedTotalMinor',
    'expected',
  ])
  const net = minorAt(fields, 'creditNetMinor')
  const whole = hasValue(fields, 'invoiceNetMinor') ? minorAt(fields, 'invoiceNetMinor') : net
  const document = frozenDocument({
    lines: [
      {
        description: 'Credited',
        unitPrice: minorToDecimal(whole, 2),
        taxes: [{ ...vat19, percent: decimalAt(fields, 'taxRate') }],
      },
    ],
    currency: String(fields.currency),
  })
  const credited = creditFigures(document, [], [{ line: 0, kind: 'amount', amount: net }])
  const wanted = objectAt(fields, 'expected')
  const figures: Json = credited.ok
    ? { net: String(credited.value.net), tax: String(credited.value.tax), total: String(credited.value.total) }
    : credited.problem.code
  return compared(wanted, figures)
}

/** The whole payment unless less is asked for; parts of invoices have to make up what is asked for. */
function refundAmount(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['currency', 'steps', 'payment', 'requested', 'itemAdjustments', 'expected'])
  const scale = scaleOf(fields)
  const read = (name: string) => (hasValue(fields, name) ? scale.read(fields[name], name) : undefined)
  const paid = read('payment') ?? 0
  const parts = listAt(fields, 'itemAdjustments').map((value) => scale.read(value, 'itemAdjustments'))
  const wanted = fields.expected === 'error' ? 'refused' : scale.write(scale.read(fields.expected, 'expected'))
  if (paid === 0) return compared(wanted, scale.write(0))
  const requested = read('requested') ?? paid
  const book = new LedgerBook(false)
  const items = parts.filter((part) => part > 0)
  const rest = paid - items.reduce((sum, part) => sum + part, 0)
  const amounts = items.length === 0 ? [paid] : rest > 0 ? [...items, rest] : items
  amounts.forEach((amount, index) => {
    book.invoice(`I${index}`, amount)
  })
  book.pay('P', paid, within(paid, amounts))
  try {
    const from = (items.length === 0 ? [requested] : items).map((part, index) => [`I${index}`, part] as const)
    book.refund('P', requested, from)
    return compared(wanted, scale.write(book.payment('P').refunded))
  } catch (error) {
    if (error instanceof Refused) return compared(wanted, 'refused')
    throw error
  }
}

function within(paid: number, amounts: readonly number[]): (readonly [string, number])[] {
  let open = paid
  return amounts.flatMap((amount, index) => {
    const part = Math.min(open, amount)
    open -= part
    return part > 0 ? [[`I${index}`, part] as const] : []
  })
}

/** A coupon of a fixed amount is goodwill: it goes on the invoice as far as something is due. */
function coupon(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['currency', 'steps', 'minorUnits', 'baseMinor', 'coupon', 'alreadyUsedMinor', 'expected'])
  const { read, write } = scaleOf(fields)
  const given = objectAt(fields, 'coupon')
  onlyFields(given, ['type', 'value', 'recurring'], 'coupon.')
  const wanted = objectAt(fields, 'expected')
  const base = read(fields.baseMinor, 'baseMinor')
  if (given.type !== 'amount')
    return { status: 'failed', expected: wanted, actual: `unknown type "${String(given.type)}"` }
  // A recurring one is granted anew for each invoice; another one is used up.
  const used = given.recurring === undefined ? read(fields.alreadyUsedMinor, 'alreadyUsedMinor') : 0
  const value = read(given.value, 'value') - used
  const book = new LedgerBook(true)
  if (value > 0) book.credit('coupon', value, 'goodwill')
  book.invoice('A', base)
  return compared(wanted, { discount: write(value > 0 ? book.appliedFrom('coupon') : 0) })
}

/** Invoices of another program with what was still open: what it must have been paid. */
function importBalance(fields: JsonObject): Outcome {
  onlyCaseFields(fields, ['currency', 'importRows', 'expected'])
  const rows = objectsAt(fields, 'importRows').map((row) => {
    onlyFields(row, ['amount', 'balance', 'status', 'paymentAmount'], 'importRows.')
    const amount = (name: string) =>
      hasValue(row, name) ? minor(Math.round(Number(toDecimal(row[name], name)) * 100)) : undefined
    return {
      amount: amount('amount') ?? minor(0),
      balance: amount('balance'),
      paid: row.status === 'paid',
      payment: amount('paymentAmount'),
    }
  })
  const book = new LedgerBook(false)
  const implied = rows.map(({ amount, balance, paid, payment }, index) => {
    book.invoice(`I${index}`, amount)
    const stated = payment ?? impliedPayment({ amount, ...(balance === undefined ? {} : { balance }), paid })
    if (stated > 0) book.pay(`P${index}`, stated, [[`I${index}`, stated]])
    return payment === undefined && stated > 0 ? stated : undefined
  })
  const text = (amount: number) => (amount / 100).toFixed(2)
  const due = rows.map((_, index) => book.ledger.due(`inv_I${index}` as never) as number)
  const status = due.map((open, index) =>
    open === 0 ? 'paid' : open < (rows[index]?.amount ?? 0) ? 'partial' : 'sent',
  )
  const whole: JsonObject = {
    invoiceBalance: due.map(text),
    impliedPayment: implied.map((amount) => (amount === undefined ? null : text(amount))),
    payments: rows.flatMap(({ payment }) => (payment === undefined ? [] : [text(payment)])),
    status,
    clientBalance: text(due.reduce((sum, open) => sum + open, 0)),
    clientPaidToDate: text(ledgerTotals(book.ledger.rows()).received),
  }
  const wanted = objectAt(fields, 'expected')
  return compared(wanted, Object.fromEntries(Object.keys(wanted).map((name) => [name, whole[name] ?? null])))
}

const kinds: Readonly<Record<string, CaseKind['run']>> = {
  'credit-note-amount': creditNoteAmount,
  'refund-amount': refundAmount,
  coupon,
  'import-balance': importBalance,
}

export const amountCases: readonly CaseKind[] = Object.entries(kinds).map(([kind, run]) => ({
  area: 'payments',
  kind,
  run,
}))
