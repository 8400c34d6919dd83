// The dry run: what a run would do today, by the planners of the run and without its commands.
import { outlookOf, planInvoice } from '../core/automation/plan-invoice.ts'
import { type RunPlanner, rulesVersion } from '../core/automation/run.ts'
import type { CalendarDate } from '../core/date.ts'
import type { ClientId, InvoiceId, RuleId } from '../core/ids.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import type { Decision } from '../core/plan.ts'
import { planGroup } from '../core/plan-billing.ts'
import { planRenewals } from '../core/plan-renewal.ts'
import { guardDocuments, guardRun, type RunReason } from '../core/run-guard.ts'
import { planGroupDrafts } from '../storage/plan-group-drafts.ts'
import { readInvoiceFacts, readRuleBook } from '../storage/read-automation.ts'
import { readAccountFacts, readDueGroups, readGroupSnapshot } from '../storage/read-group.ts'
import type { Books } from './account-entries.ts'
import { listAwakeInvoices } from './read-awake.ts'

/** One decision with what a person needs to know it by. */
export interface PreviewedDecision {
  readonly planner: Extract<
    RunPlanner,
    'billing' | 'renewal' | 'finalization' | 'reminders' | 'late-fees' | 'collection'
  >
  readonly ruleId?: RuleId
  readonly decision: Decision<{ readonly code: string }>
  readonly clientId: ClientId
  readonly clientName: string
  /** Of an issued invoice. */
  readonly number?: string
  /** Of a draft or invoice: what is due on it, in minor units. */
  readonly amount?: Minor
  readonly currency?: CurrencyCode
}

export interface RunPreview {
  /** Why a run of today would do everything, only drafts, or nothing. */
  readonly verdict: { readonly acts: 'all' | 'prepare' | 'none'; readonly reason: RunReason }
  /** How much each planner would do: charges by contracts, drafts, contracts, documents, messages, fees. */
  readonly counts: {
    readonly charges: number
    readonly drafts: number
    readonly renewals: number
    readonly finalize: number
    readonly remind: number
    readonly collect: number
    readonly fees: number
  }
  /** Some of them would wait for the owner's word. */
  readonly waits: boolean
  /** Everything that is awake, what would be done first. */
  readonly decisions: readonly PreviewedDecision[]
  /** More is awake than is listed. */
  readonly more: boolean
}

const invoiceChunk = 50

/**
 * What a run would do now, and why it would not. Nothing is written. Drafts that billing would make are counted, not
 * finalized ahead: their own decision is made when they are there. `limit` bounds the groups and the invoices read.
 */
export async function previewRun(books: Books, today: CalendarDate, limit = 500): Promise<RunPreview> {
  // Reads that stand alone: a preview over hundreds of rows is longer than a browser keeps one transaction open, and
  // nothing is decided by it.
  const [account, rules, state] = await Promise.all([
    readAccountFacts(books),
    readRuleBook(books),
    books.automation.get('state'),
  ])
  const verdict = guardRun(
    {
      rulesVersion,
      timeZone: account.settings.timeZone,
      ...(state?.mark && { lastRun: state.mark }),
      ...(state?.away && { away: state.away }),
    },
    today,
  )
  const dueGroups = await readDueGroups(books, today)
  const awake = await listAwakeInvoices(books, today, dueGroups)
  const counts = { charges: 0, drafts: 0, renewals: 0, finalize: 0, remind: 0, collect: 0, fees: 0 }
  const decisions: PreviewedDecision[] = []
  const documents: InvoiceId[] = []
  for (const id of dueGroups.slice(0, limit)) {
    const snapshot = await readGroupSnapshot(books, id)
    if (snapshot === undefined) continue
    const { client, group, contracts, drafts } = snapshot
    const who = { clientId: client.id, clientName: client.name }
    const plan = planGroup(account, snapshot, today, { by: 'run' })
    for (const { kind } of plan.intents) counts[kind === 'charge' ? 'charges' : 'drafts'] += 1
    for (const decision of plan.decisions) decisions.push({ planner: 'billing', decision, ...who })
    const stands = group.standingSince !== undefined || group.parked !== undefined
    if (!stands && account.settings.billing.mode !== 'manual') {
      const renewals = planRenewals(contracts, today)
      counts.renewals += renewals.intents.length
      for (const decision of renewals.decisions) decisions.push({ planner: 'renewal', decision, ...who })
    }
    const finalization = await planGroupDrafts(books, snapshot, account, today)
    counts.finalize += finalization.intents.length
    documents.push(...finalization.intents.map(({ invoiceId }) => invoiceId))
    const { ruleId } = finalization
    for (const decision of finalization.decisions) {
      const draft = drafts.find((each) => each.id === decision.subject.id)
      const money = draft && { amount: draft.amountDue, currency: draft.currency }
      decisions.push({ planner: 'finalization', ...(ruleId && { ruleId }), decision, ...who, ...money })
    }
  }
  const invoices = awake.slice(0, limit)
  for (let from = 0; from < invoices.length; from += invoiceChunk) {
    for (const facts of await readInvoiceFacts(books, invoices.slice(from, from + invoiceChunk), rules, account)) {
      const { clientId, clientName, number, amountDue: amount, currency } = facts.invoice
      const outlook = outlookOf(planInvoice(facts, today), rules)
      const { reminders, lateFees, collection, ruleIds } = outlook
      const facing = { clientId, clientName, number, amount, currency }
      const of = (ruleId: RuleId | undefined) => (ruleId === undefined ? {} : { ruleId })
      // As the run does it: a reminder waits for the card.
      counts.remind += outlook.reminds && !outlook.collects ? 1 : 0
      counts.collect += outlook.collects ? 1 : 0
      counts.fees += outlook.fees
      if (outlook.reminds || outlook.collects) documents.push(outlook.id)
      for (const decision of ruleIds.collection === undefined ? [] : collection) {
        decisions.push({ planner: 'collection', ...of(ruleIds.collection), decision, ...facing })
      }
      for (const decision of reminders) {
        decisions.push({ planner: 'reminders', ...of(ruleIds.reminders), decision, ...facing })
      }
      for (const decision of lateFees) {
        decisions.push({ planner: 'late-fees', ...of(ruleIds.lateFees), decision, ...facing })
      }
    }
  }
  decisions.sort((left, right) => rank(left) - rank(right))
  const issuing = guardDocuments({
    run: verdict,
    documents,
    confirmed: new Set(state?.confirmed),
    asked: new Set(state?.waiting.map(({ invoiceId }) => invoiceId)),
  })
  return {
    verdict: { acts: verdict.acts, reason: verdict.reason },
    counts,
    waits: issuing.waiting.length > 0,
    decisions,
    more: dueGroups.length > limit || awake.length > limit,
  }
}

const order = ['do', 'blocked', 'wait', 'skip']

function rank({ decision }: PreviewedDecision): number {
  return order.indexOf(decision.outcome)
}
