import { type AgeBucket, type Ageing, ageBuckets } from '../../core/ageing.ts'
import { currencyExponent } from '../../core/currency.ts'
import { minorToDecimal } from '../../core/money.ts'
import { type OwnFieldsOfRows, ownFieldColumns } from './own-field-columns.ts'
import { protectText } from './protected-text.ts'
import { type CsvOptions, writeCsv } from './write-csv.ts'

const bucketNames: Readonly<Record<AgeBucket, string>> = {
  'not-due': 'Not due',
  '1-30': '1-30 days late',
  '31-60': '31-60 days late',
  '61-90': '61-90 days late',
  'over-90': 'Over 90 days late',
}

/** The columns, in order: fixed English names and neutral formats, so that every program can read the file. */
export const ageingColumns = [
  'Client',
  'Invoice',
  'Issue date',
  'Due date',
  'Days late',
  'Currency',
  'Amount due',
  ...ageBuckets.map((bucket) => bucketNames[bucket]),
] as const

/** What is owed as CSV, a row per invoice with its amount once more under its age: sums per client or age are a pivot away. */
export function ageingCsv({ clients }: Ageing, options: CsvOptions & { readonly own?: OwnFieldsOfRows } = {}): string {
  const ofClients = ownFieldColumns(options.own?.clientFields ?? [])
  const ofInvoices = ownFieldColumns(options.own?.invoiceFields ?? [])
  const rows = clients.flatMap(({ clientName, currency, invoices }) =>
    invoices.map(({ invoice, bucket, lateDays }) => {
      const due = minorToDecimal(invoice.amountDue, currencyExponent(currency))
      return [
        protectText(clientName),
        protectText(invoice.number),
        invoice.issuedOn,
        invoice.dueOn,
        String(Math.max(lateDays, 0)),
        currency,
        due,
        ...ageBuckets.map((each) => (each === bucket ? due : '')),
        ...ofClients.cellsOf(options.own?.ofClient.get(invoice.clientId)),
        ...ofInvoices.cellsOf(invoice.customFields),
      ]
    }),
  )
  return writeCsv([[...ageingColumns, ...ofClients.names, ...ofInvoices.names], ...rows], options)
}
