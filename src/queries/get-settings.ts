import type { TaxRate } from '../core/model.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** The account's settings; undefined only before the account was opened for the first time. */
export async function getSettings(db: AccountDb): Promise<AccountSettings | undefined> {
  return db.settings.get('account')
}

/** All taxes by name, the active ones unless asked otherwise. */
export async function listTaxRates(db: AccountDb, options: { readonly archived?: boolean } = {}): Promise<TaxRate[]> {
  const rows = options.archived
    ? await db.taxRates.toArray()
    : await db.taxRates.where('state').equals('active').toArray()
  return rows.sort((left, right) => left.name.localeCompare(right.name))
}
