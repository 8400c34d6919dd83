import { currencyExponent } from '../../core/currency.ts'
import { lastDayOf } from '../../core/date.ts'
import type { Charge, PriceAdjustment } from '../../core/model.ts'
import { minorToDecimal } from '../../core/money.ts'
import { type OwnFieldsOfRows, ownFieldColumns } from './own-field-columns.ts'
import { protectText } from './protected-text.ts'
import { type CsvOptions, writeCsv } from './write-csv.ts'

/** What the rows of charges do not hold themselves. */
export interface ChargeNames {
  readonly clientName: (charge: Charge) => string
  /** Number of the invoice that a charge stands on; empty for none. */
  readonly invoiceNumber: (charge: Charge) => string
  /** The owner's own fields of clients (M-7). */
  readonly own?: Pick<OwnFieldsOfRows, 'clientFields' | 'ofClient'>
}

/** The columns, in order: fixed English names and neutral formats, so that every program can read the file. */
export const chargeColumns = [
  'Charge id',
  'Client',
  'Service date',
  'First day',
  'Last day',
  'Description',
  'Quantity',
  'Unit',
  'Unit price',
  'Allowances',
  'Surcharges',
  'Amount',
  'Currency',
  'Tax included',
  'Source',
  'State',
  'Invoice',
] as const

/**
 * Charges as CSV (P-10): dates as YYYY-MM-DD, decimals with a point and all their digits, amounts in major units,
 * texts protected against being run as formulas (protected-text.ts).
 */
export function chargesCsv(charges: readonly Charge[], names: ChargeNames, options?: CsvOptions): string {
  const own = ownFieldColumns(names.own?.clientFields ?? [])
  const rows = charges.map((charge) => [
    charge.id,
    protectText(names.clientName(charge)),
    charge.servedOn,
    charge.period?.start ?? '',
    charge.period === undefined ? '' : lastDayOf(charge.period.end),
    protectText(charge.description),
    charge.quantity,
    protectText(charge.unit ?? ''),
    charge.unitPrice,
    protectText(adjustments(charge.allowances)),
    protectText(adjustments(charge.surcharges)),
    minorToDecimal(charge.amount, currencyExponent(charge.currency)),
    charge.currency,
    charge.taxIncluded ? 'yes' : 'no',
    charge.source,
    charge.state,
    protectText(names.invoiceNumber(charge)),
    ...own.cellsOf(names.own?.ofClient.get(charge.clientId)),
  ])
  return writeCsv([[...chargeColumns, ...own.names], ...rows], options)
}

/** "10% Loyalty; 5.00 Voucher". */
function adjustments(all: readonly PriceAdjustment[]): string {
  return all.map(({ kind, value, reason }) => `${value}${kind === 'percent' ? '%' : ''} ${reason}`.trim()).join('; ')
}
