// What may be said of a product that is sold ahead, and of the house rules; asked by the form and by the commands.
import { checkPrice, checkQuantity, type FieldProblem, invalid } from '../check-fields.ts'
import { decimal, isNegative, isZero } from '../decimal.ts'
import { type CurrencyCode, isMinor } from '../money.ts'
import type { Cadence } from '../period.ts'
import type { SellingSettings } from '../settings.ts'
import type { PackSale, ProductSale } from './product-sale.ts'

/** Ten years: no term is longer. */
export const LONGEST_TERM = 120
/** Twenty terms are more than anybody chooses from. */
export const MOST_TERMS = 20

/**
 * The first thing wrong with how a product is sold; an ordinary one has none. Its fields: `sale.units`, `sale.lowAt`,
 * `sale.overdraftPrice`, `sale.expiresAfter`, `sale.terms`.
 */
export function checkSale(sale: ProductSale | undefined, currency: CurrencyCode): FieldProblem | undefined {
  if (sale === undefined) return undefined
  if (sale.kind === 'plan') return sale.terms === undefined ? undefined : checkTerms('sale.terms', sale.terms)
  return (
    checkAbove0('sale.units', sale.units) ??
    (sale.lowAt === undefined ? undefined : checkNot0('sale.lowAt', sale.lowAt)) ??
    (sale.overdraftPrice === undefined
      ? undefined
      : checkPrice('sale.overdraftPrice', sale.overdraftPrice, currency)) ??
    checkExpiry(sale)
  )
}

/** Whole months, ascending, each once, at least one (T-6). */
export function checkTerms(field: string, terms: readonly number[]): FieldProblem | undefined {
  if (terms.length === 0) return invalid(field, 'empty')
  if (terms.length > MOST_TERMS) return invalid(field, 'too-many', MOST_TERMS)
  if (terms.some((months) => !Number.isInteger(months) || months < 1 || months > LONGEST_TERM)) {
    return invalid(field, 'out-of-range', LONGEST_TERM)
  }
  return terms.some((months, index) => index > 0 && months <= (terms[index - 1] ?? 0))
    ? invalid(field, 'duplicate')
    : undefined
}

/**
 * The house rules of selling (T-1..T-9). Problems: `field-invalid` of `selling.leastPurchase`, `selling.outstandingCap`,
 * `selling.terms`, `selling.renewalLead`, `selling.termsDays`.
 */
export function checkSelling(selling: SellingSettings): FieldProblem | undefined {
  const { minimum, outstandingCap, termsDays, renewalLead } = selling
  if (!isMinor(minimum)) return invalid('selling.leastPurchase', 'too-large')
  if (minimum < 0) return invalid('selling.leastPurchase', 'negative')
  if (!isWithin(outstandingCap, 0, 1000)) return invalid('selling.outstandingCap', 'out-of-range', 1000)
  if (!isWithin(termsDays, 0, 180)) return invalid('selling.termsDays', 'out-of-range', 180)
  return checkTerms('selling.terms', selling.terms) ?? checkLead(renewalLead)
}

/** How long before its end a term is renewed: from no day at all to a year. */
function checkLead({ unit, every }: Cadence): FieldProblem | undefined {
  const most = { day: 366, week: 52, month: 12, year: 1 }[unit]
  return isWithin(every, 1, most) ? undefined : invalid('selling.renewalLead', 'out-of-range', most)
}

function checkExpiry({ expiresAfter }: PackSale): FieldProblem | undefined {
  if (expiresAfter === undefined) return undefined
  const most = { day: 3660, week: 520, month: 120, year: 10 }[expiresAfter.unit]
  return isWithin(expiresAfter.every, 1, most) ? undefined : invalid('sale.expiresAfter', 'out-of-range', most)
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function checkAbove0(field: string, text: string): FieldProblem | undefined {
  const problem = checkNot0(field, text)
  return problem ?? (isZero(decimal(text)) ? invalid(field, 'not-positive') : undefined)
}

function checkNot0(field: string, text: string): FieldProblem | undefined {
  const problem = checkQuantity(field, text)
  return problem ?? (isNegative(decimal(text)) ? invalid(field, 'not-positive') : undefined)
}
