// Money in steps: ledger, account-balance, apply-credits, credit-balance, return-unpaid.

import { currencyCode, currencyExponent } from '../../../src/core/currency.ts'
import { minorToDecimal, roundToMinor } from '../../../src/core/money.ts'
import { ledgerTotals } from '../../../src/core/settlement/ledger-totals.ts'
import {
  type CaseKind,
  CaseProblem,
  compared,
  hasValue,
  isObject,
  type Json,
  type JsonObject,
  listAt,
  type Outcome,
  objectAt,
  objectsAt,
  onlyCaseFields,
  onlyFields,
  textAt,
  toDecimal,
} from '../case.ts'
import { invoiceId, LedgerBook, Refused } from './ledger-book.ts'
import { outsideOurRules } from './outside-our-rules.ts'

/** Reads and writes amounts as the case does: major units, or minor ones where it says so. */
export interface Scale {
  readonly read: (value: Json | undefined, name: string) => number
  readonly write: (amount: number) => string
}

export function scaleOf(fields: JsonObject): Scale {
  const code = textAt(fields, 'currency')
  const currency = currencyCode(code)
  if (currency === undefined) throw new CaseProblem(`unknown currency "${code}"`)
  const exponent = fields.minorUnits === true ? 0 : currencyExponent(currency)
  return {
    read: (value, name) => roundToMinor(toDecimal(value, name), exponent),
    write: (amount) => minorToDecimal(amount as never, exponent),
  }
}

const caseFields = [
  'currency',
  'steps',
  'minorUnits',
  'expected',
  'expectedClient',
  'expectedDeposit',
  'deposit',
  'clients',
  'expectedAvailableCredit',
  'expectedReturnOutstanding',
  'changeGiven',
  'expectedWriteOff',
]

function steps(kind: string): CaseKind {
  return {
    area: 'payments',
    kind,
    run(fields) {
      onlyCaseFields(fields, caseFields)
      return outsideOurRules(fields, scaleOf(fields)) ?? run(fields, kind)
    },
  }
}

function run(fields: JsonObject, kind: string): Outcome {
  const scale = scaleOf(fields)
  // The systems of these kinds put credit on open invoices by themselves, as ours does by default.
  const book = new LedgerBook(kind === 'account-balance' || kind === 'apply-credits')
  const other = new LedgerBook(false)
  const clients = hasValue(fields, 'clients') ? objectAt(fields, 'clients') : {}
  const first = Object.values(clients)[0]
  const bookOf = (letter: string) => (Object.hasOwn(clients, letter) && clients[letter] !== first ? other : book)
  const expected: { [name: string]: Json } = {}
  const actual: { [name: string]: Json } = {}
  objectsAt(fields, 'steps').forEach((step, index) => {
    const wantsError = hasValue(step, 'expectError')
    let refusal: string | undefined
    try {
      act(step, bookOf, book, scale, kind)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      refusal = error.message
    }
    if (wantsError || refusal !== undefined) {
      expected[`step ${index}`] = wantsError ? 'refused' : 'done'
      actual[`step ${index}`] = refusal === undefined ? 'done' : wantsError ? 'refused' : refusal
    }
    if (hasValue(step, 'expect')) {
      const wanted = objectAt(step, 'expect')
      actual[`after ${index}`] = stateAs(wanted, book, scale)
      expected[`after ${index}`] = inFigures(wanted, scale)
    }
  })
  const rest = restOf(fields, book, scale)
  return compared({ ...expected, ...rest.expected }, { ...actual, ...rest.actual })
}

const stepFields = [
  'op',
  'id',
  'amount',
  'expect',
  'expectError',
  'allocate',
  'allocateList',
  'useCredit',
  'fromInvoice',
  'toCredit',
  'cash',
  'netOfRefund',
  'invoice',
  'from',
  'to',
  'adjustInvoice',
  'refund',
  'credit',
  'creditAmount',
  'refundAmount',
  'againstUnpaid',
  'fromAccountCredit',
  'reason',
  'priority',
]

