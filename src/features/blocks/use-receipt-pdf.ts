import type { PaymentId } from '../../core/ids.ts'
import { printReceipt } from '../../documents/print-receipt.ts'
import { pdfFileName } from '../../integrations/mail/compose-message.ts'
import { getReceipt } from '../../queries/get-receipt.ts'
import { useRuntime } from '../runtime.tsx'
import { type PaperPdf, usePaperPdf } from './use-paper-pdf.ts'

/** The receipt of a payment as a PDF. Offer it for received payments only: an undone one gets none. */
export function useReceiptPdf(paymentId: PaymentId): PaperPdf {
  const { books, settings, today } = useRuntime()
  return usePaperPdf(async () => {
    const view = await getReceipt(books, paymentId)
    if (view === null) return undefined
    const { receipt, client } = view
    const paper = printReceipt(receipt, { settings, today: today(), ...(client !== undefined && { client }) })
    return {
      paper,
      fileName: pdfFileName(`${paper.head.heading} ${receipt.payment.receivedOn}`, paper.head.buyer.name),
    }
  })
}
