import { Dexie } from 'dexie'
import type { CalendarDate } from '../core/date.ts'
import type { BookEvent } from '../core/event.ts'
import type { ClientId } from '../core/ids.ts'
import { sumPerCurrency } from '../core/invoice/sum-per-currency.ts'
import type { Charge, Client, FinalizedInvoice, Invoice, Payment } from '../core/model.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { type CurrencySums, sumsOfClients } from './client-sums.ts'

/** One client's row; undefined when there is none (any more). */
export async function getClient(db: AccountDb, id: ClientId): Promise<Client | undefined> {
  return db.clients.get(id)
}

/** A client with what is kept about it, and what of it is late today. */
export interface ClientView {
  readonly client: Client
  readonly sums: readonly CurrencySums[]
  readonly late: ReadonlyMap<CurrencyCode, Minor>
}

/** A client with its figures; `null` when there is none, so that "loading" and "gone" stay apart. */
export async function getClientView(db: AccountDb, id: ClientId, today: CalendarDate): Promise<ClientView | null> {
  const client = await db.clients.get(id)
  if (client === undefined) return null
  const [sums, open] = await Promise.all([
    sumsOfClients(db, [id]),
    db.invoices.where('[clientId+state]').equals([id, 'open']).toArray(),
  ])
  const late = (open as FinalizedInvoice[]).filter(({ dueOn, amountDue }) => dueOn < today && amountDue > 0)
  return {
    client,
    sums: sums.get(id) ?? [],
    late: sumPerCurrency(late.map(({ currency, amountDue }) => ({ currency, amount: amountDue }))),
  }
}

/** A client's newest invoices, drafts included. */
export async function listClientInvoices(db: AccountDb, id: ClientId, limit: number): Promise<Invoice[]> {
  return db.invoices
    .where('[clientId+listedOn+id]')
    .between([id, Dexie.minKey], [id, Dexie.maxKey])
    .reverse()
    .limit(limit)
    .toArray()
}

/** A client's newest payments. */
export async function listClientPayments(db: AccountDb, id: ClientId, limit: number): Promise<Payment[]> {
  return db.payments
    .where('[clientId+receivedOn+id]')
    .between([id, Dexie.minKey], [id, Dexie.maxKey])
    .reverse()
    .limit(limit)
    .toArray()
}

/** A client's open charges, oldest entry first. */
export async function listClientCharges(db: AccountDb, id: ClientId, limit: number): Promise<Charge[]> {
  return db.charges.where('[clientId+state]').equals([id, 'open']).limit(limit).toArray()
}

/** What happened to one thing (client, invoice, payment, charge), newest first. */
export async function listEventsOf(db: AccountDb, subject: string, limit: number): Promise<BookEvent[]> {
  return db.events.where('subjects').equals(subject).reverse().limit(limit).toArray()
}
