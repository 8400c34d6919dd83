import { t } from '../../i18n/translate.ts'
import type { MessageDelivery } from '../../queries/get-message.ts'
import { deliveryProblemText } from './delivery-text.ts'

/** Where a message is on its way through the owner's own address, in a sentence. */
export function messageDeliveryText({ row, endpointName: name }: MessageDelivery, withPdf: boolean): string {
  if (row.problem !== undefined && row.state === 'needs-you') return deliveryProblemText(row.problem, name)
  if (row.state === 'sending') return t('sending.delivery-sending', { name })
  if (row.state !== 'waiting') return t('sending.delivery-over', { name })
  // Only a page can draw the PDF: the service worker leaves those messages to it.
  return t(withPdf ? 'sending.delivery-waiting-pdf' : 'sending.delivery-waiting', { name })
}
