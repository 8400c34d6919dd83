import { invalid } from '../core/check-fields.ts'
import type { ClientId } from '../core/ids.ts'
import type { Client, ClientSelling } from '../core/model.ts'
import { isMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { checkTerms } from '../core/selling/check-sale.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface SetClientSelling {
  readonly id: ClientId
  readonly version?: number
  /** What is absent is as the account has it; empty: no rule of its own. */
  readonly selling: ClientSelling
}

/** A client's own house rules of selling by invoice (T-1, T-3, T-6, R-30). Problems: `not-found`, `stale`, `field-invalid`. */
export const setClientSelling: Command<SetClientSelling, { readonly version: number }> = {
  name: 'setClientSelling',
  tables: ['clients'],
  async run(books, input, envelope): Promise<Result<{ version: number }, Problem>> {
    const problem = sellingProblem(input.selling)
    if (problem !== undefined) return refused(problem)
    const found = expectRow('client', await books.db.clients.get(input.id), input)
    if (!found.ok) return found
    const { selling: _before, ...rest } = found.value
    const isNone = Object.keys(input.selling).length === 0
    const next: Client = {
      ...rest,
      ...(isNone ? {} : { selling: input.selling }),
      version: rest.version + 1,
      updatedAt: envelope.now,
    }
    await books.clients.put(next, found.value)
    books.record('client.changed', [next.id], { name: next.name, fields: ['selling'] })
    return ok({ version: next.version })
  },
}

function sellingProblem({ minimum, outstandingCap, terms }: ClientSelling): Problem | undefined {
  if (minimum !== undefined) {
    if (!isMinor(minimum)) return invalid('selling.leastPurchase', 'too-large')
    if (minimum < 0) return invalid('selling.leastPurchase', 'negative')
  }
  if (
    outstandingCap !== undefined &&
    !(Number.isInteger(outstandingCap) && outstandingCap >= 0 && outstandingCap <= 1000)
  ) {
    return invalid('selling.outstandingCap', 'out-of-range', 1000)
  }
  return terms === undefined ? undefined : checkTerms('selling.terms', terms)
}
