import { recordPayment } from '../../commands/record-payment.ts'
import { undoPayment } from '../../commands/undo-payment.ts'
import type { PaymentId } from '../../core/ids.ts'
import { sumPerCurrency } from '../../core/invoice/sum-per-currency.ts'
import type { FinalizedInvoice, Invoice } from '../../core/model.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { confirmAct } from '../../ui/confirm.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** The ticked invoices that money is still due on. */
export function payableOf(invoices: readonly Invoice[]): FinalizedInvoice[] {
  return invoices.filter((invoice): invoice is FinalizedInvoice => invoice.state === 'open' && invoice.amountDue > 0)
}

/** Marks several invoices as paid today by bank transfer, a payment each; taken back as one. */
export function useBulkPaid(onDone: () => void) {
  const { run, settings, today } = useRuntime()
  const { locale } = settings
  return async (invoices: readonly FinalizedInvoice[]) => {
    const sums = sumPerCurrency(invoices.map(({ currency, amountDue }) => ({ currency, amount: amountDue })))
    const total = [...sums].map(([currency, amount]) => formatMoney(amount, currency, locale)).join(', ')
    const count = invoices.length
    const yes = await confirmAct({
      title: t('invoices.bulk-paid-title', { count }),
      text: t('invoices.bulk-paid-help', { total, count }),
      confirm: t('invoices.bulk-paid', { count }),
    })
    if (!yes) return
    const made: PaymentId[] = []
    for (const { id, clientId, currency, amountDue } of invoices) {
      const result = await run(recordPayment, {
        clientId,
        currency,
        amount: amountDue,
        method: 'transfer',
        receivedOn: today(),
        allocate: [{ invoiceId: id, amount: amountDue }],
      })
      if (result.ok) made.push(result.value.id)
      else toast({ message: problemText(result.problem, locale), tone: 'bad' })
    }
    onDone()
    if (made.length === 0) return
    toast({
      message: t('invoices.bulk-paid-done', { count: made.length }),
      undo: async () => {
        for (const id of made) {
          const undone = await run(undoPayment, { id, reason: t('payments.undone-at-once') })
          if (!undone.ok) toast({ message: problemText(undone.problem, locale), tone: 'bad' })
        }
      },
    })
  }
}
