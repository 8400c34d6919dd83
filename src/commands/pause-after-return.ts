// The books went back in time: what has left since then is not in them, so nothing leaves again by itself.
import type { AutomationState } from '../core/automation/run.ts'
import { movedRow } from '../core/automation/settled-delivery.ts'
import type { Envelope } from '../core/envelope.ts'
import type { Books } from './books.ts'
import { endpointName } from './endpoint-name.ts'

/**
 * Pauses automation until the owner lifts it, and gives every undelivered row of the outbox to a person (`restored`);
 * what a card needed a person for before may have been charged by the other copy since. A word that was given for
 * documents was given in the other copy, which has used it: what needs one is asked for anew.
 * Prepared messages stay as they are: they leave by hand only. Tables: `outbox`, `endpoints`.
 */
export async function pauseAfterReturn(
  books: Books,
  why: NonNullable<AutomationState['paused']>['why'],
  { now }: Pick<Envelope, 'now'>,
): Promise<void> {
  const before = await books.db.automation.get('state')
  await books.putAutomation({ waiting: [], ...before, confirmed: [], id: 'state', paused: { since: now, why } })
  books.record('automation.paused', [], { why })
  const undelivered = (
    await Promise.all(
      (['waiting', 'sending', 'needs-you'] as const).map((state) =>
        books.db.outbox.where('[state+nextAt]').between([state], [state, '\uffff']).toArray(),
      ),
    )
  )
    .flat()
    .filter(({ state, payload }) => state !== 'needs-you' || payload.kind.startsWith('card-'))
  const problem = { code: 'restored' } as const
  await books.outbox.putMany(
    undelivered.map((previous) => ({
      next: movedRow(previous, { state: 'needs-you', nextAt: now, problem }, now),
      previous,
    })),
  )
  for (const row of undelivered) {
    const name = await endpointName(books.db, row.endpointId)
    const about = [row.id, row.endpointId, row.invoiceId, row.clientId]
    books.record('delivery.failed', about, { name, attempt: row.attempts, problem })
  }
}
