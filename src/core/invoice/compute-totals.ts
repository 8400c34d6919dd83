import type { Decimal } from '../decimal.ts'
import { addMinor, type Minor, minor, negateMinor, percentOf, roundToUnit, sumMinor } from '../money.ts'
import { adjustmentAmount, computeLine } from './compute-line.ts'
import { netFraction, shareNet } from './inclusive-net.ts'
import { adjustGroups, groupByTaxes, groupsByPriceTaxes, type TaxGroup } from './tax-groups.ts'
import { type TaxedNet, taxSubtotals } from './tax-subtotals.ts'
import type { DocumentInput, DocumentTotals } from './totals.ts'

/**
 * All figures of a document in minor units (design.md section 8, EN 16931 BR-CO-10..17, rules ):
 * lines rounded each, then only added; one tax subtotal for each (category, rate) on the document's base; document
 * allowances spread over taxes by value; prices with tax inside keep the gross exact, what their net and tax leave
 * over goes to `rounding`; withholding lowers what is due and is no tax subtotal.
 *
 * Figures of lines and of allowances, `lineSum` too, have tax inside when `taxIncluded`; all others never.
 * Throws RangeError where an amount goes beyond 2^51 minor units.
 */
export function computeTotals(input: DocumentInput): DocumentTotals {
  const amounts = input.lines.map((line) => computeLine(line, input.exponent))
  const lineSum = sumMinor(amounts.map((line) => line.amount))

  let groups = groupByTaxes(
    input.lines.map((line, i) => ({ taxes: line.taxes, amount: amounts[i]?.amount ?? minor(0) })),
  )
  const allowances: Minor[] = []
  for (const allowance of input.allowances ?? []) {
    const amount = adjustmentAmount(allowance, lineSum, input.exponent)
    allowances.push(amount)
    groups = adjustGroups(groups, allowance, negateMinor(amount))
  }
  const surcharges: Minor[] = []
  for (const surcharge of input.surcharges ?? []) {
    const amount = adjustmentAmount(surcharge, lineSum, input.exponent)
    surcharges.push(amount)
    groups = adjustGroups(groups, surcharge, amount)
  }

  const nets = input.taxIncluded
    ? inclusiveGroupNets(groups)
    : groups.map((group): TaxedNet => ({ taxes: group.taxes, net: addMinor(group.lineSum, group.adjustment) }))
  const net = sumMinor(nets.map((each) => each.net))
  const taxes = taxSubtotals(nets)
  const tax = sumMinor(taxes.map((subtotal) => subtotal.tax))
  const withholdings = withholdingsOf(nets)
  const withholding = sumMinor(withholdings.map((each) => each.amount))

  const allowanceTotal = sumMinor(allowances)
  const surchargeTotal = sumMinor(surcharges)
  const prepaid = input.prepaid ?? minor(0)
  const stated = input.rounding ?? minor(0)
  // the gross that the prices promise, less what net and tax make of it.
  const leftOver = input.taxIncluded ? minor(lineSum - allowanceTotal + surchargeTotal - net - tax) : minor(0)
  const exact = closingTotals({ net, tax, withholding, prepaid, rounding: addMinor(stated, leftOver) })
  const due = input.cashUnit === undefined ? exact.due : roundToUnit(exact.due, input.cashUnit)

  const lineNets = input.taxIncluded ? inclusiveLineNets(groups, amounts) : amounts.map((line) => line.amount)
  return {
    lines: amounts.map((line, i) => ({ ...line, net: lineNets[i] ?? minor(0) })),
    lineSum,
    allowances,
    surcharges,
    allowanceTotal,
    surchargeTotal,
    net,
    taxes,
    tax,
    gross: exact.gross,
    withholdings,
    withholding,
    prepaid,
    rounding: minor(stated + leftOver + due - exact.due),
    due,
  }
}

/** gross = net + tax (BR-CO-15); due = gross - withholding - prepaid + rounding (BR-CO-16, R-27). */
export function closingTotals(parts: {
  readonly net: Minor
  readonly tax: Minor
  readonly withholding: Minor
  readonly prepaid: Minor
  readonly rounding: Minor
}): { readonly gross: Minor; readonly due: Minor } {
  const gross = addMinor(parts.net, parts.tax)
  return { gross, due: minor(gross - parts.withholding - parts.prepaid + parts.rounding) }
}

/** for each rate net = round(gross / (1 + rate)); groups that differ in withholding alone share one rounding. */
function inclusiveGroupNets(groups: readonly TaxGroup[]): TaxedNet[] {
  return groupsByPriceTaxes(groups).flatMap((alike) => {
    const sums = alike.map((group) => addMinor(group.lineSum, group.adjustment))
    const nets = shareNet(sums, netFraction(alike[0]?.taxes ?? []))
    return alike.map((group, i): TaxedNet => ({ taxes: group.taxes, net: nets[i] ?? minor(0) }))
  })
}

/** The lines' nets, before document allowances; for each rate their sum is the net of the lines' sum. */
function inclusiveLineNets(groups: readonly TaxGroup[], lines: readonly { readonly amount: Minor }[]): Minor[] {
  const nets: Minor[] = lines.map(() => minor(0))
  for (const alike of groupsByPriceTaxes(groups)) {
    const indexes = alike.flatMap((group) => group.lines).sort((a, b) => a - b)
    const shares = shareNet(
      indexes.map((index) => lines[index]?.amount ?? minor(0)),
      netFraction(alike[0]?.taxes ?? []),
    )
    indexes.forEach((index, position) => {
      nets[index] = shares[position] ?? minor(0)
    })
  }
  return nets
}

/** round(net x rate) for each rate, on the net of what carries it. */
function withholdingsOf(nets: readonly TaxedNet[]): DocumentTotals['withholdings'] {
  const bases = new Map<Decimal, { readonly percent: Decimal; base: Minor }>()
  for (const each of nets) {
    for (const { kind, percent } of each.taxes) {
      if (kind !== 'withholding') continue
      const entry = bases.get(percent) ?? { percent, base: minor(0) }
      entry.base = addMinor(entry.base, each.net)
      bases.set(percent, entry)
    }
  }
  return [...bases.values()].map(({ percent, base }) => ({ percent, base, amount: percentOf(base, percent) }))
}
