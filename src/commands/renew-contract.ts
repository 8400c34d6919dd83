import { renewRows } from '../core/contract/renew-rows.ts'
import type { ContractId, InvoiceId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { planTables } from '../storage/read-group.ts'
import { billContractAtStart } from './apply-group-plan.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

/**
 * Lets a contract go on for the length of its renewal (M-24): a new contract from the old end, billed as any that
 * starts (M-3, R-11); the old one bills through its end.
 * Problems: `not-found`, `stale`, those of `renewRows` and of `billContractAtStart`.
 */
export const renewContract: Command<
  { readonly id: ContractId; readonly version: number },
  { readonly id: ContractId; readonly invoiceIds: readonly InvoiceId[] }
> = {
  name: 'renewContract',
  tables: planTables,
  async run(books, seen, envelope): Promise<Result<{ id: ContractId; invoiceIds: readonly InvoiceId[] }, Problem>> {
    const found = expectRow('contract', await books.db.contracts.get(seen.id), seen)
    if (!found.ok) return found
    const old = await books.db.contractItems.where('contractId').equals(seen.id).toArray()
    const renewed = renewRows(found.value, old, envelope)
    if (!renewed.ok) return renewed
    const { before, contract, items } = renewed.value
    await books.contracts.put(before, found.value)
    await books.contracts.add(contract)
    await books.contractItems.addMany(items)
    const itemIds = items.map(({ id }) => id)
    books.record('contract.renewed', [before.id, contract.id, contract.clientId, ...itemIds], {
      name: contract.name,
      clientName: contract.clientName,
      startOn: contract.startOn,
      endOn: contract.endOn,
    })
    const billed = await billContractAtStart(books, contract.billingGroupId, new Set(itemIds), envelope)
    return billed.ok ? ok({ id: contract.id, invoiceIds: billed.value.invoiceIds }) : billed
  },
}
