import type { ProductId } from '../core/ids.ts'
import type { Product } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import type { ImportOrigin, ImportResult } from './import-clients.ts'
import { inBatches } from './in-batches.ts'
import { mergeProductFields } from './merge-import.ts'
import { recordImport } from './record-import.ts'
import { addProductRow, changeProductRow, type ProductFields, productProblem } from './save-product.ts'

export interface ImportedProduct {
  readonly fields: ProductFields
  /** Archived where it came from; arrives archived. */
  readonly archived?: boolean
}

export interface ImportProducts extends ImportOrigin {
  readonly add: readonly ImportedProduct[]
  readonly update: readonly { readonly id: ProductId; readonly fields: ProductFields }[]
}

/**
 * Adds and updates the products of one file as one act: all or nothing, undone as one by `undoImport`.
 * Problems: `field-invalid` for a row that no form would take, `not-found` for one to update that is gone.
 */
export const importProducts: Command<ImportProducts, ImportResult> = {
  name: 'importProducts',
  tables: ['products', 'importMappings'],
  async run(books, input, envelope): Promise<Result<ImportResult, Problem>> {
    const importId = envelope.commandId
    const problem = input.add.map(({ fields }) => productProblem(fields)).find((found) => found !== undefined)
    if (problem !== undefined) return refused(problem)
    await inBatches(input.add, async ({ fields, archived }) => {
      const product = await addProductRow(books, fields, envelope, importId)
      if (archived === true) await books.products.put({ ...product, state: 'archived' }, product)
    })
    const before: Product[] = []
    for (const { id, fields } of input.update) {
      const found = await books.db.products.get(id)
      if (found === undefined) return refused({ code: 'not-found', entity: 'product', id })
      const merged = mergeProductFields(found, fields)
      const invalid = productProblem(merged)
      if (invalid !== undefined) return refused(invalid)
      await changeProductRow(books, found, merged, envelope)
      before.push(found)
    }
    if (input.remember !== undefined) await books.db.importMappings.put(input.remember)
    recordImport(books, importId, input, { entity: 'products', added: input.add.length, before })
    return ok({ importId, added: input.add.length, updated: before.length })
  },
}
