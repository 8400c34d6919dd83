// How the figures of a document came to be, step by step, from what is frozen of it: each rounding with the exact value
// before it, how document allowances spread over taxes, every tax group, and what leads from there to the amount due.
// The steps only use figures that stand before them or on the document, so that each can be checked by hand.
import { numberedTaxes } from '../credit/credit-figures.ts'
import { currencyExponent } from '../currency.ts'
import type { CalendarDate } from '../date.ts'
import {
  compareDecimals,
  type Decimal,
  decimalFromParts,
  decimalParts,
  divideRounded,
  multiplyDecimals,
  powerOfTen,
} from '../decimal.ts'
import { type CurrencyCode, type Minor, minor, minorToDecimal, negateMinor, roundToMinor, sumMinor } from '../money.ts'
import type { FrozenAdjustment, FrozenDocument, FrozenLine, FrozenTax } from './document.ts'
import { netFraction, shareNet } from './inclusive-net.ts'
import { adjustGroups, groupByTaxes, groupsByPriceTaxes, type TaxGroup } from './tax-groups.ts'
import { effectivePercent } from './tax-subtotals.ts'
import type { TaxOnLine } from './totals.ts'

/** A value before and after it was rounded to the currency's minor unit. */
export interface Rounding {
  /** Major units. */
  readonly exact: Decimal
  /** The exact value goes on behind the digits shown. */
  readonly goesOn?: true
  /** Minor units. */
  readonly rounded: Minor
}

/** An allowance or surcharge of a line or of the document. */
export interface ExplainedAdjustment {
  readonly kind: 'allowance' | 'surcharge'
  readonly reason: string
  /** Set for a percentage: round(base x percent). */
  readonly percent?: Decimal
  readonly base?: Minor
  readonly amount: Minor
  readonly exact?: Rounding
}

/** What of a document adjustment falls on the lines that carry these taxes. */
export interface SpreadPart {
  readonly taxes: readonly FrozenTax[]
  readonly amount: Minor
}

export type ExplainStep =
  /** amount = rounded quantity x price - allowances + surcharges. */
  | {
      readonly kind: 'line'
      readonly position: number
      readonly line: Pick<FrozenLine, 'description' | 'quantity' | 'unit' | 'unitPrice'>
      readonly base: Rounding
      readonly adjustments: readonly ExplainedAdjustment[]
      readonly amount: Minor
    }
  | { readonly kind: 'line-sum'; readonly lines: readonly Minor[]; readonly amount: Minor }
  | { readonly kind: 'adjustment'; readonly adjustment: ExplainedAdjustment; readonly spread: readonly SpreadPart[] }
  /** What carries the same taxes: lines + adjustment = sum; without tax inside that is the net, else net = sum / (1 + rates). */
  | {
      readonly kind: 'group'
      readonly taxes: readonly FrozenTax[]
      readonly lines: Minor
      readonly adjustment: Minor
      readonly sum: Minor
      /** Only where prices include tax. */
      readonly takenOut?: Rounding
      readonly net: Minor
    }
  | { readonly kind: 'net'; readonly parts: readonly Minor[]; readonly amount: Minor }
  /**
   * taxable = nets + earlier taxes (compound) + base remainder; tax = round(taxable x percent) + remainder. The
   * remainders are a credit note's that takes the last of a rate: what earlier ones left by rounding.
   */
  | {
      readonly kind: 'tax'
      readonly tax: Pick<FrozenTax, 'name' | 'category' | 'kind' | 'exemptionReason'>
      readonly percent: Decimal
      readonly nets: readonly Minor[]
      readonly earlierTaxes: Minor
      readonly baseRemainder: Minor
      readonly taxable: Minor
      readonly computed: Rounding
      readonly remainder: Minor
      readonly amount: Minor
    }
  | { readonly kind: 'tax-sum'; readonly parts: readonly Minor[]; readonly amount: Minor }
  | { readonly kind: 'gross'; readonly net: Minor; readonly tax: Minor; readonly amount: Minor }
  | {
      readonly kind: 'withholding'
      readonly name: string
      readonly percent: Decimal
      readonly base: Minor
      readonly computed: Rounding
      readonly remainder: Minor
      readonly amount: Minor
    }
  | { readonly kind: 'prepaid'; readonly amount: Minor }
  /** what net and tax leave of the prices that were promised. */
  | {
      readonly kind: 'price-rounding'
      readonly promised: Minor
      readonly net: Minor
      readonly tax: Minor
      readonly amount: Minor
    }
  /** To an amount that can be paid in cash; of a credit note the rest of its invoice's roundings. */
  | { readonly kind: 'rounding'; readonly before: Minor; readonly after: Minor; readonly amount: Minor }
  | {
      readonly kind: 'due'
      readonly gross: Minor
      readonly withholding: Minor
      readonly prepaid: Minor
      readonly rounding: Minor
      readonly amount: Minor
    }
  /** the document's tax in the currency of the books. */
  | {
      readonly kind: 'account-currency'
      readonly currency: CurrencyCode
      readonly rate: Decimal
      readonly on: CalendarDate
      readonly source: string
      readonly tax: Minor
      readonly computed: Rounding
      /** Of a credit note that takes the rest of what its invoice said. */
      readonly remainder: Minor
      readonly amount: Minor
    }

