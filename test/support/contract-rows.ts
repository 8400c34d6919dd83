// Contracts as rows, for tests of what bills them: the command that makes them has tests of its own.

import { defaultGroupId } from '../../src/commands/charge-row.ts'
import type { Command } from '../../src/commands/execute.ts'
import type { Contract, ContractItem, UsageRecord } from '../../src/core/contract/contract.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { BillingGroupId, ClientId, ContractId, ContractItemId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import { ok } from '../../src/core/result.ts'
import { foldText, searchWords } from '../../src/core/search-words.ts'
import type { TestBooks } from './open-test-books.ts'

export interface Planted {
  readonly contractId: ContractId
  readonly itemIds: readonly ContractItemId[]
  readonly groupId: BillingGroupId
}

interface Rows {
  readonly contract: Contract
  readonly items: readonly ContractItem[]
}

const plant: Command<Rows, null> = {
  name: 'plantContract',
  tables: ['contracts', 'contractItems'],
  async run(books, { contract, items }) {
    await books.contracts.add(contract)
    await books.contractItems.addMany(items)
    books.record('contract.added', [contract.id, contract.clientId, ...items.map(({ id }) => id)])
    return ok(null)
  },
}

/** A contract whose items are monthly, in advance, 100.00 from its start, unless an item says otherwise. */
export async function plantContract(
  books: TestBooks,
  clientId: ClientId,
  given: Partial<Contract> & { readonly items?: readonly Partial<ContractItem>[] } = {},
): Promise<Planted> {
  const { items = [{}], ...more } = given
  const { now, today } = books.envelope()
  const contractId = more.id ?? books.newId('con')
  const billingGroupId = more.billingGroupId ?? (await defaultGroupId(books.db, clientId))
  const startOn = more.startOn ?? calendarDate('2026-01-01')
  const name = more.name ?? 'Retainer'
  const contract: Contract = {
    id: contractId,
    version: 1,
    clientId,
    clientName: 'Client',
    name,
    currency: 'EUR' as CurrencyCode,
    activatedOn: today,
    startOn,
    state: 'active',
    words: searchWords(name),
    sortName: foldText(name),
    createdAt: now,
    updatedAt: now,
    ...more,
    billingGroupId,
  }
  const rows = items.map((item): ContractItem => {
    const start = item.startOn ?? startOn
    return {
      id: books.newId('itm'),
      version: 1,
      contractId,
      clientId,
      billingGroupId,
      description: 'Care',
      kind: 'recurring',
      timing: item.kind === 'usage' ? 'arrears' : 'advance',
      cadence: { unit: 'month', every: 1 },
      startOn: start,
      trialDays: 0,
      anchors: [{ from: start, anchor: { origin: start } }],
      firstStub: 'at-once',
      proration: 'actual-days',
      agreements: [{ from: start, quantity: decimal('1'), pricing: { kind: 'per-unit', unitPrice: decimal('100') } }],
      taxIds: [],
      taxIncluded: false,
      createdAt: now,
      updatedAt: now,
      ...item,
    }
  })
  await books.must(plant, { contract, items: rows })
  return { contractId, itemIds: rows.map(({ id }) => id), groupId: billingGroupId }
}

const plantRecord: Command<UsageRecord, null> = {
  name: 'plantUsage',
  tables: ['usageRecords'],
  async run(books, record) {
    await books.usageRecords.add(record)
    books.record('usage.recorded', [record.id, record.contractItemId])
    return ok(null)
  },
}

/** One usage record of an item. */
export async function plantUsage(
  books: TestBooks,
  itemId: ContractItemId,
  on: string,
  quantity: string,
  more: Partial<UsageRecord> = {},
): Promise<UsageRecord> {
  const item = await books.db.contractItems.get(itemId)
  if (item === undefined) throw new Error('no item')
  const { contractId, clientId, billingGroupId } = item
  const { now } = books.envelope()
  const id = books.newId('usg')
  const record: UsageRecord = {
    id,
    version: 1,
    contractId,
    contractItemId: itemId,
    clientId,
    billingGroupId,
    on: calendarDate(on),
    quantity: decimal(quantity),
    sourceKey: id,
    state: 'open',
    createdAt: now,
    updatedAt: now,
    ...more,
  }
  await books.must(plantRecord, record)
  return record
}
