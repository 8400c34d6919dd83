// One tax subtotal for each (category, rate), on the document's base and never a sum of line taxes (BR-CO-17).
import { type Decimal, decimal, isZero } from '../decimal.ts'
import { type Minor, minor, percentOf, sumMinor } from '../money.ts'
import type { TaxOnLine, TaxSubtotal } from './totals.ts'

/** What carries the same taxes, with its net after document allowances and surcharges, in minor units. */
export interface TaxedNet {
  readonly taxes: readonly TaxOnLine[]
  readonly net: Minor
}

const ZERO_PERCENT = decimal('0')

/** The rate that applies: categories Z, E, AE, K, G and O are taxed with 0 whatever stands beside them (BR-Z-09...). */
export function effectivePercent(tax: TaxOnLine): Decimal {
  switch (tax.category) {
    case 'Z':
    case 'E':
    case 'AE':
    case 'K':
    case 'G':
    case 'O':
      return tax.kind === 'withholding' ? tax.percent : ZERO_PERCENT
    default:
      return tax.percent
  }
}

/** A tax of the document, with the sums that carry it. */
interface DocumentTax {
  readonly tax: TaxOnLine & { readonly kind: 'normal' | 'compound' }
  readonly carriers: Set<TaxedNet>
}

/**
 * Subtotals in the order in which the taxes first appear, normal ones before compound ones. Two taxes of the same rate
 * on one line (central and state tax) stay two subtotals.
 */
export function taxSubtotals(nets: readonly TaxedNet[]): TaxSubtotal[] {
  const taxes = documentTaxes(nets)
  return taxes.map(({ tax, carriers }, index) => {
    const taxable = taxableOf(taxes, index, [...carriers])
    return {
      category: tax.category,
      kind: tax.kind,
      percent: effectivePercent(tax),
      taxable,
      tax: percentOf(taxable, effectivePercent(tax)),
    }
  })
}

function documentTaxes(nets: readonly TaxedNet[]): DocumentTax[] {
  const byKey = new Map<string, DocumentTax>()
  for (const each of nets) {
    const seen = new Map<string, number>()
    for (const tax of each.taxes) {
      const { kind } = tax
      if (kind === 'withholding') continue
      const rate = `${tax.category} ${kind} ${effectivePercent(tax)}`
      const occurrence = seen.get(rate) ?? 0
      seen.set(rate, occurrence + 1)
      const key = `${rate} ${occurrence}`
      const entry = byKey.get(key) ?? { tax: { ...tax, kind }, carriers: new Set() }
      entry.carriers.add(each)
      byKey.set(key, entry)
    }
  }
  const all = [...byKey.values()]
  return [...all.filter(({ tax }) => tax.kind === 'normal'), ...all.filter(({ tax }) => tax.kind === 'compound')]
}

/**
 * The base of a tax over some of the nets that carry it: their sum, and for a compound tax also every tax on them that
 * stands before it. Each of those is rounded as a subtotal is, so that it is the printed one when both cover the same.
 */
function taxableOf(taxes: readonly DocumentTax[], index: number, nets: readonly TaxedNet[]): Minor {
  const net = sumMinor(nets.map((each) => each.net))
  if (taxes[index]?.tax.kind !== 'compound') return net
  return taxes.slice(0, index).reduce((base, earlier, position) => {
    const shared = nets.filter((each) => earlier.carriers.has(each))
    const percent = effectivePercent(earlier.tax)
    if (shared.length === 0 || isZero(percent)) return base
    return minor(base + percentOf(taxableOf(taxes, position, shared), percent))
  }, net)
}
