import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Invoice } from '../../core/model.ts'
import { findInvoices } from '../../queries/find-invoices.ts'
import { type InvoiceFilter, isPlainList } from '../../queries/invoice-filter.ts'
import { type InvoiceCursor, listInvoices } from '../../queries/list-invoices.ts'
import { arraySource, type RowSource } from '../../ui/row-source.ts'
import { usePagedRows } from '../blocks/use-paged-rows.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

const FIRST = 50

export interface InvoiceSource {
  readonly source: RowSource<Invoice>
  /** The search stopped after looking at so many; `goOn` walks to the end. */
  readonly stoppedAfter?: number
  readonly goOn: () => void
}

/** The rows of the list: plain lists page by page by key, searches the first 50 and more as they come into view. */
export function useInvoiceSource(filter: InvoiceFilter): InvoiceSource {
  const { today } = useRuntime()
  const day = today()
  const scope = JSON.stringify(filter)
  const plain = isPlainList(filter)
  const [asked, setAsked] = useState({ scope, limit: FIRST, thorough: false })
  const { limit, thorough } = asked.scope === scope ? asked : { limit: FIRST, thorough: false }
  useEffect(() => {
    setAsked((before) => (before.scope === scope ? before : { scope, limit: FIRST, thorough: false }))
  }, [scope])

  const paged = usePagedRows<Invoice, InvoiceCursor>(plain ? scope : 'search', (books, after, count) =>
    plain ? listInvoices(books, filter, day, after, count) : Promise.resolve({ rows: [] }),
  )
  const found = useRows(
    async (books) => (plain ? undefined : await findInvoices(books, filter, day, limit, thorough)),
    [plain, scope, day, limit, thorough],
  )
  const more = !plain && found?.more === true
  const known = found?.rows.length ?? 0
  const onRange = useCallback(
    (_first: number, last: number) => {
      if (more && last >= known - 10) setAsked({ scope, limit: known * 2, thorough })
    },
    [more, known, scope, thorough],
  )
  const source = useMemo<RowSource<Invoice>>(
    () => (plain ? paged : { ...arraySource(found?.rows), complete: found !== undefined && !more, onRange }),
    [plain, paged, found, more, onRange],
  )
  return {
    source,
    ...(!plain && found?.stoppedAfter !== undefined && { stoppedAfter: found.stoppedAfter }),
    goOn: () => setAsked({ scope, limit, thorough: true }),
  }
}
