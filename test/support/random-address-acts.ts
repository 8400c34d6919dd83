// Random acts on the addresses and PO numbers of clients.
import fc from 'fast-check'
import {
  addAddress,
  archiveAddress,
  changeAddress,
  restoreAddress,
  setDefaultAddress,
} from '../../src/commands/change-addresses.ts'
import { setClientSelling } from '../../src/commands/set-client-selling.ts'
import { setPoNumber } from '../../src/commands/set-po-number.ts'
import type { TestBooks } from './open-test-books.ts'

const acts = ['add', 'add', 'change', 'change', 'archive', 'restore', 'default', 'po', 'po-group', 'rules'] as const

export interface AddressStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const addressStep: fc.Arbitrary<AddressStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const addressWarmUp: readonly AddressStep[] = (
  ['add', 'change', 'add', 'default', 'archive', 'restore', 'po', 'po-group', 'rules', 'archive'] as const
).map((act, index) => ({ act, pick: index }))

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performAddress(books: TestBooks, { act, pick }: AddressStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const client = one(await db.clients.orderBy('id').toArray())
  if (client === undefined) return
  const clientId = client.id
  const known = one(client.addresses)
  const address = { label: `Place ${pick % 3}`, line1: `Weg ${pick}`, city: 'Kiel', country: 'DE' }
  switch (act) {
    case 'add':
      await books.must(addAddress, { clientId, address, makeDefault: pick % 2 === 0 })
      return
    case 'change':
      if (known !== undefined) await books.must(changeAddress, { clientId, id: known.id, address })
      return
    case 'archive':
      if (known !== undefined) await books.run(archiveAddress, { clientId, id: known.id })
      return
    case 'restore':
      if (known !== undefined) await books.must(restoreAddress, { clientId, id: known.id })
      return
    case 'default':
      if (known !== undefined) await books.must(setDefaultAddress, { clientId, id: known.id })
      return
    case 'rules':
      await books.must(setClientSelling, {
        id: clientId,
        selling: pick % 3 === 0 ? {} : { outstandingCap: pick % 5, terms: [3, 6 + (pick % 4)], allowTrial: 1 },
      })
      return
    case 'po':
    case 'po-group': {
      const group = await db.billingGroups.where('clientId').equals(clientId).first()
      const invoices = await db.invoices.where('[clientId+state]').between([clientId, ''], [clientId, '~']).toArray()
      await books.must(setPoNumber, {
        clientId,
        ...(act === 'po-group' && group !== undefined ? { billingGroupId: group.id } : {}),
        poNumber: pick % 4 === 0 ? '' : `PO ${pick}`,
        applyTo: invoices.filter((_row, index) => (index + pick) % 2 === 0).map(({ id }) => id),
      })
    }
  }
}
