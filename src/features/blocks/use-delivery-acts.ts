import { cancelDelivery, retryDelivery } from '../../commands/change-delivery.ts'
import type { OutboxId } from '../../core/ids.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { Books } from '../../queries/account-entries.ts'
import { type DeliveryView, getDelivery } from '../../queries/list-endpoints.ts'
import { confirmAct } from '../../ui/confirm.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

export interface DeliveryActs {
  /** Sends it again at once, and says what came of it. */
  retry(view: DeliveryView): Promise<void>
  giveUp(view: DeliveryView): Promise<void>
}

/** A call lasts 20 s at most. */
const longestCallMs = 25_000

/** The delivery once nobody is at it: the worker or another window may have taken it first. */
async function settledDelivery(books: Books, id: OutboxId): Promise<DeliveryView | null> {
  const until = Date.now() + longestCallMs
  for (;;) {
    const view = await getDelivery(books, id)
    if (view?.row.state !== 'sending' || Date.now() > until) return view
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}

/** What a person can do about a delivery that needs them. */
export function useDeliveryActs(): DeliveryActs {
  const { run, settings, books, envelope } = useRuntime()
  return {
    async retry({ row }) {
      const twice = row.payload.kind === 'message' && row.problem?.code === 'outcome-unknown'
      const sure =
        !twice ||
        (await confirmAct({
          title: t('connections.unknown-ask'),
          consequences: [t('connections.unknown-twice')],
          confirm: t('connections.retry'),
        }))
      if (!sure) return
      const retried = await run(retryDelivery, { id: row.id, version: row.version })
      if (!retried.ok) {
        toast({ message: problemText(retried.problem, settings.locale), tone: 'bad' })
        return
      }
      const { deliverNow } = await import('../../integrations/deliver-now.ts')
      const { stoppedBy } = await deliverNow(books, envelope)
      const after = await settledDelivery(books, row.id)
      const state = after?.row.state
      if (state === 'delivered') toast({ message: t('connections.retried') })
      else if (state === 'needs-you') toast({ message: t('connections.retry-failed'), tone: 'bad' })
      else if (stoppedBy !== undefined) toast({ message: t('connections.retry-queued') })
      else toast({ message: t(after?.row.attempts === 0 ? 'connections.retry-offline' : 'connections.retry-waits') })
    },
    async giveUp({ row }) {
      const done = await run(cancelDelivery, { id: row.id, version: row.version })
      toast(
        done.ok
          ? { message: t('connections.given-up') }
          : { message: problemText(done.problem, settings.locale), tone: 'bad' },
      )
    },
  }
}
