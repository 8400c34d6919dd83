import { chainOf, inAdvance } from '../core/billing/charge-period.ts'
import type { GroupPlan, GroupSnapshot } from '../core/billing/snapshot.ts'
import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId, ChargeId, ContractItemId, InvoiceId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import { chainPeriods } from '../core/period-chain.ts'
import { planGroup } from '../core/plan-billing.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { planTables, readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'
import { applyGroupPlan } from './apply-group-plan.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectBillable } from './read-rows.ts'

export interface BillNow {
  /** Contract items, each with the day through which its billing dates are billed. */
  readonly itemsThrough: readonly { readonly itemId: ContractItemId; readonly through: CalendarDate }[]
  /** Open charges, held ones too. */
  readonly chargeIds: readonly ChargeId[]
}

/**
 * Bills by hand what was picked, now or ahead of its day (W-2): one draft per group, currency, kind of prices and
 * billing date to come. What cannot be billed any more is refused by name, so that the draft is what was shown; billing
 * the same twice is impossible (W-3).
 * Problems: `nothing-selected`, `not-found`, `charge-not-open`, `client-archived`, `group-not-active`,
 * `period-not-ended`, `nothing-to-bill`, `charge-key-taken`, those of pricing a draft.
 */
export const billNow: Command<BillNow, { readonly invoiceIds: readonly InvoiceId[] }> = {
  name: 'billNow',
  tables: planTables,
  async run(books, input, envelope): Promise<Result<{ invoiceIds: readonly InvoiceId[] }, Problem>> {
    const picked = await pickedByGroup(books, input)
    if (!picked.ok) return picked
    if (picked.value.size === 0) return refused({ code: 'nothing-selected' })
    const account = await readAccountFacts(books.db)
    const invoiceIds: InvoiceId[] = []
    for (const [groupId, { itemsThrough, chargeIds }] of picked.value) {
      const snapshot = await readGroupSnapshot(books.db, groupId)
      if (snapshot === undefined) return refused({ code: 'not-found', entity: 'billingGroup', id: groupId })
      const client = await expectBillable(books.db, snapshot.client.id)
      if (!client.ok) return client
      const { group } = snapshot
      if (group.state !== 'active') return refused({ code: 'group-not-active', name: group.name })
      const plan = planGroup(account, snapshot, envelope.today, { by: 'hand', itemsThrough, chargeIds })
      const problem = leftOut(snapshot, plan, itemsThrough, chargeIds, envelope.today)
      if (problem !== undefined) return refused(problem)
      const billed = await applyGroupPlan(books, snapshot, plan, account, envelope, 'hand')
      if (!billed.ok) return billed
      invoiceIds.push(...billed.value.invoiceIds)
    }
    return ok({ invoiceIds })
  },
}

interface Picked {
  readonly itemsThrough: Map<ContractItemId, CalendarDate>
  readonly chargeIds: Set<ChargeId>
}

/** What was picked, by the group that bills it. Problems: `not-found`, `charge-not-open`. */
async function pickedByGroup(
  { db }: Books,
  { itemsThrough, chargeIds }: BillNow,
): Promise<Result<ReadonlyMap<BillingGroupId, Picked>, Problem>> {
  const picked = new Map<BillingGroupId, Picked>()
  const of = (id: BillingGroupId): Picked => {
    const found = picked.get(id) ?? { itemsThrough: new Map(), chargeIds: new Set() }
    picked.set(id, found)
    return found
  }
  const [items, charges] = await Promise.all([
    db.contractItems.bulkGet(itemsThrough.map(({ itemId }) => itemId)),
    db.charges.bulkGet([...chargeIds]),
  ])
  for (const [index, { itemId, through }] of itemsThrough.entries()) {
    const item = items[index]
    if (item === undefined) return refused({ code: 'not-found', entity: 'contractItem', id: itemId })
    of(item.billingGroupId).itemsThrough.set(itemId, through)
  }
  for (const [index, id] of chargeIds.entries()) {
    const charge: Charge | undefined = charges[index]
    if (charge === undefined) return refused({ code: 'not-found', entity: 'charge', id })
    const { description, state } = charge
    if (state !== 'open') return refused({ code: 'charge-not-open', description, state })
    of(charge.billingGroupId).chargeIds.add(id)
  }
  return ok(picked)
}

/** Why something that was picked is not in the plan; undefined when all of it is. */
function leftOut(
  snapshot: GroupSnapshot,
  plan: GroupPlan,
  itemsThrough: ReadonlyMap<ContractItemId, CalendarDate>,
  chargeIds: ReadonlySet<ChargeId>,
  today: CalendarDate,
): Problem | undefined {
  const drafted = new Set(plan.intents.flatMap((intent) => (intent.kind === 'draft' ? intent.chargeIds : [])))
  const billed = new Set(plan.intents.map((intent) => (intent.kind === 'charge' ? intent.charge.contractItemId : '')))
  for (const { item, chargedThrough } of snapshot.items) {
    const through = itemsThrough.get(item.id)
    if (through === undefined || billed.has(item.id)) continue
    const contract = snapshot.contracts.find(({ id }) => id === item.contractId)
    const [next] = contract === undefined ? [] : firstPeriod(chainOf(item, contract, chargedThrough))
    if (next !== undefined && !inAdvance(item) && next.period.end > today) {
      return { code: 'period-not-ended', description: item.description, end: next.period.end }
    }
    return nothingToBill(plan, item.id)
  }
  const missing = [...chargeIds].find((id) => !drafted.has(id))
  return missing === undefined ? undefined : nothingToBill(plan, missing)
}

function firstPeriod(chain: Parameters<typeof chainPeriods>[0]) {
  for (const each of chainPeriods(chain)) return [each]
  return []
}

/** The reason of the plan, the one about this very thing first. */
function nothingToBill({ decisions }: GroupPlan, id: string): Problem {
  const decision =
    decisions.find(({ subject }) => subject.id === id) ?? decisions.find(({ outcome }) => outcome !== 'do')
  return { code: 'nothing-to-bill', reasonCode: decision?.reason.code ?? 'nothing-open' }
}
