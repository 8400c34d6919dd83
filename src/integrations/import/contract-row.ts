// One row of a contracts file -> what it says about the contract and about one item of it.

import type { RenewalTerms } from '../../core/contract/contract.ts'
import type { ItemFields } from '../../core/contract/contract-fields.ts'
import type { CalendarDate } from '../../core/date.ts'
import { type Decimal, decimal } from '../../core/decimal.ts'
import type { TaxRateId } from '../../core/ids.ts'
import type { CustomField, Product, TaxRate } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { Cadence } from '../../core/period.ts'
import type { Pricing } from '../../core/rating/pricing.ts'
import { foldText } from '../../core/search-words.ts'
import type { AmountReader } from './amount-column.ts'
import type { ContractField } from './contract-column-names.ts'
import {
  cadenceFromText,
  firstStubFromText,
  kindOfItem,
  pricingFromText,
  prorationFromText,
  saysOnce,
  tiersFromText,
  timingFromText,
} from './contract-words.ts'
import type { DateColumn } from './date-column.ts'
import { findTax } from './find-tax.ts'
import type { MappedCells } from './mapped-cells.ts'
import type { IssueCode, RowIssue } from './row-issue.ts'
import type { TableRow } from './table.ts'
import { currencyFromText, saysYes } from './written-values.ts'

export type ContractCells = MappedCells<ContractField>

export interface ContractReaders {
  readonly quantities: AmountReader
  readonly prices: AmountReader
  readonly minimums: AmountReader
  readonly days: DateColumn
  readonly products: (text: string) => Product | undefined
  /** Absent: not known here, a row may name any. */
  readonly taxes?: readonly TaxRate[]
  /** For rows that name no tax. */
  readonly defaults: { readonly taxIds: readonly TaxRateId[]; readonly taxIncluded: boolean }
}

/** What the row says of the contract itself; a row that continues a contract may leave all of it empty. */
export interface ContractHead {
  readonly contractNumber?: string
  readonly contractName?: string
  readonly client?: string
  readonly clientNumber?: string
  readonly clientEmail?: string
  readonly startOn?: CalendarDate
  readonly endOn?: CalendarDate
  readonly currency?: CurrencyCode
  readonly renewalLength?: Cadence
  readonly noticeDays?: number
  readonly poNumber?: string
  readonly notes?: string
}

export type HeadField = keyof ContractHead

/** A row as far as it can be read. */
export interface ReadRow {
  readonly table: TableRow
  readonly cells: ContractCells
  /** What the row says of the owner's own fields of its contract (M-7). */
  readonly own: readonly CustomField[]
  readonly head: ContractHead
  readonly item: ItemFields | undefined
  readonly issue: RowIssue | undefined
  readonly warnings: readonly RowIssue[]
}

/** A row that cannot be kept. */
export class RowRefusal {
  readonly issue: RowIssue
  constructor(issue: RowIssue) {
    this.issue = issue
  }
}

/** Reads a cell, or throws the reason why it cannot be read; an empty cell says nothing. */
function reading(cells: ContractCells) {
  const said = <Value>(field: ContractField, value: Value | undefined, code: IssueCode): Value | undefined => {
    if (cells.has(field) && value === undefined) throw new RowRefusal(cells.issue(field, code))
    return cells.has(field) ? value : undefined
  }
  return {
    said,
    text: (field: ContractField) => (cells.has(field) ? cells.word(field) : undefined),
    whole: (field: ContractField) => said(field, wholeNumber(cells.word(field)), 'whole-number'),
  }
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,6}(?:[.,]0+)?$/.test(text) ? Number.parseInt(text, 10) : undefined
}

/** Only what is given: a property that is undefined is left out. */
type Given<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> }
function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>
}

/** What a row says of its contract. Throws `RowRefusal`. */
export function readContractHead(cells: ContractCells, { days }: Pick<ContractReaders, 'days'>): ContractHead {
  const { said, text, whole } = reading(cells)
  const renewal = cells.word('renewalLength')
  const renews = cells.has('renewalLength') && saysYes(renewal)
  return given({
    contractNumber: text('contractNumber'),
    contractName: text('contractName'),
    client: text('client'),
    clientNumber: text('clientNumber'),
    clientEmail: text('clientEmail'),
    startOn: said('startOn', days.read(cells.word('startOn')), 'date-invalid'),
    endOn: said('endOn', days.read(cells.word('endOn')), 'date-invalid'),
    currency: said('currency', currencyFromText(cells.word('currency')), 'currency-unknown'),
    renewalLength: renews ? said('renewalLength', cadenceFromText(renewal), 'cadence-unreadable') : undefined,
    noticeDays: whole('noticeDays'),
    poNumber: text('poNumber'),
    notes: cells.has('notes') ? cells.text('notes') : undefined,
  })
}

/** The renewal that the head asks for (M-24); no notice unless it says some. */
export function renewalOf({ renewalLength, noticeDays }: ContractHead): RenewalTerms | undefined {
  return renewalLength === undefined ? undefined : { length: renewalLength, noticeDays: noticeDays ?? 0 }
}

