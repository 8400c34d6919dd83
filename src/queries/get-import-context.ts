import type { Client, Product, TaxRate } from '../core/model.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountDb, ImportMappingRow } from '../storage/account-db.ts'

/** What the preview of an import compares a file with. */
export interface ImportContext {
  readonly country: string
  readonly currency: AccountSettings['currency']
  readonly taxIds: AccountSettings['defaultTaxIds']
  readonly taxIncluded: boolean
  readonly taxes: readonly TaxRate[]
  readonly clients: readonly Client[]
  readonly products: readonly Product[]
}

/** Reads settings, taxes and all clients and products once; for the import dialog, not for a list on screen. */
export async function getImportContext(db: AccountDb): Promise<ImportContext> {
  const [settings, taxes, clients, products] = await Promise.all([
    db.settings.get('account'),
    db.taxRates.toArray(),
    db.clients.toArray(),
    db.products.toArray(),
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
  }
}

/** The column mapping remembered for files with these columns (`sourceSignature`); read it with `restoreMapping`. */
export async function getImportMapping(db: AccountDb, signature: string): Promise<unknown> {
  const row: ImportMappingRow | undefined = await db.importMappings.get(signature)
  return row?.mapping
}
