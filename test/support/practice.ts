// A small practice in the books of a test: a seller that may issue, a client, a tax, charges.
import { addCharge } from '../../src/commands/add-charge.ts'
import { changeSettings } from '../../src/commands/change-settings.ts'
import type { ChargeFields } from '../../src/commands/charge-row.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { type ClientFields, saveClient } from '../../src/commands/save-client.ts'
import { saveTaxRate } from '../../src/commands/save-tax-rate.ts'
import { calendarDate } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ChargeId, ClientId, InvoiceId, TaxRateId } from '../../src/core/ids.ts'
import type { FinalizedInvoice, Invoice } from '../../src/core/model.ts'
import type { AccountSettings } from '../../src/core/settings.ts'
import type { TestBooks } from './open-test-books.ts'

export interface Practice {
  readonly clientId: ClientId
  readonly taxId: TaxRateId
}

/** Fills in what R-18 asks of the seller, a 19 % tax and one client with an address. */
export async function setUpPractice(books: TestBooks, changes: Partial<AccountSettings> = {}): Promise<Practice> {
  await change(books, {
    profile: {
      name: 'Ada Practice',
      address: { line1: 'Lindenweg 4', city: 'Leipzig', postalCode: '04103', country: 'DE' },
      vatId: 'DE123456789',
    },
    ...changes,
  })
  const { id: taxId } = await books.must(saveTaxRate, {
    fields: {
      name: 'VAT',
      category: 'S',
      kind: 'normal',
      rates: [{ from: calendarDate('2007-01-01'), percent: decimal('19') }],
      state: 'active',
    },
  })
  return { taxId, clientId: await addClient(books, 'Meyer Studio') }
}

/** Changes settings at their present version. */
export async function change(books: TestBooks, changes: Partial<AccountSettings>): Promise<void> {
  const settings = await books.db.settings.get('account')
  await books.must(changeSettings, { version: settings?.version ?? 0, changes })
}

export function clientFields(name: string, more: Partial<ClientFields> = {}): ClientFields {
  return {
    name,
    contacts: [],
    addresses: [{ label: 'Office', line1: 'Hauptstraße 1', city: 'Berlin', postalCode: '10115', country: 'DE' }],
    ...more,
  }
}

export async function addClient(books: TestBooks, name: string, more: Partial<ClientFields> = {}): Promise<ClientId> {
  return (await books.must(saveClient, { fields: clientFields(name, more) })).id
}

export function chargeFields(description: string, unitPrice: string, more: Partial<ChargeFields> = {}): ChargeFields {
  return {
    description,
    quantity: decimal('1'),
    unitPrice: decimal(unitPrice),
    taxIds: [],
    taxIncluded: false,
    servedOn: calendarDate('2026-03-01'),
    ...more,
  }
}

export async function charge(
  books: TestBooks,
  clientId: ClientId,
  unitPrice: string,
  more: Partial<ChargeFields> = {},
): Promise<ChargeId> {
  return (await books.must(addCharge, { clientId, fields: chargeFields('Session', unitPrice, more) })).id
}

/** Drafts all open charges of a client onto one draft. */
export async function draftAll(books: TestBooks, clientId: ClientId): Promise<InvoiceId> {
  const { invoiceIds } = await books.must(draftInvoices, { clientId, chargeIds: 'all' })
  const [id] = invoiceIds
  if (id === undefined || invoiceIds.length !== 1) throw new Error(`expected one draft, got ${invoiceIds.length}`)
  return id
}

/** One charge, drafted and finalized. */
export async function issue(books: TestBooks, clientId: ClientId, unitPrice: string): Promise<FinalizedInvoice> {
  await charge(books, clientId, unitPrice)
  const id = await draftAll(books, clientId)
  await books.must(finalizeInvoice, { id })
  return finalized(books, id)
}

export async function finalized(books: TestBooks, id: InvoiceId): Promise<FinalizedInvoice> {
  const row: Invoice | undefined = await books.db.invoices.get(id)
  if (row === undefined || row.state === 'draft') throw new Error('not a finalized invoice')
  return row
}