/**
 * The item of a row. An item without a cadence bills once where it is called one-off, else every month is not assumed:
 * the row is refused. Throws `RowRefusal`.
 * @param warnings takes what is worth a look
 */
export function readContractItem(cells: ContractCells, readers: ContractReaders, warnings: RowIssue[]): ItemFields {
  const { said, text, whole } = reading(cells)
  const product = cells.has('product') ? readers.products(cells.word('product')) : undefined
  if (cells.has('product') && product === undefined) warnings.push(cells.issue('product', 'product-unknown'))
  const description = text('item') ?? product?.name ?? text('product') ?? text('contractName')
  if (description === undefined) throw new RowRefusal(cells.issue('item', 'field-empty'))
  const cadenceText = cells.word('cadence')
  const once = saysOnce(cadenceText)
  const kind =
    said('itemKind', kindOfItem(cells.word('itemKind')), 'item-kind-unknown') ?? (once ? 'one-off' : 'recurring')
  if (kind !== 'one-off' && !cells.has('cadence')) throw new RowRefusal(cells.issue('cadence', 'field-empty'))
  const cadence =
    kind === 'one-off'
      ? ({ unit: 'day', every: 1 } as const)
      : said('cadence', cadenceFromText(cadenceText), 'cadence-unreadable')
  if (cadence === undefined) throw new RowRefusal(cells.issue('cadence', 'cadence-unreadable'))
  const timing =
    said('timing', timingFromText(cells.word('timing')), 'timing-unknown') ??
    (kind === 'usage' ? ('arrears' as const) : ('advance' as const))
  const quantity = said('quantity', readers.quantities.read(cells.text('quantity')), 'quantity-unreadable')
  return {
    description,
    kind,
    timing,
    cadence,
    quantity: quantity ?? decimal('1'),
    pricing: readPricing(cells, readers, product),
    taxIds: readTaxes(cells, readers, product),
    taxIncluded: cells.has('taxIncluded')
      ? saysYes(cells.word('taxIncluded'))
      : (product?.taxIncluded ?? readers.defaults.taxIncluded),
    ...given({
      productId: product?.id,
      unit: text('unit') ?? product?.unit,
      startOn: said('itemStartOn', readers.days.read(cells.word('itemStartOn')), 'date-invalid'),
      endOn: said('itemEndOn', readers.days.read(cells.word('itemEndOn')), 'date-invalid'),
      trialDays: whole('trialDays'),
      billingDay: whole('billingDay'),
      proration: said('proration', prorationFromText(cells.word('proration')), 'proration-unknown'),
      firstStub: said('firstStub', firstStubFromText(cells.word('firstStub')), 'first-period-unknown'),
    }),
  }
}

function readPricing(cells: ContractCells, { prices, minimums }: ContractReaders, product?: Product): Pricing {
  const { said } = reading(cells)
  const tiers = said('tiers', tiersFromText(cells.text('tiers'), prices.read), 'tiers-unreadable')
  const kind =
    said('pricing', pricingFromText(cells.word('pricing')), 'pricing-unknown') ??
    (tiers === undefined ? 'per-unit' : 'graduated')
  const minimum = said('minimum', minimums.read(cells.text('minimum')), 'amount-unreadable')
  const least: { readonly minimum?: Decimal } = minimum === undefined ? {} : { minimum }
  if (kind === 'graduated' || kind === 'volume') {
    if (tiers === undefined) throw new RowRefusal(cells.issue('tiers', 'field-empty'))
    return { kind, tiers, ...least }
  }
  const price = said('unitPrice', prices.read(cells.text('unitPrice')), 'amount-unreadable') ?? product?.unitPrice
  // An empty price is an oversight: a contract that bills nothing would go unnoticed for years.
  if (price === undefined) throw new RowRefusal(cells.issue('unitPrice', 'field-empty'))
  return kind === 'flat' ? { kind, price, ...least } : { kind, unitPrice: price, ...least }
}

function readTaxes(cells: ContractCells, readers: ContractReaders, product?: Product): readonly TaxRateId[] {
  if (!cells.has('tax')) return product?.taxIds ?? readers.defaults.taxIds
  const text = cells.word('tax')
  if (/^(none|no|-|keine|sans|ninguno|nessuna|geen)$/i.test(text)) return []
  if (readers.taxes === undefined) return []
  const { taxes } = readers
  const whole = taxes.some(({ name }) => foldText(name) === foldText(text))
  // Several stand apart by semicolons, as our own export writes them.
  const found = (whole ? [text] : text.split(';')).map((name) => findTax(name, taxes))
  // Unlike a product's, a contract's tax goes on invoices without another look.
  if (found.includes(undefined)) throw new RowRefusal(cells.issue('tax', 'tax-missing'))
  return [...new Set(found.flatMap((tax) => tax?.id ?? []))]
}
