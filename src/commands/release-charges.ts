import type { ChargeId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'

/**
 * Lets automation bill charges again that a discarded or voided invoice gave back. Charges that are not held stay
 * as they are. Problems: `nothing-selected`, `not-found`, `charge-not-open`.
 */
export const releaseCharges: Command<{ readonly chargeIds: readonly ChargeId[] }, { readonly count: number }> = {
  name: 'releaseCharges',
  tables: ['charges'],
  async run(books, { chargeIds }, envelope): Promise<Result<{ count: number }, Problem>> {
    const ids = [...new Set(chargeIds)]
    const rows = await books.db.charges.bulkGet(ids)
    const held: Charge[] = []
    for (const [index, row] of rows.entries()) {
      if (row === undefined) return refused({ code: 'not-found', entity: 'charge', id: String(ids[index]) })
      const { description, state } = row
      if (state !== 'open') return refused({ code: 'charge-not-open', description, state })
      if (row.held !== undefined) held.push(row)
    }
    if (held.length === 0) return refused({ code: 'nothing-selected' })
    await books.charges.putMany(
      held.map((previous) => {
        const { held: _held, ...rest } = previous
        return { next: { ...rest, version: previous.version + 1, updatedAt: envelope.now }, previous }
      }),
    )
    for (const { id, clientId, description, amount, currency } of held) {
      books.record('charge.freed', [id, clientId], { description, amount, currency })
    }
    return ok({ count: held.length })
  },
}
