// From a draft and its charges to the document: live totals while it is edited, the frozen copy when it is final.
import { defaultAddress } from '../client-addresses.ts'
import { currencyExponent } from '../currency.ts'
import type { CalendarDate } from '../date.ts'
import { multiplyDecimals } from '../decimal.ts'
import type { AddressId, TaxRateId } from '../ids.ts'
import type { Address, Charge, Client, DraftInvoice, PriceAdjustment, TaxRate } from '../model.ts'
import { type Minor, minorToDecimal, roundToMinor } from '../money.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import type { AccountSettings } from '../settings.ts'
import { computeTotals } from './compute-totals.ts'
import type { FrozenAddress, FrozenAdjustment, FrozenDocument, FrozenLine, FrozenParty, FrozenTax } from './document.ts'
import { supplyTaxes } from './supply-taxes.ts'
import type { DocumentTotals } from './totals.ts'

/** The part of a draft that totals depend on. */
export type DraftFigures = Pick<DraftInvoice, 'currency' | 'taxIncluded' | 'allowances' | 'surcharges' | 'prepaid'>

export interface PricedDraft {
  readonly totals: DocumentTotals
  /** The taxes of each line, in the order of the charges. */
  readonly lineTaxes: readonly (readonly FrozenTax[])[]
}

/**
 * Totals of a draft over its charges, in line order.
 * Problems: `tax-rate-missing`, `tax-inclusion-differs`, `currencies-differ`, `outside-scope-mixed` (BR-O-11..14), `amount-too-large`.
 */
export function priceDraft(
  draft: DraftFigures,
  charges: readonly Charge[],
  taxRateById: ReadonlyMap<TaxRateId, TaxRate>,
  settings: Pick<AccountSettings, 'cashUnit' | 'currency'>,
): Result<PricedDraft, Problem> {
  const lineTaxes: (readonly FrozenTax[])[] = []
  for (const charge of charges) {
    if (charge.currency !== draft.currency) {
      return refused({ code: 'currencies-differ', currencies: [draft.currency, charge.currency] })
    }
    if (charge.taxIncluded !== draft.taxIncluded) return refused({ code: 'tax-inclusion-differs' })
    const taxes = supplyTaxes(charge, taxRateById)
    if (!taxes.ok) return taxes
    lineTaxes.push(taxes.value)
  }
  const outside = lineTaxes.filter((taxes) => taxes.some(({ category }) => category === 'O')).length
  if (outside > 0 && outside < lineTaxes.length) return refused({ code: 'outside-scope-mixed' })
  const cash = settings.cashUnit !== undefined && draft.currency === settings.currency
  const input = {
    exponent: currencyExponent(draft.currency),
    taxIncluded: draft.taxIncluded,
    lines: charges.map(({ quantity, unitPrice, allowances, surcharges }, index) => ({
      quantity,
      unitPrice,
      allowances,
      surcharges,
      taxes: lineTaxes[index] ?? [],
    })),
    allowances: draft.allowances,
    surcharges: draft.surcharges,
    prepaid: draft.prepaid,
    ...(cash && settings.cashUnit !== undefined ? { cashUnit: settings.cashUnit } : {}),
  }
  const totals = exactly(() => computeTotals(input))
  return totals.ok ? ok({ totals: totals.value, lineTaxes }) : totals
}

/** Problem: `amount-too-large`, since beyond 2^51 minor units nothing would be exact to the cent. */
function exactly<Value>(compute: () => Value): Result<Value, Problem> {
  try {
    return ok(compute())
  } catch (error) {
    if (error instanceof RangeError) return refused({ code: 'amount-too-large' })
    throw error
  }
}

export interface DraftContext {
  readonly draft: DraftInvoice
  readonly charges: readonly Charge[]
  readonly client: Client
  readonly settings: AccountSettings
  readonly taxRateById: ReadonlyMap<TaxRateId, TaxRate>
  /** Fields of the owner's own that print (`printedFields`). */
  readonly fields?: FrozenDocument['fields']
}

/** What only finalizing adds; absent in the preview of a draft. */
export interface IssueFacts {
  readonly number: string
  readonly issuedOn: CalendarDate
  readonly dueOn: CalendarDate
}

