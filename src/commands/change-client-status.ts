import type { ClientId } from '../core/ids.ts'
import { ok } from '../core/result.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface ChangeClientStatus {
  readonly id: ClientId
  readonly version?: number
  readonly status: 'active' | 'trial' | 'archived'
}

/** Archives a client (no new charges or drafts; everything stays readable) or brings one back. Problems: `not-found`, `stale`. */
export const changeClientStatus: Command<ChangeClientStatus, { readonly version: number }> = {
  name: 'changeClientStatus',
  tables: ['clients'],
  async run(books, input, envelope) {
    const found = expectRow('client', await books.db.clients.get(input.id), input)
    if (!found.ok) return found
    const before = found.value
    const next = { ...before, status: input.status, version: before.version + 1, updatedAt: envelope.now }
    await books.clients.put(next, before)
    books.record(input.status === 'archived' ? 'client.archived' : 'client.restored', [before.id], {
      name: before.name,
    })
    return ok({ version: next.version })
  },
}
