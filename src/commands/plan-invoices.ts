// Issued invoices planned again: reminders and late fees, and the day on which each is read next.
import { type InvoiceOutlook, type InvoicePlanned, outlookOf, planInvoice } from '../core/automation/plan-invoice.ts'
import type { RuleBook } from '../core/automation/rule.ts'
import type { CalendarDate } from '../core/date.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { invoicePlanTables, readInvoiceFacts, readRuleBook } from '../storage/read-automation.ts'
import { readAccountFacts } from '../storage/read-group.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'

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
