// A contract with items in the books of a test, planted without the command that would bill its first period.
import { buildContract } from '../../src/core/contract/build-contract.ts'
import type { Contract, ContractItem } from '../../src/core/contract/contract.ts'
import type { ContractFields, ItemFields } from '../../src/core/contract/contract-fields.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { TestBooks } from './open-test-books.ts'

export function itemFields(description: string, more: Partial<ItemFields> = {}): ItemFields {
  return {
    description,
    kind: 'usage',
    timing: 'arrears',
    cadence: { unit: 'month', every: 1 },
    quantity: decimal('1'),
    pricing: { kind: 'per-unit', unitPrice: decimal('80') },
    taxIds: [],
    taxIncluded: false,
    ...more,
  }
}

/** Plants a contract that starts on 2026-01-01 with one usage item, unless other items are given. */
export async function plantContract(
  books: TestBooks,
  clientId: ClientId,
  fields: Partial<ContractFields> = {},
  sentElsewhereBefore?: string,
): Promise<{ contract: Contract; items: readonly ContractItem[] }> {
  const client = await books.db.clients.get(clientId)
  const group = await books.db.billingGroups.where('clientId').equals(clientId).first()
  if (client === undefined || group === undefined) throw new Error('no client')
  const { today, now } = books.envelope()
  const built = buildContract(
    {
      clientId,
      name: 'Care plan',
      currency: 'EUR' as CurrencyCode,
      startOn: calendarDate('2026-01-01'),
      items: [itemFields('Hours', { unit: 'hour' })],
      ...fields,
    },
    {
      settings: { billing: { proration: 'actual-days', firstStub: 'at-once' } },
      clientName: client.name,
      billingGroupId: group.id,
      today,
      now,
      newId: books.newId,
      ...(sentElsewhereBefore === undefined ? {} : { sentElsewhereBefore: calendarDate(sentElsewhereBefore) }),
    },
  )
  if (!built.ok) throw new Error(JSON.stringify(built.problem))
  const { contract, items } = built.value
  await books.db.contracts.add(contract)
  await books.db.contractItems.bulkAdd(items)
  return { contract, items }
}

/** The one usage item of a fresh contract. */
export async function plantUsageItem(
  books: TestBooks,
  clientId: ClientId,
  item: Partial<ItemFields> = {},
  contract: Partial<ContractFields> = {},
): Promise<ContractItem> {
  const planted = await plantContract(books, clientId, {
    ...contract,
    items: [itemFields('Hours', { unit: 'hour', ...item })],
  })
  return planted.items[0] as ContractItem
}
