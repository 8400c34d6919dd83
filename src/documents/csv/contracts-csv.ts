import { agreementOn } from '../../core/contract/agreement-on.ts'
import type { Contract, ContractItem } from '../../core/contract/contract.ts'
import type { CalendarDate } from '../../core/date.ts'
import { type Decimal, decimalPlaces } from '../../core/decimal.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { Client } from '../../core/model.ts'
import type { Cadence } from '../../core/period.ts'
import { afterTrial } from '../../core/period-chain.ts'
import type { Pricing } from '../../core/rating/pricing.ts'
import { ownFieldColumns } from './own-field-columns.ts'
import { protectText } from './protected-text.ts'
import { type CsvOptions, writeCsv } from './write-csv.ts'

/** The columns that the import of contracts reads, in order: fixed English names, those of its template. */
export const contractColumns = [
  'Contract number',
  'Contract name',
  'Client',
  'Client number',
  'Client e-mail',
  'Start',
  'End',
  'Currency',
  'Renewal',
  'Notice days',
  'PO number',
  'Notes',
  'Item',
  'Product',
  'Kind',
  'Cadence',
  'Timing',
  'Quantity',
  'Unit',
  'Price',
  'Pricing',
  'Tiers',
  'Minimum',
  'Item start',
  'Item end',
  'Trial days',
  'Billing day',
  'Proration',
  'First period',
  'Tax',
  'Price includes tax',
] as const

/** Those of a list of contracts; an import leaves the last two out, which only the books know. */
export const writtenColumns = [...contractColumns, 'Billing group', 'State'] as const

/** One item with its contract and the names that the rows do not hold. */
export interface ContractRow {
  readonly contract: Contract
  readonly item: ContractItem
  readonly client: Pick<Client, 'name' | 'clientNumber' | 'email'>
  readonly groupName: string
  /** By which an import finds the product: its SKU, else its name; empty without one in use. */
  readonly product: string
  readonly taxNames: readonly string[]
}

/**
 * Contracts as CSV, one row for each item, as they stand on the day: dates as YYYY-MM-DD, ends exclusive as in the books,
 * prices and quantities exact with a point, the owner's own fields of contracts behind (M-7). What is exported is imported
 * again with the same terms; steps of a price that are still to come (M-25) are not in it.
 */
export function contractsCsv(
  rows: readonly ContractRow[],
  fields: readonly FieldDefinition[],
  today: CalendarDate,
  options?: CsvOptions,
): string {
  const own = ownFieldColumns(fields)
  const lines = rows.map((row) => [
    ...headOf(row),
    ...itemOf(row, today),
    protectText(row.groupName),
    stateOf(row.contract, today),
    ...own.cellsOf(row.contract.customFields),
  ])
  return writeCsv([[...writtenColumns, ...own.names], ...lines], options)
}

function headOf({ contract, client }: ContractRow): string[] {
  const { renewal } = contract
  return [
    protectText(contract.contractNumber ?? ''),
    protectText(contract.name),
    protectText(client.name),
    protectText(client.clientNumber ?? ''),
    protectText(client.email ?? ''),
    contract.startOn,
    contract.endOn ?? '',
    contract.currency,
    renewal === undefined ? '' : inWords(renewal.length),
    renewal === undefined ? '' : String(renewal.noticeDays),
    protectText(contract.poNumber ?? ''),
    protectText(contract.notes ?? ''),
  ]
}

function itemOf({ item, product, taxNames }: ContractRow, today: CalendarDate): string[] {
  const { quantity, pricing } = agreementOn(item, today)
  return [
    protectText(item.description),
    protectText(product),
    item.kind,
    item.kind === 'one-off' ? '' : inWords(item.cadence),
    item.timing,
    plain(quantity),
    protectText(item.unit ?? ''),
    ...pricesOf(pricing),
    item.startOn,
    item.endOn ?? '',
    item.trialDays === 0 ? '' : String(item.trialDays),
    billingDayOf(item),
    item.proration.replace('-', ' '),
    item.firstStub.replace('-', ' '),
    taxNames.length === 0 ? 'none' : protectText(taxNames.join('; ')),
    item.taxIncluded ? 'yes' : 'no',
  ]
}

/** Price, pricing, tiers and minimum. */
function pricesOf(pricing: Pricing): string[] {
  const { kind, minimum } = pricing
  const least = minimum === undefined ? '' : plain(minimum)
  if (kind === 'flat') return [plain(pricing.price), 'flat', '', least]
  if (kind === 'per-unit') return [plain(pricing.unitPrice), 'per unit', '', least]
  const steps = pricing.tiers.map(
    ({ upTo, unitPrice }) => `${upTo === undefined ? '*' : plain(upTo)}: ${plain(unitPrice)}`,
  )
  return ['', kind, steps.join('; '), least]
}

/** One decimal more where there are three: no program may take `1.234` for more than a thousand. */
function plain(number: Decimal): string {
  return decimalPlaces(number) === 3 ? `${number}0` : number
}

/** "1 month", "3 months". */
function inWords({ every, unit }: Cadence): string {
  return `${every} ${unit}${every === 1 ? '' : 's'}`
}

/** The day of the month on which periods begin now, where it is not that of the first billed day. */
function billingDayOf({ kind, cadence, anchors, startOn, trialDays }: ContractItem): string {
  const anchor = anchors.at(-1)?.anchor
  const byMonths = cadence.unit === 'month' || cadence.unit === 'year'
  if (anchor === undefined || kind === 'one-off' || !byMonths) return ''
  if (anchor.day === undefined && anchor.origin === afterTrial(startOn, trialDays)) return ''
  return String(anchor.day ?? Number(anchor.origin.slice(8)))
}

function stateOf({ state, startOn, endOn, hold }: Contract, today: CalendarDate): string {
  if (endOn !== undefined && endOn <= startOn) return 'undone'
  if (state === 'renewed') return 'renewed'
  if (endOn !== undefined && endOn <= today) return state === 'cancelled' ? 'cancelled' : 'ended'
  if (hold !== undefined) return 'on hold'
  if (state === 'cancelled') return 'ending'
  return startOn > today ? 'to come' : 'active'
}
