import type { ClientId } from '../core/ids.ts'
import type { Client, CustomField } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'
import { clientWords, customFieldsProblem, keptFields } from './save-client.ts'

export interface ChangeCustomFields {
  readonly id: ClientId
  readonly version: number
  /** All of them; one without a value goes. */
  readonly customFields: readonly CustomField[]
}

/**
 * Changes the fields of the owner's own on a client (M-7): a vendor number, the name of a portal. Rules ask for them and
 * the client is found by their values. Problems: `not-found`, `stale`, `field-invalid`.
 */
export const changeCustomFields: Command<ChangeCustomFields, { readonly version: number }> = {
  name: 'changeCustomFields',
  tables: ['clients'],
  async run(books, { customFields, ...seen }, { now }): Promise<Result<{ version: number }, Problem>> {
    const found = expectRow<Client>('client', await books.db.clients.get(seen.id), seen)
    if (!found.ok) return found
    const problem = customFieldsProblem(customFields)
    if (problem !== undefined) return refused(problem)
    const { customFields: _before, ...rest } = found.value
    const kept = keptFields(customFields)
    const next: Client = {
      ...rest,
      ...(kept.length === 0 ? {} : { customFields: kept }),
      version: rest.version + 1,
      updatedAt: now,
    }
    await books.clients.put({ ...next, words: clientWords(next) }, found.value)
    books.record('client.changed', [next.id], { name: next.name, fields: ['customFields'] })
    return ok({ version: next.version })
  },
}
