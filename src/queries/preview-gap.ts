import { skipGap } from '../core/billing/skip-gap.ts'
import type { GroupSnapshot, ItemSnapshot, PlannedCharge } from '../core/billing/snapshot.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import { type CalendarDate, earlierOf, laterOf } from '../core/date.ts'
import type { BillingGroupId, ContractId, ContractItemId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import { addMinor, type CurrencyCode, type Minor, ZERO } from '../core/money.ts'
import type { Period } from '../core/period.ts'
import { planGroup } from '../core/plan-billing.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { type BillingAccount, planTables, readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'

/** What stood still and goes on. */
export type Standing =
  | { readonly kind: 'group'; readonly id: BillingGroupId; readonly mode?: BillingGroup['mode'] }
  | { readonly kind: 'contract'; readonly id: ContractId }
  | { readonly kind: 'item'; readonly id: ContractItemId }

export interface GapSum {
  readonly currency: CurrencyCode
  /** Line amounts in minor units, before tax is added. */
  readonly amount: Minor
}

/** What each answer to "what of the time between?" comes to; one sum for each currency. */
export interface GapPreview {
  /** From which day it stood still; absent: it did not, and there is nothing to ask. */
  readonly since?: CalendarDate
  /** `bill`: what the next run would put on drafts. */
  readonly billed: readonly GapSum[]
  readonly billedPeriods: number
  /** `skip`: what is let go for good. */
  readonly skipped: readonly GapSum[]
  readonly skippedPeriods: number
  /** From the first day that is let go through the last; what was charged in advance stays charged. */
  readonly skippedDays?: Period
  /** `skip`: what the next run would still put on drafts: what was served before, and the time from today on. */
  readonly billedAfterSkip: readonly GapSum[]
}

/** Both answers, planned and not written, in one read transaction; null when there is no such thing. */
export async function previewGap(db: AccountDb, standing: Standing, today: CalendarDate): Promise<GapPreview | null> {
  return db.transaction('r', [...planTables], async () => {
    const groupId = await groupOf(db, standing)
    const [account, snapshot] = await Promise.all([
      readAccountFacts(db),
      groupId === undefined ? undefined : readGroupSnapshot(db, groupId),
    ])
    return snapshot === undefined ? null : gapOf(account, snapshot, standing, today)
  })
}

async function groupOf(db: AccountDb, standing: Standing): Promise<BillingGroupId | undefined> {
  switch (standing.kind) {
    case 'group':
      return standing.id
    case 'contract':
      return (await db.contracts.get(standing.id))?.billingGroupId
    case 'item':
      return (await db.contractItems.get(standing.id))?.billingGroupId
  }
}

function gapOf(account: BillingAccount, before: GroupSnapshot, standing: Standing, today: CalendarDate): GapPreview {
  const since = sinceOf(before, standing)
  const lifted = liftedSnapshot(before, standing)
  const bill = drafted(account, lifted, today)
  const skipped: PlannedCharge[] = []
  const contractById = new Map(lifted.contracts.map((contract) => [contract.id, contract]))
  const items = lifted.items.map((each): ItemSnapshot => {
    const contract = contractById.get(each.item.contractId)
    if (since === undefined || contract === undefined || !concerns(standing, contract, each.item)) return each
    const usage = each.usage.filter(({ state }) => state === 'open')
    const charges = skipGap(each.item, contract, each.chargedThrough, since, today, usage)
    skipped.push(...charges)
    const through = charges.at(-1)?.period?.end
    return through === undefined ? each : { ...each, chargedThrough: through, usage: [] }
  })
  const waived = skipped.filter(({ state, waivedFor }) => state === 'waived' && waivedFor === 'skipped')
  const open = skipped.filter(({ state }) => state === 'open').map(asRow)
  const after = drafted(account, { ...lifted, items, openCharges: [...lifted.openCharges, ...open] }, today)
  return {
    ...(since === undefined || since >= today ? {} : { since }),
    billed: sums(bill),
    billedPeriods: bill.length,
    skipped: sums(waived),
    skippedPeriods: waived.length,
    ...daysOf(waived),
    billedAfterSkip: sums(after),
  }
}

/** The same answer that the command gives: what stands still by itself is asked about when it goes on. */
function concerns(standing: Standing, contract: Contract, item: ContractItem): boolean {
  if (contract.hold !== undefined || item.hold !== undefined) return false
  if (standing.kind === 'contract') return contract.id === standing.id
  return standing.kind === 'group' || item.id === standing.id
}

function sinceOf({ group, contracts, items }: GroupSnapshot, standing: Standing): CalendarDate | undefined {
  switch (standing.kind) {
    case 'group':
      return group.standingSince
    case 'contract':
      return contracts.find(({ id }) => id === standing.id)?.hold?.since
    case 'item':
      return items.find(({ item }) => item.id === standing.id)?.item.hold?.since
  }
}

/** As it will be once it goes on. */
function liftedSnapshot(snapshot: GroupSnapshot, standing: Standing): GroupSnapshot {
  if (standing.kind === 'group') {
    const { hold, standingSince: _since, ...group } = snapshot.group
    // Becoming automatic lifts nothing else.
    const lifted =
      standing.mode === undefined
        ? { ...group, state: 'active' as const }
        : { ...group, mode: standing.mode, ...(hold === undefined ? {} : { hold }) }
    return { ...snapshot, group: lifted }
  }
  if (standing.kind === 'contract') {
    const contracts = snapshot.contracts.map((contract) =>
      contract.id === standing.id ? withoutHold(contract) : contract,
    )
    return { ...snapshot, contracts }
  }
  const items = snapshot.items.map((each) =>
    each.item.id === standing.id ? { ...each, item: withoutHold(each.item) } : each,
  )
  return { ...snapshot, items }
}

function withoutHold<Row extends { readonly hold?: unknown }>({ hold: _hold, ...row }: Row): Row {
  return row as Row
}

/** What the run would put on drafts. */
function drafted(account: BillingAccount, snapshot: GroupSnapshot, today: CalendarDate): GapCharge[] {
  const plan = planGroup(account, snapshot, today, { by: 'run' })
  const byId = new Map<string, GapCharge>(snapshot.openCharges.map((charge) => [charge.id, charge]))
  for (const intent of plan.intents) if (intent.kind === 'charge') byId.set(intent.charge.id, intent.charge)
  return plan.intents
    .flatMap((intent) => (intent.kind === 'draft' ? intent.chargeIds : []))
    .flatMap((id) => byId.get(id) ?? [])
}

function daysOf(waived: readonly PlannedCharge[]): Pick<GapPreview, 'skippedDays'> {
  const periods = waived.flatMap(({ period }) => period ?? [])
  const [first] = periods
  if (first === undefined) return {}
  const start = periods.reduce((day, period) => earlierOf(day, period.start), first.start)
  return { skippedDays: { start, end: periods.reduce((day, period) => laterOf(day, period.end), first.end) } }
}

type GapCharge = Pick<Charge, 'amount' | 'currency'>

function sums(charges: readonly GapCharge[]): GapSum[] {
  const byCurrency = new Map<CurrencyCode, Minor>()
  for (const { currency, amount } of charges) {
    byCurrency.set(currency, addMinor(byCurrency.get(currency) ?? ZERO, amount))
  }
  return [...byCurrency].map(([currency, amount]) => ({ currency, amount }))
}

/** A planned charge where rows are read; the missing fields do not matter to a plan. */
function asRow(charge: PlannedCharge): Charge {
  return { ...charge, version: 1, createdAt: '' as Charge['createdAt'], updatedAt: '' as Charge['updatedAt'] }
}
