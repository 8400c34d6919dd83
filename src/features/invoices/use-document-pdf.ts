import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { releaseDocument } from '../../commands/release-document.ts'
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { IssuedDocument, Release } from '../../core/invoice/issued.ts'
import { keepPdf, warmPdf } from '../../documents/pdf/pdf-client.ts'
import { type PrintOptions, printDocument } from '../../documents/print-document.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { pdfFileName } from '../../integrations/mail/compose-message.ts'
import { canShareFiles, shareFile } from '../../integrations/mail/share-file.ts'
import { getReleasedPdf } from '../../queries/get-document.ts'
import { toast } from '../../ui/toast.tsx'
import { downloadFile } from '../blocks/download-file.ts'
import { failureText } from '../blocks/pdf-failure-text.ts'
import { printPdf } from '../blocks/print-pdf.ts'
import { useRuntime } from '../runtime.tsx'

export interface DocumentPdf {
  /** Saves the PDF as a file. */
  readonly download: () => Promise<void>
  readonly print: () => Promise<void>
  /** Absent where the browser cannot share files. */
  readonly share?: () => Promise<void>
  /** The bytes for a preview: nothing leaves the app by looking. Undefined after a failure, which was told. */
  readonly bytes: () => Promise<Uint8Array | undefined>
  readonly fileName: string
  /** An act runs that is not done at once. */
  readonly busy: boolean
}

/**
 * The PDF of an issued document. It is drawn in the worker when the page opens, so that a click is instant; every way
 * out of the app is noted with the bytes that left first, and those same bytes are given again later. A
 * copy that says more than the first one (VOID, a PO number added later) is drawn anew.
 */
export function useDocumentPdf(id: IssuedDocument['id'], document: FrozenDocument, options: PrintOptions): DocumentPdf {
  const { books, run, settings } = useRuntime()
  const [busy, setBusy] = useState(false)
  const ready = useRef<{ readonly key: string; readonly bytes: Promise<Uint8Array> }>(undefined)
  const key = JSON.stringify([id, options.mark, options.poAddendum])
  const latest = useRef({ document, options })
  latest.current = { document, options }

  const load = useCallback((): Promise<Uint8Array> => {
    if (ready.current?.key === key) return ready.current.bytes
    const { document: drawn, options: print } = latest.current
    const asFirst = print.mark === undefined && print.poAddendum === undefined
    const bytes = (async () => (asFirst ? await getReleasedPdf(books, id) : undefined) ?? keepPdf(id, drawn, print))()
    ready.current = { key, bytes }
    // A failure is tried again at the next click, where it is told.
    bytes.catch(() => {
      if (ready.current?.bytes === bytes) ready.current = undefined
    })
    return bytes
  }, [books, id, key])

  useEffect(() => {
    warmPdf().catch(() => undefined)
    load().catch(() => undefined)
  }, [load])

  const fileName = useMemo(() => pdfFileName(printDocument(document).heading, document.buyer.name), [document])

  const get = async (): Promise<Uint8Array | undefined> => {
    const slow = setTimeout(() => setBusy(true), 150)
    try {
      return await load()
    } catch (error) {
      toast({ message: failureText(error), tone: 'bad' })
      return undefined
    } finally {
      clearTimeout(slow)
      setBusy(false)
    }
  }
  const release = async (how: Release['how'], pdf: Uint8Array) => {
    const noted = await run(releaseDocument, { id, how, pdf })
    // Looking at a read-only copy of the books must still be possible.
    if (!noted.ok && noted.problem.code !== 'read-only') {
      toast({ message: problemText(noted.problem, settings.locale), tone: 'bad' })
      return false
    }
    return true
  }

  const download = async () => {
    const bytes = await get()
    if (bytes === undefined) return
    // Noted first, but the click does not wait for the disk: the bytes are what they are either way.
    const noted = release('download', bytes)
    downloadFile(fileName, bytes as BlobPart, 'application/pdf')
    await noted
  }

  const print = async () => {
    const bytes = await get()
    if (bytes === undefined || !(await release('print', bytes))) return
    printPdf(bytes, fileName)
  }

  const share = async () => {
    const bytes = await get()
    if (bytes === undefined) return
    const outcome = await shareFile({
      title: fileName.replace(/\.pdf$/, ''),
      file: { bytes, fileName, mime: 'application/pdf' },
    })
    if (outcome === 'shared') await release('share', bytes)
    else if (outcome !== 'closed') toast({ message: t('invoices.share-failed'), tone: 'bad' })
  }

  return { download, print, ...(canShareFiles() && { share }), bytes: get, fileName, busy }
}

export function pdfBlob(bytes: Uint8Array): Blob {
  return new Blob([bytes as BlobPart], { type: 'application/pdf' })
}
