import { PdfError } from '../../documents/pdf/pdf-error.ts'
import { t } from '../../i18n/translate.ts'

/** Why a PDF could not be drawn, in words. */
export function failureText(error: unknown): string {
  if (error instanceof PdfError && error.code === 'font-unavailable') return t('invoices.pdf-font')
  if (error instanceof PdfError && error.code === 'pdf-timed-out') return t('invoices.pdf-timed-out')
  return t('invoices.pdf-failed')
}
