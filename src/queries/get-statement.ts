// The account of one client, read by the client's own indexes: nobody else's rows are touched.
import { Dexie } from 'dexie'
import type { Cancellation, CreditNote, IssuedCreditNote } from '../core/credit/credit-note.ts'
import { addDays, type CalendarDate, laterOf } from '../core/date.ts'
import type { BookEvent } from '../core/event.ts'
import type { ClientId } from '../core/ids.ts'
import type { Client, FinalizedInvoice } from '../core/model.ts'
import type { CurrencyCode } from '../core/money.ts'
import type { Period } from '../core/period.ts'
import type { AccountSettings } from '../core/settings.ts'
import { firstDayOf, type Statement, type StatementRows, statementOf } from '../core/statement.ts'
import type { Books } from './account-entries.ts'

export interface StatementView {
  readonly client: Client
  /** Those of the client's documents and money, the client's own first; that one alone for an empty account. */
  readonly currencies: readonly CurrencyCode[]
  readonly currency: CurrencyCode
  readonly statement: Statement
  /** Half-open. */
  readonly period: Period
}

export interface StatementWish {
  readonly clientId: ClientId
  /** Half-open, or everything up to and including today. */
  readonly period: Period | 'all'
  /** The client's own, else its first one, where absent or without rows. */
  readonly currency?: CurrencyCode
}

/** The statement of a client; null when there is no such client. */
export async function getStatement(
  books: Books,
  { clientId, period: wanted, currency: asked }: StatementWish,
  settings: Pick<AccountSettings, 'currency'>,
  today: CalendarDate,
): Promise<StatementView | null> {
  const client = await books.clients.get(clientId)
  if (client === undefined) return null
  const rows = await accountRows(books, clientId)
  const own = client.currency ?? settings.currency
  const found = new Set([rows.invoices, rows.notes, rows.payments, rows.refunds, rows.credits].flatMap(currenciesOf))
  const currencies = [...found].sort((left, right) => (left === own ? -1 : right === own ? 1 : left < right ? -1 : 1))
  const currency = currencies.find((each) => each === asked) ?? currencies[0] ?? own
  const inCurrency = <Row extends { readonly currency: CurrencyCode }>(all: readonly Row[]) =>
    all.filter((row) => row.currency === currency)
  const ofOne: StatementRows = {
    invoices: inCurrency(rows.invoices),
    notes: inCurrency(rows.notes),
    payments: inCurrency(rows.payments),
    refunds: inCurrency(rows.refunds),
    credits: inCurrency(rows.credits),
    writeOffs: inCurrency(rows.writeOffs),
    events: rows.events,
  }
  const everything = (): Period => {
    const start = firstDayOf(ofOne) ?? today
    return { start, end: addDays(laterOf(start, today), 1) }
  }
  const period = wanted === 'all' ? everything() : wanted
  return {
    client,
    currencies: currencies.length === 0 ? [own] : currencies,
    currency,
    statement: statementOf(ofOne, period),
    period,
  }
}

/** All rows that move the balance of a client, in every currency. */
async function accountRows(books: Books, clientId: ClientId): Promise<StatementRows> {
  const [from, to] = [
    [clientId, Dexie.minKey],
    [clientId, Dexie.maxKey],
  ]
  const [listed, noted, payments, refunds, credits, allocations] = await Promise.all([
    books.invoices.where('[clientId+listedOn+id]').between(from, to).toArray(),
    books.creditNotes.where('[clientId+listedOn+id]').between(from, to).toArray(),
    books.payments.where('[clientId+receivedOn+id]').between(from, to).toArray(),
    books.refunds.where('[clientId+refundedOn+id]').between(from, to).toArray(),
    books.creditEntries.where('[clientId+currency]').between(from, to).toArray(),
    books.allocations.where('clientId').equals(clientId).toArray(),
  ])
  const writeOffs = allocations.filter(({ sourceKind }) => sourceKind === 'writeOff')
  // Only what was taken back has to be asked when.
  const asked = new Set<string>([
    ...payments.filter(({ state }) => state === 'undone').map(({ id }) => id),
    ...refunds.filter(({ state }) => state === 'undone').map(({ id }) => id),
    ...credits.filter(({ expired }) => expired > 0).map(({ id }) => id),
    ...writeOffs.filter(({ state }) => state === 'released').map(({ invoiceId }) => invoiceId),
  ])
  return {
    invoices: listed.filter((row): row is FinalizedInvoice => row.state !== 'draft'),
    notes: noted.filter(isIssued),
    payments,
    refunds,
    credits,
    writeOffs,
    events: await eventsAbout(books, asked),
  }
}

async function eventsAbout(books: Books, ids: ReadonlySet<string>): Promise<BookEvent[]> {
  if (ids.size === 0) return []
  return books.events
    .where('subjects')
    .anyOf([...ids])
    .distinct()
    .toArray()
}

function isIssued(note: CreditNote): note is IssuedCreditNote | Cancellation {
  return note.state === 'issued'
}

function currenciesOf(rows: readonly { readonly currency: CurrencyCode }[]): CurrencyCode[] {
  return rows.map(({ currency }) => currency)
}
