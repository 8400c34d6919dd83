// Two versions of a product, field by field, in words (G-2).
import type { TaxRateId } from '../../core/ids.ts'
import { type MessageKey, t } from '../../i18n/translate.ts'
import type { StaleField } from '../blocks/stale-dialog.tsx'
import type { ProductValues } from './product-schema.ts'

const labels: Readonly<Record<keyof ProductValues, MessageKey>> = {
  name: 'charges.product-name',
  kind: 'charges.product-kind',
  unitPrice: 'charges.price',
  currency: 'clients.currency',
  unit: 'charges.unit',
  sku: 'charges.sku',
  taxIds: 'charges.tax',
  taxIncluded: 'charges.tax-included',
  notProrated: 'contracts.product-not-prorated',
  description: 'charges.product-notes',
  sold: 'selling.how-sold',
  packUnits: 'selling.pack-units',
  priceOf: 'selling.price-of',
  usableOn: 'selling.usable-on',
  expires: 'selling.expires',
  expiresEvery: 'selling.expires-after',
  expiresUnit: 'selling.expires-unit',
  lowAt: 'selling.low-at',
  overdraft: 'selling.overdraft',
  overdraftPrice: 'selling.overdraft-price',
  renewOn: 'selling.renew-on',
  planTerms: 'selling.plan-terms',
}

/** Choices in words: `selling.<field>-<choice>`. */
const choices = ['sold', 'priceOf', 'usableOn', 'expiresUnit', 'renewOn'] as const

/**
 * The fields in which mine and theirs differ.
 * @param base what the form started from: a field that I left alone is theirs at first
 */
export function productDifferences(
  mine: ProductValues,
  theirs: ProductValues,
  base: ProductValues,
  taxName: (id: TaxRateId) => string,
): StaleField[] {
  const inWords = (values: ProductValues, name: keyof ProductValues): string => {
    const value = values[name]
    if (typeof value === 'boolean') return t(value ? 'clients.yes' : 'clients.no')
    if (name === 'kind') return t(value === 'goods' ? 'charges.product-goods' : 'charges.product-service')
    const choice = choices.find((one) => one === name)
    if (choice !== undefined) return choiceText(choice, values)
    return typeof value === 'string' ? value : value.map(taxName).join(', ')
  }
  return (Object.keys(labels) as (keyof ProductValues)[])
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
export function mergedProduct(
  mine: ProductValues,
  theirs: ProductValues,
  fromTheirs: readonly string[],
): ProductValues {
  const picked = Object.entries(theirs).filter(([name]) => fromTheirs.includes(name))
  return { ...mine, ...(Object.fromEntries(picked) as Partial<ProductValues>) }
}

function choiceText(name: (typeof choices)[number], values: ProductValues): string {
  switch (name) {
    case 'sold':
      return t(`selling.sold-${values.sold}`)
    case 'priceOf':
      return t(`selling.price-of-${values.priceOf}`)
    case 'usableOn':
      return t(`selling.usable-${values.usableOn}`)
    case 'expiresUnit':
      return t(`selling.every-${values.expiresUnit}`)
    case 'renewOn':
      return t(`selling.renew-${values.renewOn}`)
  }
}
