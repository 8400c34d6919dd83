// What is typed into the editor of a credit note, and what it means: requests, figures, and what is wrong where.
import { creditableLines } from '../../core/credit/credit-basis.ts'
import {
  type CreditedInvoice,
  type CreditPick,
  creditFigures,
  type LeftOfLine,
  leftToCredit,
} from '../../core/credit/credit-figures.ts'
import type { CreditRequest } from '../../core/credit/credit-note.ts'
import { type CreditSource, type PlannedCredit, planCredit } from '../../core/credit/plan-credit.ts'
import { currencyExponent } from '../../core/currency.ts'
import { addDays } from '../../core/date.ts'
import { absolute, isNegative, isZero, negate } from '../../core/decimal.ts'
import type { InvoiceId } from '../../core/ids.ts'
import { type CurrencyCode, type Minor, minor, minorToDecimal } from '../../core/money.ts'
import type { Problem } from '../../core/problem.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseMoney, parseNumber } from '../../i18n/parse-amount.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'

/** How much of a line: all that is left, or so much of it. */
export type PickKind = CreditPick['kind']

/** One line of an invoice in the editor; numbers and amounts as typed, without their sign. */
export interface LineValues {
  readonly line: number
  readonly on: boolean
  readonly kind: PickKind
  readonly quantity: string
  readonly start: string
  readonly lastDay: string
  readonly amount: string
}

export interface CreditedValues {
  readonly invoiceId: InvoiceId
  /** All that is left, whatever the lines say. */
  readonly whole: boolean
  readonly lines: readonly LineValues[]
}

export interface CreditValues {
  readonly invoices: readonly CreditedValues[]
  readonly reason: string
}

/** What of an invoice can be credited: as it was issued, with what its issued notes took back before. */
export type Creditable = Pick<CreditSource, 'document' | 'prior'>

/** What is left of a line, and what it is called. */
export interface LineLeft extends LeftOfLine {
  readonly line: number
  readonly description: string
  /** Nothing is left: it is shown, but cannot be chosen. */
  readonly gone: boolean
}

/** The lines of an invoice with what is left of each. */
export function linesLeft({ document, prior }: Creditable): readonly LineLeft[] {
  const lines = creditableLines(document)
  return leftToCredit(document, prior).map((left, line) => ({
    ...left,
    line,
    description: lines[line]?.description ?? '',
    gone: left.amount === 0,
  }))
}

/** The editor as it opens for an invoice: all that is left of it, or what a draft says. */
export function creditedValues(
  invoiceId: InvoiceId,
  creditable: Creditable,
  picks: readonly CreditPick[] | 'rest',
  locale: string,
): CreditedValues {
  const { currency } = creditable.document
  const left = linesLeft(creditable)
  const open = left.filter(({ gone }) => !gone)
  const whole =
    picks === 'rest' ||
    (open.length > 0 && open.every(({ line }) => picks.some((pick) => pick.line === line && pick.kind === 'rest')))
  return {
    invoiceId,
    whole,
    lines: left.map(({ line, quantity, periods, amount, gone }) => {
      const pick = picks === 'rest' ? undefined : picks.find((each) => each.line === line)
      const first = periods[0]
      const period = pick?.kind === 'period' ? pick.period : first
      return {
        line,
        on: picks === 'rest' ? !gone : pick !== undefined,
        kind: pick?.kind ?? 'rest',
        quantity: formatDecimal(absolute(pick?.kind === 'quantity' ? pick.quantity : quantity), locale),
        start: period?.start ?? '',
        lastDay: period === undefined ? '' : addDays(period.end, -1),
        amount: amountText(pick?.kind === 'amount' ? pick.amount : amount, currency, locale),
      }
    }),
  }
}

function amountText(amount: Minor, currency: CurrencyCode, locale: string): string {
  return formatPrice(minorToDecimal(minor(Math.abs(amount)), currencyExponent(currency)), currency, locale)
}

export interface ReadInvoice {
  readonly invoiceId: InvoiceId
  readonly request?: CreditRequest
  readonly figures?: CreditedInvoice
  /** By place of the line. */
  readonly wrong: ReadonlyMap<number, string>
  /** Nothing of it is chosen. */
  readonly empty: boolean
}

export interface ReadCredit {
  readonly invoices: readonly ReadInvoice[]
  /** Absent while something is wrong or nothing is chosen. */
  readonly credits?: readonly CreditRequest[]
  /** The note as the command would write it. */
  readonly planned?: PlannedCredit
  /** Why it cannot be written, where that is no line's fault. */
  readonly problem?: Problem
}

