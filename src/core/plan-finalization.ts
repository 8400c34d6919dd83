// Which drafts of the billing run become invoices by themselves, and when (section F "automatic invoices", R-8, M-5).
import type { BillingGroup } from './contract/billing-group.ts'
import { addDays, type CalendarDate, laterOf } from './date.ts'
import type { BillingGroupId, InvoiceId } from './ids.ts'
import { daysAfter, type Finding, type InvoicePlan, planEach, stands } from './invoice-plan.ts'
import type { Client, DraftInvoice } from './model.ts'
import type { Problem } from './problem.ts'
import type { AccountSettings } from './settings.ts'

/**
 * Section F. `review`: a person finalizes. `after-days`: so many whole days after lines last came or changed; they
 * count anew with each. `at-once`: on the day on which the run made the draft.
 */
export type FinalizationPolicy =
  | { readonly kind: 'review' }
  | { readonly kind: 'after-days'; readonly days: number; readonly ahead?: 'issue' }
  /** `ahead`: a draft made before its billing date is issued before it too; absent: not before that date. */
  | { readonly kind: 'at-once'; readonly ahead?: 'issue' }

export interface DraftFacts {
  readonly draft: Pick<DraftInvoice, 'id' | 'version' | 'billsOn' | 'editedByUser'>
  /** The account's day on which a run last added lines to it or an amendment changed one. */
  readonly linesChangedOn: CalendarDate
  readonly group: Pick<BillingGroup, 'id' | 'state' | 'mode' | 'hold' | 'parked'>
  readonly client: Pick<Client, 'status'>
  /** The policy of its group or client; the account's where absent. */
  readonly policy?: FinalizationPolicy
  /** What finalizing would refuse if it were tried now: of `composeDocument`, then of `finalizeProblem`, then a required field (M-7). */
  readonly problem?: Problem
}

export interface FinalizationSnapshot {
  readonly policy: FinalizationPolicy
  /** M-2: on a manual account nothing is issued by itself. */
  readonly mode: AccountSettings['billing']['mode']
  readonly booksLockedThrough?: CalendarDate
  /** The last issue date in the series that a number of `asOf` would come from. */
  readonly lastIssuedOn?: CalendarDate
  readonly drafts: readonly DraftFacts[]
}

/** Carried out by the command that finalizes by hand too; a draft changed meanwhile is refused by its version. */
export interface FinalizeIntent {
  readonly kind: 'finalize'
  readonly invoiceId: InvoiceId
  readonly version: number
  readonly billingGroupId: BillingGroupId
}

export type FinalizationReason =
  /** The outcome `do`; `on` is the day from which it could go, before `asOf` after an absence. */
  | { readonly code: 'finalizes'; readonly on: CalendarDate }
  /** A person made or changed it: it is theirs, under every policy. */
  | { readonly code: 'edited-by-user' }
  | { readonly code: 'for-review' }
  | { readonly code: 'account-manual' }
  | { readonly code: 'group-cancelled' }
  | { readonly code: 'group-deactivated' }
  | { readonly code: 'group-manual' }
  | { readonly code: 'on-hold'; readonly since: CalendarDate; readonly note?: string }
  | { readonly code: 'parked'; readonly problem: Problem; readonly on: CalendarDate }
  | { readonly code: 'client-archived' }
  /** Missing fields, a total below 0, no lines, no tax rate: somebody must act; `on` is when it could go otherwise. */
  | { readonly code: 'cannot-finalize'; readonly problem: Problem; readonly on: CalendarDate }
  | { readonly code: 'grace-running'; readonly until: CalendarDate; readonly days: number }
  | { readonly code: 'billing-date-to-come'; readonly until: CalendarDate }
  /** today lies in locked books. */
  | { readonly code: 'books-locked'; readonly through: CalendarDate }
  /** */
  | { readonly code: 'date-before-last'; readonly last: CalendarDate }

export type FinalizationPlan = InvoicePlan<FinalizeIntent, FinalizationReason>

/**
 * The drafts to finalize on the day, in the order of their billing dates, so that numbers follow them, and a decision
 * for every draft. A draft is never finalized twice: what is final is no draft, and not in the snapshot.
 * @throws RangeError for a number of grace days that is not whole or below 0
 */
export function planFinalization(snapshot: FinalizationSnapshot, asOf: CalendarDate): FinalizationPlan {
  return planEach(snapshot.drafts, asOf, {
    id: ({ draft }) => draft.id,
    rank: ({ draft, linesChangedOn }) => draft.billsOn ?? linesChangedOn,
    find: (facts) => find(snapshot, facts, asOf),
  })
}

function find(
  snapshot: FinalizationSnapshot,
  facts: DraftFacts,
  asOf: CalendarDate,
): Finding<FinalizeIntent, FinalizationReason> {
  const { draft, group, problem } = facts
  const policy = facts.policy ?? snapshot.policy
  const stop = standing(snapshot, facts)
  // A client is restored in its own row, which wakes no draft; whatever else stands here does.
  if (stop !== undefined) return stands('blocked', stop, stop.code === 'client-archived' ? asOf : undefined)
  if (policy.kind === 'review') return stands('blocked', { code: 'for-review' })
  const graceEnds = policy.kind === 'at-once' ? facts.linesChangedOn : daysAfter(facts.linesChangedOn, policy.days)
  const billsOn = policy.ahead === 'issue' ? undefined : draft.billsOn
  const on = laterOf(graceEnds, billsOn ?? graceEnds)
  // Said before it is due, so that there is time to fill in what is missing. Names, addresses and rates stand in rows
  // of others, whose change wakes no draft: it is read again every day.
  if (problem !== undefined) return stands('blocked', { code: 'cannot-finalize', problem, on }, asOf)
  if (graceEnds > asOf) {
    const days = policy.kind === 'after-days' ? policy.days : 0
    return stands('wait', { code: 'grace-running', until: graceEnds, days }, on)
  }
  if (on > asOf) return stands('wait', { code: 'billing-date-to-come', until: on }, on)
  const { booksLockedThrough: through, lastIssuedOn: last } = snapshot
  if (through !== undefined && asOf <= through) {
    return stands('wait', { code: 'books-locked', through }, addDays(through, 1))
  }
  // Read again every day: another year or month may begin another series.
  if (last !== undefined && asOf < last) return stands('wait', { code: 'date-before-last', last }, addDays(asOf, 1))
  return {
    intents: [{ kind: 'finalize', invoiceId: draft.id, version: draft.version, billingGroupId: group.id }],
    verdicts: [{ outcome: 'do', reason: { code: 'finalizes', on } }],
    wakeOn: asOf,
  }
}

/** What only a person's act lifts: the act writes the draft, its group or client, or the settings, and wakes it. */
function standing({ mode }: FinalizationSnapshot, facts: DraftFacts): FinalizationReason | undefined {
  const { draft, group, client } = facts
  if (draft.editedByUser === 1) return { code: 'edited-by-user' }
  if (mode === 'manual') return { code: 'account-manual' }
  if (group.state === 'cancelled') return { code: 'group-cancelled' }
  if (group.state === 'inactive') return { code: 'group-deactivated' }
  if (group.mode === 'manual') return { code: 'group-manual' }
  if (group.hold !== undefined) return { code: 'on-hold', ...group.hold }
  if (group.parked !== undefined) return { code: 'parked', problem: group.parked.problem, on: group.parked.on }
  return client.status === 'archived' ? { code: 'client-archived' } : undefined
}
