import { useEffect, useRef, useState } from 'react'
import { renderPaperPdf, warmPdf } from '../../documents/pdf/pdf-client.ts'
import type { PrintedPaper } from '../../documents/printed-paper.ts'
import { t } from '../../i18n/translate.ts'
import { canShareFiles, shareFile } from '../../integrations/mail/share-file.ts'
import { toast } from '../../ui/toast.tsx'
import { downloadFile } from './download-file.ts'
import { failureText } from './pdf-failure-text.ts'
import { printPdf } from './print-pdf.ts'

export interface PaperPdf {
  /** Saves the PDF as a file. */
  readonly download: () => Promise<void>
  readonly print: () => Promise<void>
  /** Absent where the browser cannot share files. */
  readonly share?: () => Promise<void>
  /** It is being drawn and that takes a while. */
  readonly busy: boolean
}

export interface NamedPaper {
  readonly paper: PrintedPaper
  /** "Receipt - Meyer Studio - 2026-11-03.pdf". */
  readonly fileName: string
}

/**
 * The ways out of a receipt or a statement. Drawn at the click from the figures of that moment; no invoice leaves the
 * app by it, so nothing is noted.
 * @param compose undefined where there is no such paper (any more)
 */
export function usePaperPdf(compose: () => Promise<NamedPaper | undefined>): PaperPdf {
  const [busy, setBusy] = useState(false)
  const latest = useRef(compose)
  latest.current = compose
  useEffect(() => {
    warmPdf().catch(() => undefined)
  }, [])

  const draw = async (): Promise<{ bytes: Uint8Array; fileName: string } | undefined> => {
    const slow = setTimeout(() => setBusy(true), 150)
    try {
      const named = await latest.current()
      if (named === undefined) {
        toast({ message: t('statements.no-paper'), tone: 'bad' })
        return undefined
      }
      return { bytes: await renderPaperPdf(named.paper), fileName: named.fileName }
    } catch (error) {
      toast({ message: failureText(error), tone: 'bad' })
      return undefined
    } finally {
      clearTimeout(slow)
      setBusy(false)
    }
  }

  const download = async () => {
    const drawn = await draw()
    if (drawn !== undefined) downloadFile(drawn.fileName, drawn.bytes as BlobPart, 'application/pdf')
  }
  const print = async () => {
    const drawn = await draw()
    if (drawn !== undefined) printPdf(drawn.bytes, drawn.fileName)
  }
  const share = async () => {
    const drawn = await draw()
    if (drawn === undefined) return
    const { bytes, fileName } = drawn
    const title = fileName.replace(/\.pdf$/, '')
    const outcome = await shareFile({ title, file: { bytes, fileName, mime: 'application/pdf' } })
    if (outcome !== 'shared' && outcome !== 'closed') toast({ message: t('invoices.share-failed'), tone: 'bad' })
  }
  return { download, print, ...(canShareFiles() && { share }), busy }
}
