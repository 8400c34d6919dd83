import { useCallback, useEffect, useRef, useState } from 'react'
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { keepPdf, warmPdf } from '../../documents/pdf/pdf-client.ts'
import { invoicePdf } from '../../integrations/mail/compose-mail.ts'
import { useRuntime } from '../runtime.tsx'

export interface InvoicePdf {
  /** There once it is drawn: what a share sheet must have at the click. */
  readonly ready: Uint8Array | undefined
  /** Draws it if need be; rejects with PdfError. */
  readonly load: () => Promise<Uint8Array>
}

/** The PDF that goes with a message, drawn as soon as it is wanted. */
export function useInvoicePdf(invoice: FinalizedInvoice, document: FrozenDocument, wanted: boolean): InvoicePdf {
  const { books } = useRuntime()
  const [ready, setReady] = useState<{ readonly key: string; readonly bytes: Uint8Array }>()
  const key = JSON.stringify([invoice.id, invoice.poAddendum])
  const latest = useRef({ invoice, document })
  latest.current = { invoice, document }
  const load = useCallback(async () => {
    const { invoice: row, document: drawn } = latest.current
    const bytes = await invoicePdf(books, row, drawn, keepPdf)
    setReady({ key, bytes })
    return bytes
  }, [books, key])
  useEffect(() => {
    if (!wanted) return
    warmPdf().catch(() => undefined)
    // A failure is told at the click.
    load().catch(() => undefined)
  }, [wanted, load])
  return { ready: ready?.key === key ? ready.bytes : undefined, load }
}
