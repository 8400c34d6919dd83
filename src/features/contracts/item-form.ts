// What the fields of a contract item hold (texts as typed), and what of it goes to the commands.

import type { ContractItem } from '../../core/contract/contract.ts'
import type { ItemFields } from '../../core/contract/contract-fields.ts'
import { addDays, type CalendarDate } from '../../core/date.ts'
import type { ProductId, TaxRateId } from '../../core/ids.ts'
import type { Cadence } from '../../core/period.ts'
import { type BillingTiming, type FirstStub, isCadence } from '../../core/period-chain.ts'
import type { ProrationMode } from '../../core/proration.ts'
import type { Pricing } from '../../core/rating/pricing.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { t } from '../../i18n/translate.ts'
import {
  blankPrice,
  type PriceReading,
  type PriceValues,
  type Refuse,
  readPrice,
  readPricing,
  readQuantity,
} from './price-form.ts'

export const cadencePresets = ['week', 'month', 'quarter', 'year', 'other'] as const
export type CadencePreset = (typeof cadencePresets)[number]

/** A step of a ramp: from a day on another quantity or price of the same kind. */
export interface RampValues {
  from: string
  quantity: string
  price: string
}

export interface ItemValues extends PriceValues {
  productId: ProductId | ''
  description: string
  unit: string
  kind: ContractItem['kind']
  preset: CadencePreset
  /** Of the preset `other`. */
  every: string
  everyUnit: Cadence['unit']
  timing: BillingTiming
  /** '' for the contract's own first day. */
  startOn: string
  /** The last day that is billed; '' for the contract's own. */
  lastDay: string
  trialDays: string
  proration: ProrationMode
  firstStub: FirstStub
  ramp: RampValues[]
  taxIds: TaxRateId[]
  taxIncluded: boolean
}

/** An item as a new contract proposes it. */
export function blankItem(
  settings: Pick<AccountSettings, 'billing'>,
  taxes: { readonly taxIds: readonly TaxRateId[]; readonly taxIncluded: boolean },
): ItemValues {
  return {
    ...blankPrice(),
    productId: '',
    description: '',
    unit: '',
    kind: 'recurring',
    preset: 'month',
    every: '2',
    everyUnit: 'month',
    timing: 'advance',
    startOn: '',
    lastDay: '',
    trialDays: '',
    proration: settings.billing.proration,
    firstStub: settings.billing.firstStub,
    ramp: [],
    taxIds: [...taxes.taxIds],
    taxIncluded: taxes.taxIncluded,
  }
}

/** The cadence that was chosen; undefined once the field is named in which it cannot be understood. */
export function readCadence(values: Pick<ItemValues, 'preset' | 'every' | 'everyUnit'>, refuse: Refuse) {
  const every = (unit: Cadence['unit'], count: number): Cadence => ({ unit, every: count })
  switch (values.preset) {
    case 'week':
      return every('week', 1)
    case 'month':
      return every('month', 1)
    case 'quarter':
      return every('month', 3)
    case 'year':
      return every('year', 1)
    case 'other': {
      const count = readWhole(values.every)
      const cadence = count === undefined ? undefined : every(values.everyUnit, count)
      return cadence !== undefined && isCadence(cadence) ? cadence : refuse('every', t('contracts.every-wrong'))
    }
  }
}

/** Whether periods of the cadence begin on a day of the month. */
export function hasBillingDay(values: Pick<ItemValues, 'kind' | 'preset' | 'everyUnit'>): boolean {
  if (values.kind === 'one-off') return false
  if (values.preset === 'other') return values.everyUnit === 'month' || values.everyUnit === 'year'
  return values.preset !== 'week'
}

/** Whether the quantity is agreed: usage is counted, a flat price has none. */
export function asksQuantity(values: Pick<ItemValues, 'kind' | 'priceKind'>): boolean {
  return values.kind !== 'usage' && values.priceKind !== 'flat'
}

/** What ramps can change: nothing where there is neither an agreed quantity nor a single price. */
export function canRamp(values: Pick<ItemValues, 'kind' | 'priceKind'>): boolean {
  return values.kind !== 'one-off' && (asksQuantity(values) || hasSinglePrice(values))
}

export function hasSinglePrice(values: Pick<ItemValues, 'priceKind'>): boolean {
  return values.priceKind === 'flat' || values.priceKind === 'per-unit'
}

