import type { Envelope } from '../core/envelope.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { Decision } from '../core/plan.ts'
import { type FinalizationReason, planFinalization } from '../core/plan-finalization.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { finalizationTables, readDraftContext, readFinalization } from '../storage/read-automation.ts'
import { readAccountFacts } from '../storage/read-group.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { issueInvoice, issueTables } from './finalize-invoice.ts'
import { expectDraft } from './read-rows.ts'

export interface FinalizedByRule {
  /** Absent: the plan of this moment says no. */
  readonly number?: string
  readonly decision?: Decision<FinalizationReason>
}

/**
 * Finalizes a draft where the rule of its group says so now: planned again in the transaction, from rows as they stand,
 * then issued as by hand. Problems: `stale`, `wrong-state`, `not-found`, and those of `finalizeInvoice` that no plan
 * foresees.
 */
export const finalizeByRule: Command<{ readonly id: InvoiceId; readonly version: number }, FinalizedByRule> = {
  name: 'finalizeByRule',
  tables: [...new Set([...issueTables, ...finalizationTables])],
  async run(books, seen, envelope): Promise<Result<FinalizedByRule, Problem>> {
    const { db } = books
    const found = await expectDraft(db, seen, 'finalize')
    if (!found.ok) return found
    const draft = found.value
    const account = await readAccountFacts(db)
    const context = await readDraftContext(db, draft, account)
    const plan =
      context === undefined ? undefined : planFinalization(await readFinalization(db, context, [draft]), envelope.today)
    const decision = plan?.decisions.at(-1)
    if (plan === undefined || plan.intents.length === 0) {
      books.nothingDone()
      return ok(decision === undefined ? {} : { decision })
    }
    const issued = await issueInvoice(books, draft, envelope)
    if (!issued.ok) return issued
    await takeFromConfirmed(books, draft.id, envelope)
    return ok({ number: issued.value.number, ...(decision && { decision }) })
  },
}

/** A word that was given for a document is used up with the act that it allowed. */
export async function takeFromConfirmed(books: Books, id: InvoiceId, { actor }: Envelope): Promise<void> {
  const state = actor === 'automation' ? await books.db.automation.get('state') : undefined
  if (state === undefined || !state.confirmed.includes(id)) return
  await books.putAutomation({ ...state, confirmed: state.confirmed.filter((each) => each !== id) })
}
