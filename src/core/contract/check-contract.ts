// Why a contract cannot be taken as it was entered: one plain problem, naming the field.
import {
  checkCurrency,
  checkDate,
  checkPrice,
  checkQuantity,
  checkRequired,
  checkText,
  type FieldProblem,
  firstProblem,
  invalid,
} from '../check-fields.ts'
import { currencyExponent } from '../currency.ts'
import { addDays, type CalendarDate, yearOf } from '../date.ts'
import { type Decimal, isNegative, parseDecimal } from '../decimal.ts'
import type { CurrencyCode } from '../money.ts'
import { isCadence } from '../period-chain.ts'
import type { Problem } from '../problem.ts'
import { checkPricing, type Pricing, type PricingProblem, rateToMinor } from '../rating/pricing.ts'
import type { ContractFields, ItemFields } from './contract-fields.ts'

/** Far more than anybody agrees on; a guard against slips of the keyboard. */
const MAX_ITEMS = 200
const MAX_STEPS = 100
const MAX_TIERS = 100
const MAX_TRIAL_DAYS = 3_650
const MAX_NOTICE_DAYS = 365
const FIRST_YEAR = 1900
const LAST_YEAR = 2199

/** The first thing wrong with a contract as entered. Problems: `field-invalid`, `amount-too-large`. */
export function contractProblem(fields: ContractFields): Problem | undefined {
  return (
    checkCurrency('currency', fields.currency) ??
    headProblem(fields) ??
    checkDay('startOn', fields.startOn) ??
    checkDay('endOn', fields.endOn) ??
    (fields.endOn !== undefined && fields.endOn <= fields.startOn ? invalid('endOn', 'end-before-start') : undefined) ??
    renewalProblem(fields.renewal, fields.endOn) ??
    (fields.items.length === 0 ? invalid('items', 'missing') : undefined) ??
    (fields.items.length > MAX_ITEMS ? invalid('items', 'too-many', MAX_ITEMS) : undefined) ??
    firstProblem(...fields.items.map((item, i) => itemProblem(item, fields, `items.${i}.`)))
  )
}

/** What can be changed without an amendment: words, numbers, renewal. */
export function headProblem(
  fields: Pick<ContractFields, 'name' | 'contractNumber' | 'poNumber' | 'notes'>,
): FieldProblem | undefined {
  return (
    checkRequired('name', fields.name) ??
    checkText('contractNumber', fields.contractNumber, 100) ??
    checkText('poNumber', fields.poNumber, 100) ??
    checkText('notes', fields.notes, 4000)
  )
}

/** M-24: only what ends can be renewed, by a length that is one, with 0 to 365 days of notice. */
export function renewalProblem(
  renewal: ContractFields['renewal'],
  endOn: CalendarDate | undefined,
): FieldProblem | undefined {
  if (renewal === undefined) return undefined
  if (endOn === undefined) return invalid('endOn', 'missing')
  if (!isCadence(renewal.length)) return invalid('renewal', 'out-of-range')
  return checkWhole('noticeDays', renewal.noticeDays, 0, MAX_NOTICE_DAYS)
}

/**
 * The first thing wrong with an item as entered.
 * @param term the contract, or what is left of it where an amendment adds the item
 * @param path stands before the field's name: `items.2.`
 */
export function itemProblem(
  item: ItemFields,
  term: Pick<ContractFields, 'startOn' | 'endOn' | 'currency'>,
  path = '',
): Problem | undefined {
  return (
    checkRequired(`${path}description`, item.description, 4000) ??
    checkText(`${path}unit`, item.unit, 40) ??
    (item.kind === 'one-off' || isCadence(item.cadence) ? undefined : invalid(`${path}cadence`, 'out-of-range')) ??
    datesProblem(item, term, path) ??
    billingDayProblem(item, path) ??
    agreementProblem(item, item.kind, term.currency, path) ??
    rampProblem(item, term, path)
  )
}

function datesProblem(
  item: ItemFields,
  term: Pick<ContractFields, 'startOn' | 'endOn'>,
  path: string,
): Problem | undefined {
  const startOn = item.startOn ?? term.startOn
  const endOn = item.endOn ?? term.endOn
  const trialDays = item.trialDays ?? 0
  const problem =
    checkDay(`${path}startOn`, item.startOn) ??
    checkDay(`${path}endOn`, item.endOn) ??
    checkWhole(`${path}trialDays`, trialDays, 0, MAX_TRIAL_DAYS)
  if (problem !== undefined) return problem
  if (startOn < term.startOn) return { code: 'before-start', date: startOn, start: term.startOn }
  if (endOn === undefined) return undefined
  if (endOn <= startOn) return invalid(`${path}endOn`, 'end-before-start')
  if (term.endOn !== undefined && endOn > term.endOn) return invalid(`${path}endOn`, 'out-of-range')
  // A trial that lasts to the end leaves nothing to bill: that is a slip, not an agreement.
  return addDays(startOn, trialDays) >= endOn ? invalid(`${path}trialDays`, 'out-of-range') : undefined
}