/** The document as it prints, from the rows as they stand now. Problems: those of `priceDraft`. */
export function composeDocument(context: DraftContext, issue?: IssueFacts): Result<FrozenDocument, Problem> {
  const { draft, charges, client, settings } = context
  const priced = priceDraft(draft, charges, context.taxRateById, settings)
  if (!priced.ok) return priced
  const { totals, lineTaxes } = priced.value
  const address = addressOf(client, draft)
  const accountCurrency = exactly(() => accountCurrencyOf(draft, totals, settings))
  if (!accountCurrency.ok) return accountCurrency
  const lines = charges.map((charge, index): FrozenLine => {
    const lineTotals = totals.lines[index]
    if (lineTotals === undefined) throw new RangeError('a line without totals')
    return {
      chargeId: charge.id,
      description: charge.description,
      quantity: charge.quantity,
      ...optional('unit', charge.unit),
      unitPrice: charge.unitPrice,
      servedOn: charge.servedOn,
      ...optional('period', charge.period),
      ...optional('rating', charge.rating),
      taxes: lineTaxes[index] ?? [],
      allowances: freezeAdjustments(charge.allowances, lineTotals.allowances, lineTotals.base),
      surcharges: freezeAdjustments(charge.surcharges, lineTotals.surcharges, lineTotals.base),
      totals: lineTotals,
    }
  })
  return ok({
    kind: 'invoice',
    typeCode: '380',
    ...(issue === undefined ? {} : { ...issue, paymentReference: issue.number }),
    termsDays: draft.termsDays,
    currency: draft.currency,
    language: client.locale ?? settings.locale,
    seller: sellerOf(settings),
    buyer: buyerOf(client, address),
    ...optional('poNumber', draft.poNumber),
    ...optional('fields', context.fields?.length === 0 ? undefined : context.fields),
    ...optional('servicePeriod', draft.servicePeriod),
    taxIncluded: draft.taxIncluded,
    lines,
    allowances: freezeAdjustments(draft.allowances, totals.allowances, totals.lineSum),
    surcharges: freezeAdjustments(draft.surcharges, totals.surcharges, totals.lineSum),
    totals,
    ...accountCurrency.value,
    payment: settings.payment,
    ...optional('intro', draft.intro),
    ...optional('notes', draft.notes),
    look: settings.look,
  })
}

/** The billing address of a document: the draft's own choice while the client has it, else its default or newest in use (T-11). */
export function addressOf(client: Client, draft: Pick<DraftInvoice, 'addressId'>): Address | undefined {
  const byId = (wanted: AddressId | undefined) => client.addresses.find(({ id }) => id === wanted)
  return byId(draft.addressId) ?? defaultAddress(client)
}

function sellerOf(settings: AccountSettings): FrozenParty {
  return settings.profile
}

/** The buyer as documents name it, at one of its addresses. */
export function buyerOf(client: Client, address: Address | undefined): FrozenDocument['buyer'] {
  return {
    name: recipientOf(address) ?? client.name,
    ...(address === undefined ? {} : { address: frozenAddress(address) }),
    ...optional('email', client.email),
    ...optional('vatId', client.vatId),
    ...optional('taxNumber', client.taxNumber),
    ...optional('clientNumber', client.clientNumber),
  }
}

function recipientOf(address: Address | undefined): string | undefined {
  const recipient = address?.recipient?.trim()
  return recipient === '' ? undefined : recipient
}

function frozenAddress({ line1, line2, city, region, postalCode, country }: Address): FrozenAddress {
  return {
    line1,
    ...optional('line2', line2),
    city,
    ...optional('region', region),
    ...optional('postalCode', postalCode),
    country,
  }
}

function freezeAdjustments(
  adjustments: readonly PriceAdjustment[],
  amounts: readonly Minor[],
  base: Minor,
): FrozenAdjustment[] {
  return adjustments.map(({ kind, value, reason }, index) => {
    const amount = amounts[index]
    if (amount === undefined) throw new RangeError('an adjustment without an amount')
    return kind === 'percent' ? { reason, percent: value, base, amount } : { reason, amount }
  })
}

/** in a foreign currency the tax prints in the account's currency too, by the frozen rate. */
function accountCurrencyOf(
  draft: DraftInvoice,
  totals: DocumentTotals,
  settings: AccountSettings,
): Pick<FrozenDocument, 'accountCurrency'> {
  if (draft.exchangeRate === undefined || draft.currency === settings.currency) return {}
  const { rate, on, source } = draft.exchangeRate
  const inMajor = multiplyDecimals(minorToDecimal(totals.tax, currencyExponent(draft.currency)), rate)
  const tax = roundToMinor(inMajor, currencyExponent(settings.currency))
  return { accountCurrency: { currency: settings.currency, rate, on, source, tax } }
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value }
}
