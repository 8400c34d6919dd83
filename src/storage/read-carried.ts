// Which of a client's addresses issued documents went to (T-11).
import type { AddressId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import type { AccountDb } from './account-db.ts'

/** Of an address of before schema 5 nothing is known once the client has an invoice of that time: it counts as carried. */
export async function readCarried(
  db: AccountDb,
  { id: clientId, addresses }: Pick<Client, 'id' | 'addresses'>,
): Promise<ReadonlySet<AddressId>> {
  const carried = new Set<AddressId>()
  if (addresses.length === 0) return carried
  const known = await db.invoices
    .where('addressId')
    .anyOf(addresses.map(({ id }) => id))
    .toArray()
  for (const { state, addressId } of known) if (state !== 'draft' && addressId !== undefined) carried.add(addressId)
  const unknown = addresses.filter(({ id, addedOn }) => addedOn === undefined && !carried.has(id))
  if (unknown.length === 0) return carried
  const old = await db.invoices
    .where('[clientId+listedOn+id]')
    .between([clientId, ''], [clientId, '￿'])
    .filter((invoice) => invoice.state !== 'draft' && invoice.addressId === undefined)
    .first()
  if (old !== undefined) for (const { id } of unknown) carried.add(id)
  return carried
}
