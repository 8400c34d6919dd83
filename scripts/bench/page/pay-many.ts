// One payment over many open invoices, against one raw transaction that writes as many of the very same rows: for a twin of
// the client, with invoices that are open too, so that every index has as much to move.
import { addCharge } from '../../../src/commands/add-charge.ts'
import { changeSettings } from '../../../src/commands/change-settings.ts'
import { draftInvoices } from '../../../src/commands/draft-invoices.ts'
import { execute } from '../../../src/commands/execute.ts'
import { finalizeInvoice } from '../../../src/commands/finalize-invoice.ts'
import { openAccountBooks } from '../../../src/commands/open-account-books.ts'
import { recordPayment } from '../../../src/commands/record-payment.ts'
import { saveClient } from '../../../src/commands/save-client.ts'
import { calendarDate } from '../../../src/core/date.ts'
import { decimal } from '../../../src/core/decimal.ts'
import type { ClientId, InvoiceId } from '../../../src/core/ids.ts'
import type { Client, FinalizedInvoice } from '../../../src/core/model.ts'
import type { CurrencyCode, Minor } from '../../../src/core/money.ts'
import { AccountDb } from '../../../src/storage/account-db.ts'
import { recordWrites, type Written, writeRaw } from './billing-rounds.ts'
import { benchEnvelope, must } from './fill-books.ts'

const today = '2026-11-02'
const currency = 'EUR' as CurrencyCode

export interface PaidMany {
  /** The payment by the product; ms. */
  readonly ours: number
  /** Its rows for the twin, raw; ms. */
  readonly raw: number
  readonly rows: number
}

interface PayBooks {
  readonly db: AccountDb
  readonly client: Client
  readonly invoice: FinalizedInvoice
}

let opened: Promise<PayBooks> | undefined
let round = 0

/** Pays `count` open invoices of a client with one payment, then writes the same rows raw for its twin. */
export async function payMany(count: number): Promise<PaidMany> {
  opened ??= openPayBooks()
  const books = await opened
  round += 1
  const [mine, twin] = [`ours-${round}-`, `twin-${round}-`]
  const clientId = await addOpen(books, mine, count)
  await addOpen(books, twin, count)
  const payment = {
    clientId,
    currency,
    amount: (books.invoice.payable * count) as Minor,
    method: 'transfer',
    receivedOn: calendarDate(today),
    allocate: 'oldest-first',
  } as const
  const envelope = benchEnvelope(today)
  const stop = recordWrites()
  const began = performance.now()
  const result = await execute(books.db, recordPayment, payment, envelope)
  const ours = performance.now() - began
  const written = stop().flat()
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  if (result.value.paid.length !== count || result.value.credit !== 0) throw new Error('not all of them were paid')
  const rows = written.map((row) => forTwin(row, mine, twin))
  const again = performance.now()
  await writeRaw(books.db.backendDB(), rows)
  return { ours, raw: performance.now() - again, rows: rows.length }
}

/** A row as it would be for the twin: every id of its own, everything else alike. */
function forTwin({ store, act, value }: Written, mine: string, twin: string): Written {
  const text = JSON.stringify(value)
    .replaceAll(mine, twin)
    .replace(/"(all|pay|cmd)_/g, '"$1_twin')
  return { store, act, value: JSON.parse(text) }
}

async function openPayBooks(): Promise<PayBooks> {
  const db = new AccountDb('bench-pay-many')
  await db.delete({ disableAutoOpen: false })
  const place = { country: 'DE', locale: 'en-GB', currency, timeZone: 'Europe/Berlin' }
  await must(db, openAccountBooks, place, today)
  const settings = await db.settings.get('account')
  const address = { line1: 'Lindenweg 4', city: 'Leipzig', country: 'DE' }
  const profile = { name: 'Bench Practice', address, vatId: 'DE123456789' }
  await must(db, changeSettings, { version: settings?.version ?? 0, changes: { profile } }, today)
  const of = { label: 'Office', line1: 'Hauptstrasse 1', city: 'Berlin', country: 'DE' }
  const { id: clientId } = await must(
    db,
    saveClient,
    { fields: { name: 'Payer', contacts: [], addresses: [of] } },
    today,
  )
  const fields = {
    description: 'Consulting',
    quantity: decimal('2'),
    unitPrice: decimal('120'),
    taxIds: [],
    taxIncluded: false,
    servedOn: calendarDate(today),
  }
  await must(db, addCharge, { clientId, fields }, today)
  const { invoiceIds } = await must(db, draftInvoices, { clientId, chargeIds: 'all' }, today)
  const id = invoiceIds[0] as InvoiceId
  await must(db, finalizeInvoice, { id }, today)
  const [client, invoice] = await Promise.all([db.clients.get(clientId), db.invoices.get(id)])
  if (client === undefined || invoice === undefined || invoice.state === 'draft') throw new Error('no template')
  return { db, client, invoice }
}

/** A client with so many open invoices, whose ids and numbers bear its name. */
async function addOpen({ db, client, invoice }: PayBooks, name: string, count: number): Promise<ClientId> {
  const id = `cli_${name}` as ClientId
  await db.clients.add({ ...client, id })
  await db.invoices.bulkAdd(
    Array.from({ length: count }, (_, at) => ({
      ...invoice,
      id: `inv_${name}${String(at).padStart(5, '0')}` as InvoiceId,
      clientId: id,
      number: `${name}${at}`,
      series: name,
      sequence: at + 1,
    })),
  )
  return id
}
