// Rows that are already there: in the books, or further up in the same file.
import type { ClientFields } from '../../commands/save-client.ts'
import type { ProductFields } from '../../commands/save-product.ts'
import type { Client, Product } from '../../core/model.ts'
import { foldText } from '../../core/search-words.ts'

export type DuplicateReason = 'email' | 'vat-id' | 'name-and-city' | 'sku' | 'name' | 'source-key' | 'contract'

export interface DuplicateMatch<Target> {
  readonly reason: DuplicateReason
  readonly of: Target
}

export type ClientLike = Pick<ClientFields, 'name'> & {
  readonly email?: string
  readonly vatId?: string
  readonly addresses: readonly { readonly city: string }[]
}
export type ProductLike = Pick<ProductFields, 'name'> & { readonly sku?: string; readonly description?: string }

/** Finds earlier rows and takes in later ones. */
export interface DuplicateIndex<Like, Target> {
  find(row: Like): DuplicateMatch<Target> | undefined
  add(row: Like, target: Target): void
}

/** The same client: same e-mail, same VAT id, or same name and city (a missing city fits every city). */
export function clientIndex<Target>(): DuplicateIndex<ClientLike, Target> {
  const byEmail = new Map<string, Target>()
  const byVatId = new Map<string, Target>()
  const byName = new Map<string, { readonly cities: readonly string[]; readonly target: Target }[]>()
  const email = (row: ClientLike) => (row.email ?? '').trim().toLowerCase()
  const vatId = (row: ClientLike) => (row.vatId ?? '').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()
  const cities = (row: ClientLike) =>
    [...new Set(row.addresses.map((address) => foldText(address.city)))].filter((city) => city !== '')
  return {
    find(row) {
      const sameEmail = email(row) === '' ? undefined : byEmail.get(email(row))
      if (sameEmail !== undefined) return { reason: 'email', of: sameEmail }
      const sameVatId = vatId(row) === '' ? undefined : byVatId.get(vatId(row))
      if (sameVatId !== undefined) return { reason: 'vat-id', of: sameVatId }
      const own = cities(row)
      const same = byName
        .get(foldText(row.name))
        ?.find(
          (other) => other.cities.length === 0 || own.length === 0 || own.some((city) => other.cities.includes(city)),
        )
      return same === undefined ? undefined : { reason: 'name-and-city', of: same.target }
    },
    add(row, target) {
      if (email(row) !== '' && !byEmail.has(email(row))) byEmail.set(email(row), target)
      if (vatId(row) !== '' && !byVatId.has(vatId(row))) byVatId.set(vatId(row), target)
      const name = foldText(row.name)
      byName.set(name, [...(byName.get(name) ?? []), { cities: cities(row), target }])
    },
  }
}

/**
 * The same product: same SKU; without a SKU on both sides, same name and description. `loose` also takes a product of
 * that name alone when there is only one, for a list whose descriptions were edited meanwhile.
 */
export function productIndex<Target>(loose: boolean): DuplicateIndex<ProductLike, Target> {
  const bySku = new Map<string, Target>()
  const byName = new Map<string, { readonly sku: string; readonly text: string; readonly target: Target }[]>()
  const sku = (row: ProductLike) => (row.sku ?? '').trim().toLowerCase()
  const text = (row: ProductLike) => foldText(row.description ?? '')
  return {
    find(row) {
      const sameSku = sku(row) === '' ? undefined : bySku.get(sku(row))
      if (sameSku !== undefined) return { reason: 'sku', of: sameSku }
      const named = (byName.get(foldText(row.name)) ?? []).filter((other) => other.sku === '' || sku(row) === '')
      const same =
        named.find((other) => other.text === text(row)) ?? (loose && named.length === 1 ? named[0] : undefined)
      return same === undefined ? undefined : { reason: 'name', of: same.target }
    },
    add(row, target) {
      if (sku(row) !== '' && !bySku.has(sku(row))) bySku.set(sku(row), target)
      const name = foldText(row.name)
      byName.set(name, [...(byName.get(name) ?? []), { sku: sku(row), text: text(row), target }])
    },
  }
}

export type ExistingClient = Pick<Client, 'id' | 'version' | 'name' | 'email' | 'vatId' | 'addresses'>
export type ExistingProduct = Pick<Product, 'id' | 'version' | 'name' | 'sku' | 'description'>
