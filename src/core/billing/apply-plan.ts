// What a group is after its plan was carried out: for running ahead in memory (W-1) and for the planner's own tests.
import { type CalendarDate, type Instant, laterOf } from '../date.ts'
import type { ChargeId, UsageRecordId } from '../ids.ts'
import type { Charge } from '../model.ts'
import type { BillingIntent, GroupPlan, GroupSnapshot, ItemSnapshot, PlannedCharge } from './snapshot.ts'

// No row that is written: only planning reads it.
const NEVER = '1970-01-01T00:00:00.000Z' as Instant

/**
 * The group as its rows would be after the plan: chains charged further, usage billed, charges on drafts gone from the
 * open ones, drafts longer. A new invoice counts as issued at once: later charges find no draft to join.
 */
export function applyPlan(snapshot: GroupSnapshot, plan: GroupPlan): GroupSnapshot {
  const planned = plan.intents.filter((each) => each.kind === 'charge')
  const drafts = plan.intents.filter((each) => each.kind === 'draft')
  const drafted = new Set<ChargeId>(drafts.flatMap(({ chargeIds }) => chargeIds))
  const rows = planned.map(({ charge }) => rowOf(charge, drafted))
  return {
    ...snapshot,
    items: snapshot.items.map((each) => appliedItem(each, rows, planned)),
    openCharges: [...snapshot.openCharges.filter(({ id }) => !drafted.has(id)), ...rows.filter(isOpen)],
    drafts: snapshot.drafts.map((draft) => ({
      ...draft,
      chargeIds: [
        ...draft.chargeIds,
        ...drafts.filter(({ draftId }) => draftId === draft.id).flatMap(({ chargeIds }) => chargeIds),
      ],
    })),
  }
}

function isOpen({ state }: Charge): boolean {
  return state === 'open'
}

function rowOf(charge: PlannedCharge, drafted: ReadonlySet<ChargeId>): Charge {
  const state = drafted.has(charge.id) ? 'drafted' : charge.state
  return { ...charge, state, version: 1, createdAt: NEVER, updatedAt: NEVER }
}

function appliedItem(
  source: ItemSnapshot,
  rows: readonly Charge[],
  planned: readonly Extract<BillingIntent, { readonly kind: 'charge' }>[],
): ItemSnapshot {
  const own = rows.filter(({ contractItemId }) => contractItemId === source.item.id)
  if (own.length === 0) return source
  let through: CalendarDate | undefined = source.chargedThrough
  for (const { cause, period } of own) {
    if (cause !== undefined || period === undefined) continue
    through = through === undefined ? period.end : laterOf(through, period.end)
  }
  const billed = new Map<UsageRecordId, ChargeId>()
  for (const { charge, usageIds } of planned) for (const id of usageIds) billed.set(id, charge.id)
  return {
    ...source,
    ...(through === undefined ? {} : { chargedThrough: through }),
    usage: source.usage.map((record) => {
      const chargeId = billed.get(record.id)
      return chargeId === undefined ? record : { ...record, state: 'billed', chargeId }
    }),
    charges: source.item.kind === 'usage' ? [...source.charges, ...own] : source.charges,
  }
}
