// @vitest-environment happy-dom
// Plans on the client's page: every term with its invoice, what comes next and when, and the acts on the last term.
import 'fake-indexeddb/auto'
import { cleanup, configure, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, InvoiceId, ProductId } from '../../src/core/ids.ts'
import { ClientPlans } from '../../src/features/clients/client-plans.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'
import { runBooks } from '../support/run-tick.ts'
import { addPlan } from '../support/selling.ts'
import { renderUi } from '../ui/render-ui.tsx'

configure({ asyncUtilTimeout: 20_000 })
afterEach(cleanup)

let books: TestBooks
let clientId: ClientId
let productId: ProductId
let invoiceId: InvoiceId

beforeEach(async () => {
  books = await openTestBooks({ today: '2026-01-31' })
  clientId = (await setUpPractice(books)).clientId
  productId = await addPlan(books, '310')
  invoiceId = (await books.must(sellByInvoice, { clientId, productId, termMonths: 3 })).invoiceId
})

async function pay(id: InvoiceId): Promise<void> {
  const invoice = await books.db.invoices.get(id)
  if (invoice === undefined || invoice.state === 'draft') throw new Error('not issued')
  const { currency, amountDue: amount } = invoice
  await books.must(recordPayment, {
    clientId,
    currency,
    amount,
    method: 'transfer',
    receivedOn: calendarDate(books.today),
    allocate: [{ invoiceId: id, amount }],
  })
}

async function draw() {
  const client = await books.db.clients.get(clientId)
  const account = await books.db.settings.get('account')
  if (client === undefined || account === undefined) throw new Error('no client')
  const runtime = {
    books: books.db,
    settings: { ...account, locale: 'en-GB' },
    today: () => calendarDate(books.today),
    now: () => `${books.today}T10:00:00.000Z` as Instant,
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      <ClientPlans client={client} />
    </RuntimeProvider>,
  )
}

it('says until when an unpaid plan stands, and once it is paid when it is renewed and when it expires', async () => {
  await draw()
  expect(await screen.findByText('Expires on 1 Apr 2026 unless 2026-0001 is paid.')).toBeTruthy()
  expect(screen.getByText('Not paid: €630.00 due')).toBeTruthy()
  await pay(invoiceId)
  expect(await screen.findByText('Renewal invoice on 1 Mar 2026; expires on 1 Apr 2026 unless paid.')).toBeTruthy()
  expect(screen.getByRole('link', { name: '2026-0001' }).getAttribute('href')).toBe(`/invoices/${invoiceId}`)
  expect(screen.getByText('Paid')).toBeTruthy()
  expect(screen.getByText(/Next term: .*€930\.00 at today's price\./)).toBeTruthy()
  expect(screen.queryByText(/A month costs/)).toBeNull()
  const row = await books.db.products.get(productId)
  if (row === undefined) throw new Error('no product')
  const { id, version, updatedAt: _at, ...fields } = row
  await books.must(saveProduct, { seen: { id, version }, fields: { ...fields, unitPrice: decimal('350') } })
  expect(await screen.findByText(/A month costs 350\.00 EUR now; this term was sold at 310\.00 EUR\./)).toBeTruthy()
  expect(screen.getByText(/€1,050\.00 at today's price/)).toBeTruthy()
})

it('is let run out and renewed again by hand, with the renewal expired once it is not paid', async () => {
  await pay(invoiceId)
  await draw()
  await userEvent.click(await screen.findByRole('button', { name: 'Let Studio plan run out' }))
  expect(await screen.findByText('Ends on 1 Apr 2026; it will not be renewed.')).toBeTruthy()
  await userEvent.click(await screen.findByRole('button', { name: /Renew Studio plan again/ }))
  expect(await screen.findByText(/Renewal invoice on 1 Mar 2026/)).toBeTruthy()
  books.today = '2026-03-01'
  await runBooks(books)
  expect(
    await screen.findByText(
      "The renewal's invoice is still a draft. Expires on 1 Apr 2026 unless it is issued and paid.",
    ),
  ).toBeTruthy()
  expect(screen.queryByRole('button', { name: /Renew Studio plan/ })).toBeNull()
  books.today = '2026-04-01'
  await runBooks(books)
  expect(await screen.findByText(/^Expired on 1 Apr 2026\. Finalize the draft/)).toBeTruthy()
  expect(screen.getAllByText(/^(31 Jan|1 Apr) . .*€\d+\.00/)).toHaveLength(2)
  expect(screen.getByText('Not paid by 1 Apr 2026: expired')).toBeTruthy()
})
