// Why a draft is not final yet, why an invoice is reminded or charged for lateness, or not: the planners of a run over
// one document, nothing written.
import { outlookOf, planInvoice } from '../core/automation/plan-invoice.ts'
import { ruleFor } from '../core/automation/rule.ts'
import type { CalendarDate } from '../core/date.ts'
import type { InvoiceId, RuleId } from '../core/ids.ts'
import type { Invoice } from '../core/model.ts'
import type { Decision } from '../core/plan.ts'
import type { CollectionReason } from '../core/plan-collection.ts'
import { type FinalizationReason, planFinalization } from '../core/plan-finalization.ts'
import type { LateFeeReason } from '../core/plan-late-fees.ts'
import type { ReminderReason } from '../core/plan-reminders.ts'
import {
  finalizationTables,
  invoicePlanTables,
  readDraftContext,
  readFinalization,
  readInvoiceFacts,
  readRuleBook,
} from '../storage/read-automation.ts'
import { readAccountFacts } from '../storage/read-group.ts'
import type { Books } from './account-entries.ts'

export interface ExplainedInvoice {
  readonly invoice: Invoice
  /** Of a draft. */
  readonly finalization?: Decision<FinalizationReason>
  /** Of an issued one; the last of each says where it stands. Empty where no such rule is on anywhere. */
  readonly reminders: readonly Decision<ReminderReason>[]
  readonly lateFees: readonly Decision<LateFeeReason>[]
  readonly collection: readonly Decision<CollectionReason>[]
  /** The rules in force for it. */
  readonly ruleIds: {
    readonly finalization?: RuleId
    readonly reminders?: RuleId
    readonly lateFees?: RuleId
    readonly collection?: RuleId
  }
  /** It waits for the owner's word (away mode). */
  readonly waiting: boolean
}

/** What automation would do about a draft or an invoice today, and why not; undefined when it is gone. */
export async function explainInvoice(
  books: Books,
  id: InvoiceId,
  today: CalendarDate,
): Promise<ExplainedInvoice | undefined> {
  const tables = [...new Set([...finalizationTables, ...invoicePlanTables, 'billingGroups', 'automation'])]
  return books.transaction('r', tables, async () => {
    const [invoice, account, rules, state] = await Promise.all([
      books.invoices.get(id),
      readAccountFacts(books),
      readRuleBook(books),
      books.automation.get('state'),
    ])
    if (invoice === undefined) return undefined
    const waiting = state?.waiting.some(({ invoiceId }) => invoiceId === id) ?? false
    if (invoice.state === 'draft') {
      const context = await readDraftContext(books, invoice, account)
      if (context === undefined) return { invoice, reminders: [], lateFees: [], collection: [], ruleIds: {}, waiting }
      const plan = planFinalization(await readFinalization(books, context, [invoice]), today)
      const finalization = plan.decisions.at(-1)
      const rule = ruleFor(rules, 'finalization', invoice)
      return {
        invoice,
        ...(finalization && { finalization }),
        reminders: [],
        lateFees: [],
        collection: [],
        ruleIds: rule === undefined ? {} : { finalization: rule.id },
        waiting,
      }
    }
    const [facts] = await readInvoiceFacts(books, [id], rules, account)
    if (facts === undefined) return undefined
    const { reminders, lateFees, collection, ruleIds } = outlookOf(planInvoice(facts, today), rules)
    return { invoice, reminders, lateFees, collection, ruleIds, waiting }
  })
}
