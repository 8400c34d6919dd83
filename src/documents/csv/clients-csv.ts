import { defaultAddress } from '../../core/client-addresses.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { Client } from '../../core/model.ts'
import { ownFieldColumns } from './own-field-columns.ts'
import { protectText } from './protected-text.ts'
import { type CsvOptions, writeCsv } from './write-csv.ts'

/** The columns, in order: fixed English names, which the import knows; the owner's own fields follow. */
export const clientColumns = [
  'Client name',
  'Client number',
  'Email',
  'Phone',
  'Website',
  'VAT number',
  'Tax number',
  'Currency',
  'Language',
  'Payment terms',
  'PO number',
  'Address line 1',
  'Address line 2',
  'City',
  'Region',
  'Postal code',
  'Country',
  'Notes',
  'Archived',
] as const

/** Clients as CSV with their address for documents: what is exported is imported again unchanged. */
export function clientsCsv(
  clients: readonly Client[],
  fields: readonly FieldDefinition[],
  options?: CsvOptions,
): string {
  const own = ownFieldColumns(fields)
  const rows = clients.map((client) => {
    const address = defaultAddress(client)
    return [
      ...[
        client.name,
        client.clientNumber,
        client.email,
        client.phone,
        client.website,
        client.vatId,
        client.taxNumber,
        client.currency,
        client.locale,
        client.termsDays === undefined ? '' : String(client.termsDays),
        client.poNumber,
        address?.line1,
        address?.line2,
        address?.city,
        address?.region,
        address?.postalCode,
        address?.country,
        client.notes,
      ].map((text) => protectText(text ?? '')),
      client.status === 'archived' ? 'yes' : '',
      ...own.cellsOf(client.customFields),
    ]
  })
  return writeCsv([[...clientColumns, ...own.names], ...rows], options)
}
