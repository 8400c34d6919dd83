import type { CalendarDate } from '../../core/date.ts'
import { t } from '../../i18n/translate.ts'
import { contractRows } from '../../queries/contract-rows.ts'
import type { ContractFilter } from '../../queries/list-contracts.ts'
import { listFields } from '../../queries/list-fields.ts'
import { toast } from '../../ui/toast.tsx'
import { downloadFile } from '../blocks/download-file.ts'
import { useRuntime } from '../runtime.tsx'

/** Writes the contracts of a filter into a CSV file, one row for each item, with the owner's own fields (M-7). */
export function useContractExport(filter: ContractFilter, today: CalendarDate): () => Promise<void> {
  const { books } = useRuntime()
  return async () => {
    const [{ contractsCsv }, rows, fields] = await Promise.all([
      import('../../documents/csv/contracts-csv.ts'),
      contractRows(books, filter, today),
      listFields(books, 'contract'),
    ])
    const name = `${t('fields.export-contracts')}-${today}.csv`
    downloadFile(name, contractsCsv(rows, fields, today), 'text/csv;charset=utf-8')
    toast({ message: t('fields.exported', { count: rows.length, name }) })
  }
}
