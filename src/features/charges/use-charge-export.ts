import { useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { allOpenCharges, type ChargeFilter } from '../../queries/list-charges.ts'
import { getFieldColumns } from '../../queries/list-fields.ts'
import { toast } from '../../ui/toast.tsx'
import { downloadFile } from '../blocks/download-file.ts'
import { useRuntime } from '../runtime.tsx'

/** Writes the charges that a filter shows into a CSV file (P-10), all of them, not only those in view. */
export function useChargeExport(filter: ChargeFilter) {
  const { books, today } = useRuntime()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      const [{ chargesCsv }, rows] = await Promise.all([
        import('../../documents/csv/charges-csv.ts'),
        allOpenCharges(books, filter),
      ])
      const own = await getFieldColumns(
        books,
        rows.map(({ charge }) => charge.clientId),
      )
      const names = new Map(rows.map(({ charge, clientName }) => [charge.id, clientName]))
      const text = chargesCsv(
        rows.map(({ charge }) => charge),
        { clientName: ({ id }) => names.get(id) ?? '', invoiceNumber: () => '', own },
      )
      const name = `${t('charges.export-file')}-${today()}.csv`
      downloadFile(name, text, 'text/csv;charset=utf-8')
      toast({ message: t('charges.exported', { count: rows.length, name }) })
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}
