import { cancelDelivery, retryDelivery } from '../../commands/change-delivery.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type DeliveryView, getDelivery } from '../../queries/list-endpoints.ts'
import { confirmAct } from '../../ui/confirm.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

export interface DeliveryActs {
  /** Sends it again at once, and says what came of it. */
  retry(view: DeliveryView): Promise<void>
  giveUp(view: DeliveryView): Promise<void>
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
      const after = await getDelivery(books, row.id)
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
