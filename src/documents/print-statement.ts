import type { CalendarDate } from '../core/date.ts'
import type { Client } from '../core/model.ts'
import { type CurrencyCode, type Minor, negateMinor } from '../core/money.ts'
import type { Period } from '../core/period.ts'
import type { Statement, StatementLine } from '../core/statement.ts'
import type { PaperWords } from './paper-words.ts'
import { letterheadOf, type PaperFacts } from './print-letterhead.ts'
import { filled } from './print-party.ts'
import type { PaperRow, PrintedPaper } from './printed-paper.ts'

export interface StatementFacts {
  readonly settings: PaperFacts['settings']
  readonly client: Client
  readonly currency: CurrencyCode
  readonly period: Period
  readonly today: CalendarDate
}

/** The statement of a client as the words that stand on paper: opening balance, lines, closing balance. */
export function printStatement(statement: Statement, facts: StatementFacts): PrintedPaper {
  const { client, currency, period } = facts
  const { words, formats, paper, head, buyer } = letterheadOf({ ...facts, clientName: client.name })
  const { opening, closing, added, taken, lines } = statement
  const kind = words.say('statement')
  const amount = (value: Minor) => formats.amount(value)
  const firstDay = formats.date(period.start)
  const balance = (label: string, value: Minor): PaperRow => ({
    cells: ['', label, '', '', amount(value)],
    weight: 'sum',
  })
  const row = (line: StatementLine): PaperRow => ({
    cells: [
      formats.date(line.on),
      lineText(line, words),
      line.amount > 0 ? amount(line.amount) : '',
      line.amount < 0 ? amount(negateMinor(line.amount)) : line.amount === 0 ? amount(line.amount) : '',
      amount(line.balance),
    ],
    details: [
      ...(line.dueOn === undefined ? [] : [words.say('statement.due-on', { date: formats.date(line.dueOn) })]),
      ...(filled(line.reference) ? [line.reference] : []),
    ],
  })
  return {
    ...paper,
    head: {
      ...head,
      kind,
      heading: kind,
      facts: [
        { label: words.say('statement.period'), value: formats.period(period) },
        { label: words.say('statement.made-on'), value: formats.date(facts.today) },
        ...(filled(buyer.clientNumber)
          ? [{ label: words.say('statement.client-number'), value: buyer.clientNumber }]
          : []),
      ],
      due: {
        label: words.say(closing < 0 ? 'statement.credit' : 'statement.closing'),
        value: formats.money(absolute(closing)),
      },
    },
    opening: [],
    tables: [
      {
        columns: [
          { heading: words.say('statement.day'), align: 'left' },
          { heading: words.say('statement.what'), align: 'left', grows: true },
          { heading: words.say('statement.added-heading', { currency }), align: 'right' },
          { heading: words.say('statement.taken-heading', { currency }), align: 'right' },
          { heading: words.say('statement.balance-heading', { currency }), align: 'right' },
        ],
        rows: [balance(words.say('statement.opening-on', { date: firstDay }), opening), ...lines.map(row)],
      },
    ],
    totals: [
      { label: words.say('statement.opening'), value: amount(opening), weight: 'plain' },
      { label: words.say('statement.added'), value: amount(added), weight: 'plain' },
      { label: words.say('statement.taken'), value: amount(negateMinor(taken)), weight: 'plain' },
      { label: words.say('statement.closing'), value: formats.money(closing), weight: 'due' },
    ],
    closing: [closingSentence(closing, words, formats.money(absolute(closing)))],
  }
}

function lineText(line: StatementLine, words: PaperWords): string {
  const { kind, number = '', about = [], method } = line
  const values = { number, about: about.join(', '), method: method === undefined ? '' : words.say(`method.${method}`) }
  return words.say(`line.${kind}`, values)
}

function closingSentence(closing: Minor, words: PaperWords, amount: string): string {
  if (closing === 0) return words.say('statement.nothing-to-pay')
  return words.say(closing > 0 ? 'statement.to-pay' : 'statement.in-credit', { amount })
}

function absolute(amount: Minor): Minor {
  return amount < 0 ? negateMinor(amount) : amount
}