/** Every step from the lines to what the document asks for, in the order of its totals. Minor units of its currency. */
export function explainTotals(document: FrozenDocument): readonly ExplainStep[] {
  const { totals } = document
  const exponent = currencyExponent(document.currency)
  const lines = document.lines.map((line, index) => explainLine(line, index, exponent))
  const amounts = totals.lines.map(({ amount }) => amount)
  const spread = spreadOver(document, exponent)
  return [
    ...lines,
    ...(lines.length > 1 ? [{ kind: 'line-sum', lines: amounts, amount: totals.lineSum } as const] : []),
    ...spread.steps,
    ...netSteps(document, spread.groups, exponent),
    ...taxSteps(document, spread.groups, exponent),
    { kind: 'gross', net: totals.net, tax: totals.tax, amount: totals.gross },
    ...closingSteps(document, exponent),
  ]
}

function explainLine(line: FrozenLine, index: number, exponent: number): ExplainStep {
  const { description, quantity, unit, unitPrice, totals } = line
  return {
    kind: 'line',
    position: index + 1,
    line: { description, quantity, unitPrice, ...(unit !== undefined && { unit }) },
    base: { exact: multiplyDecimals(quantity, unitPrice), rounded: totals.base },
    adjustments: [
      ...line.allowances.map((each) => explainAdjustment('allowance', each, exponent)),
      ...line.surcharges.map((each) => explainAdjustment('surcharge', each, exponent)),
    ],
    amount: totals.amount,
  }
}

function explainAdjustment(
  kind: ExplainedAdjustment['kind'],
  { reason, percent, base, amount }: FrozenAdjustment,
  exponent: number,
): ExplainedAdjustment {
  if (percent === undefined || base === undefined) return { kind, reason, amount }
  return { kind, reason, percent, base, amount, exact: { exact: ofPercent(base, percent, exponent), rounded: amount } }
}

interface Group {
  readonly taxes: readonly FrozenTax[]
  readonly lineSum: Minor
  readonly adjustment: Minor
  readonly net: Minor
}

/**
 * What carries exactly the same taxes, and how each document adjustment fell on it. A credit note has no adjustments,
 * and its lines state their nets: they are what was left of the invoice's.
 */
