import { type BillingGroup, withStanding } from '../core/contract/billing-group.ts'
import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId, ClientId } from '../core/ids.ts'
import { ok } from '../core/result.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface ChangeClientStatus {
  readonly id: ClientId
  readonly version?: number
  readonly status: 'active' | 'trial' | 'archived'
}

/**
 * Archives a client (no new charges or drafts; everything stays readable) or brings one back. Billing groups whose
 * contracts go on are put on hold with it, and stay so: whoever brings the client back is asked for each whether the
 * time between is billed. Problems: `not-found`, `stale`.
 */
export const changeClientStatus: Command<ChangeClientStatus, { readonly version: number }> = {
  name: 'changeClientStatus',
  tables: ['clients', 'billingGroups', 'contracts'],
  async run(books, input, envelope) {
    const found = expectRow('client', await books.db.clients.get(input.id), input)
    if (!found.ok) return found
    const before = found.value
    const next = { ...before, status: input.status, version: before.version + 1, updatedAt: envelope.now }
    await books.clients.put(next, before)
    const archives = input.status === 'archived' && before.status !== 'archived'
    const held = archives ? await holdGroups(books, before.id, envelope.today) : []
    const isBack = before.status === 'archived' && input.status === 'active'
    if (archives || isBack) {
      books.record(archives ? 'client.archived' : 'client.restored', [before.id, ...held], { name: before.name })
    } else books.record('client.changed', [before.id], { name: before.name, fields: ['status'] })
    return ok({ version: next.version })
  },
}

/** Puts the groups on hold that have a contract which goes on. */
async function holdGroups(
  { db, billingGroups }: Books,
  clientId: ClientId,
  today: CalendarDate,
): Promise<BillingGroupId[]> {
  const contracts = await db.contracts.where('clientId').equals(clientId).toArray()
  const going = contracts.filter(({ endOn }) => endOn === undefined || endOn > today)
  const ids = new Set(going.map(({ billingGroupId }) => billingGroupId))
  const groups = await db.billingGroups.where('clientId').equals(clientId).toArray()
  const changes = groups
    .filter(({ id, hold }) => ids.has(id) && hold === undefined)
    .map((previous): { next: BillingGroup; previous: BillingGroup } => ({
      next: { ...withStanding({ ...previous, hold: { since: today } }, today), version: previous.version + 1 },
      previous,
    }))
  await billingGroups.putMany(changes)
  return changes.map(({ next }) => next.id)
}
