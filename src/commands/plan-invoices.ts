// Issued invoices planned again: reminders and late fees, and the day on which each is read next.
import { type RuleBook, ruleFor } from '../core/automation/rule.ts'
import { type CalendarDate, earlierOf } from '../core/date.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { Decision } from '../core/plan.ts'
import { type LateFeePlan, type LateFeeReason, planLateFees } from '../core/plan-late-fees.ts'
import { planReminders, type ReminderPlan, type ReminderReason } from '../core/plan-reminders.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { type InvoiceFacts, invoicePlanTables, readInvoiceFacts, readRuleBook } from '../storage/read-automation.ts'
import { readAccountFacts } from '../storage/read-group.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'

/** What both planners say about one invoice. */
export interface InvoicePlanned {
  readonly invoice: FinalizedInvoice
  readonly reminders?: ReminderPlan
  readonly lateFees?: LateFeePlan
  /** The earliest day on which either can say something new; absent: not before its rows are written. */
  readonly wakeOn?: CalendarDate
}

/** Plans one invoice by the facts read of it. */
export function planInvoice({ invoice, reminder, lateFee }: InvoiceFacts, today: CalendarDate): InvoicePlanned {
  const reminders = reminder && planReminders({ rule: { steps: [] }, invoices: [reminder] }, today)
  const lateFees = lateFee && planLateFees({ invoices: [lateFee] }, today)
  const days = [reminders, lateFees].flatMap((plan) => plan?.wakeOn.get(invoice.id) ?? [])
  const wakeOn = days.length === 0 ? undefined : days.reduce(earlierOf)
  return {
    invoice,
    ...(reminders && { reminders }),
    ...(lateFees && { lateFees }),
    ...(wakeOn && { wakeOn }),
  }
}

/** An invoice's rows as they stand in this transaction, planned. */
export async function readAndPlan(
  books: Books,
  ids: readonly InvoiceId[],
  today: CalendarDate,
): Promise<{ readonly planned: readonly InvoicePlanned[]; readonly rules: RuleBook }> {
  const [account, rules] = await Promise.all([readAccountFacts(books.db), readRuleBook(books.db)])
  const facts = await readInvoiceFacts(books.db, ids, rules, account)
  return { planned: facts.map((each) => planInvoice(each, today)), rules }
}

/** Plans an invoice again after this command has written of it, and lets it sleep until its next day. */
export async function sleepAgain(books: Books, id: InvoiceId, today: CalendarDate): Promise<void> {
  const { planned } = await readAndPlan(books, [id], today)
  books.sleepUntil(id, planned[0]?.wakeOn)
}

/** One invoice's decisions and what is to be done, as plain data. */
export interface InvoiceOutlook {
  readonly id: InvoiceId
  readonly clientId: FinalizedInvoice['clientId']
  readonly billingGroupId: FinalizedInvoice['billingGroupId']
  readonly reminders: readonly Decision<ReminderReason>[]
  readonly lateFees: readonly Decision<LateFeeReason>[]
  readonly reminds: boolean
  /** What goes first when several are to be reminded. */
  readonly dueOn: CalendarDate
  readonly charges: boolean
  readonly ruleIds: { readonly reminders?: string; readonly lateFees?: string }
}

/**
 * Plans issued invoices and lets each sleep until its next day; nothing else is written. What is to be done stays awake,
 * until the command that does it has been. Those that are gone sleep for good.
 */
export const planInvoices: Command<
  { readonly ids: readonly InvoiceId[] },
  { readonly outlooks: readonly InvoiceOutlook[] }
> = {
  name: 'planInvoices',
  tables: invoicePlanTables,
  async run(books, { ids }, { today }): Promise<Result<{ outlooks: readonly InvoiceOutlook[] }, Problem>> {
    const { planned, rules } = await readAndPlan(books, ids, today)
    const byId = new Map(planned.map((each) => [each.invoice.id, each]))
    for (const id of ids) books.sleepUntil(id, byId.get(id)?.wakeOn)
    books.nothingDone()
    return ok({ outlooks: planned.map((each) => outlookOf(each, rules)) })
  },
}

export function outlookOf({ invoice, reminders, lateFees }: InvoicePlanned, rules: RuleBook): InvoiceOutlook {
  const { id, clientId, billingGroupId, dueOn } = invoice
  const [reminding, charging] = [ruleFor(rules, 'reminders', invoice), ruleFor(rules, 'late-fees', invoice)]
  return {
    id,
    clientId,
    billingGroupId,
    dueOn,
    reminders: reminders?.decisions ?? [],
    lateFees: lateFees?.decisions ?? [],
    reminds: (reminders?.intents.length ?? 0) > 0,
    charges: (lateFees?.intents.length ?? 0) > 0,
    ruleIds: { ...(reminding && { reminders: reminding.id }), ...(charging && { lateFees: charging.id }) },
  }
}
