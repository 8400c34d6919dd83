// Contracts, items and billing groups as scenarios write them. Figures and days go on as they were written, so that a
// scenario can say nonsense and expect the product to refuse it.
import type { BillingCycle } from '../../../src/core/contract/billing-group.ts'
import type { RenewalTerms } from '../../../src/core/contract/contract.ts'
import type { ContractFields, ItemFields } from '../../../src/core/contract/contract-fields.ts'
import type { CalendarDate } from '../../../src/core/date.ts'
import type { Decimal } from '../../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, ProductId, TaxRateId } from '../../../src/core/ids.ts'
import type { CurrencyCode } from '../../../src/core/money.ts'
import type { Cadence } from '../../../src/core/period.ts'
import { anchorOnDay, type FirstStub } from '../../../src/core/period-chain.ts'
import type { ProrationMode } from '../../../src/core/proration.ts'
import type { PriceTier, Pricing } from '../../../src/core/rating/pricing.ts'
import { type BillingSettings, defaultBilling } from '../../../src/core/settings.ts'
import { Fields, type Yaml } from './read-scenario.ts'
import { missing, readCurrency, toMinor } from './scenario-world.ts'

/** Names of the scenario to the ids of a stage. */
export interface ContractPlace {
  readonly today: CalendarDate
  readonly currency: CurrencyCode
  clientId(name: string): ClientId
  groupId(name: string): BillingGroupId
  productId(name: string): ProductId
  taxIds(names: readonly string[] | undefined): readonly TaxRateId[]
}

export interface ContractInput {
  readonly name: string
  readonly fields: ContractFields
  /** As the scenario calls them, in the order of `fields.items`. */
  readonly itemNames: readonly string[]
}

/** `month`, `2 weeks`, `10 days`. */
export function readCadence(text: string, fields: Fields, name: string): Cadence {
  const match = /^(?:(-?\d+) )?(day|week|month|year)s?$/.exec(text)
  if (match === null) throw fields.wrong(name, 'a rhythm such as month or 2 weeks')
  return { unit: match[2] as Cadence['unit'], every: Number(match[1] ?? '1') }
}

/** `manual`, `{every, day}` (a day of the month) or `{every, from}` (a day on which a cycle begins). */
export function readCycle(yaml: Yaml | undefined, path: string, today: CalendarDate): BillingCycle | undefined {
  if (yaml === undefined) return undefined
  if (yaml === 'manual') return { kind: 'manual' }
  const fields = new Fields(yaml, path)
  const cadence = readCadence(fields.text('every'), fields, 'every')
  const day = fields.optionalInteger('day')
  const from = fields.optionalDate('from')
  fields.done()
  if ((day === undefined) === (from === undefined)) throw fields.wrong('day', 'either day or from')
  return { kind: 'every', cadence, anchor: from === undefined ? anchorOnDay(today, day ?? 1) : { origin: from } }
}

export function readContract(yaml: Yaml, path: string, named: string | undefined, place: ContractPlace): ContractInput {
  const fields = new Fields(yaml, path)
  const name = named ?? fields.text('name')
  const group = fields.optionalText('group')
  const currency = fields.optionalText('currency')
  const items = (fields.optionalFields('items')?.entries() ?? []).map(
    ([item, one]) => [item, readItem(one, `${path}.items.${item}`, item, place)] as const,
  )
  const contract: ContractFields = {
    clientId: place.clientId(fields.text('client')),
    name,
    currency: currency === undefined ? place.currency : readCurrency(currency, path),
    startOn: fields.text('start') as CalendarDate,
    items: items.map(([, item]) => item),
    ...(group === undefined ? {} : { billingGroupId: place.groupId(group) }),
    ...taken('endOn', fields.optionalText('end') as CalendarDate | undefined),
    ...taken('renewal', readRenewal(fields.optional('renewal'), `${path}.renewal`)),
    ...taken('poNumber', fields.optionalText('poNumber')),
    ...taken('contractNumber', fields.optionalText('contractNumber')),
    ...taken('notes', fields.optionalText('notes')),
  }
  fields.done()
  return { name, fields: contract, itemNames: items.map(([item]) => item) }
}

/** `{length: year, noticeDays: 30}`. */
export function readRenewal(yaml: Yaml | undefined, path: string): RenewalTerms | undefined {
  if (yaml === undefined) return undefined
  const fields = new Fields(yaml, path)
  const length = readCadence(fields.text('length'), fields, 'length')
  const noticeDays = fields.optionalInteger('noticeDays') ?? missing(path, 'noticeDays')
  fields.done()
  return { length, noticeDays }
}

