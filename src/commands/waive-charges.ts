import type { ChargeId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { isSold } from '../core/selling/purchase.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'

interface ChargeIds {
  readonly chargeIds: readonly ChargeId[]
}

/** "Deletes" open charges: the rows stay, waived, so that nothing is ever lost (P-10, R-2). Problems: `not-found`, `charge-not-open`. */
export const waiveCharges: Command<ChargeIds, { readonly count: number }> = {
  name: 'waiveCharges',
  tables: ['charges'],
  async run(books, { chargeIds }, envelope) {
    return moveCharges(books, chargeIds, 'open', 'waived', (before) => {
      const { held: _held, ...rest } = before
      return { ...rest, state: 'waived', version: before.version + 1, updatedAt: envelope.now }
    })
  },
}

/**
 * Brings waived charges back, the undo of `waiveCharges`. A period that was never to be billed stays as it is, and
 * so does what was charged beyond prepaid units for a use that was undone.
 * Problems: `not-found`, `charge-not-open`.
 */
export const restoreCharges: Command<ChargeIds, { readonly count: number }> = {
  name: 'restoreCharges',
  tables: ['charges', 'unitUses'],
  async run(books, { chargeIds }, envelope) {
    return moveCharges(books, chargeIds, 'waived', 'open', (before) => ({
      ...before,
      state: 'open',
      version: before.version + 1,
      updatedAt: envelope.now,
    }))
  },
}

async function moveCharges(
  books: Books,
  chargeIds: readonly ChargeId[],
  from: Charge['state'],
  to: 'waived' | 'open',
  change: (before: Charge) => Charge,
): Promise<Result<{ count: number }, Problem>> {
  const ids = [...new Set(chargeIds)]
  if (ids.length === 0) return refused({ code: 'nothing-selected' })
  const rows = await books.db.charges.bulkGet(ids)
  for (const [index, row] of rows.entries()) {
    if (row === undefined) return refused({ code: 'not-found', entity: 'charge', id: String(ids[index]) })
    // What was waived by a rule was skipped, sent from elsewhere or came to nothing: no person's deletion to take back.
    if (row.state !== from || row.waivedFor !== undefined) {
      return refused({ code: 'charge-not-open', description: row.description, state: row.state })
    }
    // What was sold went with its purchase.
    if (isSold(row)) return refused({ code: 'purchase-fixed', description: row.description })
    // Units that were not used after all are not owed.
    if (to === 'open' && row.source === 'usage' && (await isOfUndoneUse(books, row))) {
      return refused({ code: 'charge-not-open', description: row.description, state: row.state })
    }
  }
  await books.charges.putMany((rows as Charge[]).map((previous) => ({ next: change(previous), previous })))
  for (const row of rows as Charge[]) {
    const { id, clientId, description, amount, currency } = row
    books.record(to === 'waived' ? 'charge.waived' : 'charge.restored', [id, clientId], {
      description,
      amount,
      currency,
    })
  }
  return ok({ count: ids.length })
}

async function isOfUndoneUse({ db }: Books, { id }: Charge): Promise<boolean> {
  return (await db.unitUses.where('chargeId').equals(id).first())?.state === 'undone'
}
