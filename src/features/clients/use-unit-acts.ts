import { dismissLowUnits } from '../../commands/dismiss-low-units.ts'
import { takeBackUnits } from '../../commands/give-units.ts'
import { undoUse } from '../../commands/undo-use.ts'
import { type UseUnits, useUnits } from '../../commands/use-units.ts'
import type { CommandId, UnitLotId, UnitUseId } from '../../core/ids.ts'
import type { Problem } from '../../core/problem.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

interface Named {
  readonly clientName: string
  readonly product: string
}

/** What is done with prepaid units by one press, each with its undo. */
export function useUnitActs() {
  const { run, settings } = useRuntime()
  const { locale } = settings
  const refuse = (problem: Problem) => toast({ message: problemText(problem, locale), tone: 'bad' })

  const undo = async (id: UnitUseId, version: number): Promise<boolean> => {
    const undone = await run(undoUse, { id, version })
    if (!undone.ok) refuse(undone.problem)
    return undone.ok
  }

  return {
    /** Uses units; answers the problem where that is refused. */
    async use(input: UseUnits, { clientName, product }: Named, key?: CommandId): Promise<Problem | undefined> {
      const used = await run(useUnits, input, key)
      if (!used.ok) return used.problem
      const { id, left, overdraft } = used.value
      toast({
        message: t(overdraft === '0' ? 'units.used-toast' : 'units.used-toast-charged', {
          clientName,
          product,
          units: formatDecimal(input.units, locale),
          left: formatDecimal(left, locale),
          charged: formatDecimal(overdraft, locale),
        }),
        undo: () => void undo(id, 1),
      })
      return undefined
    },
    async undoUse(id: UnitUseId, version: number): Promise<void> {
      if (await undo(id, version)) toast({ message: t('units.use-undone-toast') })
    },
    async takeBack(id: UnitLotId, version: number): Promise<void> {
      const taken = await run(takeBackUnits, { id, version })
      if (!taken.ok) refuse(taken.problem)
      else {
        const { returned, used } = taken.value
        toast({
          message: t('units.taken-back-toast', {
            returned: formatDecimal(returned, locale),
            used: formatDecimal(used, locale),
          }),
        })
      }
    },
    async dismissLow(subject: Pick<UseUnits, 'clientId' | 'productId'>): Promise<void> {
      const dismissed = await run(dismissLowUnits, subject)
      if (dismissed.ok) toast({ message: t('units.dismissed-toast') })
      else refuse(dismissed.problem)
    },
    refuse,
  }
}
