// Files to be filled in: the columns that the importer knows best, with examples that name nobody.
import { contractColumns } from '../../documents/csv/contracts-csv.ts'
import { writeCsv } from '../../documents/csv/write-csv.ts'

const contracts: readonly (readonly string[])[] = [
  contractColumns,
  example(
    { 0: 'C-1001', 1: 'Care plan', 2: 'Example client', 5: '2026-01-01', 6: '2027-01-01', 8: '1 year', 9: '30' },
    ['Support', 'recurring', 'monthly', 'advance', '1', '', '250.00', 'per unit'],
  ),
  example({ 0: 'C-1001' }, ['Hours', 'usage', 'monthly', 'arrears', '', 'hour', '', 'graduated', '10: 90; *: 80']),
  example({ 0: 'C-1001' }, ['Setup', 'one-off', '', 'advance', '1', '', '400.00', 'flat']),
]

/** A row of the head's cells by position, and of the item: description, kind, cadence, timing, quantity, unit, price, pricing, tiers. */
function example(head: Readonly<Record<number, string>>, item: readonly string[]): string[] {
  const [description = '', kind = '', cadence = '', timing = '', ...figures] = item
  const cells = Array.from({ length: contractColumns.length }, (_empty, index) => head[index] ?? '')
  cells.splice(12, 5, description, '', kind, cadence, timing)
  cells.splice(17, figures.length, ...figures)
  return cells
}

const usage: readonly (readonly string[])[] = [
  ['Contract', 'Client', 'Item', 'Date', 'Quantity', 'Unit price', 'Note', 'Source key'],
  ['C-1001', 'Example client', 'Hours', '2026-01-14', '1.5', '', 'Contact form', 'ticket-4711'],
  ['C-1001', 'Example client', 'Hours', '2026-01-20', '0.75', '120.00', 'Sunday, at a price of its own', 'ticket-4720'],
]

const purchases: readonly (readonly string[])[] = [
  [
    'Client',
    'Client number',
    'Client e-mail',
    'Product',
    'Quantity',
    'Months',
    'Start',
    'PO number',
    'Notes',
    'Units left',
    'Source key',
  ],
  ['Example client', '', '', 'Ten lessons', '2', '', '', 'PO 4711', 'Thank you', '', 'order-1'],
  ['Example client', '', '', 'Studio plan', '', '6', '2026-02-01', '', '', '', 'order-2'],
  ['Example client', '', '', 'Ten lessons', '', '', '', '', 'From the old system', '7', 'balance-1'],
]

const templates = { contracts, usage, purchases } as const

export type TemplateKind = keyof typeof templates

/** The template of a kind of file, as CSV; its examples are refused until they are replaced, for there is no such client. */
export function importTemplate(entity: TemplateKind): { readonly name: string; readonly csv: string } {
  return { name: `billfold-${entity}.csv`, csv: writeCsv(templates[entity]) }
}
