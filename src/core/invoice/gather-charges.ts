import type { TaxRateId } from '../ids.ts'
import type { Charge, TaxRate } from '../model.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result } from '../result.ts'
import { supplyTaxes } from './supply-taxes.ts'

/**
 * Puts charges of one client into piles that may share a document: one per billing group, currency, prices with or
 * without tax, and outside the scope of tax or not. Piles and charges keep the given order.
 * Problem: `tax-rate-missing`.
 */
export function gatherCharges(
  charges: readonly Charge[],
  taxRateById: ReadonlyMap<TaxRateId, TaxRate>,
): Result<Charge[][], Problem> {
  const piles = new Map<string, Charge[]>()
  for (const charge of charges) {
    const taxes = supplyTaxes(charge, taxRateById)
    if (!taxes.ok) return taxes
    const outside = taxes.value.some(({ category }) => category === 'O')
    const key = [charge.billingGroupId, charge.currency, charge.taxIncluded, outside].join(' ')
    const pile = piles.get(key)
    if (pile === undefined) piles.set(key, [charge])
    else pile.push(charge)
  }
  return ok([...piles.values()])
}
