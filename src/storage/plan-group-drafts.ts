// The drafts of a group under the rule that finalizes them.
import { ruleFor } from '../core/automation/rule.ts'
import type { GroupSnapshot } from '../core/billing/snapshot.ts'
import { type CalendarDate, earlierOf } from '../core/date.ts'
import type { RuleId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import { type FinalizationReason, type FinalizeIntent, planFinalization } from '../core/plan-finalization.ts'
import type { AccountDb } from './account-db.ts'
import { readFinalization, readRulesOf } from './read-automation.ts'
import type { BillingAccount } from './read-group.ts'

/** `rank`: the billing date that numbers follow over all groups. */
export type RankedFinalize = FinalizeIntent & { readonly rank: CalendarDate }

export interface DraftsPlan {
  readonly intents: readonly RankedFinalize[]
  readonly decisions: readonly Decision<FinalizationReason>[]
  readonly ruleId?: RuleId
  /** The earliest day on which the rule can say something else of one of them. */
  readonly wakeOn?: CalendarDate
}

/** The group's drafts as they stand: what their rule says today, and when it can say something else. */
export async function planGroupDrafts(
  db: AccountDb,
  { group, client }: Pick<GroupSnapshot, 'group' | 'client'>,
  account: BillingAccount,
  today: CalendarDate,
): Promise<DraftsPlan> {
  const owner = { billingGroupId: group.id, clientId: client.id }
  const [rows, rules] = await Promise.all([
    db.invoices.where('[clientId+state]').equals([client.id, 'draft']).toArray(),
    readRulesOf(db, 'finalization', owner),
  ])
  const drafts = rows.filter((row) => row.state === 'draft').filter(({ billingGroupId }) => billingGroupId === group.id)
  if (drafts.length === 0) return { intents: [], decisions: [] }
  const snapshot = await readFinalization(db, { account, rules, group, client }, drafts)
  const plan = planFinalization(snapshot, today)
  const rankById = new Map(
    snapshot.drafts.map(({ draft, linesChangedOn }) => [draft.id, draft.billsOn ?? linesChangedOn]),
  )
  const days = [...plan.wakeOn.values()]
  const rule = ruleFor(rules, 'finalization', owner)
  return {
    intents: plan.intents.map((intent) => ({ ...intent, rank: rankById.get(intent.invoiceId) ?? today })),
    decisions: plan.decisions,
    ...(rule && { ruleId: rule.id }),
    ...(days.length > 0 && { wakeOn: days.reduce(earlierOf) }),
  }
}
