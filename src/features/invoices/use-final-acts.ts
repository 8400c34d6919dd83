import { useNavigate } from '@tanstack/react-router'
import { applyCreditBalance } from '../../commands/apply-credit-balance.ts'
import { duplicateInvoice } from '../../commands/duplicate-invoice.ts'
import { reopenInvoice } from '../../commands/write-off-invoice.ts'
import type { Problem } from '../../core/problem.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { FinalView } from '../../queries/get-invoice.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Acts on an issued invoice that need no dialog. */
export function useFinalActs({ invoice }: FinalView) {
  const { run, settings } = useRuntime()
  const navigate = useNavigate()
  const refuse = (problem: Problem) => toast({ message: problemText(problem, settings.locale), tone: 'bad' })
  return {
    putCredit: async () => {
      const result = await run(applyCreditBalance, { id: invoice.id, version: invoice.version })
      if (!result.ok) return refuse(result.problem)
      const applied = formatMoney(result.value.applied, invoice.currency, settings.locale)
      toast({ message: t('invoices.credit-applied', { applied, number: invoice.number }) })
    },
    duplicate: async () => {
      const result = await run(duplicateInvoice, { id: invoice.id })
      if (!result.ok) return refuse(result.problem)
      toast({ message: t('invoices.duplicated') })
      void navigate({ to: `/invoices/${result.value.invoiceId}` as '/' })
    },
    reopen: async () => {
      const result = await run(reopenInvoice, { id: invoice.id, version: invoice.version })
      if (!result.ok) return refuse(result.problem)
      toast({ message: t('invoices.reopened', { number: invoice.number }) })
    },
  }
}
