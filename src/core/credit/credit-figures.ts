// The figures of a credit note over one invoice: what each line gives back, and the tax of it.
import {
  absolute,
  compareDecimals,
  type Decimal,
  decimal,
  decimalParts,
  divideRounded,
  isNegative,
  isZero,
  powerOfTen,
  subtractDecimals,
} from '../decimal.ts'
import type { FrozenDocument } from '../invoice/document.ts'
import { netFraction } from '../invoice/inclusive-net.ts'
import { effectivePercent, taxSubtotals } from '../invoice/tax-subtotals.ts'
import type { DocumentTotals, TaxOnLine, TaxSubtotal } from '../invoice/totals.ts'
import { type CurrencyCode, type Minor, minor, minorFromBigInt, percentOf, sumMinor } from '../money.ts'
import { daysIn, overlapOf, type Period } from '../period.ts'
import { ok, type Result, refused } from '../result.ts'
import { type CreditableLine, creditableLines } from './credit-basis.ts'
import type { ProblemOfCredit } from './credit-problem.ts'

/** What of a line is to be credited: all that is left of it, some of its quantity, some of its days, or an amount. */
export type CreditPick = { readonly line: number } & (
  | { readonly kind: 'rest' }
  | { readonly kind: 'quantity'; readonly quantity: Decimal }
  | { readonly kind: 'period'; readonly period: Period }
  /** Minor units in the document's prices: with tax inside when they are. */
  | { readonly kind: 'amount'; readonly amount: Minor }
)

/** What a note credits of a line. Figures have the sign of the line's own: what takes away on an invoice gives back here. */
export interface CreditedLine {
  readonly line: number
  readonly quantity?: Decimal
  readonly period?: Period
  readonly amount: Minor
  readonly net: Minor
}

/** What a note credits of one invoice; the sum over all its notes never exceeds it. */
export interface CreditedInvoice {
  readonly lines: readonly CreditedLine[]
  readonly net: Minor
  readonly taxes: readonly TaxSubtotal[]
  readonly tax: Minor
  readonly gross: Minor
  readonly withholdings: DocumentTotals['withholdings']
  readonly withholding: Minor
  readonly rounding: Minor
  /** gross - withholding + rounding: what the client gets. */
  readonly total: Minor
}

/** What is left of a line to credit. */
export interface LeftOfLine {
  readonly amount: Minor
  readonly net: Minor
  readonly quantity: Decimal
  readonly periods: readonly Period[]
}

/** For each line what earlier notes leave of it, in the order of the invoice. */
export function leftToCredit(document: FrozenDocument, prior: readonly CreditedInvoice[]): readonly LeftOfLine[] {
  return creditableLines(document).map((basis) => leftOf(basis, prior))
}

function leftOf(basis: CreditableLine, prior: readonly CreditedInvoice[]): LeftOfLine {
  const taken = prior.flatMap(({ lines }) => lines.filter(({ line }) => line === basis.line))
  return {
    amount: minor(basis.amount - sumMinor(taken.map(({ amount }) => amount))),
    net: minor(basis.net - sumMinor(taken.map(({ net }) => net))),
    quantity: taken.reduce((left, { quantity }) => subtractDecimals(left, quantity ?? zero), basis.quantity),
    periods: taken.reduce(
      (left, { period }) => without(left, period),
      basis.period === undefined ? [] : [basis.period],
    ),
  }
}

const zero = decimal('0')

function without(periods: readonly Period[], taken: Period | undefined): Period[] {
  if (taken === undefined) return [...periods]
  return periods.flatMap((each) => {
    if (overlapOf(each, taken) === undefined) return [each]
    const before = { start: each.start, end: taken.start }
    const after = { start: taken.end, end: each.end }
    return [before, after].filter(({ start, end }) => start < end)
  })
}

/**
 * The figures of a note over one invoice. `prior`: what its earlier issued notes credited. Per line the quantity, the
 * days and the amount stay within what is left; what exhausts a line takes the rest of its net, and what exhausts a
 * rate the rest of its tax, so that a full credit in parts equals the original to the cent.
 * Problems: `nothing-selected`, `credit-exceeds`, `credit-quantity-exceeds`, `credit-period-outside`,
 * `credit-period-taken`.
 */
export function creditFigures(
  document: FrozenDocument,
  prior: readonly CreditedInvoice[],
  picks: readonly CreditPick[],
): Result<CreditedInvoice, ProblemOfCredit> {
  if (picks.length === 0) return refused({ code: 'nothing-selected' })
  const basis = creditableLines(document)
  const lines: CreditedLine[] = []
  for (const pick of picks) {
    const line = basis[pick.line]
    if (line === undefined || lines.some((each) => each.line === pick.line)) throw new RangeError('no such line')
    const credited = creditLine(line, leftOf(line, prior), pick, document)
    if (!credited.ok) return credited
    lines.push(credited.value)
  }
  return ok(totalsOf(document, basis, prior, lines))
}

