// The decisions of a plan: one for every item, contract, group and client, each with the facts behind it.
import type { BillingGroupId, ChargeId, ContractId } from '../ids.ts'
import type { Charge, DraftInvoice } from '../model.ts'
import { minor } from '../money.ts'
import type { Decision } from '../plan.ts'
import { firstStop, furthest, type Verdict, verdictOf } from './decide.ts'
import { waitsFor } from './due-on.ts'
import type { Candidate } from './gather.ts'
import type { ChargePlan } from './plan-charges.ts'
import type { GroupContext, ItemOutlook } from './plan-item.ts'
import type { BillingReason } from './reason.ts'

/** By subject and id: client, group, contracts, items; and one for each draft that waits for a person. */
export function decisionsOf(
  context: GroupContext,
  outlooks: readonly ItemOutlook[],
  plan: ChargePlan,
): readonly Decision<BillingReason>[] {
  const { snapshot } = context
  const acting = actingCandidates(plan)
  const actingByItem = grouped(acting, ({ charge }) => charge.contractItemId)
  const actingByContract = grouped(acting, ({ charge }) => charge.contractId)
  const items = outlooks.map((outlook) => ({
    id: outlook.source.item.id,
    contractId: outlook.contract.id,
    verdict: itemVerdict(context, outlook, plan, actingByItem.get(outlook.source.item.id) ?? []),
  }))
  const itemsOf = grouped(items, ({ contractId }) => contractId)
  const contracts = snapshot.contracts.map(({ id }) => {
    const own = actingByContract.get(id) ?? []
    const verdicts = (itemsOf.get(id) ?? []).map(({ verdict }) => verdict)
    return { id, verdict: own.length > 0 ? dueVerdict(own) : together(plan, verdicts) }
  })
  const group =
    acting.length > 0
      ? dueVerdict(acting)
      : together(plan, [...contracts.map(({ verdict }) => verdict), ...openVerdicts(context, plan)])
  const drafts = snapshot.drafts.map((draft) => ({
    subject: { kind: 'invoice', id: draft.id } as const,
    ...verdictOf({ code: 'on-draft', invoiceId: draft.id, ...contractOf(context, draft) }),
  }))
  return [
    { subject: { kind: 'client', id: snapshot.client.id }, ...group },
    { subject: { kind: 'group', id: snapshot.group.id satisfies BillingGroupId }, ...group },
    ...contracts.sort(byId).map(({ id, verdict }) => ({ subject: { kind: 'contract', id } as const, ...verdict })),
    ...items.sort(byId).map(({ id, verdict }) => ({ subject: { kind: 'item', id } as const, ...verdict })),
    ...drafts.sort((left, right) => byId(left.subject, right.subject)),
  ]
}

function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, Row[]> {
  const map = new Map<Key, Row[]>()
  for (const row of rows) {
    const list = map.get(keyOf(row))
    if (list === undefined) map.set(keyOf(row), [row])
    else list.push(row)
  }
  return map
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1
}

/** What happens now: lines of invoices, and periods with nothing to bill that are written off. */
function actingCandidates({ gathered, made }: ChargePlan): readonly Candidate[] {
  return [
    ...gathered.piles.flatMap(({ candidates }) => candidates),
    ...made.filter(({ charge }) => charge.waivedFor === 'nothing-to-bill'),
  ]
}

/** Amounts of one currency, the first by code where there are several: a group may have an invoice in each. */
function dueVerdict(acting: readonly Candidate[]): Verdict {
  const currency = acting.map(({ charge }) => charge.currency).sort()[0] as Charge['currency']
  const same = acting.filter(({ charge }) => charge.currency === currency)
  const days = acting.map(({ charge, billsOn }) => charge.billsOn ?? billsOn).sort()
  return verdictOf({
    code: 'due',
    on: days[0] as (typeof days)[number],
    periods: acting.filter(({ charge }) => charge.contractItemId !== undefined && charge.cause === undefined).length,
    amount: minor(same.reduce((sum, { charge }) => sum + charge.amount, 0)),
    currency,
  })
}

function itemVerdict(
  context: GroupContext,
  { source, stops, late }: ItemOutlook,
  plan: ChargePlan,
  own: readonly Candidate[],
): Verdict {
  const { id } = source.item
  if (own.length > 0) return dueVerdict(own)
  const stop = firstStop([...plan.stops, ...stops])
  if (stop !== undefined) return verdictOf(stop)
  const stopped = [...plan.gathered.stoppedById].find(([chargeId]) => isOf(chargeId, id))
  if (stopped !== undefined) return verdictOf(stopped[1])
  const day = late[0]?.day
  if (day === undefined) return verdictOf({ code: 'nothing-open' })
  return verdictOf({ code: 'not-yet-due', on: day.on, why: waitsFor(context.schedule, context.asOf, context.asOf) })
}

/** The key of a contract charge begins with its item (design.md section 5). */
function isOf(chargeId: ChargeId, itemId: string): boolean {
  return chargeId.startsWith(`${itemId}/`)
}

/** Several together, after what stops the whole group. */
function together(plan: ChargePlan, verdicts: readonly Verdict[]): Verdict {
  const stop = firstStop([...plan.stops, furthest(verdicts).reason])
  return stop === undefined ? furthest(verdicts) : verdictOf(stop)
}

/** Why the group's open charges are on no invoice. */
function openVerdicts({ schedule, asOf }: GroupContext, { open, gathered }: ChargePlan): Verdict[] {
  const ids = (charges: readonly Charge[]) => charges.map(({ id }) => id).sort()
  const reasons: BillingReason[] = [
    ...open.waiting.map(({ charge, day }): BillingReason => {
      const period = charge.period === undefined ? {} : { period: charge.period }
      const why = waitsFor(schedule, charge.billsOn ?? charge.servedOn, asOf)
      return { code: 'not-yet-due', on: day.on, ...period, why }
    }),
    ...open.onHold.map(({ reason }) => reason),
    ...gathered.stoppedById.values(),
  ]
  if (open.byHand.length > 0) reasons.push({ code: 'cycle-manual', chargeIds: ids(open.byHand) })
  if (open.held.length > 0) reasons.push({ code: 'held-after-void', chargeIds: ids(open.held) })
  return reasons.map(verdictOf)
}

/** The contract that a draft is made for, where it is one and nothing else is on it. */
function contractOf({ snapshot }: GroupContext, { chargeIds }: DraftInvoice): { readonly contractId?: ContractId } {
  const itemIds = [...new Set(chargeIds.map((chargeId) => chargeId.split('/')[0]))]
  const found = new Set(itemIds.map((id) => snapshot.items.find(({ item }) => item.id === id)?.item.contractId))
  const [contractId] = found
  return found.size === 1 && contractId !== undefined ? { contractId } : {}
}
