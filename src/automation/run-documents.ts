// What a run issues and writes to clients: counted as a whole before the first, then one transaction each (away mode).
import { collectInvoice } from '../commands/collect-invoice.ts'
import { finalizeByRule } from '../commands/finalize-by-rule.ts'
import type { FinishRun } from '../commands/finish-run.ts'
import { parkGroup } from '../commands/park-group.ts'
import { remindInvoice } from '../commands/remind-invoice.ts'
import type { InvoiceOutlook } from '../core/automation/plan-invoice.ts'
import type { WaitingDocument } from '../core/automation/run.ts'
import type { BillingGroupId, InvoiceId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import { guardDocuments, type RunReason } from '../core/run-guard.ts'
import { readAutomationState } from '../queries/read-awake.ts'
import type { DueDraft } from './run-billing.ts'
import { act, type RunContext, unitsPerTurn } from './run-context.ts'
import { noteFault, type OpenInvoices } from './run-invoices.ts'
import type { About } from './run-log.ts'

export interface Issued {
  /** Drafts that became invoices. */
  readonly invoiceIds: readonly InvoiceId[]
  readonly groupIds: readonly BillingGroupId[]
  readonly waiting?: NonNullable<FinishRun['waiting']>
}

/** One thing to be done about one document. */
interface Unit {
  readonly document: WaitingDocument
  readonly about: About
  readonly decision: Decision<{ readonly code: string }>
  run(): Promise<void>
}

/**
 * Finalizes drafts in the order of their billing dates, so that numbers follow them, then charges stored cards and writes
 * reminders, the longest due first.
 */
export async function issueDocuments(
  run: RunContext,
  drafts: readonly DueDraft[],
  { reminders, collections }: Pick<OpenInvoices, 'reminders' | 'collections'>,
): Promise<Issued> {
  const invoiceIds: InvoiceId[] = []
  const groupIds = new Set<BillingGroupId>()
  const finalizing = [...drafts]
    .sort(
      ({ intent: left }, { intent: right }) =>
        compare(left.rank, right.rank) || compare(left.invoiceId, right.invoiceId),
    )
    .map((due) =>
      finalizeUnit(run, due, () => {
        invoiceIds.push(due.intent.invoiceId)
        groupIds.add(due.intent.billingGroupId)
      }),
    )
  const byDay = (left: InvoiceOutlook, right: InvoiceOutlook) =>
    compare(left.dueOn, right.dueOn) || compare(left.id, right.id)
  const collecting = [...collections].sort(byDay).map((outlook) => collectUnit(run, outlook))
  // Whose card is about to be charged is not told to pay; should it be refused, the next run reminds.
  const charged = new Set(collections.map(({ id }) => id))
  const reminding = reminders
    .filter(({ id }) => !charged.has(id))
    .sort(byDay)
    .map((outlook) => remindUnit(run, outlook))
  const units = [...finalizing, ...collecting, ...reminding]
  const { go, reason } = await whatMayGo(run, units)
  const waiting: WaitingDocument[] = []
  let done = 0
  for (const unit of units) {
    if (!go.has(unit.document.invoiceId)) {
      waiting.push(unit.document)
      run.log.note([{ subject: unit.decision.subject, outcome: 'blocked', reason }], unit.about)
      continue
    }
    if (run.stopped() !== undefined) continue
    await unit.run()
    done += 1
    if (done % unitsPerTurn !== 0) continue
    await run.log.flush(run.books, run.envelope)
    await run.pause()
  }
  return {
    invoiceIds,
    groupIds: [...groupIds],
    waiting: { documents: waiting, ...(waiting.length > 0 && { reason }) },
  }
}

/** What waits for the owner's word goes on waiting for it, even where fewer than the limit are left. */
async function whatMayGo(
  run: RunContext,
  units: readonly Unit[],
): Promise<{ readonly go: ReadonlySet<InvoiceId>; readonly reason: RunReason }> {
  const documents = units.map(({ document }) => document.invoiceId)
  const state = await readAutomationState(run.books)
  const confirmed = new Set(state.confirmed)
  const asked = new Set(state.waiting.map(({ invoiceId }) => invoiceId))
  const verdict = guardDocuments({ run: run.verdict, documents, confirmed, asked })
  const reason = verdict.reason.code === 'runs' ? (state.waitingFor ?? verdict.reason) : verdict.reason
  return { go: new Set(verdict.go), reason }
}

function finalizeUnit(run: RunContext, due: DueDraft, whenDone: () => void): Unit {
  const { intent, clientId, decision, ruleId } = due
  const { invoiceId: id, version, billingGroupId } = intent
  const about: About = { planner: 'finalization', ruleId, subjects: [billingGroupId, clientId] }
  return {
    document: { invoiceId: id, act: 'finalize' },
    about,
    decision,
    async run() {
      const result = await act(run, finalizeByRule, { id, version })
      if (!result.ok) {
        const { problem } = result
        // Changed, finalized or discarded by somebody meanwhile: it is planned again as it is now.
        if (meanwhile.has(problem.code)) return
        noteFault(run, { id, billingGroupId, clientId }, 'finalization', problem)
        // A fault of the program or of these rows: until somebody looks, its group is let be.
        if (problem.code !== 'run-failed') return
        const parked = await act(run, parkGroup, { groupId: billingGroupId, problem })
        if (parked.ok) run.log.count('parked')
        return
      }
      if (result.value.number !== undefined) {
        run.log.count('finalized')
        whenDone()
      }
      run.log.note([result.value.decision ?? decision], about)
    },
  }
}

function remindUnit(run: RunContext, outlook: InvoiceOutlook): Unit {
  const { id, billingGroupId, clientId } = outlook
  const about: About = {
    planner: 'reminders',
    ruleId: outlook.ruleIds.reminders,
    subjects: [billingGroupId, clientId],
  }
  const decision = outlook.reminders.find(({ outcome }) => outcome === 'do')
  if (decision === undefined) throw new Error(`Nothing is said about the reminder of ${id}`)
  return {
    document: { invoiceId: id, act: 'remind' },
    about,
    decision,
    async run() {
      const result = await act(run, remindInvoice, { id })
      if (!result.ok) {
        noteFault(run, outlook, 'reminders', result.problem)
        return
      }
      if (result.value.step === undefined) return
      run.log.count('reminders')
      // With the steps that it overtakes.
      run.log.note(outlook.reminders, about)
    },
  }
}

function collectUnit(run: RunContext, outlook: InvoiceOutlook): Unit {
  const { id, billingGroupId, clientId } = outlook
  const about: About = {
    planner: 'collection',
    ruleId: outlook.ruleIds.collection,
    subjects: [billingGroupId, clientId],
  }
  const decision = outlook.collection.find(({ outcome }) => outcome === 'do')
  if (decision === undefined) throw new Error(`Nothing is said about the collection of ${id}`)
  return {
    document: { invoiceId: id, act: 'collect' },
    about,
    decision,
    async run() {
      const result = await act(run, collectInvoice, { id })
      if (!result.ok) {
        noteFault(run, outlook, 'collection', result.problem)
        return
      }
      if (result.value.id === undefined) return
      run.log.count('collections')
      run.log.note([decision], about)
    },
  }
}

const meanwhile: ReadonlySet<string> = new Set(['stale', 'wrong-state', 'not-found'])

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