function spreadOver(
  document: FrozenDocument,
  exponent: number,
): { readonly steps: readonly ExplainStep[]; readonly groups: readonly Group[] } {
  const { lines, totals, taxIncluded } = document
  let groups = groupByTaxes(lines.map(({ taxes, totals: { amount } }) => ({ taxes, amount })))
  const steps: ExplainStep[] = []
  const spread = (kind: ExplainedAdjustment['kind'], each: FrozenAdjustment) => {
    const before = new Map(groups.map((group) => [group.taxes, group.adjustment]))
    const signed = kind === 'allowance' ? negateMinor(each.amount) : each.amount
    groups = adjustGroups(groups, { kind: 'amount', value: minorToDecimal(each.amount, exponent) }, signed)
    const parts = groups.map(({ taxes, adjustment }) => {
      const fell = minor(adjustment - (before.get(taxes) ?? 0))
      return { taxes: taxes as readonly FrozenTax[], amount: kind === 'allowance' ? negateMinor(fell) : fell }
    })
    const several = groupsByPriceTaxes(groups).length > 1
    steps.push({
      kind: 'adjustment',
      adjustment: explainAdjustment(kind, each, exponent),
      spread: several ? parts.filter(({ amount }) => amount !== 0) : [],
    })
  }
  for (const each of document.allowances) spread('allowance', each)
  for (const each of document.surcharges) spread('surcharge', each)
  const stated = document.kind === 'credit-note'
  const nets = stated
    ? groups.map((group) => sumMinor(group.lines.map((index) => totals.lines[index]?.net ?? minor(0))))
    : taxIncluded
      ? inclusiveNets(groups)
      : groups.map(({ lineSum, adjustment }) => minor(lineSum + adjustment))
  return {
    steps,
    groups: groups.map(({ taxes, lineSum, adjustment }, index) => ({
      taxes: taxes as readonly FrozenTax[],
      lineSum,
      adjustment,
      net: nets[index] ?? minor(0),
    })),
  }
}

/** the net of each group; those that differ in withholding alone share one rounding. */
function inclusiveNets(groups: readonly TaxGroup[]): Minor[] {
  const nets = new Map<TaxGroup, Minor>()
  for (const alike of groupsByPriceTaxes(groups)) {
    const sums = alike.map(({ lineSum, adjustment }) => minor(lineSum + adjustment))
    const shares = shareNet(sums, netFraction(alike[0]?.taxes ?? []))
    alike.forEach((group, index) => {
      nets.set(group, shares[index] ?? minor(0))
    })
  }
  return groups.map((group) => nets.get(group) ?? minor(0))
}

/** One step for each combination of taxes in prices, and their sum. */
function netSteps(document: FrozenDocument, groups: readonly Group[], exponent: number): ExplainStep[] {
  const { totals, taxIncluded, kind } = document
  const alike = priceGroups(groups)
  const explained = alike.map(({ taxes, lineSum, adjustment, net }): Extract<ExplainStep, { kind: 'group' }> => {
    const sum = minor(lineSum + adjustment)
    // The lines of a credit note state the net that was left of their invoice's.
    const computed = taxIncluded && kind !== 'credit-note'
    const takenOut = computed ? { takenOut: netOf(sum, net, taxes, exponent) } : {}
    return { kind: 'group', taxes, lines: lineSum, adjustment, sum, ...takenOut, net }
  })
  // One group without anything taken out or put on says nothing that the sum of the lines does not.
  const plain = explained.length === 1 && !taxIncluded && document.allowances.length + document.surcharges.length === 0
  const shown = plain ? [] : explained
  return [...shown, { kind: 'net', parts: explained.map(({ net }) => net), amount: totals.net }]
}

/** Groups whose prices hold the same taxes as one: withholding is no part of a price. */
function priceGroups(groups: readonly Group[]): Group[] {
  const byKey = new Map<string, Group>()
  for (const group of groups) {
    const taxes = group.taxes.filter((tax) => tax.kind !== 'withholding')
    const key = taxes.map((tax) => `${tax.category} ${tax.kind} ${tax.percent}`).join('|')
    const found = byKey.get(key)
    byKey.set(key, {
      taxes,
      lineSum: minor((found?.lineSum ?? 0) + group.lineSum),
      adjustment: minor((found?.adjustment ?? 0) + group.adjustment),
      net: minor((found?.net ?? 0) + group.net),
    })
  }
  return [...byKey.values()]
}

/** More digits than money has, to see how the rounding went. */
const furtherDigits = 4

