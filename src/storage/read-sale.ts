// What a purchase is judged by: a few requests by index, the same for the dialog, the sale and the renewal.
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { AddressId, BillingGroupId, ClientId, ProductId } from '../core/ids.ts'
import { addressOf } from '../core/invoice/draft-document.ts'
import type { Client, Invoice, Product } from '../core/model.ts'
import type { CurrencyCode } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { judgePurchase, type Outstanding } from '../core/selling/judge-purchase.ts'
import type { PlannedPurchase } from '../core/selling/plan-purchase.ts'
import type { ProductSale } from '../core/selling/product-sale.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountDb, TableName } from './account-db.ts'

export interface SaleFacts {
  readonly client: Client
  readonly group: BillingGroup
  readonly product: Product
  readonly settings: AccountSettings
  /** In the product's currency, the oldest first. */
  readonly outstanding: readonly Outstanding[]
}

export interface SaleOf {
  readonly clientId: ClientId
  /** Absent: the client's default one. */
  readonly billingGroupId?: BillingGroupId
  readonly productId: ProductId
}

/** What `readSaleFacts` touches. */
export const saleFactTables = [
  'clients',
  'billingGroups',
  'products',
  'settings',
  'invoices',
] as const satisfies readonly TableName[]

/** Problems: `not-found`, `client-archived`, `group-not-active`. */
export async function readSaleFacts(
  db: AccountDb,
  { clientId, billingGroupId, productId }: SaleOf,
): Promise<Result<SaleFacts, Problem>> {
  const [client, product, settings, groups, invoices] = await Promise.all([
    db.clients.get(clientId),
    db.products.get(productId),
    db.settings.get('account'),
    db.billingGroups.where('clientId').equals(clientId).toArray(),
    db.invoices
      .where('[clientId+state]')
      .anyOf([
        [clientId, 'open'],
        [clientId, 'uncollectible'],
      ])
      .toArray(),
  ])
  if (settings === undefined) throw new Error('The account has no settings')
  if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: clientId })
  if (client.status === 'archived') return refused({ code: 'client-archived', clientName: client.name })
  if (product === undefined) return refused({ code: 'not-found', entity: 'product', id: productId })
  const group =
    billingGroupId === undefined
      ? (groups.find(({ isDefault }) => isDefault === 1) ?? groups[0])
      : groups.find(({ id }) => id === billingGroupId)
  if (group === undefined) return refused({ code: 'not-found', entity: 'billingGroup', id: billingGroupId ?? '' })
  if (group.state !== 'active') return refused({ code: 'group-not-active', name: group.name })
  return ok({ client, group, product, settings, outstanding: outstandingOf(invoices, product.currency) })
}

/** the finalized invoices with something due in a currency, uncollectible ones too; the oldest first. */
function outstandingOf(invoices: readonly Invoice[], currency: CurrencyCode): readonly Outstanding[] {
  return invoices
    .flatMap((row) => (row.state !== 'draft' && row.currency === currency && row.amountDue > 0 ? [row] : []))
    .sort((left, right) => (left.issuedOn + left.id < right.issuedOn + right.id ? -1 : 1))
    .map(({ id, number, amountDue }) => ({ id, number, due: amountDue }))
}

/** Whether the invoice would carry an address: the one named, else the group's, else the client's default (T-10). */
function hasAddress({ client, group }: Pick<SaleFacts, 'client' | 'group'>, addressId?: AddressId): boolean {
  const wanted = addressId ?? group.addressId
  return addressOf(client, wanted === undefined ? {} : { addressId: wanted }) !== undefined
}

/** The house rules that a planned purchase breaks. `addressGiven`: one is entered with it; `renewal`: R-30. */
export function judgePlanned(
  facts: SaleFacts,
  planned: PlannedPurchase,
  { addressId, addressGiven, renewal }: { addressId?: AddressId; addressGiven?: boolean; renewal?: 1 } = {},
): ReturnType<typeof judgePurchase> {
  const { client, settings, product, outstanding } = facts
  // Planned: so it is for sale.
  const sale = product.sale as ProductSale
  return judgePurchase({
    client,
    settings,
    sale,
    currency: product.currency,
    amount: planned.amount,
    ...(planned.kind === 'plan' ? { termMonths: planned.termMonths } : {}),
    outstanding,
    hasAddress: addressGiven === true || hasAddress(facts, addressId),
    ...(renewal === undefined ? {} : { renewal }),
  })
}
