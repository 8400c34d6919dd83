import type { InvoiceId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import { isSold } from '../core/selling/purchase.ts'
import { readCreditedCharges, readOriginal } from '../storage/read-credit.ts'
import type { Books } from './account-entries.ts'

export interface AmendableCharge {
  readonly charge: Charge
  /** What was charged beyond it before, waived ones included. */
  readonly differences: readonly Charge[]
}

/** The lines of an issued invoice whose work can still be changed by charging the difference (P-9), in order of service. */
export async function listAmendable(books: Books, invoiceId: InvoiceId): Promise<AmendableCharge[]> {
  const charges = await books.charges.where('invoiceId').equals(invoiceId).sortBy('servedOn')
  const own = charges.filter(
    (each) =>
      each.state === 'invoiced' && each.contractItemId === undefined && each.amends === undefined && !isSold(each),
  )
  const differences = await books.charges
    .where('amends')
    .anyOf(own.map(({ id }) => id))
    .toArray()
  const credited = await readCreditedCharges(books, [...own, ...differences])
  const found: AmendableCharge[] = []
  for (const charge of own) {
    const beyond = differences.filter(({ amends }) => amends === charge.id)
    if ([charge, ...beyond].some(({ id }) => credited.has(id))) continue
    if ((await readOriginal(books, charge)).contractItemId !== undefined) continue
    found.push({ charge, differences: beyond })
  }
  return found
}