function act(step: JsonObject, bookOf: (letter: string) => LedgerBook, book: LedgerBook, scale: Scale, kind: string) {
  onlyFields(step, stepFields, 'steps.')
  const op = textAt(step, 'op')
  const id = hasValue(step, 'id') ? textAt(step, 'id') : ''
  const amount = hasValue(step, 'amount') ? scale.read(step.amount, 'amount') : 0
  const invoice = hasValue(step, 'invoice') ? textAt(step, 'invoice') : ''
  const pairs = (name: string) => pairsAt(step, name, scale)
  switch (op) {
    case 'invoice':
      return bookOf(id).invoice(id, amount)
    case 'creditNote': {
      const corrects = step.againstUnpaid === undefined ? undefined : unpaidOf(step, book)
      book.credit(id, amount, 'credit-note', corrects)
      if (hasValue(step, 'refund')) book.refundCredit(id, scale.read(step.refund, 'refund'))
      return
    }
    case 'prepaid':
      return book.credit(id, amount, 'deposit')
    case 'accountCredit':
      return book.credit(`grant-${book.letters.length}`, amount, 'goodwill')
    case 'payment':
      // One system books a payment over more than is due as it comes; ours keeps what is over as credit (I-4).
      return book.pay(
        id,
        amount,
        kind === 'account-balance' ? withinDue(pairs('allocate'), book) : allocationsOf(step, scale),
        pairs('useCredit'),
      )
    case 'payRest':
      return book.payRest(id, invoice)
    case 'allocate':
      return book.allocate(id, pairs('allocate'))
    case 'refund':
      if (step.adjustInvoice === undefined) return book.refund(id, amount, pairs('fromInvoice'), pairs('toCredit'))
      return step.adjustInvoice === true ? refundWithNote(book, amount) : book.refund(id, amount, paidBy(book, amount))
    case 'deletePayment':
      return book.undoPayment(id)
    case 'discountInvoice':
      return book.credit(`discount-${id}`, amount, 'credit-note', id)
    case 'adjustInvoiceToZeroWithCredit':
      return book.credit(`zero-${id}`, amount, 'credit-note', id)
    case 'replaceItem':
      return book.credit(
        `item-${invoice}`,
        scale.read(step.from, 'from') - scale.read(step.to, 'to'),
        'credit-note',
        invoice,
      )
    case 'creditItem':
      // More than the invoice: no correction of it but goodwill, which goes on it first.
      return book.credit(
        `item-${invoice}`,
        amount,
        amount > book.creditable(invoice) ? 'goodwill' : 'credit-note',
        invoice,
      )
    case 'void': {
      // with a payment on it an invoice is credited in full; the credit is given back or kept.
      book.credit(`void-${id}`, book.creditable(id), 'credit-note', id)
      const back = scale.read(step.refundAmount, 'refundAmount')
      if (back > 0) book.refundCredit(`void-${id}`, back)
      return
    }
    default:
      throw new CaseProblem(`unknown operation "${op}"`)
  }
}

/** A refund with an adjustment of the invoice is a credit note whose credit is paid out; none where nothing is left to credit. */
function refundWithNote(book: LedgerBook, amount: number): void {
  const letter = book.letters[0] ?? ''
  if (book.creditable(letter) >= amount) {
    book.credit('adjusted', amount, 'credit-note', letter)
    book.refundCredit('adjusted', amount)
  } else book.refundBalance(amount)
}

function paidBy(book: LedgerBook, amount: number): (readonly [string, number])[] {
  let open = amount
  return book.letters.flatMap((letter) => {
    const part = Math.min(open, book.paidOn(letter))
    open -= part
    return part > 0 ? [[letter, part] as const] : []
  })
}

function unpaidOf(step: JsonObject, book: LedgerBook): string {
  return typeof step.againstUnpaid === 'string' ? step.againstUnpaid : (book.letters[0] ?? '')
}

function withinDue(pairs: readonly (readonly [string, number])[], book: LedgerBook): (readonly [string, number])[] {
  return pairs
    .map(([letter, amount]) => [letter, Math.min(amount, book.ledger.due(invoiceId(letter)))] as const)
    .filter(([, amount]) => amount > 0)
}

function allocationsOf(step: JsonObject, scale: Scale): (readonly [string, number])[] {
  if (!hasValue(step, 'allocateList')) return pairsAt(step, 'allocate', scale)
  return listAt(step, 'allocateList').map((pair) => {
    if (!Array.isArray(pair)) throw new CaseProblem('"allocateList" holds something that is no pair')
    return [String(pair[0]), scale.read(pair[1], 'allocateList')] as const
  })
}

