import { buildContract, type ContractRows } from '../core/contract/build-contract.ts'
import type { ContractFields, ItemFields } from '../core/contract/contract-fields.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, ClientId, ContractId, InvoiceId, ProductId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { planTables } from '../storage/read-group.ts'
import { billContractAtStart } from './apply-group-plan.ts'
import type { Books } from './books.ts'
import { defaultGroupId } from './charge-row.ts'
import type { Command } from './execute.ts'
import { fieldValues } from './field-values.ts'
import { expectBillable, readSettings } from './read-rows.ts'

export interface AddContract {
  readonly fields: ContractFields
}

/**
 * Adds a contract with its items, active from today on, and bills what the first-invoice setting wants billed at once
 * (M-1, M-3, R-11), in the same transaction.
 * Problems: `not-found` (client, group, product, tax), `client-archived`, those of `buildContract`, `charge-key-taken`.
 */
export const addContract: Command<AddContract, { readonly id: ContractId; readonly invoiceIds: readonly InvoiceId[] }> =
  {
    name: 'addContract',
    tables: [...planTables, 'products'],
    async run(books, { fields }, envelope) {
      const built = await newContract(books.db, fields, envelope)
      if (!built.ok) return built
      await writeContract(books, built.value)
      const { contract, items } = built.value
      const itemIds = new Set(items.map(({ id }) => id))
      const billed = await billContractAtStart(books, contract.billingGroupId, itemIds, envelope)
      return billed.ok ? ok({ id: contract.id, invoiceIds: billed.value.invoiceIds }) : billed
    },
  }

/** The rows of a new contract, for a client and a group that may have one. Problems: those of `addContract`. */
export async function newContract(
  db: AccountDb,
  fields: ContractFields,
  envelope: Envelope,
): Promise<Result<ContractRows, Problem>> {
  const client = await expectBillable(db, fields.clientId)
  if (!client.ok) return client
  const group = await groupOf(db, fields.clientId, fields.billingGroupId)
  if (!group.ok) return group
  const named = await namedByItems(db, fields.items)
  if (!named.ok) return named
  const own = await fieldValues(db, 'contract', fields.customFields, undefined)
  if (!own.ok) return own
  const { today, now, newId } = envelope
  return buildContract(
    { ...fields, ...own.value },
    {
      settings: await readSettings(db),
      clientName: client.value.name,
      billingGroupId: group.value,
      notProrated: named.value,
      today,
      now,
      newId,
    },
  )
}

/** Adds the rows of a new contract, with its event. */
export async function writeContract(books: Books, { contract, items }: ContractRows): Promise<void> {
  await books.contracts.add(contract)
  await books.contractItems.addMany(items)
  const { id, clientId, name, clientName, startOn } = contract
  books.record('contract.added', [id, clientId, ...items.map((item) => item.id)], { name, clientName, startOn })
}

/** The group named, if it is the client's; the client's default group where none is. Problem: `not-found`. */
export async function groupOf(
  db: AccountDb,
  clientId: ClientId,
  named: BillingGroupId | undefined,
): Promise<Result<BillingGroupId, Problem>> {
  if (named === undefined) return ok(await defaultGroupId(db, clientId))
  const group = await db.billingGroups.get(named)
  return group?.clientId === clientId ? ok(named) : refused({ code: 'not-found', entity: 'billingGroup', id: named })
}

/** Checks products and taxes that items name; answers the products excluded from proration (W-5). Problem: `not-found`. */
export async function namedByItems(
  db: AccountDb,
  items: readonly Pick<ItemFields, 'productId' | 'taxIds'>[],
): Promise<Result<ReadonlySet<ProductId>, Problem>> {
  const productIds = [...new Set(items.flatMap(({ productId }) => (productId === undefined ? [] : [productId])))]
  const taxIds = [...new Set(items.flatMap((item) => item.taxIds))]
  const [products, taxes] = await Promise.all([db.products.bulkGet(productIds), db.taxRates.bulkGet(taxIds)])
  const noProduct = productIds[products.indexOf(undefined)]
  if (noProduct !== undefined) return refused({ code: 'not-found', entity: 'product', id: noProduct })
  const noTax = taxIds[taxes.indexOf(undefined)]
  if (noTax !== undefined) return refused({ code: 'not-found', entity: 'taxRate', id: noTax })
  return ok(new Set(products.flatMap((product) => (product?.notProrated === 1 ? [product.id] : []))))
}