/** What the editor's values mean for the invoices as they stand. Lines that are wrong are told, each by its place. */
export function readCredit(values: CreditValues, sources: readonly CreditSource[], locale: string): ReadCredit {
  const sourceOf = (id: InvoiceId) => sources.find(({ invoice }) => invoice.id === id)
  const invoices = values.invoices.map((credited) => readInvoice(credited, sourceOf(credited.invoiceId), locale))
  const credits = invoices.map(({ request }) => request).filter((request) => request !== undefined)
  if (credits.length === 0 || credits.length < invoices.length) return { invoices }
  const planned = planCredit(sources, credits)
  return planned.ok ? { invoices, credits, planned: planned.value } : { invoices, problem: planned.problem }
}

function readInvoice(
  { invoiceId, whole, lines }: CreditedValues,
  creditable: Creditable | undefined,
  locale: string,
): ReadInvoice {
  const wrong = new Map<number, string>()
  if (creditable === undefined) return { invoiceId, wrong, empty: true }
  const { document, prior } = creditable
  const left = linesLeft(creditable)
  const picks: CreditPick[] = []
  for (const values of lines) {
    const own = left[values.line]
    if (own === undefined || (whole ? own.gone : !values.on)) continue
    const pick = whole
      ? ({ line: values.line, kind: 'rest' } as const)
      : readPick(values, own, document.currency, locale)
    if (typeof pick === 'string') {
      wrong.set(values.line, pick)
      continue
    }
    // One by one, so that each refusal stands at its line; what is left is never refused.
    const alone = pick.kind === 'rest' ? undefined : creditFigures(document, prior, [pick])
    if (alone?.ok === false) wrong.set(values.line, problemText(alone.problem, locale))
    else picks.push(pick)
  }
  const empty = picks.length === 0 && wrong.size === 0
  if (wrong.size > 0 || picks.length === 0) return { invoiceId, wrong, empty }
  const figures = creditFigures(document, prior, picks)
  if (!figures.ok) return { invoiceId, wrong, empty }
  return { invoiceId, wrong, empty, request: { invoiceId, picks }, figures: figures.value }
}

/** A choice of a line, or what is wrong with it in words. */
function readPick(values: LineValues, left: LineLeft, currency: CurrencyCode, locale: string): CreditPick | string {
  const { line } = values
  switch (values.kind) {
    case 'rest':
      return { line, kind: 'rest' }
    case 'quantity': {
      const parsed = parseNumber(values.quantity, locale)
      if (!parsed.ok) return amountProblemText(parsed.problem, locale)
      const quantity = absolute(parsed.value)
      return { line, kind: 'quantity', quantity: isNegative(left.quantity) ? negate(quantity) : quantity }
    }
    case 'amount': {
      const parsed = parseMoney(values.amount, locale, currency)
      if (!parsed.ok) return amountProblemText(parsed.problem, locale)
      const amount = Math.abs(parsed.value)
      return { line, kind: 'amount', amount: minor(left.amount < 0 ? -amount : amount) }
    }
    case 'period': {
      const [start, lastDay] = [knownDate(values.start), knownDate(values.lastDay)]
      if (start === undefined || lastDay === undefined) return t('credits.period-missing')
      if (lastDay < start) return t('credits.period-backwards')
      return { line, kind: 'period', period: { start, end: addDays(lastDay, 1) } }
    }
  }
}

/** The ways in which a part of a line can be chosen: a period only where the line has one. */
export function pickKinds({ quantity, periods }: LineLeft): readonly PickKind[] {
  return [
    'rest',
    ...(isZero(quantity) ? [] : (['quantity'] as const)),
    ...(periods.length === 0 ? [] : (['period'] as const)),
    'amount',
  ]
}

export interface TaxOfCredit {
  readonly key: string
  readonly category: string
  readonly percent: string
  readonly tax: Minor
}

export interface CreditTotals {
  readonly net: Minor
  readonly taxes: readonly TaxOfCredit[]
  readonly gross: Minor
  readonly withholding: Minor
  readonly rounding: Minor
  readonly total: Minor
}

/** The figures of the whole note: those of its invoices added, tax by rate. */
export function creditTotals(figures: readonly CreditedInvoice[]): CreditTotals {
  const taxes = new Map<string, TaxOfCredit>()
  for (const each of figures.flatMap((one) => one.taxes)) {
    const key = `${each.category} ${each.kind} ${each.percent}`
    const before = taxes.get(key)
    taxes.set(key, {
      key,
      category: each.category,
      percent: each.percent,
      tax: minor((before?.tax ?? 0) + each.tax),
    })
  }
  const sum = (of: (each: CreditedInvoice) => Minor) => minor(figures.reduce((total, each) => total + of(each), 0))
  return {
    net: sum(({ net }) => net),
    taxes: [...taxes.values()],
    gross: sum(({ gross }) => gross),
    withholding: sum(({ withholding }) => withholding),
    rounding: sum(({ rounding }) => rounding),
    total: sum(({ total }) => total),
  }
}
