// Which documents went to which address of a client (T-11).
import type { AddressId, InvoiceId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import type { AccountDb } from '../storage/account-db.ts'

export interface CarriedBy {
  /** How many issued invoices, counted up to a hundred. */
  readonly count: number
  /** The newest ones. */
  readonly newest: readonly { readonly id: InvoiceId; readonly number: string }[]
}

const MOST = 100
const SHOWN = 5

/** For each address, the issued invoices that it stands on; those of before schema 5 name none. */
export async function listCarried(
  db: AccountDb,
  { addresses }: Pick<Client, 'addresses'>,
): Promise<ReadonlyMap<AddressId, CarriedBy>> {
  const found = await Promise.all(
    addresses.map(async ({ id }): Promise<[AddressId, CarriedBy]> => {
      const rows = await db.invoices.where('addressId').equals(id).reverse().limit(MOST).toArray()
      const issued = rows.flatMap((row) => (row.state === 'draft' ? [] : [row]))
      const newest = issued.sort((left, right) => (left.issuedOn < right.issuedOn ? 1 : -1)).slice(0, SHOWN)
      return [
        id,
        { count: issued.length, newest: newest.map(({ id: invoiceId, number }) => ({ id: invoiceId, number })) },
      ]
    }),
  )
  return new Map(found)
}
