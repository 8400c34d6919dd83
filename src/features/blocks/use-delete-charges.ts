import { restoreCharges, waiveCharges } from '../../commands/waive-charges.ts'
import type { ChargeId } from '../../core/ids.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Deletes open charges at once and offers the undo; answers whether they are gone (P-10). */
export function useDeleteCharges(): (chargeIds: readonly ChargeId[]) => Promise<boolean> {
  const { run, settings } = useRuntime()
  return async (chargeIds) => {
    const deleted = await run(waiveCharges, { chargeIds })
    if (!deleted.ok) {
      toast({ message: problemText(deleted.problem, settings.locale), tone: 'bad' })
      return false
    }
    toast({
      message: t('charges.deleted', { count: deleted.value.count }),
      undo: async () => {
        const restored = await run(restoreCharges, { chargeIds })
        if (!restored.ok) toast({ message: problemText(restored.problem, settings.locale), tone: 'bad' })
      },
    })
    return true
  }
}