/** The item that was typed, or undefined once every field that is wrong has been named. */
export function readItem(
  values: ItemValues,
  reading: PriceReading & { readonly billingDay?: number },
  refuse: Refuse,
): ItemFields | undefined {
  const description = values.description.trim()
  if (description === '') refuse('description', t('contracts.description-missing'))
  const oneOff = values.kind === 'one-off'
  const cadence = oneOff ? ({ unit: 'day', every: 1 } as const) : readCadence(values, refuse)
  const quantity = readQuantity(values, asksQuantity(values), reading, refuse)
  const pricing = readPricing(values, reading, refuse)
  const trialDays = readTrial(values, refuse)
  const dates = readDates(values, refuse)
  const ramp = pricing === undefined ? undefined : readRamp(values, pricing, reading, refuse)
  if (description === '' || cadence === undefined || quantity === undefined || pricing === undefined) return undefined
  if (trialDays === undefined || dates === undefined || ramp === undefined) return undefined
  return {
    ...(values.productId !== '' && { productId: values.productId }),
    description,
    ...(values.unit.trim() !== '' && { unit: values.unit.trim() }),
    kind: values.kind,
    timing: oneOff ? 'advance' : values.kind === 'usage' ? 'arrears' : values.timing,
    cadence,
    ...dates,
    ...(trialDays > 0 && !oneOff && { trialDays }),
    ...(reading.billingDay !== undefined && hasBillingDay(values) && { billingDay: reading.billingDay }),
    ...(values.kind === 'recurring' && { firstStub: values.firstStub, proration: values.proration }),
    quantity,
    pricing,
    ...(ramp.length > 0 && { ramp }),
    taxIds: values.taxIds,
    taxIncluded: values.taxIncluded,
  }
}

function readTrial(values: ItemValues, refuse: Refuse): number | undefined {
  if (values.trialDays.trim() === '' || values.kind === 'one-off') return 0
  const days = readWhole(values.trialDays)
  return days !== undefined && days <= 3650 ? days : refuse('trialDays', t('contracts.trial-wrong'))
}

function readDates(values: ItemValues, refuse: Refuse): Pick<ItemFields, 'startOn' | 'endOn'> | undefined {
  const startOn = values.startOn.trim() === '' ? undefined : knownDate(values.startOn)
  const lastDay = values.lastDay.trim() === '' ? undefined : knownDate(values.lastDay)
  if (values.startOn.trim() !== '' && startOn === undefined) return refuse('startOn', t('contracts.day-wrong'))
  if (values.kind === 'one-off') return startOn === undefined ? {} : { startOn }
  if (values.lastDay.trim() !== '' && lastDay === undefined) return refuse('lastDay', t('contracts.day-wrong'))
  if (startOn !== undefined && lastDay !== undefined && lastDay < startOn) {
    return refuse('lastDay', t('contracts.last-day-before-start'))
  }
  return {
    ...(startOn !== undefined && { startOn }),
    ...(lastDay !== undefined && { endOn: addDays(lastDay, 1) }),
  }
}

function readRamp(
  values: ItemValues,
  pricing: Pricing,
  reading: PriceReading,
  refuse: Refuse,
): NonNullable<ItemFields['ramp']> | undefined {
  if (!canRamp(values)) return []
  const steps: NonNullable<ItemFields['ramp']>[number][] = []
  let before: CalendarDate | undefined
  for (const [index, step] of values.ramp.entries()) {
    const wrong: Refuse = (path, message) => refuse(`ramp.${index}.${path}`, message)
    const from = knownDate(step.from) ?? wrong('from', t('contracts.day-wrong'))
    if (from !== undefined && before !== undefined && from <= before) wrong('from', t('contracts.ramp-order'))
    const quantity = readQuantity({ ...values, quantity: step.quantity }, asksQuantity(values), reading, wrong)
    const changed = rampPricing(values, step, pricing, reading, wrong)
    if (
      from !== undefined &&
      (before === undefined || from > before) &&
      quantity !== undefined &&
      changed !== undefined
    )
      steps.push({ from, quantity, pricing: changed })
    before = from ?? before
  }
  return steps.length === values.ramp.length ? steps : undefined
}

function rampPricing(
  values: ItemValues,
  step: RampValues,
  pricing: Pricing,
  reading: PriceReading,
  refuse: Refuse,
): Pricing | undefined {
  if (!hasSinglePrice(values)) return pricing
  const price = readPrice(step.price, 'price', reading, refuse)
  if (price === undefined) return undefined
  if (pricing.kind === 'flat') return { ...pricing, price }
  return pricing.kind === 'per-unit' ? { ...pricing, unitPrice: price } : pricing
}

/** A whole number of 0 or more that was typed. */
export function readWhole(text: string): number | undefined {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : undefined
}
