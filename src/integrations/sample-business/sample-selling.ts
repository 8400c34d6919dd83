// What the sample business sells ahead: a pack of which some is used, a plan, and a field that prints.
import { recordPayment } from '../../commands/record-payment.ts'
import { saveClient } from '../../commands/save-client.ts'
import { saveField } from '../../commands/save-field.ts'
import { saveProduct } from '../../commands/save-product.ts'
import { sellByInvoice } from '../../commands/sell-by-invoice.ts'
import { useUnits } from '../../commands/use-units.ts'
import type { CalendarDate } from '../../core/date.ts'
import { decimal } from '../../core/decimal.ts'
import type { ClientId, InvoiceId, ProductId } from '../../core/ids.ts'
import type { ProductSale } from '../../core/selling/product-sale.ts'
import { type Pen, priceIn } from './sample-pen.ts'

/** Everything happens today, after the last documents: one pack is paid and partly used, one waits, a plan runs. */
export async function writeSelling(pen: Pen, today: CalendarDate): Promise<void> {
  const [first, second, third] = await clientsWithRoom(pen)
  if (first === undefined || second === undefined || third === undefined) return
  const sessions = await product(pen, today, 'Ten coaching sessions', 'session', 95_000, {
    kind: 'pack',
    units: decimal('10'),
    priceOf: 'pack',
    lowAt: decimal('2'),
  })
  const care = await product(pen, today, 'Website care', 'month', 12_000, { kind: 'plan', renewOn: 'first' })
  const bought = await pen.on(today, sellByInvoice, { clientId: first, productId: sessions })
  await pay(pen, today, bought.invoiceId)
  for (const [units, note] of [
    ['1', 'Kick-off'],
    ['1.5', 'Review'],
    ['6', 'Workshop week'],
  ] as const) {
    await pen.on(today, useUnits, { clientId: first, productId: sessions, units: decimal(units), usedOn: today, note })
  }
  await pen.on(today, sellByInvoice, { clientId: second, productId: sessions })
  const plan = await pen.on(today, sellByInvoice, { clientId: third, productId: care, termMonths: 6 })
  await pay(pen, today, plan.invoiceId)
  // Nordwind wants it on every invoice.
  await vendorNumber(pen, today, pen.clients[5] ?? third)
}

/** Those whom the house rules let buy: fewer invoices outstanding than the cap. */
async function clientsWithRoom({ books, clients, settings }: Pen): Promise<readonly ClientId[]> {
  const counts = await Promise.all(
    clients.map((id) => {
      const owed = ['open', 'uncollectible'].map((state) => [id, state])
      return books.invoices.where('[clientId+state]').anyOf(owed).count()
    }),
  )
  const { outstandingCap } = settings.selling
  // The later ones have shown less of themselves elsewhere.
  return clients.filter((_id, index) => (counts[index] ?? 0) < outstandingCap).reverse()
}

async function product(
  pen: Pen,
  today: CalendarDate,
  name: string,
  unit: string,
  hundredths: number,
  sale: ProductSale,
): Promise<ProductId> {
  const { taxIds, settings } = pen
  const price = { unitPrice: priceIn(hundredths, settings), currency: settings.currency, taxIds, taxIncluded: false }
  return (await pen.on(today, saveProduct, { fields: { name, kind: 'service', unit, ...price, sale } })).id
}

async function pay(pen: Pen, today: CalendarDate, id: InvoiceId): Promise<void> {
  const invoice = await pen.books.invoices.get(id)
  if (invoice === undefined || invoice.state !== 'open') return
  await pen.on(today, recordPayment, {
    clientId: invoice.clientId,
    currency: invoice.currency,
    amount: invoice.amountDue,
    method: 'transfer',
    receivedOn: today,
    allocate: [{ invoiceId: id, amount: invoice.amountDue }],
  })
}

/** A field that a client of theirs asks for on every document. */
async function vendorNumber(pen: Pen, today: CalendarDate, clientId: ClientId): Promise<void> {
  const fields = { subject: 'client', name: 'Vendor number', kind: 'text', required: 0, onDocuments: 1 } as const
  const { id: fieldId } = await pen.on(today, saveField, { fields })
  const client = await pen.books.clients.get(clientId)
  if (client === undefined) return
  const { id, version, status: _status, ...kept } = client
  const customFields = [...(client.customFields ?? []), { name: fields.name, value: '100-4711', fieldId }]
  await pen.on(today, saveClient, { seen: { id, version }, fields: { ...kept, customFields } })
}
