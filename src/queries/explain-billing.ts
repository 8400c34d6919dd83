import type { BillingReason } from '../core/billing/reason.ts'
import type { GroupSnapshot } from '../core/billing/snapshot.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId, ClientId, ContractId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import type { Decision } from '../core/plan.ts'
import { planGroup } from '../core/plan-billing.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { planTables, readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'

export type BillingDecision = Decision<BillingReason>

/** Whose invoices are asked about. */
export type ExplainTarget =
  | { readonly clientId: ClientId }
  | { readonly groupId: BillingGroupId }
  | { readonly contractId: ContractId }

export interface ExplainedItem {
  readonly item: ContractItem
  readonly decision?: BillingDecision
}

export interface ExplainedContract {
  readonly contract: Contract
  readonly decision?: BillingDecision
  readonly items: readonly ExplainedItem[]
}

/** What the planner decides for a group today, nothing written. */
export interface ExplainedGroup {
  readonly group: BillingGroup
  readonly client: Client
  readonly decision?: BillingDecision
  /** Drafts that wait for a person; those of the contract alone where one was asked about. */
  readonly drafts: readonly BillingDecision[]
  /** By name; only the one that was asked about where it was a contract. */
  readonly contracts: readonly ExplainedContract[]
  /** When the run looks again; absent: not before somebody acts. */
  readonly wakeOn?: CalendarDate
}

/**
 * Why there is (no) invoice: the planner's decisions for each billing group in question, the default one first, in one
 * read transaction.
 */
export async function explainBilling(
  db: AccountDb,
  target: ExplainTarget,
  today: CalendarDate,
): Promise<readonly ExplainedGroup[]> {
  return db.transaction('r', [...planTables], async () => {
    const account = await readAccountFacts(db)
    const explained: ExplainedGroup[] = []
    for (const id of await groupsOf(db, target)) {
      const snapshot = await readGroupSnapshot(db, id)
      if (snapshot === undefined) continue
      const plan = planGroup(account, snapshot, today, { by: 'run' })
      const contractId = 'contractId' in target ? target.contractId : undefined
      explained.push({
        ...explainedGroup(snapshot, plan.decisions, contractId),
        ...(plan.wakeOn === undefined ? {} : { wakeOn: plan.wakeOn }),
      })
    }
    return explained
  })
}

async function groupsOf(db: AccountDb, target: ExplainTarget): Promise<BillingGroupId[]> {
  if ('groupId' in target) return [target.groupId]
  if ('contractId' in target) {
    const contract = await db.contracts.get(target.contractId)
    return contract === undefined ? [] : [contract.billingGroupId]
  }
  const groups = await db.billingGroups.where('clientId').equals(target.clientId).toArray()
  return groups.sort(byDefaultAndName).map(({ id }) => id)
}

/** The default group first, then by name. */
export function byDefaultAndName(left: BillingGroup, right: BillingGroup): number {
  return right.isDefault - left.isDefault || left.name.localeCompare(right.name)
}

function explainedGroup(
  { group, client, contracts, items }: GroupSnapshot,
  decisions: readonly BillingDecision[],
  only: ContractId | undefined,
): ExplainedGroup {
  const decisionOn = (kind: BillingDecision['subject']['kind'], id: string) => {
    const decision = decisions.find(({ subject }) => subject.kind === kind && subject.id === id)
    return decision === undefined ? {} : { decision }
  }
  return {
    group,
    client,
    ...decisionOn('group', group.id),
    drafts: decisions.filter(
      ({ subject, reason }) =>
        subject.kind === 'invoice' && reason.code === 'on-draft' && (only === undefined || reason.contractId === only),
    ),
    contracts: contracts
      .filter(({ id }) => only === undefined || id === only)
      .sort((left, right) => left.name.localeCompare(right.name))
      .map((contract) => ({
        contract,
        ...decisionOn('contract', contract.id),
        items: items
          .filter(({ item }) => item.contractId === contract.id)
          .map(({ item }) => ({ item, ...decisionOn('item', item.id) })),
      })),
  }
}