function pairsAt(fields: JsonObject, name: string, scale: Scale): (readonly [string, number])[] {
  if (!hasValue(fields, name)) return []
  return Object.entries(objectAt(fields, name)).map(([letter, value]) => [letter, scale.read(value, name)] as const)
}

/** Expected figures in the one way of writing them that ours have. */
function inFigures(value: Json, scale: Scale): Json {
  if (Array.isArray(value)) return value.map((each: Json) => inFigures(each, scale))
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inFigures(each, scale)]))
  return value === null ? null : scale.write(scale.read(value, 'expected'))
}

/** What stands in the ledger, in the shape that is asked for. */
function stateAs(wanted: JsonObject, book: LedgerBook, scale: Scale): Json {
  const due = (letter: string) => book.ledger.due(invoiceId(letter))
  const balances = ledgerTotals(book.ledger.rows()).balances
  const each = (name: string, of: (letter: string) => Json): Json =>
    Object.fromEntries(Object.keys(objectAt(wanted, name)).map((letter) => [letter, of(letter)]))
  const answers: Readonly<Record<string, () => Json>> = {
    invoiceBalance: () => each('invoiceBalance', (letter) => scale.write(due(letter))),
    creditBalance: () => each('creditBalance', (letter) => scale.write(book.left(letter))),
    paid: () => each('paid', (letter) => scale.write(book.paidOn(letter))),
    applied: () => each('applied', (letter) => scale.write(book.appliedFrom(letter))),
    payment: () =>
      each('payment', (letter) => {
        const found = book.payment(letter)
        const asked = Object.keys(objectAt(objectAt(wanted, 'payment'), letter)) as (keyof typeof found)[]
        return Object.fromEntries(asked.map((name) => [name, scale.write(found[name])]))
      }),
    accountBalance: () => scale.write(book.letters.reduce((sum, letter) => sum + due(letter), 0) - balances),
    accountCredit: () => scale.write(balances),
    totalApplied: () => scale.write(ledgerTotals(book.ledger.rows()).allocated),
    invoiceDue: () => scale.write(due(book.letters.at(-1) ?? '')),
    creditNote: () => {
      const letter = `void-${book.letters[0] ?? ''}`
      const [credit, refund] = [book.left(letter), book.refundedOfCredit(letter)]
      return { credit: scale.write(credit), refund: scale.write(refund), total: scale.write(credit + refund) }
    },
  }
  return Object.fromEntries(
    Object.keys(wanted).map((name) => {
      const answer = answers[name]
      if (answer === undefined) throw new CaseProblem(`unknown expectation "${name}"`)
      return [name, answer()]
    }),
  )
}

/** What the case expects at its end. */
function restOf(fields: JsonObject, book: LedgerBook, scale: Scale): { expected: JsonObject; actual: JsonObject } {
  const expected: { [name: string]: Json } = {}
  const actual: { [name: string]: Json } = {}
  const ask = (name: string, found: () => Json) => {
    if (!hasValue(fields, name)) return
    expected[name] = inFigures(fields[name] as Json, scale)
    actual[name] = found()
  }
  const due = book.letters.reduce((sum, letter) => sum + book.ledger.due(invoiceId(letter)), 0)
  const { received, refunded, balances } = ledgerTotals(book.ledger.rows())
  ask('expected', () => stateAs(objectAt(fields, 'expected'), book, scale))
  ask('expectedClient', () => {
    const whole: JsonObject = { paidToDate: scale.write(received - refunded), balance: scale.write(due) }
    return Object.fromEntries(
      Object.keys(objectAt(fields, 'expectedClient')).map((name) => [name, whole[name] ?? null]),
    )
  })
  ask('expectedAvailableCredit', () => scale.write(balances))
  // A return document owes what it has not given back yet.
  ask('expectedReturnOutstanding', () => scale.write(-balances))
  ask('expectedDeposit', () => {
    const deposit = scale.read(fields.deposit, 'deposit')
    return scale.write(Math.max(0, deposit - book.letters.reduce((sum, letter) => sum + book.paidOn(letter), 0)))
  })
  return { expected, actual }
}

export const ledgerCases: readonly CaseKind[] = [
  'ledger',
  'account-balance',
  'apply-credits',
  'credit-balance',
  'return-unpaid',
].map(steps)
