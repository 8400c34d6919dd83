// The house rules of selling by invoice (T-1..T-3, T-6, T-10): one place, asked by the dialog, by the command, by the run
// that renews and by the import.
import type { InvoiceId } from '../ids.ts'
import type { Client } from '../model.ts'
import { type CurrencyCode, type Minor, subtractMinor } from '../money.ts'
import type { SaleRefusal } from '../problem.ts'
import type { AccountSettings } from '../settings.ts'
import type { ProductSale } from './product-sale.ts'

/** A finalized invoice with something due, uncollectible ones too. */
export interface Outstanding {
  readonly id: InvoiceId
  readonly number: string
  readonly due: Minor
}

export interface PurchaseFacts {
  readonly client: Pick<Client, 'name' | 'status' | 'selling'>
  readonly settings: Pick<AccountSettings, 'currency' | 'selling'>
  readonly sale: ProductSale
  readonly currency: CurrencyCode
  /** What the charges come to as the price list has them, before tax that is added. */
  readonly amount: Minor
  /** Whole months; of a plan. */
  readonly termMonths?: number
  /** Those of the client in this currency, the oldest first. */
  readonly outstanding: readonly Outstanding[]
  readonly hasAddress: boolean
  /** A plan goes on: neither the cap nor the list of terms stops it. */
  readonly renewal?: 1
}

/** The terms that a plan may be sold for to this client, in months: its own, else the product's, else the account's (T-6). */
export function allowedTerms(
  sale: ProductSale,
  client: Pick<Client, 'selling'>,
  { selling }: Pick<AccountSettings, 'selling'>,
): readonly number[] {
  return client.selling?.terms ?? (sale.kind === 'plan' ? sale.terms : undefined) ?? selling.terms
}

/** Every house rule that the purchase breaks, in the order in which they are told; empty: it may be sold. */
export function judgePurchase(facts: PurchaseFacts): readonly SaleRefusal[] {
  const { client, settings, sale, currency, amount, termMonths, outstanding, renewal } = facts
  const own = client.selling ?? {}
  const refusals: SaleRefusal[] = []
  if (client.status === 'trial' && own.allowTrial !== 1) {
    refusals.push({ code: 'client-on-trial', clientName: client.name })
  }
  if (!facts.hasAddress) refusals.push({ code: 'address-missing', clientName: client.name })
  if (sale.kind === 'plan' && renewal === undefined) {
    const allowed = allowedTerms(sale, client, settings)
    const months = termMonths ?? 0
    if (!allowed.includes(months)) refusals.push({ code: 'term-not-allowed', months, allowed })
  }
  // the minimum is an amount of the account's currency; no other is compared with it.
  const minimum = own.minimum ?? settings.selling.minimum
  if (currency === settings.currency && amount < minimum) {
    refusals.push({ code: 'below-minimum', amount, minimum, missing: subtractMinor(minimum, amount), currency })
  }
  const cap = own.outstandingCap ?? settings.selling.outstandingCap
  if (renewal === undefined && cap > 0 && outstanding.length >= cap) {
    refusals.push({ code: 'too-many-outstanding', count: outstanding.length, cap, currency, invoices: outstanding })
  }
  return refusals
}
