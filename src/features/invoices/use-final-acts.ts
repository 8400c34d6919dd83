import { useNavigate } from '@tanstack/react-router'
import { duplicateInvoice } from '../../commands/duplicate-invoice.ts'
import { reopenInvoice } from '../../commands/write-off-invoice.ts'
import type { Problem } from '../../core/problem.ts'
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
