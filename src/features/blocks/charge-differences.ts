// Two versions of a charge, field by field, in words (G-2).
import type { TaxRateId } from '../../core/ids.ts'
import { type MessageKey, t } from '../../i18n/translate.ts'
import type { ChargeValues } from './charge-schema.ts'
import type { StaleField } from './stale-dialog.tsx'

const labels = {
  description: 'charges.description',
  quantity: 'charges.quantity',
  unit: 'charges.unit',
  unitPrice: 'charges.price',
  amount: 'charges.amount',
  taxIds: 'charges.tax',
  taxIncluded: 'charges.tax-included',
  servedOn: 'charges.served-on',
  periodFrom: 'charges.period-from',
  periodTo: 'charges.period-to',
} as const satisfies Partial<Record<keyof ChargeValues, MessageKey>>

/**
 * The fields in which mine and theirs differ.
 * @param base what the form started from: a field that I left alone is theirs at first
 */
export function chargeDifferences(
  mine: ChargeValues,
  theirs: ChargeValues,
  base: ChargeValues,
  taxName: (id: TaxRateId) => string,
): StaleField[] {
  const inWords = (values: ChargeValues, name: keyof typeof labels): string => {
    const value = values[name]
    if (typeof value === 'boolean') return t(value ? 'clients.yes' : 'clients.no')
    return typeof value === 'string' ? value : value.map(taxName).join(', ')
  }
  return (Object.keys(labels) as (keyof typeof labels)[])
    .map((name) => ({
      name,
      label: t(labels[name]),
      mine: inWords(mine, name),
      theirs: inWords(theirs, name),
      changedByMe: inWords(mine, name) !== inWords(base, name),
    }))
    .filter((field) => field.mine !== field.theirs)
}

/** My values, with theirs for some fields. */
export function mergedCharge(mine: ChargeValues, theirs: ChargeValues, fromTheirs: readonly string[]): ChargeValues {
  const picked = Object.entries(theirs).filter(([name]) => fromTheirs.includes(name))
  return { ...mine, ...(Object.fromEntries(picked) as Partial<ChargeValues>) }
}
