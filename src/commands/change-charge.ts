import type { ChargeId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { type ChargeFields, changedCharge } from './charge-row.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface ChangeCharge {
  readonly id: ChargeId
  readonly version: number
  readonly fields: ChargeFields
}

/** Edits an open charge (P-10); one on a draft is edited on the draft. Problems: `stale`, `charge-not-open`, `field-invalid`. */
export const changeCharge: Command<ChangeCharge, { readonly version: number }> = {
  name: 'changeCharge',
  tables: ['charges'],
  async run(books, input, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = expectRow('charge', await books.db.charges.get(input.id), input)
    if (!found.ok) return found
    const before = found.value
    if (before.state !== 'open') {
      return refused({ code: 'charge-not-open', description: before.description, state: before.state })
    }
    const next = changedCharge(before, input.fields, envelope)
    if (!next.ok) return next
    await books.charges.put(next.value, before)
    const { id, clientId, description, amount, currency } = next.value
    books.record('charge.changed', [id, clientId], { description, amount, currency, before: before.amount })
    return ok({ version: next.value.version })
  },
}
