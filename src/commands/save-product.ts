import { checkCurrency, checkPrice, checkRequired, checkText, firstProblem } from '../core/check-fields.ts'
import type { Envelope } from '../core/envelope.ts'
import type { CommandId, ProductId } from '../core/ids.ts'
import type { Product } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { foldText, searchWords } from '../core/search-words.ts'
import { checkSale } from '../core/selling/check-sale.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export type ProductFields = Omit<
  Product,
  'id' | 'version' | 'words' | 'sortName' | 'importId' | 'createdAt' | 'updatedAt' | 'state'
>

export interface SaveProduct {
  readonly seen?: { readonly id: ProductId; readonly version: number }
  readonly fields: ProductFields
}

/** Adds a product or service to the catalogue, or changes one; existing charges keep their prices. Problems: `stale`, `field-invalid`. */
export const saveProduct: Command<SaveProduct, { readonly id: ProductId; readonly version: number }> = {
  name: 'saveProduct',
  tables: ['products'],
  async run(books, { seen, fields }, envelope): Promise<Result<{ id: ProductId; version: number }, Problem>> {
    const problem = productProblem(fields)
    if (problem !== undefined) return refused(problem)
    if (seen === undefined) {
      const product = await addProductRow(books, fields, envelope)
      books.record('product.added', [product.id], { name: product.name })
      return ok({ id: product.id, version: 1 })
    }
    const found = expectRow('product', await books.db.products.get(seen.id), seen)
    if (!found.ok) return found
    const before = found.value
    const next = await changeProductRow(books, before, fields, envelope)
    books.record('product.changed', [before.id], { name: next.name })
    return ok({ id: before.id, version: next.version })
  },
}

/** Adds one product row inside a command, without an event of its own. */
export async function addProductRow(
  books: Books,
  fields: ProductFields,
  envelope: Envelope,
  importId?: CommandId,
): Promise<Product> {
  const product: Product = {
    ...productRow(fields, envelope),
    id: envelope.newId('prd'),
    version: 1,
    state: 'active',
    ...(importId === undefined ? {} : { importId }),
    createdAt: envelope.now,
  }
  await books.products.add(product)
  return product
}

/** Changes one product row inside a command, without an event of its own. */
export async function changeProductRow(
  books: Books,
  before: Product,
  fields: ProductFields,
  envelope: Envelope,
): Promise<Product> {
  const next: Product = {
    ...productRow(fields, envelope),
    id: before.id,
    version: before.version + 1,
    state: before.state,
    ...(before.importId === undefined ? {} : { importId: before.importId }),
    createdAt: before.createdAt,
  }
  await books.products.put(next, before)
  return next
}

/** The first thing wrong with a product's fields. */
export function productProblem(fields: ProductFields): Problem | undefined {
  return firstProblem(
    checkRequired('name', fields.name),
    checkText('description', fields.description, 4000),
    checkText('sku', fields.sku, 100),
    checkText('unit', fields.unit, 40),
    // How many decimals a price may have depends on a currency that exists.
    checkCurrency('currency', fields.currency) ??
      checkPrice('unitPrice', fields.unitPrice, fields.currency) ??
      checkSale(fields.sale, fields.currency),
  )
}

function productRow(
  fields: ProductFields,
  envelope: Envelope,
): Omit<Product, 'id' | 'version' | 'importId' | 'createdAt' | 'state'> {
  const name = fields.name.trim()
  return {
    ...fields,
    name,
    words: searchWords(name, fields.sku, fields.description),
    sortName: foldText(name),
    updatedAt: envelope.now,
  }
}
