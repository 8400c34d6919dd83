import type { BillingReason } from '../core/billing/reason.ts'
import type { GroupSnapshot } from '../core/billing/snapshot.ts'
import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId, InvoiceId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import { planGroup } from '../core/plan-billing.ts'
import { planRenewals, type RenewalIntent } from '../core/plan-renewal.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { type BillingAccount, planTables, readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'
import { applyGroupPlan } from './apply-group-plan.ts'
import type { Command } from './execute.ts'

export interface BillGroup {
  readonly groupId: BillingGroupId
  /** Through which day; today, or a day before it. */
  readonly asOf: CalendarDate
}

export interface GroupBilled {
  /** Drafts that were made or got lines. */
  readonly invoiceIds: readonly InvoiceId[]
  /** How many charges the contracts made. */
  readonly charges: number
  /** Why, and why not. */
  readonly decisions: readonly Decision<BillingReason>[]
  /** Contracts that go on by themselves by now (M-24): the run renews them, then bills the group again. */
  readonly renewals: readonly RenewalIntent[]
}

/**
 * The billing run over one group, in one transaction: what the plan says is due becomes charges and drafts, each period
 * once by its key. Nothing due writes nothing but the day to look again.
 * Problems: `not-found`, `date-in-future`, `charge-key-taken`, those of pricing a draft.
 */
export const billGroup: Command<BillGroup, GroupBilled> = {
  name: 'billGroup',
  tables: planTables,
  async run(books, { groupId, asOf }, envelope): Promise<Result<GroupBilled, Problem>> {
    const { today } = envelope
    if (asOf > today) return refused({ code: 'date-in-future', date: asOf, today })
    const [account, snapshot] = await Promise.all([readAccountFacts(books.db), readGroupSnapshot(books.db, groupId)])
    if (snapshot === undefined) return refused({ code: 'not-found', entity: 'billingGroup', id: groupId })
    const plan = planGroup(account, snapshot, asOf, { by: 'run' })
    const billed = await applyGroupPlan(books, snapshot, plan, account, envelope)
    if (!billed.ok) return billed
    const { invoiceIds, chargeIds } = billed.value
    books.sleepUntil(groupId, plan.wakeOn)
    if (plan.intents.length === 0) books.nothingDone()
    const renewals = dueRenewals(account, snapshot, asOf)
    return ok({ invoiceIds, charges: chargeIds.length, decisions: plan.decisions, renewals })
  },
}

/** None while the group stands still, is parked, or the account is manual: then a person renews. */
function dueRenewals(
  { settings }: BillingAccount,
  { group, contracts }: GroupSnapshot,
  asOf: CalendarDate,
): readonly RenewalIntent[] {
  const stands = group.standingSince !== undefined || group.parked !== undefined
  return stands || settings.billing.mode === 'manual' ? [] : planRenewals(contracts, asOf).intents
}
