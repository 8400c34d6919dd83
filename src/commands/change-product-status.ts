import type { ProductId } from '../core/ids.ts'
import { ok } from '../core/result.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

/** Takes a product out of the catalogue or puts it back; charges made from it stay. Problems: `not-found`, `stale`. */
export const changeProductStatus: Command<
  { readonly id: ProductId; readonly version?: number; readonly state: 'active' | 'archived' },
  { readonly version: number }
> = {
  name: 'changeProductStatus',
  tables: ['products'],
  async run(books, input, envelope) {
    const found = expectRow('product', await books.db.products.get(input.id), input)
    if (!found.ok) return found
    const before = found.value
    const next = { ...before, state: input.state, version: before.version + 1, updatedAt: envelope.now }
    await books.products.put(next, before)
    books.record(input.state === 'archived' ? 'product.archived' : 'product.restored', [before.id], {
      name: before.name,
    })
    return ok({ version: next.version })
  },
}