function netOf(sum: Minor, rounded: Minor, taxes: readonly TaxOnLine[], exponent: number): Rounding {
  const { numerator, denominator } = netFraction(taxes)
  const scaled = BigInt(sum) * numerator * powerOfTen(furtherDigits)
  const digits = divideRounded(scaled, denominator, 'towards-zero')
  const exact = decimalFromParts(digits, exponent + furtherDigits)
  return { exact, ...(digits * denominator !== scaled && { goesOn: true }), rounded }
}

function taxSteps(document: FrozenDocument, groups: readonly Group[], exponent: number): ExplainStep[] {
  const { totals } = document
  const steps = numberedTaxes(totals.taxes).map(({ subtotal, key }): ExplainStep => {
    const carriers = groups.filter(({ taxes }) => numberedTaxes(taxes).some((each) => each.key === key))
    const named = carriers[0]?.taxes.find((tax) => keyOf(tax) === keyOf(subtotal))
    const nets = priceGroups(carriers).map(({ net }) => net)
    const compound = subtotal.kind === 'compound'
    const beyond = minor(subtotal.taxable - sumMinor(nets))
    const exact = ofPercent(subtotal.taxable, subtotal.percent, exponent)
    const rounded = roundToMinor(exact, exponent)
    return {
      kind: 'tax',
      tax: {
        name: named?.name ?? '',
        category: subtotal.category,
        kind: subtotal.kind,
        ...(named?.exemptionReason !== undefined && { exemptionReason: named.exemptionReason }),
      },
      percent: subtotal.percent,
      nets,
      earlierTaxes: compound ? beyond : minor(0),
      baseRemainder: compound ? minor(0) : beyond,
      taxable: subtotal.taxable,
      computed: { exact, rounded },
      remainder: minor(subtotal.tax - rounded),
      amount: subtotal.tax,
    }
  })
  if (steps.length < 2) return steps
  return [...steps, { kind: 'tax-sum', parts: totals.taxes.map(({ tax }) => tax), amount: totals.tax }]
}

function keyOf(tax: TaxOnLine): string {
  return `${tax.category} ${tax.kind} ${effectivePercent(tax)}`
}

function closingSteps(document: FrozenDocument, exponent: number): ExplainStep[] {
  const { totals, taxIncluded, accountCurrency } = document
  const { net, tax, gross, withholding, prepaid, rounding, due } = totals
  const steps: ExplainStep[] = totals.withholdings.map(({ percent, base, amount }) => {
    const exact = ofPercent(base, percent, exponent)
    const rounded = roundToMinor(exact, exponent)
    const name = document.lines
      .flatMap(({ taxes }) => taxes)
      .find((each) => each.kind === 'withholding' && compareDecimals(each.percent, percent) === 0)?.name
    const remainder = minor(amount - rounded)
    return { kind: 'withholding', name: name ?? '', percent, base, computed: { exact, rounded }, remainder, amount }
  })
  if (prepaid !== 0) steps.push({ kind: 'prepaid', amount: prepaid })
  const promised = minor(totals.lineSum - totals.allowanceTotal + totals.surchargeTotal)
  const leftOver = taxIncluded ? minor(promised - net - tax) : minor(0)
  if (leftOver !== 0) steps.push({ kind: 'price-rounding', promised, net, tax, amount: leftOver })
  const other = minor(rounding - leftOver)
  if (other !== 0) steps.push({ kind: 'rounding', before: minor(due - other), after: due, amount: other })
  if (due !== gross) steps.push({ kind: 'due', gross, withholding, prepaid, rounding, amount: due })
  if (accountCurrency !== undefined) {
    const { currency, rate, on, source, tax: amount } = accountCurrency
    const exact = multiplyDecimals(minorToDecimal(tax, exponent), rate)
    const rounded = roundToMinor(exact, currencyExponent(currency))
    const remainder = minor(amount - rounded)
    const computed = { exact, rounded }
    steps.push({ kind: 'account-currency', currency, rate, on, source, tax, computed, remainder, amount })
  }
  return steps
}

/** base x percent / 100 in major units, exact. */
function ofPercent(base: Minor, percent: Decimal, exponent: number): Decimal {
  const { coefficient, scale } = decimalParts(percent)
  return decimalFromParts(BigInt(base) * coefficient, scale + 2 + exponent)
}
