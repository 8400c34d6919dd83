import { skipGap } from '../core/billing/skip-gap.ts'
import type { ItemSnapshot } from '../core/billing/snapshot.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Contract } from '../core/contract/contract.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import { includes } from '../core/period.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { planTables, readGroupSnapshot } from '../storage/read-group.ts'
import { addCharges, markBilled } from './apply-group-plan.ts'
import type { Books } from './books.ts'

/** What a command that skips a gap touches. */
export const gapTables = planTables

/**
 * Skips the time since when a group stood still, for every item that has not stood still longer by itself or with its
 * contract: those are asked about when they go on. Problem: `charge-key-taken`.
 */
export async function skipGroupGap(
  books: Books,
  group: Pick<BillingGroup, 'id'>,
  since: CalendarDate,
  envelope: Envelope,
): Promise<Result<number, Problem>> {
  const snapshot = await readGroupSnapshot(books.db, group.id)
  if (snapshot === undefined) return refused({ code: 'not-found', entity: 'billingGroup', id: group.id })
  const contracts = new Map(snapshot.contracts.map((contract) => [contract.id, contract]))
  let count = 0
  for (const each of snapshot.items) {
    const contract = contracts.get(each.item.contractId)
    if (contract === undefined) continue
    const holds = [contract.hold?.since, each.item.hold?.since]
    if (holds.some((own) => own !== undefined && own < since)) continue
    const skipped = await skipItemGap(books, each, contract, since, envelope)
    if (!skipped.ok) return skipped
    count += skipped.value
  }
  return ok(count)
}

/**
 * Writes what one item's gap comes to: charges for what was served before it stood still, waived ones for the days
 * since. Usage of those periods goes with them. Answers how many. Problem: `charge-key-taken`.
 */
export async function skipItemGap(
  books: Books,
  { item, chargedThrough, usage }: Pick<ItemSnapshot, 'item' | 'chargedThrough' | 'usage'>,
  contract: Contract,
  since: CalendarDate,
  { now, today }: Pick<Envelope, 'now' | 'today'>,
): Promise<Result<number, Problem>> {
  const open = usage.filter(({ state }) => state === 'open')
  const planned = skipGap(item, contract, chargedThrough, since, today, open)
  if (planned.length === 0) return ok(0)
  const taken = await addCharges(
    books,
    planned.map((charge) => ({ ...charge, version: 1, createdAt: now, updatedAt: now })),
  )
  if (taken !== undefined) return refused(taken)
  const billed = open.flatMap((record) => {
    const charge = planned.find(({ period }) => period !== undefined && includes(period, record.on))
    return charge === undefined ? [] : [{ record, charge }]
  })
  await markBilled(books, billed, { now })
  for (const charge of planned) {
    const { description, amount, currency, state } = charge
    const usageIds = billed.filter((one) => one.charge === charge).map(({ record }) => record.id)
    const subjects = [charge.id, contract.clientId, contract.id, ...usageIds]
    books.record(state === 'waived' ? 'charge.waived' : 'charge.added', subjects, { description, amount, currency })
  }
  return ok(planned.length)
}
