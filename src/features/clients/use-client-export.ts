import { t } from '../../i18n/translate.ts'
import { allClients, type ClientFilter } from '../../queries/list-clients.ts'
import { listFields } from '../../queries/list-fields.ts'
import { toast } from '../../ui/toast.tsx'
import { downloadFile } from '../blocks/download-file.ts'
import { useRuntime } from '../runtime.tsx'

/** Writes the clients of a filter into a CSV file with the owner's own fields as columns (M-7), all of them. */
export function useClientExport(filter: ClientFilter): () => Promise<void> {
  const { books, today } = useRuntime()
  return async () => {
    const [{ clientsCsv }, clients, fields] = await Promise.all([
      import('../../documents/csv/clients-csv.ts'),
      allClients(books, filter),
      listFields(books, 'client'),
    ])
    const name = `${t('fields.export-clients')}-${today()}.csv`
    downloadFile(name, clientsCsv(clients, fields), 'text/csv;charset=utf-8')
    toast({ message: t('fields.exported', { count: clients.length, name }) })
  }
}
