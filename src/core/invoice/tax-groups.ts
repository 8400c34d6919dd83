// Lines and document allowances gathered by the taxes they carry: what is added up before anything is taxed.
import { type Minor, minor, negateMinor, splitByLargestRemainder, sumMinor } from '../money.ts'
import type { DocumentAdjustment, TaxOnLine } from './totals.ts'

/** Everything in a document that carries exactly these taxes. Sums in minor units, with tax inside if prices include it. */
export interface TaxGroup {
  readonly taxes: readonly TaxOnLine[]
  /** Positions of the lines. */
  readonly lines: number[]
  lineSum: Minor
  /** Document surcharges minus document allowances of this group. */
  adjustment: Minor
}

/** One group for each combination of taxes, in the order in which the lines first show it. */
export function groupByTaxes(
  lines: readonly { readonly taxes: readonly TaxOnLine[]; readonly amount: Minor }[],
): TaxGroup[] {
  const groups = new Map<string, TaxGroup>()
  lines.forEach((line, index) => {
    const group = groupFor(groups, line.taxes)
    group.lines.push(index)
    group.lineSum = minor(group.lineSum + line.amount)
  })
  return [...groups.values()]
}

function groupFor(groups: Map<string, TaxGroup>, taxes: readonly TaxOnLine[]): TaxGroup {
  const key = combinationKey(taxes)
  let group = groups.get(key)
  if (group === undefined) {
    group = { taxes, lines: [], lineSum: minor(0), adjustment: minor(0) }
    groups.set(key, group)
  }
  return group
}

function combinationKey(taxes: readonly TaxOnLine[]): string {
  return taxes.map((tax) => `${tax.category} ${tax.kind} ${tax.percent}`).join('|')
}

/** The groups whose prices hold the same taxes: withholding is no part of a price. */
export function groupsByPriceTaxes(groups: readonly TaxGroup[]): TaxGroup[][] {
  const alike = new Map<string, TaxGroup[]>()
  for (const group of groups) {
    const key = combinationKey(group.taxes.filter((tax) => tax.kind !== 'withholding'))
    const members = alike.get(key) ?? []
    members.push(group)
    alike.set(key, members)
  }
  return [...alike.values()]
}

/**
 * Puts a document surcharge (positive) or allowance (negative) on the groups: on the one that it names, which may be
 * new, or spread by value. Answers the groups, the new one included.
 */
export function adjustGroups(groups: TaxGroup[], adjustment: DocumentAdjustment, amount: Minor): TaxGroup[] {
  const { taxes } = adjustment
  if (taxes !== undefined) {
    const byKey = new Map(groups.map((group) => [combinationKey(group.taxes), group]))
    const group = groupFor(byKey, taxes)
    group.adjustment = minor(group.adjustment + amount)
    return [...byKey.values()]
  }
  if (groups.length === 0) return adjustGroups(groups, { ...adjustment, taxes: [] }, amount)
  const parts = splitByLargestRemainder(amount, spreadWeights(groups))
  groups.forEach((group, index) => {
    group.adjustment = minor(group.adjustment + (parts[index] ?? 0))
  })
  return groups
}

/**
 * By value, over groups with positive sums only. A document whose lines sum to less than 0 is the mirror of an
 * invoice: there the negative groups share. Where nothing has a value the first group takes all.
 */
function spreadWeights(groups: readonly TaxGroup[]): number[] {
  const mirrored = sumMinor(groups.map((group) => group.lineSum)) < 0
  const weights = groups.map((group) => Math.max(mirrored ? negateMinor(group.lineSum) : group.lineSum, 0))
  if (weights.every((weight) => weight === 0)) return weights.map((_, index) => (index === 0 ? 1 : 0))
  return weights
}
