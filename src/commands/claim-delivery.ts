import type { OutboxRow } from '../core/automation/outbox.ts'
import { type DeliveryFacts, type DeliveryPlan, planDelivery } from '../core/automation/plan-delivery.ts'
import { movedRow } from '../core/automation/settled-delivery.ts'
import type { OutboxId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { cancelMessageOf } from './cancel-deliveries.ts'
import { cancelAttemptOf, readChargeFacts } from './card-attempt-row.ts'
import { endpointName } from './endpoint-name.ts'
import type { Command } from './execute.ts'

export interface Claimed {
  readonly act: DeliveryPlan['act']
  /** Of the row as claimed: what settling must find. */
  readonly version: number
}

/**
 * Takes a row of the outbox for this deliverer alone, for the length of a lease, after asking again whether it may still
 * leave: else it is cancelled with the reason, or waits for a person. What is not due or held by another is left.
 * Problems: `not-found`, and those of automation (`automation-paused` ...).
 */
export const claimDelivery: Command<{ readonly id: OutboxId }, Claimed> = {
  name: 'claimDelivery',
  tables: ['outbox', 'endpoints', 'secrets', 'messages', 'invoices', 'cardAttempts', 'paymentMethods'],
  async run(books, { id }, envelope): Promise<Result<Claimed, Problem>> {
    const { now } = envelope
    const row = await books.db.outbox.get(id)
    if (row === undefined) return refused({ code: 'not-found', entity: 'outbox', id })
    const plan = planDelivery(row, await readDeliveryFacts(books.db, row), now)
    if (plan.act === 'leave') {
      books.nothingDone()
      return ok({ act: 'leave', version: row.version })
    }
    const next =
      plan.act === 'deliver'
        ? movedRow(row, { state: 'sending', nextAt: plan.leaseUntil, attempts: plan.attempt }, now)
        : plan.act === 'cancel'
          ? movedRow(row, { state: 'cancelled', nextAt: now, why: plan.why }, now)
          : movedRow(row, { state: 'needs-you', nextAt: now, problem: plan.problem }, now)
    await books.outbox.put(next, row)
    const facts = { name: await endpointName(books.db, row.endpointId), attempt: next.attempts }
    if (plan.act === 'deliver') books.record('delivery.begun', [id], facts)
    else if (plan.act === 'ask') {
      books.record('delivery.failed', [id, row.endpointId, row.invoiceId, row.clientId], {
        ...facts,
        problem: plan.problem,
      })
    } else {
      books.record('delivery.cancelled', [id, row.endpointId], { ...facts, why: plan.why })
      await cancelMessageOf(books, row, plan.why, now)
      await cancelAttemptOf(books, row, plan.why, envelope)
    }
    return ok({ act: plan.act, version: next.version })
  },
}

/** What decides about a row, read from the tables of `claimDelivery`. */
export async function readDeliveryFacts(db: AccountDb, row: OutboxRow): Promise<DeliveryFacts> {
  const [endpoint, secret] = await Promise.all([db.endpoints.get(row.endpointId), db.secrets.get(row.endpointId)])
  const { payload } = row
  const about =
    payload.kind === 'message'
      ? await readMessageFacts(db, payload.messageId)
      : payload.kind === 'webhook'
        ? {}
        : await readChargeFacts(db, payload.attemptId)
  return { ...(endpoint === undefined ? {} : { endpoint }), hasSecret: secret !== undefined, ...about }
}

async function readMessageFacts(
  db: AccountDb,
  messageId: Parameters<AccountDb['messages']['get']>[0],
): Promise<Pick<DeliveryFacts, 'message' | 'invoice' | 'groupOnHold'>> {
  const message = await db.messages.get(messageId as never)
  if (message === undefined) return {}
  const [invoice, group] = await Promise.all([
    db.invoices.get(message.invoiceId),
    db.billingGroups.get(message.billingGroupId),
  ])
  return {
    message,
    ...(invoice === undefined ? {} : { invoice }),
    groupOnHold: group?.hold !== undefined,
  }
}
