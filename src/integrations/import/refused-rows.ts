// The refused rows as a file: to be put right in a spreadsheet and imported again.
import { protectText } from '../../documents/csv/protected-text.ts'
import { writeCsv } from '../../documents/csv/write-csv.ts'
import { rowIssueText } from './import-text.ts'
import type { ImportPlan } from './plan-import.ts'
import { REFUSED_COLUMNS, type Table } from './table.ts'

/** CSV of every refused row as it stood in the file, with its row number and reason behind. Those two are ignored on re-import. */
export function refusedRowsCsv<Input, Existing>(
  table: Table,
  plan: ImportPlan<Input, Existing>,
  locale = 'en',
): string {
  const rows = plan.rows.flatMap((planned) =>
    planned.state === 'refused' ? [[...planned.cells, String(planned.row), rowIssueText(planned.issue, locale)]] : [],
  )
  return writeCsv([[...table.columns, ...REFUSED_COLUMNS], ...rows].map((cells) => cells.map(protectText)))
}