function billingDayProblem({ billingDay, kind, cadence }: ItemFields, path: string): FieldProblem | undefined {
  if (billingDay === undefined || kind === 'one-off') return undefined
  const field = `${path}billingDay`
  if (cadence.unit === 'day' || cadence.unit === 'week') return invalid(field, 'out-of-range')
  return checkWhole(field, billingDay, 1, 31)
}

function rampProblem(
  item: ItemFields,
  term: Pick<ContractFields, 'startOn' | 'endOn' | 'currency'>,
  path: string,
): Problem | undefined {
  const ramp = item.ramp ?? []
  const field = `${path}ramp`
  if (ramp.length > MAX_STEPS) return invalid(field, 'too-many', MAX_STEPS)
  const endOn = item.endOn ?? term.endOn
  let before = item.startOn ?? term.startOn
  for (const [i, step] of ramp.entries()) {
    const problem = checkDay(`${field}.${i}.from`, step.from)
    if (problem !== undefined) return problem
    if (step.from === before) return invalid(field, 'duplicate')
    if (step.from < before) return invalid(field, 'not-sorted')
    if (endOn !== undefined && step.from >= endOn) return invalid(`${field}.${i}.from`, 'out-of-range')
    before = step.from
  }
  return firstProblem(...ramp.map((step, i) => agreementProblem(step, item.kind, term.currency, `${field}.${i}.`)))
}

/** What is wrong with a quantity and its pricing. Problems: `field-invalid`, `amount-too-large`. */
export function agreementProblem(
  { quantity, pricing }: { readonly quantity: Decimal; readonly pricing: Pricing },
  kind: ItemFields['kind'],
  currency: CurrencyCode,
  path = '',
): Problem | undefined {
  const problem =
    checkQuantity(`${path}quantity`, quantity) ??
    (isNegative(parseDecimal(quantity) as Decimal) ? invalid(`${path}quantity`, 'not-positive') : undefined) ??
    pricingProblem(pricing, currency, path)
  if (problem !== undefined || kind === 'usage') return problem
  try {
    rateToMinor(pricing, quantity, currencyExponent(currency))
    return undefined
  } catch (error) {
    if (error instanceof RangeError) return { code: 'amount-too-large' }
    throw error
  }
}

/** Each figure by itself, then the pricing as a whole. */
function pricingProblem(pricing: Pricing, currency: CurrencyCode, path: string): Problem | undefined {
  const minimum = pricing.minimum === undefined ? undefined : checkPrice(`${path}minimum`, pricing.minimum, currency)
  if (minimum !== undefined) return minimum
  switch (pricing.kind) {
    case 'flat':
      return checkPrice(`${path}unitPrice`, pricing.price, currency)
    case 'per-unit':
      return checkPrice(`${path}unitPrice`, pricing.unitPrice, currency)
    case 'graduated':
    case 'volume': {
      if (pricing.tiers.length > MAX_TIERS) return invalid(`${path}tiers`, 'too-many', MAX_TIERS)
      const figures = pricing.tiers.map(
        ({ upTo, unitPrice }) =>
          checkPrice(`${path}unitPrice`, unitPrice, currency) ??
          (upTo === undefined ? undefined : checkQuantity(`${path}tiers`, upTo)),
      )
      const whole = checkPricing(pricing)
      return firstProblem(...figures) ?? (whole === undefined ? undefined : invalid(`${path}tiers`, tierReasons[whole]))
    }
  }
}

const tierReasons = {
  'price-negative': 'negative',
  'minimum-negative': 'negative',
  'tiers-missing': 'missing',
  'tiers-not-ascending': 'not-sorted',
  'last-tier-closed': 'last-open',
  'tier-open': 'last-open',
} as const satisfies Record<PricingProblem, FieldProblem['reason']>

/** A day that exists, in the two centuries and more that contracts are made for. */
export function checkDay(field: string, day: CalendarDate | undefined): FieldProblem | undefined {
  const problem = checkDate(field, day)
  if (problem !== undefined || day === undefined) return problem
  const year = yearOf(day)
  return year < FIRST_YEAR || year > LAST_YEAR ? invalid(field, 'out-of-range') : undefined
}

/** A whole number within bounds. */
export function checkWhole(field: string, value: number, least: number, most: number): FieldProblem | undefined {
  return Number.isInteger(value) && value >= least && value <= most ? undefined : invalid(field, 'out-of-range', most)
}
