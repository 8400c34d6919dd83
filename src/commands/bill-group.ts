import type { BillingReason } from '../core/billing/reason.ts'
import type { GroupSnapshot } from '../core/billing/snapshot.ts'
import { type CalendarDate, earlierOf } from '../core/date.ts'
import type { BillingGroupId, ClientId, CreditNoteId, InvoiceId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import { planGroup } from '../core/plan-billing.ts'
import { planRenewals, type RenewalIntent, type RenewalReason } from '../core/plan-renewal.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { type DraftsPlan, planGroupDrafts } from '../storage/plan-group-drafts.ts'
import { finalizationTables } from '../storage/read-automation.ts'
import { type BillingAccount, planTables, readAccountFacts, readGroupSnapshot } from '../storage/read-group.ts'
import { applyGroupPlan } from './apply-group-plan.ts'
import { draftCorrections, proposalTables } from './draft-corrections.ts'
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
  readonly renewalDecisions: readonly Decision<RenewalReason>[]
  readonly clientId: ClientId
  /** Credit notes that were drafted for open corrections, where the account wants that. */
  readonly creditNoteIds: readonly CreditNoteId[]
  /** Which of the group's drafts can become invoices by their rule now, and why the others do not. */
  readonly finalization: Omit<DraftsPlan, 'wakeOn'>
}

/**
 * The billing run over one group, in one transaction: what the plan says is due becomes charges and drafts, each period
 * once by its key. Nothing due writes nothing but the day to look again: of the group and of its drafts, which sleep with it.
 * Problems: `not-found`, `date-in-future`, `charge-key-taken`, those of pricing a draft.
 */
export const billGroup: Command<BillGroup, GroupBilled> = {
  name: 'billGroup',
  tables: [...new Set([...planTables, ...finalizationTables, ...proposalTables])],
  async run(books, { groupId, asOf }, envelope): Promise<Result<GroupBilled, Problem>> {
    const { today } = envelope
    if (asOf > today) return refused({ code: 'date-in-future', date: asOf, today })
    const [account, snapshot] = await Promise.all([readAccountFacts(books.db), readGroupSnapshot(books.db, groupId)])
    if (snapshot === undefined) return refused({ code: 'not-found', entity: 'billingGroup', id: groupId })
    const plan = planGroup(account, snapshot, asOf, { by: 'run' })
    const billed = await applyGroupPlan(books, snapshot, plan, account, envelope)
    if (!billed.ok) return billed
    const { invoiceIds, chargeIds } = billed.value
    const { wakeOn: draftsWakeOn, ...finalization } = await planGroupDrafts(books.db, snapshot, account, today)
    const renewal = dueRenewals(account, snapshot, asOf)
    // What is to be renewed keeps the group awake until it is: the run may be killed before that transaction.
    const renewsOn = renewal.intents.length > 0 ? asOf : undefined
    const days = [plan.wakeOn, draftsWakeOn, renewsOn].filter((day) => day !== undefined)
    books.sleepUntil(groupId, days.length === 0 ? undefined : days.reduce(earlierOf))
    const byNote = account.settings.billing.corrections === 'credit-note'
    const creditNoteIds = byNote ? await draftCorrections(books, snapshot.corrections, envelope) : []
    if (plan.intents.length === 0 && creditNoteIds.length === 0) books.nothingDone()
    const clientId = snapshot.client.id
    return ok({
      invoiceIds,
      charges: chargeIds.length,
      decisions: plan.decisions,
      renewals: renewal.intents,
      renewalDecisions: renewal.decisions,
      clientId,
      finalization,
      creditNoteIds,
    })
  },
}

/** None while the group stands still, is parked, or the account is manual: then a person renews. */
function dueRenewals(
  { settings }: BillingAccount,
  { group, contracts }: GroupSnapshot,
  asOf: CalendarDate,
): Pick<ReturnType<typeof planRenewals>, 'intents' | 'decisions'> {
  const stands = group.standingSince !== undefined || group.parked !== undefined
  return stands || settings.billing.mode === 'manual' ? { intents: [], decisions: [] } : planRenewals(contracts, asOf)
}