/** The figures of a note over all that is left of an invoice. Problem: `nothing-selected` when nothing is. */
export function creditRest(
  document: FrozenDocument,
  prior: readonly CreditedInvoice[],
): Result<CreditedInvoice, ProblemOfCredit> {
  const left = leftToCredit(document, prior)
  const picks = left.flatMap(({ amount, quantity }, line) =>
    amount === 0 && isZero(quantity) ? [] : [{ line, kind: 'rest' } as const],
  )
  return creditFigures(document, prior, picks)
}

function creditLine(
  basis: CreditableLine,
  left: LeftOfLine,
  pick: CreditPick,
  { taxIncluded, currency }: FrozenDocument,
): Result<CreditedLine, ProblemOfCredit> {
  const found = amountOf(basis, left, pick, currency)
  if (!found.ok) return found
  const { amount } = found.value
  if (!within(amount, left.amount)) {
    return refused({ code: 'credit-exceeds', description: basis.description, left: left.amount, currency })
  }
  const net = amount === left.amount ? left.net : taxIncluded ? netWithin(amount, basis, left.net) : amount
  return ok({ line: basis.line, ...found.value, net })
}

type Part = Omit<CreditedLine, 'line' | 'net'>

function amountOf(
  basis: CreditableLine,
  left: LeftOfLine,
  pick: CreditPick,
  currency: CurrencyCode,
): Result<Part, ProblemOfCredit> {
  const { description } = basis
  switch (pick.kind) {
    case 'rest': {
      const only = left.periods.length === 1 ? left.periods[0] : undefined
      return ok({ amount: left.amount, quantity: left.quantity, ...(only === undefined ? {} : { period: only }) })
    }
    case 'amount':
      if (pick.amount === 0) return refused({ code: 'credit-exceeds', description, left: left.amount, currency })
      return ok({ amount: pick.amount })
    case 'quantity': {
      const { quantity } = pick
      const wrongSide = isNegative(quantity) !== isNegative(basis.quantity)
      if (isZero(quantity) || wrongSide || compareDecimals(absolute(quantity), absolute(left.quantity)) > 0) {
        return refused({ code: 'credit-quantity-exceeds', description, left: left.quantity })
      }
      if (compareDecimals(quantity, left.quantity) === 0) return ok({ quantity, amount: left.amount })
      return ok({ quantity, amount: clipped(shareOf(basis.amount, quantity, basis.quantity), left.amount) })
    }
    case 'period':
      return periodOf(basis, left, pick.period)
  }
}

function periodOf(basis: CreditableLine, left: LeftOfLine, period: Period): Result<Part, ProblemOfCredit> {
  const { description, period: full } = basis
  const inside = full !== undefined && full.start <= period.start && period.end <= full.end && period.start < period.end
  if (!inside) return refused({ code: 'credit-period-outside', description, ...(full === undefined ? {} : { full }) })
  const rest = without(left.periods, period)
  const days = (periods: readonly Period[]) => periods.reduce((sum, each) => sum + daysIn(each), 0)
  if (days(left.periods) - days(rest) !== daysIn(period)) {
    return refused({ code: 'credit-period-taken', description, left: left.periods })
  }
  if (rest.length === 0) return ok({ period, amount: left.amount })
  const share = minorFromBigInt(
    divideRounded(BigInt(basis.amount) * BigInt(daysIn(period)), BigInt(daysIn(full)), 'half-away-from-zero'),
  )
  return ok({ period, amount: clipped(share, left.amount) })
}

/** round(amount x part / whole), half away from zero. */
export function shareOf(amount: Minor, part: Decimal, whole: Decimal): Minor {
  const [numerator, denominator] = [decimalParts(part), decimalParts(whole)]
  return minorFromBigInt(
    divideRounded(
      BigInt(amount) * numerator.coefficient * powerOfTen(denominator.scale),
      denominator.coefficient * powerOfTen(numerator.scale),
      'half-away-from-zero',
    ),
  )
}

/** Not beyond what is left, on its side of 0: roundings of earlier parts are not made good by going over. */
function clipped(amount: Minor, left: Minor): Minor {
  return left < 0 ? minor(Math.min(Math.max(amount, left), 0)) : minor(Math.max(Math.min(amount, left), 0))
}

function within(amount: Minor, left: Minor): boolean {
  return clipped(amount, left) === amount
}