export function readItem(yaml: Yaml, path: string, name: string, place: ContractPlace): ItemFields {
  const fields = new Fields(yaml, path)
  const product = fields.optionalText('product')
  const kind = (fields.optionalText('kind') ?? 'recurring') as ItemFields['kind']
  const every = fields.optionalText('every') ?? (kind === 'one-off' ? 'day' : missing(path, 'every'))
  const { quantity, pricing } = readTerms(fields)
  const ramp = fields.optionalList('ramp')?.map((one, at) => {
    const step = new Fields(one, `${path}.ramp.${at}`)
    const from = step.text('from') as CalendarDate
    const terms = readTerms(step)
    step.done()
    return {
      from,
      quantity: terms.quantity ?? quantity ?? ('1' as Decimal),
      pricing: terms.pricing ?? pricing ?? missing(path, 'price'),
    }
  })
  const item: ItemFields = {
    description: fields.optionalText('description') ?? name,
    kind,
    timing: (fields.optionalText('timing') ?? (kind === 'usage' ? 'arrears' : 'advance')) as ItemFields['timing'],
    cadence: readCadence(every, fields, 'every'),
    quantity: quantity ?? ('1' as Decimal),
    pricing: pricing ?? missing(path, 'price'),
    taxIds: place.taxIds(fields.optionalTexts('taxes')),
    taxIncluded: fields.optionalFlag('taxIncluded') ?? false,
    ...(product === undefined ? {} : { productId: place.productId(product) }),
    ...taken('unit', fields.optionalText('unit')),
    ...taken('startOn', fields.optionalText('start') as CalendarDate | undefined),
    ...taken('endOn', fields.optionalText('end') as CalendarDate | undefined),
    ...taken('trialDays', fields.optionalInteger('trialDays')),
    ...taken('billingDay', fields.optionalInteger('billingDay')),
    ...taken('firstStub', fields.optionalText('firstStub') as FirstStub | undefined),
    ...taken('proration', fields.optionalText('proration') as ProrationMode | undefined),
    ...taken('ramp', ramp),
  }
  fields.done()
  return item
}

/** A quantity and one of `price` (flat), `unitPrice`, `graduated`, `volume`, with a `minimum`. */
export function readTerms(fields: Fields): { quantity?: Decimal; pricing?: Pricing } {
  const quantity = fields.optionalText('quantity') as Decimal | undefined
  const minimum = fields.optionalText('minimum') as Decimal | undefined
  const price = fields.optionalText('price') as Decimal | undefined
  const unitPrice = fields.optionalText('unitPrice') as Decimal | undefined
  const graduated = readTiers(fields, 'graduated')
  const volume = readTiers(fields, 'volume')
  const found: Pricing[] = []
  if (price !== undefined) found.push({ kind: 'flat', price })
  if (unitPrice !== undefined) found.push({ kind: 'per-unit', unitPrice })
  if (graduated !== undefined) found.push({ kind: 'graduated', tiers: graduated })
  if (volume !== undefined) found.push({ kind: 'volume', tiers: volume })
  const [pricing, ...more] = found
  if (more.length > 0) throw fields.wrong('price', 'one kind of price')
  return {
    ...taken('quantity', quantity),
    ...(pricing === undefined ? {} : { pricing: { ...pricing, ...taken('minimum', minimum) } }),
  }
}

function readTiers(fields: Fields, name: string): readonly PriceTier[] | undefined {
  return fields.optionalList(name)?.map((yaml, at) => {
    const tier = new Fields(yaml, `${fields.path}.${name}.${at}`)
    const upTo = tier.optionalText('upTo') as Decimal | undefined
    const unitPrice = tier.text('unitPrice') as Decimal
    tier.done()
    return { unitPrice, ...taken('upTo', upTo) }
  })
}

/** `billing` of an account: what it does not say is as before. */
export function readBilling(
  yaml: Yaml | undefined,
  path: string,
  currency: CurrencyCode,
  before: BillingSettings = defaultBilling,
): BillingSettings | undefined {
  if (yaml === undefined) return undefined
  const fields = new Fields(yaml, path)
  const judged = fields.optionalFields('judgeAll')
  const minimum = judged?.optionalText('minimum')
  const cap = judged?.optionalInteger('outstandingCap')
  const judgeAll = {
    ...(judged?.optionalFlag('trialClients') ? { trialClients: 1 as const } : {}),
    ...(minimum === undefined ? {} : { minimum: toMinor(minimum, currency, path) }),
    ...taken('outstandingCap', cap),
  }
  judged?.done()
  const ended = fields.optionalFlag('endedMonthsOnly')
  const billing = {
    ...before,
    ...taken('mode', fields.optionalText('mode')),
    ...taken('firstInvoice', fields.optionalText('firstInvoice')),
    ...taken('proration', fields.optionalText('proration')),
    ...taken('firstStub', fields.optionalText('firstStub')),
    ...taken('missedPeriods', fields.optionalText('missedPeriods')),
    ...taken('corrections', fields.optionalText('corrections')),
    ...(ended === undefined ? {} : { endedMonthsOnly: ended ? 1 : 0 }),
    ...(judged === undefined ? {} : { judgeAll }),
  }
  fields.done()
  return billing as BillingSettings
}

/** A field that is left out where there is no value. */
export function taken<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value }
}
