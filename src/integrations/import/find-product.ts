// Which product a row means: by SKU, by name, in that order.
import type { Product } from '../../core/model.ts'
import { foldText } from '../../core/search-words.ts'

export type KnownProduct = Pick<Product, 'id' | 'name' | 'sku' | 'unit' | 'unitPrice' | 'currency' | 'sale' | 'state'>

export type FoundProduct =
  | { readonly kind: 'one'; readonly product: KnownProduct }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly count: number }

/**
 * A finder over the products of the books. Of those with one name, archived ones and, among the rest, those that are no
 * pack and no plan do not make it doubtful.
 */
export function productFinder(products: readonly KnownProduct[]): (text: string) => FoundProduct {
  const bySku = new Map<string, KnownProduct[]>()
  const byName = new Map<string, KnownProduct[]>()
  const put = (index: Map<string, KnownProduct[]>, text: string | undefined, product: KnownProduct) => {
    const key = foldText(text ?? '')
    if (key !== '') index.set(key, [...(index.get(key) ?? []), product])
  }
  for (const product of products) {
    put(bySku, product.sku, product)
    put(byName, product.name, product)
  }
  return (text) => {
    const key = foldText(text)
    const found = bySku.get(key) ?? byName.get(key) ?? []
    const active = preferring(found, ({ state }) => state === 'active')
    const fitting = preferring(active, ({ sale }) => sale !== undefined)
    const [one] = fitting
    if (one === undefined) return { kind: 'none' }
    return fitting.length === 1 ? { kind: 'one', product: one } : { kind: 'several', count: fitting.length }
  }
}

function preferring(
  products: readonly KnownProduct[],
  better: (product: KnownProduct) => boolean,
): readonly KnownProduct[] {
  const good = products.filter(better)
  return good.length > 0 ? good : products
}
