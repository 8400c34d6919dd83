import type { Contract, ContractItem, UsageRecord } from '../core/contract/contract.ts'
import type { FieldDefinition } from '../core/fields/field-definition.ts'
import type { ClientId, ProductId } from '../core/ids.ts'
import type { Client, Product, TaxRate } from '../core/model.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountDb, ImportMappingRow } from '../storage/account-db.ts'
import { listFields } from './list-fields.ts'

/** What the preview of an import compares a file with. */
export interface ImportContext {
  readonly country: string
  readonly currency: AccountSettings['currency']
  readonly taxIds: AccountSettings['defaultTaxIds']
  readonly taxIncluded: boolean
  readonly taxes: readonly TaxRate[]
  readonly clients: readonly Client[]
  readonly products: readonly Product[]
  /** The owner's own fields (M-7). */
  readonly fields: readonly FieldDefinition[]
}

/** Reads settings, taxes and all clients and products once; for the import dialog, not for a list on screen. */
export async function getImportContext(db: AccountDb): Promise<ImportContext> {
  const [settings, taxes, clients, products, fields] = await Promise.all([
    db.settings.get('account'),
    db.taxRates.toArray(),
    db.clients.toArray(),
    db.products.toArray(),
    listFields(db),
  ])
  if (settings === undefined) throw new Error('The account has no settings')
  return {
    country: settings.country,
    currency: settings.currency,
    taxIds: settings.defaultTaxIds,
    taxIncluded: settings.pricesIncludeTax,
    taxes,
    clients,
    products,
    fields,
  }
}

/** The column mapping remembered for files with these columns (`sourceSignature`); read it with `restoreMapping`. */
export async function getImportMapping(db: AccountDb, signature: string): Promise<unknown> {
  const row: ImportMappingRow | undefined = await db.importMappings.get(signature)
  return row?.mapping
}

/** What the preview of contracts and usage compares a file with, beside `ImportContext`. */
export interface AgreementContext {
  readonly billing: AccountSettings['billing']
  readonly contracts: readonly Contract[]
  readonly items: readonly ContractItem[]
  /** Of every record, removed ones too. */
  readonly usage: readonly Pick<UsageRecord, 'contractItemId' | 'sourceKey'>[]
}

/** Reads contracts, their items and the keys of all usage once; for the import dialog, not for a list on screen. */
export async function getAgreementContext(db: AccountDb): Promise<AgreementContext> {
  const [settings, contracts, items, usage] = await Promise.all([
    db.settings.get('account'),
    db.contracts.toArray(),
    db.contractItems.toArray(),
    db.usageRecords.toArray(),
  ])
  if (settings === undefined) throw new Error('The account has no settings')
  return {
    billing: settings.billing,
    contracts,
    items,
    usage: usage.map(({ contractItemId, sourceKey }) => ({ contractItemId, sourceKey })),
  }
}

/** By what an imported purchase or opening balance is known again. */
export interface ImportedKey {
  readonly clientId: ClientId
  readonly productId: ProductId
  readonly sourceKey: string
}

/** The keys of everything that imports have sold or taken over, undone or not; for the import dialog. */
export async function getPurchaseKeys(db: AccountDb): Promise<readonly ImportedKey[]> {
  const [purchases, lots] = await Promise.all([db.purchases.toArray(), db.unitLots.toArray()])
  return [...purchases, ...lots].flatMap(({ clientId, productId, sourceKey }) =>
    sourceKey === undefined ? [] : [{ clientId, productId, sourceKey }],
  )
}
