import { Dexie } from 'dexie'
import type { ProductId } from '../core/ids.ts'
import type { Product } from '../core/model.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { findByWords } from './find-by-words.ts'

export type ProductFilter = Product['state']
/** The place after which a page begins: name and id of the last row before it. */
export type ProductCursor = readonly [sortName: string, id: string]

export interface ProductPage {
  readonly rows: readonly Product[]
  readonly next?: ProductCursor
}

/** One page of the catalogue by name, read by key (keyset). */
export async function listProducts(
  db: AccountDb,
  state: ProductFilter,
  after: ProductCursor | undefined,
  limit: number,
): Promise<ProductPage> {
  const lower = after === undefined ? [state, Dexie.minKey] : [state, ...after]
  const found = await db.products
    .where('[state+sortName+id]')
    .between(lower, [state, Dexie.maxKey], after === undefined, true)
    .limit(limit + 1)
    .toArray()
  const last = found.length > limit ? found[limit - 1] : undefined
  const rows = found.slice(0, limit)
  return last === undefined ? { rows } : { rows, next: [last.sortName, last.id] }
}

/** Products and services whose words begin with what is typed, by name; at most `limit`. */
export async function findProducts(db: AccountDb, state: ProductFilter, text: string, limit = 50): Promise<Product[]> {
  if (text.trim() === '') return [...(await listProducts(db, state, undefined, limit)).rows]
  const found = await findByWords(db.products, text, {
    limit,
    inOrder: () => db.products.where('[state+sortName+id]').between([state, Dexie.minKey], [state, Dexie.maxKey]),
    keep: (product) => product.state === state,
  })
  return found.sort((left, right) => (left.sortName < right.sortName ? -1 : 1))
}

/**
 * What can be charged line by line: active products whose words begin with what is typed. What is sold ahead is left out,
 * it has a sale of its own; a pack's units may be used under a contract, so its usage items name packs too.
 */
export async function findChargeable(db: AccountDb, text: string, limit: number, packsToo = false): Promise<Product[]> {
  const keep = ({ state, sale }: Product) =>
    state === 'active' && (sale === undefined || (packsToo && sale.kind === 'pack'))
  const inOrder = () =>
    db.products.where('[state+sortName+id]').between(['active', Dexie.minKey], ['active', Dexie.maxKey])
  if (text.trim() === '') return inOrder().filter(keep).limit(limit).toArray()
  const found = await findByWords(db.products, text, { limit, inOrder, keep })
  return found.sort((left, right) => (left.sortName < right.sortName ? -1 : 1))
}

/** What is sold by invoice, packs and plans: active products whose words begin with what is typed, by name. */
export async function findForSale(db: AccountDb, text: string, limit: number): Promise<Product[]> {
  const keep = ({ state, sale }: Product) => state === 'active' && sale !== undefined
  const inOrder = () =>
    db.products.where('[state+sortName+id]').between(['active', Dexie.minKey], ['active', Dexie.maxKey])
  if (text.trim() === '') return inOrder().filter(keep).limit(limit).toArray()
  const found = await findByWords(db.products, text, { limit, inOrder, keep })
  return found.sort((left, right) => (left.sortName < right.sortName ? -1 : 1))
}

/** One product; `null` when there is none. */
export async function getProduct(db: AccountDb, id: ProductId): Promise<Product | null> {
  return (await db.products.get(id)) ?? null
}
