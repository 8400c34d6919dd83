import { checkDate, checkRequired, checkText, firstProblem } from '../core/check-fields.ts'
import { compareDates } from '../core/date.ts'
import { compareDecimals, decimal, isNegative, isZero, parseDecimal } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { TaxRateId } from '../core/ids.ts'
import type { TaxRate } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { repriceDrafts } from './draft-row.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export type TaxRateFields = Omit<TaxRate, 'id' | 'version'>

export interface SaveTaxRate {
  /** Absent for a new tax. */
  readonly seen?: { readonly id: TaxRateId; readonly version: number }
  readonly fields: TaxRateFields
}

/**
 * Adds a tax or changes one; a new rate is a new row in `rates` with the day from which it holds, so what was
 * supplied before keeps its rate. Drafts are priced again, issued documents never (T-14).
 * Problems: `not-found`, `stale`, `field-invalid`.
 */
export const saveTaxRate: Command<SaveTaxRate, { readonly id: TaxRateId; readonly version: number }> = {
  name: 'saveTaxRate',
  tables: ['taxRates', 'invoices', 'charges', 'settings'],
  async run(books, { seen, fields }, envelope: Envelope): Promise<Result<{ id: TaxRateId; version: number }, Problem>> {
    const problem = taxRateProblem(fields)
    if (problem !== undefined) return refused(problem)
    // Rates are compared as texts when subtotals are made: 19.0 and 19 are one rate.
    const rates = fields.rates.map(({ from, percent }) => ({ from, percent: decimal(percent) }))
    if (seen === undefined) {
      const id = envelope.newId('tax')
      await books.taxRates.add({ ...fields, rates, id, version: 1 })
      books.record('tax-rate.added', [id], { name: fields.name })
      return ok({ id, version: 1 })
    }
    const found = expectRow('taxRate', await books.db.taxRates.get(seen.id), seen)
    if (!found.ok) return found
    const next: TaxRate = { ...fields, rates, id: seen.id, version: found.value.version + 1 }
    await books.taxRates.put(next, found.value)
    const drafts = await repriceDrafts(books, ({ taxIds }) => taxIds.includes(seen.id))
    const archived = next.state === 'archived' && found.value.state === 'active'
    books.record(archived ? 'tax-rate.archived' : 'tax-rate.changed', [seen.id, ...drafts], { name: fields.name })
    return ok({ id: seen.id, version: next.version })
  },
}

function taxRateProblem(fields: TaxRateFields): Problem | undefined {
  const problem = firstProblem(
    checkRequired('name', fields.name, 60),
    checkText('exemptionReason', fields.exemptionReason, 500),
    checkText('exemptionCode', fields.exemptionCode, 40),
  )
  if (problem !== undefined) return problem
  if (fields.rates.length === 0) return { code: 'field-invalid', field: 'rates', reason: 'empty' }
  for (const [index, { from, percent }] of fields.rates.entries()) {
    const dated = checkDate('rates', from)
    if (dated !== undefined) return dated
    const value = parseDecimal(percent)
    if (value === undefined) return { code: 'field-invalid', field: 'percent', reason: 'not-a-number' }
    if (isNegative(value) || compareDecimals(value, decimal('100')) > 0) {
      return { code: 'field-invalid', field: 'percent', reason: 'out-of-range', limit: 100 }
    }
    // Only category S has a rate; the others are 0 by definition (EN 16931 BR-Z-05, BR-E-05 and sisters).
    const positive = !isZero(value)
    if (fields.kind !== 'withholding' && fields.category !== 'S' && positive) {
      return { code: 'field-invalid', field: 'percent', reason: 'out-of-range', limit: 0 }
    }
    if (fields.kind !== 'withholding' && fields.category === 'S' && !positive) {
      return { code: 'field-invalid', field: 'percent', reason: 'not-positive' }
    }
    const before = fields.rates[index - 1]
    if (before !== undefined && compareDates(before.from, from) >= 0) {
      return { code: 'field-invalid', field: 'rates', reason: 'not-sorted' }
    }
  }
  return undefined
}
