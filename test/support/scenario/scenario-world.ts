// What a stage of the runner offers, and how a step's readable input becomes the core's own shapes.
import { currencyCode, currencyExponent } from '../../../src/core/currency.ts'
import { calendarDate } from '../../../src/core/date.ts'
import { decimal } from '../../../src/core/decimal.ts'
import type { PriceAdjustment, TaxCategory, TaxKind, TaxRate } from '../../../src/core/model.ts'
import { type CurrencyCode, type Minor, minorToDecimal, roundToMinor } from '../../../src/core/money.ts'
import type { Problem } from '../../../src/core/problem.ts'
import { Fields, ScenarioError, type Step, type Yaml } from './read-scenario.ts'

/** Plain data, amounts as decimal texts, everything by the names of the scenario. */
export type View = { readonly [field: string]: View } | readonly View[] | string

export interface Stage {
  /** Whether a refusal comes with its code and facts; a screen only says no. */
  readonly tellsProblems: boolean
  /** Runs one step; answers the problem when it was refused. Throws ScenarioError for a verb it does not know. */
  perform(step: Step): Promise<Problem | undefined>
  view(): Promise<View>
  close(): Promise<void>
}

export interface ChargeInput {
  readonly client: string
  readonly name: string
  readonly description: string
  readonly quantity: ReturnType<typeof decimal>
  readonly unit: string | undefined
  readonly unitPrice: ReturnType<typeof decimal>
  readonly taxes: readonly string[] | undefined
  readonly taxIncluded: boolean | undefined
  readonly servedOn: ReturnType<typeof calendarDate> | undefined
  readonly period: { start: ReturnType<typeof calendarDate>; end: ReturnType<typeof calendarDate> } | undefined
  readonly allowances: readonly PriceAdjustment[]
  readonly surcharges: readonly PriceAdjustment[]
  readonly currency: CurrencyCode | undefined
  readonly adjustment: boolean
}

/** A charge as scenarios write it; `name` binds it, the description says it on documents. */
export function readCharge(yaml: Yaml, path: string, named?: string): ChargeInput {
  const fields = new Fields(yaml, path)
  const description = fields.optionalText('description') ?? named
  const name = named ?? fields.optionalText('as') ?? description
  if (description === undefined || name === undefined) throw new ScenarioError(`${path}: "description" is missing`)
  const currency = fields.optionalText('currency')
  const charge: ChargeInput = {
    client: fields.text('client'),
    name,
    description,
    quantity: fields.optionalDecimal('quantity') ?? decimal('1'),
    unit: fields.optionalText('unit'),
    unitPrice: fields.optionalDecimal('unitPrice') ?? missing(path, 'unitPrice'),
    taxes: fields.optionalTexts('taxes'),
    taxIncluded: fields.optionalFlag('taxIncluded'),
    servedOn: fields.optionalDate('servedOn'),
    period: readPeriod(fields, 'period'),
    allowances: readAdjustments(fields, 'allowances'),
    surcharges: readAdjustments(fields, 'surcharges'),
    currency: currency === undefined ? undefined : readCurrency(currency, path),
    adjustment: fields.optionalFlag('adjustment') ?? false,
  }
  fields.done()
  return charge
}

export function readPeriod(fields: Fields, name: string): ChargeInput['period'] {
  const inner = fields.optionalFields(name)
  if (inner === undefined) return undefined
  const start = inner.optionalDate('start')
  const end = inner.optionalDate('end')
  inner.done()
  return { start: start ?? missing(inner.path, 'start'), end: end ?? missing(inner.path, 'end') }
}

export function readAdjustments(fields: Fields, name: string): PriceAdjustment[] {
  return (fields.optionalList(name) ?? []).map((yaml, at) => {
    const one = new Fields(yaml, `${fields.path}.${name}.${at}`)
    const percent = one.optionalDecimal('percent')
    const amount = one.optionalDecimal('amount')
    const reason = one.text('reason')
    one.done()
    if ((percent === undefined) === (amount === undefined)) throw one.wrong('percent', 'either percent or amount')
    return percent === undefined
      ? { kind: 'amount', value: amount ?? decimal('0'), reason }
      : { kind: 'percent', value: percent, reason }
  })
}

export function readTaxRate(yaml: Yaml, name: string): Omit<TaxRate, 'id' | 'version'> {
  const fields = new Fields(yaml, `given.taxRates.${name}`)
  const percent = fields.optionalDecimal('percent')
  const dated = fields.optionalList('rates')?.map((one) => {
    const rate = new Fields(one, `${fields.path}.rates`)
    const from = rate.optionalDate('from') ?? missing(rate.path, 'from')
    const value = rate.optionalDecimal('percent') ?? missing(rate.path, 'percent')
    rate.done()
    return { from, percent: value }
  })
  const exemptionReason = fields.optionalText('exemptionReason')
  const rates = dated ?? [{ from: calendarDate('2000-01-01'), percent: percent ?? decimal('0') }]
  const tax = {
    name,
    category: (fields.optionalText('category') ?? 'S') as TaxCategory,
    kind: (fields.optionalText('kind') ?? 'normal') as TaxKind,
    rates,
    state: 'active' as const,
    ...(exemptionReason === undefined ? {} : { exemptionReason }),
  }
  fields.done()
  return tax
}

export function readCurrency(text: string, path: string): CurrencyCode {
  return currencyCode(text) ?? missing(path, 'a currency')
}

/** Major units as written -> minor units; more decimals than the currency has are an error of the scenario. */
export function toMinor(text: string, currency: CurrencyCode, path: string): Minor {
  const exponent = currencyExponent(currency)
  const amount = roundToMinor(decimal(text), exponent)
  if (roundToMinor(minorToDecimal(amount, exponent), exponent + 6) !== roundToMinor(decimal(text), exponent + 6)) {
    throw new ScenarioError(`${path}: ${text} has more decimals than ${currency}`)
  }
  return amount
}

export function amountText(amount: Minor, currency: CurrencyCode): string {
  const exponent = currencyExponent(currency)
  const negative = amount < 0
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const text = exponent === 0 ? digits : `${whole}.${digits.slice(digits.length - exponent)}`
  return negative ? `-${text}` : text
}

/** Names of the scenario to the ids of a stage, and back for its view. */
export class Names<Id extends string> {
  private readonly byName = new Map<string, Id>()
  readonly kind: string

  constructor(kind: string) {
    this.kind = kind
  }

  bind(name: string, id: Id): void {
    if (this.byName.has(name)) throw new ScenarioError(`two ${this.kind}s are called "${name}": give one of them "as"`)
    this.byName.set(name, id)
  }

  has(name: string): boolean {
    return this.byName.has(name)
  }

  get(name: string): Id {
    const id = this.byName.get(name)
    if (id === undefined) throw new ScenarioError(`no ${this.kind} is called "${name}"`)
    return id
  }

  nameOf(id: string): string | undefined {
    for (const [name, known] of this.byName) if (known === id) return name
    return undefined
  }

  entries(): readonly (readonly [string, Id])[] {
    return [...this.byName]
  }
}

/** The part of the account that scenarios may leave out: a seller who may issue documents. */
export const defaultSeller = {
  name: 'Atelier Lind',
  address: { line1: 'Lindenweg 4', city: 'Leipzig', postalCode: '04103', country: 'DE' },
  vatId: 'DE123456789',
}

export function missing(path: string, what: string): never {
  throw new ScenarioError(`${path}: "${what}" is missing or not valid`)
}
