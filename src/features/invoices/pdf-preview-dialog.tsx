import { useEffect, useRef, useState } from 'react'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Text } from '../../ui/text.tsx'
import styles from './pdf-preview-dialog.module.css'
import { type DocumentPdf, pdfBlob } from './use-document-pdf.ts'

/** The PDF itself, in the browser's own viewer. Looking does not count as handing it out. */
export function PdfPreviewDialog(props: { readonly pdf: DocumentPdf; readonly onClose: () => void }) {
  const { pdf, onClose } = props
  const [url, setUrl] = useState<string>()
  const bytes = useRef(pdf.bytes)
  useEffect(() => {
    let made: string | undefined
    let gone = false
    void bytes.current().then((found) => {
      if (found === undefined || gone) return
      made = URL.createObjectURL(pdfBlob(found))
      setUrl(made)
    })
    return () => {
      gone = true
      if (made !== undefined) URL.revokeObjectURL(made)
    }
  }, [])
  return (
    <Dialog
      open
      wide
      title={pdf.fileName.replace(/\.pdf$/, '')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.close')}</Button>
          <Button kind="main" icon="download" onClick={() => void pdf.download()}>
            {t('invoices.download')}
          </Button>
        </>
      }
    >
      {url === undefined ? (
        <Text tone="quiet">{t('invoices.drawing-pdf')}</Text>
      ) : (
        <iframe className={styles.frame} src={url} title={t('invoices.pdf-preview')} />
      )}
    </Dialog>
  )
}
