import { useState } from 'react'
import { cancelCardAttempt } from '../../commands/cancel-card-attempt.ts'
import { retryDelivery } from '../../commands/change-delivery.ts'
import type { Problem } from '../../core/problem.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { ListedAttempt } from '../../queries/open-attempts.ts'
import { confirmAct } from '../../ui/confirm.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** Acts on an attempt to charge a card: the processor is asked how it stands, or it is given up. */
export function useCardActs() {
  const { run, books, envelope, settings } = useRuntime()
  const [busy, setBusy] = useState(false)
  const refuse = (problem: Problem) => toast({ message: problemText(problem, settings.locale), tone: 'bad' })

  /** What waits goes out now where there is a network; else whenever there is. */
  const deliver = async () => {
    const { deliverNow } = await import('../../integrations/deliver-now.ts')
    return deliverNow(books, envelope)
  }
  const acting = async (act: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await act()
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    deliver,
    ask: ({ delivery }: ListedAttempt) =>
      acting(async () => {
        if (delivery === undefined) return
        const asked = await run(retryDelivery, { id: delivery.id, version: delivery.version })
        if (!asked.ok) return refuse(asked.problem)
        if (!navigator.onLine) return toast({ message: t('cards.asked-offline') })
        const { stoppedBy } = await deliver()
        if (stoppedBy !== undefined) refuse(stoppedBy)
      }),
    forget: async ({ attempt }: ListedAttempt) => {
      const sure = await confirmAct({
        title: t('cards.forget-title', { number: attempt.invoiceNumber }),
        text: t('cards.forget-why'),
        consequences: [t('cards.forget-unseen'), t('cards.forget-again')],
        confirm: t('cards.forget'),
        danger: true,
      })
      if (!sure) return
      await acting(async () => {
        const done = await run(cancelCardAttempt, { id: attempt.id, version: attempt.version, forget: 1 })
        if (!done.ok) return refuse(done.problem)
        toast({ message: t('cards.forgotten') })
      })
    },
    giveUp: ({ attempt }: ListedAttempt) =>
      acting(async () => {
        const done = await run(cancelCardAttempt, { id: attempt.id, version: attempt.version })
        if (!done.ok) return refuse(done.problem)
        toast({ message: t(done.value.state === 'cancelled' ? 'cards.given-up' : 'cards.giving-up') })
        if (done.value.state !== 'cancelled' && navigator.onLine) await deliver()
      }),
  }
}
