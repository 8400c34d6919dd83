// Reading inside a command's transaction: present, and the version that the caller saw (G-2).

import type { Envelope } from '../core/envelope.ts'
import type { ClientId, InvoiceId, TaxRateId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { Client, DraftInvoice, FinalizedInvoice, Invoice, TaxRate } from '../core/model.ts'
import type { EntityKind, Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountDb } from '../storage/account-db.ts'

interface Versioned {
  readonly id: string
  readonly version: number
}

/** The row, if it is there and at the version that the caller saw. Problems: `not-found`, `stale`. */
export function expectRow<Row extends Versioned>(
  entity: EntityKind,
  row: Row | undefined,
  seen: { readonly id: string; readonly version?: number },
): Result<Row, Problem> {
  if (row === undefined) return refused({ code: 'not-found', entity, id: seen.id })
  if (seen.version !== undefined && row.version !== seen.version) {
    return refused({ code: 'stale', entity, id: seen.id, current: row })
  }
  return ok(row)
}

/** A draft at the version seen. Problems: `not-found`, `stale`, `wrong-state`. */
export async function expectDraft(
  db: AccountDb,
  seen: { readonly id: InvoiceId; readonly version?: number },
  act: 'finalize' | 'change' | 'discard',
): Promise<Result<DraftInvoice, Problem>> {
  const row: Invoice | undefined = await db.invoices.get(seen.id)
  // A finalized row has moved on: say so rather than "stale".
  if (row !== undefined && row.state !== 'draft') {
    return refused({ code: 'wrong-state', act, state: row.state, number: row.number })
  }
  return expectRow<DraftInvoice>('invoice', row, seen)
}

/** A finalized invoice at the version seen. Problems: `not-found`, `stale`, `wrong-state` for a draft. */
export async function expectFinalized(
  db: AccountDb,
  seen: { readonly id: InvoiceId; readonly version?: number },
  act: Extract<Problem, { code: 'wrong-state' }>['act'],
): Promise<Result<FinalizedInvoice, Problem>> {
  const row: Invoice | undefined = await db.invoices.get(seen.id)
  if (row !== undefined && row.state === 'draft') return refused({ code: 'wrong-state', act, state: 'draft' })
  return expectRow<FinalizedInvoice>('invoice', row, seen)
}

/** why lines of an invoice over a purchase cannot be copied, rebilled or amended. Table: `purchases`. */
export async function purchaseFixed(
  db: AccountDb,
  { id, sale }: Pick<Invoice, 'id' | 'sale'>,
): Promise<Problem | undefined> {
  if (sale === undefined) return undefined
  const purchase = await db.purchases.where('invoiceId').equals(id).first()
  return { code: 'purchase-fixed', description: purchase?.description ?? '' }
}

/** The account's settings; a fresh database always has them (`open-books`). */
export async function readSettings(db: AccountDb): Promise<AccountSettings> {
  const settings = await db.settings.get('account')
  if (settings === undefined) throw new Error('The account has no settings')
  return settings
}

/** A client that may get new charges and drafts. Problems: `not-found`, `client-archived`. */
export async function expectBillable(db: AccountDb, id: ClientId): Promise<Result<Client, Problem>> {
  const client = await db.clients.get(id)
  if (client === undefined) return refused({ code: 'not-found', entity: 'client', id })
  if (client.status === 'archived') return refused({ code: 'client-archived', clientName: client.name })
  return ok(client)
}

/** All tax rates by id; there are a handful. */
export async function readTaxRates(db: AccountDb): Promise<ReadonlyMap<TaxRateId, TaxRate>> {
  return new Map((await db.taxRates.toArray()).map((tax) => [tax.id, tax]))
}

/** what is done today takes effect today, so today must not be in locked books. */
export async function lockedToday(db: AccountDb, { today }: Pick<Envelope, 'today'>): Promise<Problem | undefined> {
  return lockedProblem(await readSettings(db), today)
}