function netWithin(amount: Minor, { taxes }: CreditableLine, left: Minor): Minor {
  const { numerator, denominator } = netFraction(taxes)
  return clipped(minorFromBigInt(divideRounded(BigInt(amount) * numerator, denominator, 'half-away-from-zero')), left)
}

function totalsOf(
  document: FrozenDocument,
  basis: readonly CreditableLine[],
  prior: readonly CreditedInvoice[],
  lines: readonly CreditedLine[],
): CreditedInvoice {
  const nets = lines.map(({ line, net }) => ({ taxes: basis[line]?.taxes ?? [], net }))
  const open = basis.filter((each) => {
    const now = lines.find(({ line }) => line === each.line)?.amount ?? 0
    return leftOf(each, prior).amount !== now
  })
  const carries = (key: string) => (each: CreditableLine) => numberedTaxes(each.taxes).some((own) => own.key === key)
  const taxes = numberedTaxes(taxSubtotals(nets)).map(({ subtotal, key }): TaxSubtotal => {
    const carriers = basis.filter(carries(key))
    const whole = numberedTaxes(document.totals.taxes).find((each) => each.key === key)?.subtotal
    if (whole === undefined) throw new RangeError('a tax that the invoice does not have')
    const before = prior.flatMap((note) => numberedTaxes(note.taxes).filter((each) => each.key === key))
    const taxable = minor(whole.taxable - sumMinor(before.map((each) => each.subtotal.taxable)))
    const tax = minor(whole.tax - sumMinor(before.map((each) => each.subtotal.tax)))
    if (!open.some(carries(key))) return { ...subtotal, taxable, tax }
    return { ...subtotal, tax: oneSided(carriers) ? clipped(subtotal.tax, tax) : subtotal.tax }
  })
  const withholdings = withheld(document, basis, prior, nets, open)
  const net = sumMinor(lines.map((line) => line.net))
  const tax = sumMinor(taxes.map((each) => each.tax))
  const withholding = sumMinor(withholdings.map(({ amount }) => amount))
  const rounding =
    open.length === 0
      ? minor(document.totals.rounding - sumMinor(prior.map((note) => note.rounding)))
      : document.taxIncluded
        ? minor(sumMinor(lines.map(({ amount }) => amount)) - net - tax)
        : minor(0)
  const gross = minor(net + tax)
  const total = minor(gross - withholding + rounding)
  return { lines, net, taxes, tax, gross, withholdings, withholding, rounding, total }
}

/** Only lines of one sign have a tax that grows with each part. */
function oneSided(lines: readonly CreditableLine[]): boolean {
  return lines.every(({ net }) => net >= 0) || lines.every(({ net }) => net <= 0)
}

function withheld(
  document: FrozenDocument,
  basis: readonly CreditableLine[],
  prior: readonly CreditedInvoice[],
  nets: readonly { readonly taxes: readonly TaxOnLine[]; readonly net: Minor }[],
  open: readonly CreditableLine[],
): DocumentTotals['withholdings'] {
  return document.totals.withholdings.flatMap((whole) => {
    const { percent } = whole
    const carries = ({ taxes }: { readonly taxes: readonly TaxOnLine[] }) =>
      taxes.some((tax) => tax.kind === 'withholding' && tax.percent === percent)
    const credited = nets.filter(carries)
    if (credited.length === 0) return []
    const before = prior.flatMap((note) => note.withholdings.filter((each) => each.percent === percent))
    const base = minor(whole.base - sumMinor(before.map((each) => each.base)))
    const amount = minor(whole.amount - sumMinor(before.map((each) => each.amount)))
    if (!open.some(carries)) return [{ percent, base, amount }]
    // A line that carries the same withholding twice is withheld from twice.
    const own = sumMinor(
      credited.flatMap(({ taxes, net }) =>
        taxes.filter((tax) => tax.kind === 'withholding' && tax.percent === percent).map(() => net),
      ),
    )
    const share = percentOf(own, percent)
    return [{ percent, base: own, amount: oneSided(basis.filter(carries)) ? clipped(share, amount) : share }]
  })
}

function keyOf(tax: TaxOnLine): string {
  return `${tax.category} ${tax.kind} ${effectivePercent(tax)}`
}

/** Each tax with a key that tells two of the same rate apart by their order. */
export function numberedTaxes<Tax extends TaxOnLine>(
  subtotals: readonly Tax[],
): { readonly subtotal: Tax; readonly key: string }[] {
  const seen = new Map<string, number>()
  return subtotals.map((subtotal) => {
    const rate = keyOf(subtotal)
    const occurrence = seen.get(rate) ?? 0
    seen.set(rate, occurrence + 1)
    return { subtotal, key: `${rate} ${occurrence}` }
  })
}
