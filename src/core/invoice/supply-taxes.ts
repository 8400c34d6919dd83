// Which taxes a charge carries on the day of its supply.
import { type CalendarDate, compareDates, lastDayOf } from '../date.ts'
import type { TaxRateId } from '../ids.ts'
import type { Charge, TaxRate } from '../model.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import type { FrozenTax } from './document.ts'

/** The supply date: the last day of the period, else the day of the service. */
export function supplyDateOf(charge: Pick<Charge, 'period' | 'servedOn'>): CalendarDate {
  return charge.period === undefined ? charge.servedOn : lastDayOf(charge.period.end)
}

/**
 * The taxes of a charge with the rate in force on its supply date.
 * Problem: `tax-rate-missing` when a tax had no rate yet on that day or is unknown.
 */
export function supplyTaxes(
  charge: Pick<Charge, 'taxIds' | 'period' | 'servedOn'>,
  taxRateById: ReadonlyMap<TaxRateId, TaxRate>,
): Result<readonly FrozenTax[], Problem> {
  const on = supplyDateOf(charge)
  const taxes: FrozenTax[] = []
  for (const id of charge.taxIds) {
    const tax = taxRateById.get(id)
    const rate = tax?.rates.findLast(({ from }) => compareDates(from, on) <= 0)
    if (tax === undefined || rate === undefined) {
      return refused({ code: 'tax-rate-missing', taxName: tax?.name ?? String(id), on })
    }
    taxes.push({
      name: tax.name,
      category: tax.category,
      kind: tax.kind,
      percent: rate.percent,
      ...(tax.exemptionReason === undefined ? {} : { exemptionReason: tax.exemptionReason }),
      ...(tax.exemptionCode === undefined ? {} : { exemptionCode: tax.exemptionCode }),
    })
  }
  return ok(taxes)
}
