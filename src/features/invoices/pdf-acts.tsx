import { useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Row } from '../../ui/stack.tsx'
import { PdfPreviewDialog } from './pdf-preview-dialog.tsx'
import type { DocumentPdf } from './use-document-pdf.ts'

/** The further ways out of a document's PDF, beside its download: look at it, share it where that works, print it. */
export function PdfActs({ pdf }: { readonly pdf: DocumentPdf }) {
  const [looking, setLooking] = useState(false)
  return (
    <>
      <Row gap={2}>
        <Button icon="invoices" onClick={() => setLooking(true)}>
          {t('invoices.open-pdf')}
        </Button>
        <ShareAndPrint pdf={pdf} />
      </Row>
      {looking && <PdfPreviewDialog pdf={pdf} onClose={() => setLooking(false)} />}
    </>
  )
}

/** Share, where the browser shares files, and print. */
export function ShareAndPrint({ pdf }: { readonly pdf: DocumentPdf }) {
  return (
    <>
      {pdf.share && (
        <Button icon="share" onClick={() => void pdf.share?.()}>
          {t('invoices.share')}
        </Button>
      )}
      <Button icon="print" onClick={() => void pdf.print()}>
        {t('invoices.print')}
      </Button>
    </>
  )
}
