// The form of a sale by invoice: texts as typed, and the order that they say.
import type { SellByInvoice } from '../../commands/sell-by-invoice.ts'
import type { AddressFields } from '../../core/client-addresses.ts'
import { isCountry } from '../../core/country.ts'
import { compareDecimals, type Decimal, decimal } from '../../core/decimal.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { AddressId, BillingGroupId, ClientId } from '../../core/ids.ts'
import type { Address, Client, Product } from '../../core/model.ts'
import { allowedTerms } from '../../core/selling/judge-purchase.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { parseNumber } from '../../i18n/parse-amount.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import type { AddressTexts } from './address-fields.tsx'
import { type OwnFieldTexts, ownFieldTexts, type ReadOwnFields, readOwnFields } from './own-fields.ts'

export interface SellValues {
  billingGroupId: BillingGroupId | ''
  /** null until something is typed: then the proposed number stands there. */
  quantity: string | null
  /** Of a plan; '' for the first that is offered. */
  termMonths: string
  startOn: string
  /** '' for the one of the group or client, `new` for the one that is entered here. */
  addressId: AddressId | 'new' | ''
  address: AddressTexts & { recipient: string }
  /** Empty: the group's or the client's. */
  poNumber: string
  /** Empty: the account's. */
  notes: string
  /** In a foreign currency: how many units of the account's one of it is. */
  rate: string
  rateSource: string
  /** Of the invoice (M-7), as far as they were typed: see `ownTexts`. */
  ownFields: OwnFieldTexts
}

export function sellValues(settings: AccountSettings, today: string, order?: Partial<SellByInvoice>): SellValues {
  const { locale } = settings
  return {
    billingGroupId: order?.billingGroupId ?? '',
    quantity: order?.quantity === undefined ? null : formatDecimal(order.quantity, locale),
    termMonths: order?.termMonths === undefined ? '' : String(order.termMonths),
    startOn: order?.startOn ?? today,
    addressId: order?.addressId ?? '',
    address: addressTexts(undefined, settings.country),
    poNumber: order?.poNumber ?? '',
    notes: order?.notes ?? '',
    rate: order?.exchangeRate === undefined ? '' : formatDecimal(order.exchangeRate.rate, locale),
    rateSource: order?.exchangeRate?.source ?? '',
    ownFields: {},
  }
}

/** What the inputs of the owner's fields show: what was typed over what the order had that is sold anew. */
export function ownTexts(
  { ownFields }: SellValues,
  fields: readonly FieldDefinition[],
  locale: string,
  order?: Partial<SellByInvoice>,
): OwnFieldTexts {
  return { ...ownFieldTexts(fields, order?.customFields, locale), ...ownFields }
}

/** An address as the fields show it, to be entered anew. */
export function addressTexts(address: Address | undefined, country: string): SellValues['address'] {
  return {
    recipient: address?.recipient ?? '',
    line1: address?.line1 ?? '',
    line2: address?.line2 ?? '',
    postalCode: address?.postalCode ?? '',
    city: address?.city ?? '',
    region: address?.region ?? '',
    country: address?.country ?? country,
  }
}

export type Wrong = Partial<Record<'quantity' | 'startOn' | 'rate' | 'rateSource' | 'line1' | 'city' | 'country', true>>

export interface ReadSale {
  readonly order: SellByInvoice
  /** What cannot be read; the order then says what it can, for the preview. */
  readonly wrong: Wrong
  /** What is wrong with the owner's own fields, by their ids. */
  readonly wrongOwn: ReadOwnFields['problems']
}

/** The order that the form says. A pack's number is 1 where nothing was typed yet, or as many units as it proposes. */
export function readSale(
  values: SellValues,
  {
    client,
    product,
    settings,
    today,
    fields,
    before,
  }: {
    readonly client: Pick<Client, 'id' | 'selling'>
    readonly product: Product
    readonly settings: AccountSettings
    readonly today: string
    /** The owner's own fields of invoices. */
    readonly fields: readonly FieldDefinition[]
    readonly before?: Partial<SellByInvoice> | undefined
  },
): ReadSale {
  const { locale } = settings
  const { sale } = product
  const wrong: Wrong = {}
  const order: Writable<SellByInvoice> = { clientId: client.id, productId: product.id }
  if (values.billingGroupId !== '') order.billingGroupId = values.billingGroupId
  if (sale?.kind === 'pack' && values.quantity !== null) {
    const read = parseNumber(values.quantity, locale, { places: sale.priceOf === 'pack' ? 0 : 6 })
    if (read.ok && compareDecimals(read.value, zero) > 0) order.quantity = read.value
    else wrong.quantity = true
  }
  if (sale?.kind === 'plan') {
    order.termMonths =
      values.termMonths === '' ? (allowedTerms(sale, client, settings)[0] ?? 1) : Number(values.termMonths)
    const startOn = knownDate(values.startOn)
    if (startOn === undefined) wrong.startOn = true
    else order.startOn = startOn
  }
  if (values.addressId === 'new') {
    const address = readAddress(values.address)
    if (address.line1 === '') wrong.line1 = true
    if (address.city === '') wrong.city = true
    if (!isCountry(address.country)) wrong.country = true
    order.address = address
  } else if (values.addressId !== '') order.addressId = values.addressId
  if (values.poNumber.trim() !== '') order.poNumber = values.poNumber.trim()
  if (values.notes.trim() !== '') order.notes = values.notes.trim()
  if (product.currency !== settings.currency) {
    const rate = parseNumber(values.rate, locale, { places: 10 })
    const source = values.rateSource.trim()
    if (!rate.ok || compareDecimals(rate.value, zero) <= 0) wrong.rate = true
    if (source === '') wrong.rateSource = true
    const on = knownDate(today)
    if (rate.ok && !wrong.rate && source !== '' && on !== undefined) {
      order.exchangeRate = { rate: rate.value, on, source }
    }
  }
  const own = readOwnFields(fields, ownTexts(values, fields, locale, before), undefined, locale)
  if (own.values.length > 0) order.customFields = own.values
  return { order, wrong, wrongOwn: own.problems }
}

function readAddress(texts: SellValues['address']): AddressFields {
  const optional = (['recipient', 'line2', 'postalCode', 'region'] as const).flatMap((field) => {
    const text = texts[field].trim()
    return text === '' ? [] : [[field, text] as const]
  })
  return {
    label: '',
    line1: texts.line1.trim(),
    city: texts.city.trim(),
    country: texts.country,
    ...(Object.fromEntries(optional) as Partial<Pick<AddressFields, 'recipient' | 'line2' | 'postalCode' | 'region'>>),
  }
}

/** How many are sold where nothing is typed. */
export function proposedQuantity({ sale }: Product): Decimal {
  return sale?.kind === 'pack' && sale.priceOf === 'unit' ? sale.units : one
}

type Writable<Row> = { -readonly [Key in keyof Row]: Row[Key] }

const zero = decimal('0')
const one = decimal('1')

/** What a sale is opened with. */
export interface SellStart {
  readonly clientId?: ClientId
  readonly productId?: Product['id']
  /** the order that was taken back, to be changed and sold anew. */
  readonly order?: SellByInvoice
}
