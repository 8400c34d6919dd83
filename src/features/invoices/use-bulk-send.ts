import { useNavigate } from '@tanstack/react-router'
import { cancelMessage } from '../../commands/change-message.ts'
import { prepareMessage, type SeenMessage } from '../../commands/prepare-message.ts'
import type { FinalizedInvoice, Invoice } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getSending } from '../../queries/get-message.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** The ticked invoices that a client may be written to about. */
export function sendableOf(invoices: readonly Invoice[]): FinalizedInvoice[] {
  return invoices.filter((invoice): invoice is FinalizedInvoice => invoice.state === 'open' || invoice.state === 'paid')
}

/**
 * Prepares a message for each of several invoices and shows them under "To send": the invoice where it has not been sent,
 * a reminder where it has. What waits there already stays as it is.
 */
export function useBulkSend(onDone: () => void) {
  const { run, settings, books } = useRuntime()
  const navigate = useNavigate()
  const refuse = (message: string) => toast({ message, tone: 'bad' })
  return async (invoices: readonly FinalizedInvoice[]) => {
    const made: SeenMessage[] = []
    let waiting = 0
    for (const { id } of invoices) {
      const view = await getSending(books, id)
      if (view === null) continue
      waiting += 1
      if (view.message !== undefined) continue
      const { attachPdf, listUnpaid } = view.choice.rule
      const kind = view.sentBefore && view.invoice.state === 'open' ? 'reminder' : 'invoice'
      const result = await run(prepareMessage, { invoiceId: id, kind, attachPdf, listUnpaid })
      if (result.ok) made.push(result.value)
      else refuse(problemText(result.problem, settings.locale))
    }
    if (waiting === 0) return
    onDone()
    void navigate({ to: '/sending' as '/' })
    if (made.length === 0) return
    toast({
      message: t('sending.bulk-prepared', { count: made.length }),
      undo: async () => {
        for (const seen of made) {
          const undone = await run(cancelMessage, seen)
          if (!undone.ok) refuse(problemText(undone.problem, settings.locale))
        }
      },
    })
  }
}
