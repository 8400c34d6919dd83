// A contract that billed its first month, and its price put right afterwards.
import { addContract } from '../../src/commands/add-contract.ts'
import { amendContract } from '../../src/commands/amend-contract.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, ContractId, InvoiceId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { TestBooks } from './open-test-books.ts'

/** Hosting for 20 a month from 1 March on, its first month invoiced. */
export async function hosted(
  books: TestBooks,
  clientId: ClientId,
): Promise<{ invoiceId: InvoiceId; contractId: ContractId }> {
  const { id, invoiceIds } = await books.must(addContract, {
    fields: {
      clientId,
      name: 'Care',
      currency: 'EUR' as CurrencyCode,
      startOn: calendarDate('2026-03-01'),
      items: [
        {
          description: 'Hosting',
          kind: 'recurring',
          timing: 'advance',
          cadence: { unit: 'month', every: 1 },
          quantity: decimal('1'),
          pricing: { kind: 'per-unit', unitPrice: decimal('20') },
          taxIds: [],
          taxIncluded: false,
        },
      ],
    },
  })
  const [invoiceId] = invoiceIds
  if (invoiceId === undefined) throw new Error('nothing was billed')
  await books.must(finalizeInvoice, { id: invoiceId })
  return { invoiceId, contractId: id }
}

/** As if it had been 10 a month from the first day on. */
export async function halvePrice(books: TestBooks, contractId: ContractId): Promise<void> {
  const contract = await books.db.contracts.get(contractId)
  const [item] = await books.db.contractItems.where('contractId').equals(contractId).toArray()
  if (contract === undefined || item === undefined) throw new Error('no contract')
  await books.must(amendContract, {
    id: contractId,
    version: contract.version,
    request: {
      contractId,
      effectiveOn: calendarDate('2026-03-01'),
      changes: [
        {
          kind: 'agreement',
          itemId: item.id,
          quantity: decimal('1'),
          pricing: { kind: 'per-unit', unitPrice: decimal('10') },
        },
      ],
    },
  } as never)
}
