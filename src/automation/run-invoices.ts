// The open invoices of a run: late fees charged, reminders found, and each let sleep until its next day.
import { chargeLateFees } from '../commands/charge-late-fees.ts'
import { planInvoices } from '../commands/plan-invoices.ts'
import type { InvoiceOutlook } from '../core/automation/plan-invoice.ts'
import type { BillingGroupId, InvoiceId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import type { Problem } from '../core/problem.ts'
import { listDueGroups } from '../queries/list-due-groups.ts'
import { listAwakeInvoices } from '../queries/read-awake.ts'
import { billOneGroup } from './bill-due-groups.ts'
import { act, type RunContext } from './run-context.ts'
import type { Issued } from './run-documents.ts'

/** Invoices planned in one transaction. */
const chunk = 50

export interface OpenInvoices {
  /** Those that a reminder is to go out for. */
  readonly reminders: readonly InvoiceOutlook[]
  /** Those whose stored card is to be charged. */
  readonly collections: readonly InvoiceOutlook[]
  /** The groups that may have something to bill, after the fees. */
  readonly dueGroups: readonly BillingGroupId[]
}

/** Plans every issued invoice that is awake and charges its late fees, which make its group due. */
export async function planOpenInvoices(run: RunContext): Promise<OpenInvoices> {
  const dueGroups = await listDueGroups(run.books, run.asOf)
  const ids = await listAwakeInvoices(run.books, run.asOf, dueGroups)
  const reminders: InvoiceOutlook[] = []
  const collections: InvoiceOutlook[] = []
  let fees = 0
  for (let from = 0; from < ids.length && run.stopped() === undefined; from += chunk) {
    for (const outlook of await planSome(run, ids.slice(from, from + chunk))) {
      noteOutlook(run, outlook)
      if (outlook.reminds) reminders.push(outlook)
      if (outlook.collects) collections.push(outlook)
      if (outlook.fees === 0 || run.stopped() !== undefined) continue
      const charged = await act(run, chargeLateFees, { id: outlook.id })
      if (!charged.ok) noteFault(run, outlook, 'late-fees', charged.problem)
      else if (charged.value.chargeIds.length > 0) {
        fees += charged.value.chargeIds.length
        noteFees(run, outlook)
      }
    }
    await run.log.flush(run.books, run.envelope)
    await run.pause()
  }
  run.log.count('fees', fees)
  return { reminders, collections, dueGroups: fees === 0 ? dueGroups : await listDueGroups(run.books, run.asOf) }
}

/** One that cannot be planned does not keep the others from it: then each is planned by itself. */
async function planSome(run: RunContext, ids: readonly InvoiceId[]): Promise<readonly InvoiceOutlook[]> {
  const planned = await act(run, planInvoices, { ids })
  if (planned.ok) return planned.value.outlooks
  if (run.stopped() !== undefined) return []
  const outlooks: InvoiceOutlook[] = []
  for (const id of ids) {
    const one = await act(run, planInvoices, { ids: [id] })
    if (one.ok) outlooks.push(...one.value.outlooks)
    else noteFault(run, { id }, 'reminders', one.problem)
  }
  return outlooks
}

/** What is to be done is written down when it is done, or waits. */
function noteOutlook(run: RunContext, outlook: InvoiceOutlook): void {
  const subjects = [outlook.billingGroupId, outlook.clientId]
  const { reminders: ruleId, collection } = outlook.ruleIds
  if (!outlook.reminds) run.log.note(outlook.reminders, { planner: 'reminders', ruleId, subjects })
  if (!outlook.collects && collection !== undefined) {
    run.log.note(outlook.collection, { planner: 'collection', ruleId: collection, subjects })
  }
  if (outlook.fees === 0) noteFees(run, outlook)
}

function noteFees({ log }: RunContext, { lateFees, ruleIds, billingGroupId, clientId }: InvoiceOutlook): void {
  log.note(lateFees, { planner: 'late-fees', ruleId: ruleIds.lateFees, subjects: [billingGroupId, clientId] })
}

/** Writes down what was refused in a way that no plan foresees. */
export function noteFault(
  { log, asOf }: RunContext,
  { id, ...owner }: Pick<InvoiceOutlook, 'id'> & Partial<Pick<InvoiceOutlook, 'billingGroupId' | 'clientId'>>,
  planner: 'reminders' | 'late-fees' | 'finalization' | 'collection',
  problem: Problem,
): void {
  const reason =
    problem.code === 'run-failed'
      ? problem
      : planner === 'finalization'
        ? { code: 'cannot-finalize', problem, on: asOf }
        : { code: 'run-failed', detail: problem.code }
  const decision: Decision<{ readonly code: string }> = {
    subject: { kind: 'invoice', id },
    outcome: 'blocked',
    reason,
  }
  log.note([decision], {
    planner,
    subjects: [owner.billingGroupId, owner.clientId].filter((each) => each !== undefined),
  })
}

/** Lets what the run has touched sleep again: new invoices until their first day, their groups until theirs. */
export async function settleInvoices(run: RunContext, { invoiceIds, groupIds }: Issued): Promise<void> {
  for (let from = 0; from < invoiceIds.length && run.stopped() === undefined; from += chunk) {
    await planSome(run, invoiceIds.slice(from, from + chunk))
    await run.pause()
  }
  for (const groupId of groupIds) {
    if (run.stopped() !== undefined) return
    const outcome = await billOneGroup(run.books, groupId, run.asOf, run.envelope)
    if (outcome.kind === 'stop') run.stop(outcome.problem)
    if (outcome.kind === 'billed') run.log.count('drafts', outcome.invoices)
  }
}
