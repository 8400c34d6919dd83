// What a run asks before it plans: what is awake, and what it knows of itself.
import type { AutomationState } from '../core/automation/run.ts'
import type { CalendarDate } from '../core/date.ts'
import type { BillingGroupId, InvoiceId } from '../core/ids.ts'
import { readAwakeInvoices } from '../storage/read-automation.ts'
import type { Books } from './account-entries.ts'

/** The issued invoices that may have something to do by the day: by index, those that sleep are not read. */
export async function listAwakeInvoices(
  books: Books,
  asOf: CalendarDate,
  dueGroups: readonly BillingGroupId[],
): Promise<InvoiceId[]> {
  return readAwakeInvoices(books, asOf, dueGroups)
}

/** What automation remembers of itself; empty before the first run. */
export async function readAutomationState(books: Books): Promise<AutomationState> {
  return (await books.automation.get('state')) ?? { id: 'state', waiting: [], confirmed: [] }
}

/**
 * Whether drafts that automation made wait for the rule's day: after an absence they are part of what waits for a word,
 * so the absence is not over before they are gone.
 */
export async function hasAutomaticDrafts(books: Books): Promise<boolean> {
  const on = await books.rules
    .where('kind')
    .equals('finalization')
    .filter(({ state }) => state === 'on')
    .toArray()
  if (on.every((rule) => rule.kind !== 'finalization' || rule.parameters.kind === 'review')) return false
  const drafts = await books.invoices
    .where('[state+listedOn+id]')
    .between(['draft'], ['draft', []])
    .filter((row) => row.state === 'draft' && row.editedByUser === 0)
    .limit(1)
    .count()
  return drafts > 0
}
