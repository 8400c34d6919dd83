import { makeDefaultMethod, removeMethod, restoreMethod } from '../../commands/save-method.ts'
import type { StoredMethod } from '../../core/payments/stored-method.ts'
import type { Problem } from '../../core/problem.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { openAttemptsWith } from '../../queries/list-methods.ts'
import { confirmAct } from '../../ui/confirm.tsx'
import { toast } from '../../ui/toast.tsx'
import { methodText } from '../blocks/method-text.ts'
import { useRuntime } from '../runtime.tsx'

/** Acts on one way to pay that need no dialog: another default, removal with its undo. */
export function useMethodActs() {
  const { run, books, settings } = useRuntime()
  const refuse = (problem: Problem) => toast({ message: problemText(problem, settings.locale), tone: 'bad' })
  return {
    makeDefault: async (method: StoredMethod) => {
      const done = await run(makeDefaultMethod, { id: method.id, version: method.version })
      if (!done.ok) return refuse(done.problem)
      toast({ message: t('cards.made-default', { method: methodText(method) }) })
    },
    remove: async (method: StoredMethod) => {
      const name = methodText(method)
      const numbers = (await openAttemptsWith(books, method)).map(({ invoiceNumber }) => invoiceNumber)
      const sure =
        numbers.length === 0 ||
        (await confirmAct({
          title: t('cards.remove-ask', { method: name }),
          consequences: [t('cards.remove-under-way', { numbers: numbers.join(', ') })],
          confirm: t('cards.remove-method'),
          danger: true,
        }))
      if (!sure) return
      const done = await run(removeMethod, { id: method.id, version: method.version })
      if (!done.ok) return refuse(done.problem)
      toast({
        message:
          method.card === undefined ? t('cards.removed', { method: name }) : t('cards.removed-card', { card: name }),
        undo: async () => {
          const back = await run(restoreMethod, { id: method.id, version: done.value.version })
          if (!back.ok) refuse(back.problem)
        },
      })
    },
  }
}
