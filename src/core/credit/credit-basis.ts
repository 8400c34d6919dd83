// What of an invoice can be credited, line by line: the amounts that add up to the document.
import type { Decimal } from '../decimal.ts'
import type { FrozenDocument, FrozenLine } from '../invoice/document.ts'
import { netFraction, shareNet } from '../invoice/inclusive-net.ts'
import { adjustGroups, groupByTaxes, groupsByPriceTaxes } from '../invoice/tax-groups.ts'
import type { TaxOnLine } from '../invoice/totals.ts'
import { type Minor, minor, negateMinor, splitByLargestRemainder } from '../money.ts'
import type { Period } from '../period.ts'

/** A line of an issued invoice as it counts in the whole: its share of the document's allowances is in it. Minor units. */
export interface CreditableLine {
  /** Position on the invoice, from 0. */
  readonly line: number
  readonly description: string
  readonly quantity: Decimal
  readonly period?: Period
  readonly taxes: readonly TaxOnLine[]
  /** In the document's prices: with tax inside when they are. The sum of all is what the document's lines ask for. */
  readonly amount: Minor
  /** Without tax; the sum of all is the document's net. */
  readonly net: Minor
}

/** The lines of an invoice with the allowances and surcharges of the document spread over them, as its totals did. */
export function creditableLines(document: FrozenDocument): readonly CreditableLine[] {
  const amounts = amountsWithShares(document)
  const nets = document.taxIncluded ? inclusiveNets(document.lines, amounts) : amounts
  return document.lines.map(({ description, quantity, period, taxes }, line) => ({
    line,
    description,
    quantity,
    ...(period === undefined ? {} : { period }),
    taxes,
    amount: amounts[line] ?? minor(0),
    net: nets[line] ?? minor(0),
  }))
}

function amountsWithShares({ lines, allowances, surcharges }: FrozenDocument): Minor[] {
  const amounts = lines.map(({ totals }) => totals.amount)
  let groups = groupByTaxes(lines.map(({ taxes }, index) => ({ taxes, amount: amounts[index] ?? minor(0) })))
  for (const { amount } of allowances) groups = adjustGroups(groups, noTaxes, negateMinor(amount))
  for (const { amount } of surcharges) groups = adjustGroups(groups, noTaxes, amount)
  for (const { lines: places, adjustment } of groups) {
    if (adjustment === 0) continue
    const shares = splitByLargestRemainder(adjustment, weights(places.map((place) => amounts[place] ?? minor(0))))
    places.forEach((place, index) => {
      amounts[place] = minor((amounts[place] ?? 0) + (shares[index] ?? 0))
    })
  }
  return amounts
}

// Spread by value: only what names taxes of its own would need a kind and a value.
const noTaxes = { kind: 'amount', value: '0' as Decimal } as const

/** By value over what has the sign of the sum; where nothing has a value the first takes all. */
function weights(amounts: readonly Minor[]): number[] {
  const sign = amounts.reduce((sum, amount) => sum + amount, 0) < 0 ? -1 : 1
  const values = amounts.map((amount) => Math.max(sign * amount, 0))
  return values.every((value) => value === 0) ? values.map((_, index) => (index === 0 ? 1 : 0)) : values
}

/** for each combination of rates the nets of the lines make up the net of their sum. */
function inclusiveNets(lines: readonly FrozenLine[], amounts: readonly Minor[]): Minor[] {
  const nets = amounts.map(() => minor(0))
  const groups = groupByTaxes(lines.map(({ taxes }, index) => ({ taxes, amount: amounts[index] ?? minor(0) })))
  for (const alike of groupsByPriceTaxes(groups)) {
    const places = alike.flatMap((group) => group.lines).sort((left, right) => left - right)
    const shares = shareNet(
      places.map((place) => amounts[place] ?? minor(0)),
      netFraction(alike[0]?.taxes ?? []),
    )
    places.forEach((place, index) => {
      nets[place] = shares[index] ?? minor(0)
    })
  }
  return nets
}
