import type { AutomationState } from '../core/automation/run.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { Command } from './execute.ts'

/**
 * The owner's word for documents that wait (away mode): the next run carries them out, whatever their number. What is
 * not named goes on waiting; with nothing left to wait, an absence is over.
 */
export const confirmWaiting: Command<{ readonly invoiceIds: readonly InvoiceId[] }, { readonly confirmed: number }> = {
  name: 'confirmWaiting',
  tables: [],
  async run(books, { invoiceIds }): Promise<Result<{ confirmed: number }, Problem>> {
    const state = await books.db.automation.get('state')
    const named = new Set(invoiceIds)
    const going = (state?.waiting ?? [])
      .filter(({ invoiceId }) => named.has(invoiceId))
      .map(({ invoiceId }) => invoiceId)
    const waiting = (state?.waiting ?? []).filter(({ invoiceId }) => !named.has(invoiceId))
    const over = waiting.length === 0 && state?.away !== undefined
    if (state === undefined || (going.length === 0 && !over)) {
      books.nothingDone()
      return ok({ confirmed: 0 })
    }
    const { waitingFor, away, ...rest } = state
    const next: AutomationState = {
      ...rest,
      waiting,
      confirmed: [...new Set([...state.confirmed, ...going])],
      ...(waiting.length > 0 && waitingFor !== undefined && { waitingFor }),
      ...(waiting.length > 0 && away !== undefined && { away }),
    }
    await books.putAutomation(next)
    books.record('automation.confirmed', going, { documents: going.length })
    return ok({ confirmed: going.length })
  },
}
