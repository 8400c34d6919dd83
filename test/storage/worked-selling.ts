// Everything that is sold ahead, in every state: packs, units used and over, a plan renewed, one expired, fields.
import { addAddress, changeAddress } from '../../src/commands/change-addresses.ts'
import { changeProductStatus } from '../../src/commands/change-product-status.ts'
import { expireUnits } from '../../src/commands/expire-units.ts'
import { giveUnits } from '../../src/commands/give-units.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { followPlan } from '../../src/commands/renew-plan.ts'
import { saveClient } from '../../src/commands/save-client.ts'
import { saveField } from '../../src/commands/save-field.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { setPoNumber } from '../../src/commands/set-po-number.ts'
import { stopPlan } from '../../src/commands/stop-plan.ts'
import { useUnits } from '../../src/commands/use-units.ts'
import { voidInvoice } from '../../src/commands/void-invoice.ts'
import { calendarDate as day } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, InvoiceId, PurchaseId } from '../../src/core/ids.ts'

import type { TestBooks } from '../support/open-test-books.ts'
import { addClient, clientFields, finalized } from '../support/practice.ts'
import { addPack, addPlan } from '../support/selling.ts'

/** A client of its own that bought everything; the account's day is as before afterwards. */
export async function sellingOf(books: TestBooks): Promise<void> {
  const today = books.today
  const clientId = await addClient(books, 'Singschule Wedel')
  await packsOf(books, clientId)
  const terms = await plansOf(books, clientId)
  await fieldsOf(books, clientId)
  // What the days do: documents are dated no later than what the other rows of the device still issue.
  books.today = '2026-03-04'
  await books.must(expireUnits, {})
  books.today = '2026-08-02'
  for (const id of terms) await books.must(followPlan, { id })
  books.today = today
}

/** A pack used up and beyond, one that waits for its payment, one that was voided, one given, units that expired. */
async function packsOf(books: TestBooks, clientId: ClientId): Promise<void> {
  const lessons = await addPack(
    books,
    '300',
    { lowAt: decimal('2'), overdraftPrice: decimal('35') },
    'Ten singing lessons',
  )
  const hours = await addPack(
    books,
    '80',
    { priceOf: 'unit', usableOn: 'payment', expiresAfter: { unit: 'month', every: 6 } },
    'Studio hours',
  )
  await books.must(sellByInvoice, { clientId, productId: lessons, poNumber: 'PO-19', notes: 'See you on Monday' })
  await books.must(useUnits, { clientId, productId: lessons, units: decimal('9.5'), usedOn: day(books.today) })
  await books.must(useUnits, {
    clientId,
    productId: lessons,
    units: decimal('1'),
    usedOn: day(books.today),
    note: 'Over',
  })
  await books.must(sellByInvoice, { clientId, productId: hours, quantity: decimal('2.5') })
  const { invoiceId } = await books.must(sellByInvoice, { clientId, productId: hours })
  await books.must(voidInvoice, { id: invoiceId, charges: 'drop' })
  const gift = { clientId, productId: hours, units: decimal('1'), origin: 'gift', note: 'For the wait' } as const
  await books.must(giveUnits, { ...gift, expiresOn: day('2026-03-04') })
}

/** A plan whose renewal is drafted, and one that expired unpaid; its product is not sold any more. */
async function plansOf(books: TestBooks, clientId: ClientId): Promise<readonly PurchaseId[]> {
  const plan = await addPlan(books, '31', { terms: [3, 6] }, 'Studio plan')
  const old = await addPlan(books, '120', { renewOn: 'anniversary' }, 'Old plan')
  const sold = await books.must(sellByInvoice, { clientId, productId: plan, termMonths: 6 })
  await pay(books, sold.invoiceId)
  const gone = await books.must(sellByInvoice, { clientId, productId: old, termMonths: 3 })
  await books.must(changeProductStatus, { id: old, state: 'archived' })
  await books.must(stopPlan, { id: gone.purchaseId })
  return [sold.purchaseId, gone.purchaseId]
}

async function pay(books: TestBooks, id: InvoiceId): Promise<void> {
  const { clientId, currency, amountDue } = await finalized(books, id)
  await books.must(recordPayment, {
    clientId,
    currency,
    amount: amountDue,
    method: 'transfer',
    receivedOn: day(books.today),
    allocate: [{ invoiceId: id, amount: amountDue }],
  })
}

/** Fields of every kind, a client with values and house rules of its own, an address that was corrected. */
async function fieldsOf(books: TestBooks, clientId: ClientId): Promise<void> {
  const field = { subject: 'client', kind: 'text', required: 0, onDocuments: 0 } as const
  const vendor = await books.must(saveField, { fields: { ...field, name: 'Vendor number', onDocuments: 1 } })
  const portal = await books.must(saveField, {
    fields: { ...field, name: 'Portal', kind: 'choice', choices: ['Ariba', 'Coupa'] },
  })
  await books.must(saveField, { fields: { ...field, subject: 'invoice', name: 'Delivered on', kind: 'date' } })
  const client = await books.db.clients.get(clientId)
  const version = client?.version ?? 0
  await books.must(saveClient, {
    seen: { id: clientId, version },
    fields: clientFields('Singschule Wedel', {
      addresses: client?.addresses ?? [],
      customFields: [
        { name: 'Vendor number', value: 'V-4711', fieldId: vendor.id },
        { name: 'Portal', value: 'Ariba', fieldId: portal.id },
        { name: 'Choir', value: 'Tenor' },
      ],
      selling: { minimum: 5000 as never, outstandingCap: 5, allowTrial: 1, terms: [3, 12] },
    }),
  })
  const place = { label: 'Hall', line1: 'Am Markt 2', city: 'Wedel', postalCode: '22880', country: 'DE' }
  await books.must(addAddress, { clientId, address: place, makeDefault: false })
  const first = client?.addresses[0]
  if (first !== undefined)
    await books.must(changeAddress, { clientId, id: first.id, address: { ...place, label: 'Office' } })
  const open = await books.db.invoices.where('[clientId+state]').equals([clientId, 'open']).primaryKeys()
  await books.must(setPoNumber, { clientId, poNumber: 'PO-2026', applyTo: open.slice(0, 1) })
}
