// The refused rows as a file: to be put right in a spreadsheet and imported again.
import { protectText } from '../../documents/csv/protected-text.ts'
import { writeCsv } from '../../documents/csv/write-csv.ts'
import { rowIssueText } from './import-text.ts'
import type { ImportPlan } from './plan-import.ts'
import { REFUSED_COLUMNS, type Table } from './table.ts'

/**
 * CSV of every refused row as it stood in the file, with its row number and reason behind. Those two are ignored on
 * re-import. A row that is known by what it says keeps its key: else it could be taken for an equal one that went in.
 */
export function refusedRowsCsv<Input, Existing>(
  table: Table,
  plan: ImportPlan<Input, Existing>,
  locale = 'en',
): string {
  const refused = plan.rows.flatMap((planned) => (planned.state === 'refused' ? [planned] : []))
  const place = plan.keyColumn === undefined ? -1 : table.columns.indexOf(plan.keyColumn)
  const ownColumn = place < 0 && refused.some(({ key }) => key !== undefined)
  const rows = refused.map(({ cells, row, issue, key = '' }) => [
    ...cells.map((cell, index) => (index === place && cell.trim() === '' ? key : cell)),
    ...(ownColumn ? [key] : []),
    String(row),
    rowIssueText(issue, locale),
  ])
  const head = [...table.columns, ...(ownColumn ? ['Source key'] : []), ...REFUSED_COLUMNS]
  return writeCsv([head, ...rows].map((cells) => cells.map(protectText)))
}
