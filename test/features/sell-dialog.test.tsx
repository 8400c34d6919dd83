// @vitest-environment happy-dom
// "Sell by invoice" over real books: what it shows before it sells, each refusal with its way out, and what it then makes.
import 'fake-indexeddb/auto'
import { cleanup, configure, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changeClientStatus } from '../../src/commands/change-client-status.ts'
import { changePurchase } from '../../src/commands/change-purchase.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveField } from '../../src/commands/save-field.ts'
import { saveProduct } from '../../src/commands/save-product.ts'
import { sellByInvoice } from '../../src/commands/sell-by-invoice.ts'
import { useUnits } from '../../src/commands/use-units.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import { decimal } from '../../src/core/decimal.ts'
import type { ClientId, InvoiceId, ProductId, PurchaseId } from '../../src/core/ids.ts'
import type { CurrencyCode } from '../../src/core/money.ts'
import type { ProductSale } from '../../src/core/selling/product-sale.ts'
import { SellDialog } from '../../src/features/blocks/sell-dialog.tsx'
import type { SellStart } from '../../src/features/blocks/sell-form.ts'
import { ChangePurchaseDialog } from '../../src/features/invoices/change-purchase-dialog.tsx'
import { VoidDialog } from '../../src/features/invoices/void-dialog.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { getInvoiceView } from '../../src/queries/get-invoice.ts'
import { ConfirmHost } from '../../src/ui/confirm.tsx'
import { ToastHost } from '../../src/ui/toast.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, change, issue, setUpPractice } from '../support/practice.ts'
import { renderUi } from '../ui/render-ui.tsx'

// The first rows take their time on a busy machine.
configure({ asyncUtilTimeout: 20_000 })

const closed = vi.fn()
let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks({ today: '2026-01-31' })
  clientId = (await setUpPractice(books)).clientId
  closed.mockClear()
})
afterEach(() => {
  cleanup()
  books.db.close()
})

async function draw(part: React.ReactNode) {
  const runtime = {
    books: books.db,
    settings: await books.db.settings.get('account'),
    today: () => calendarDate(books.today),
    now: () => '2026-01-31T10:00:00.000Z' as Instant,
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  const shown = await renderUi(
    <RuntimeProvider runtime={runtime}>
      {part}
      <ConfirmHost />
      <ToastHost />
    </RuntimeProvider>,
  )
  await screen.findByRole('dialog')
  return shown
}

const open = (start: SellStart) => draw(<SellDialog start={start} onClose={closed} />)

async function product(name: string, unitPrice: string, sale: ProductSale): Promise<ProductId> {
  const fields = { name, kind: 'service', unit: 'lessons', unitPrice: decimal(unitPrice), sale } as const
  const more = { currency: 'EUR' as CurrencyCode, taxIds: [], taxIncluded: false }
  return (await books.must(saveProduct, { fields: { ...fields, ...more } })).id
}

const pack: ProductSale = { kind: 'pack', units: decimal('10'), priceOf: 'pack' }
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const create = () => press('Create invoice')
const invoices = () => books.db.invoices.where('clientId').equals(clientId).toArray()
const purchases = () => books.db.purchases.toArray()

describe('selling by invoice', () => {
  it('refuses 99.99 with the rule, the figures and the number that reaches 100.00, then sells that (T-1, T-4)', async () => {
    const productId = await product('Ten lessons', '33.33', pack)
    const { path } = await open({ clientId, productId })
    const number = await screen.findByLabelText('How many')
    await userEvent.clear(number)
    await userEvent.type(number, '3')
    await screen.findByText('€99.99 is below the minimum purchase of €100.00. Raise it by €0.01.')
    await userEvent.type(screen.getByLabelText(/^PO number/), 'PO-9')
    await create()
    expect(await invoices()).toEqual([])
    expect(document.activeElement?.textContent).toBe('Raise to 4 for €133.32')
    await press('Raise to 4 for €133.32')
    await screen.findByText('40 lessons that can be used at once. Due on receipt.')
    await waitFor(() => expect(screen.queryByText(/is below the minimum/)).toBeNull())
    await create()
    await waitFor(() => expect(closed).toHaveBeenCalled())
    const [sold] = await purchases()
    expect(sold).toMatchObject({ kind: 'pack', quantity: '4', units: '40', amount: 13332, state: 'issued' })
    // What was typed before the refusal is still there.
    expect(await books.db.invoices.get(sold?.invoiceId as InvoiceId)).toMatchObject({ poNumber: 'PO-9', sale: 'pack' })
    await waitFor(() => expect(path()).toBe(`/invoices/${sold?.invoiceId}`))
  })

  it('asks for the fields that the owner requires of invoices, each by its name (M-7)', async () => {
    const productId = await product('Ten lessons', '350', pack)
    const field = { subject: 'invoice', kind: 'text', onDocuments: 0 } as const
    await books.must(saveField, { fields: { ...field, name: 'Cost centre', required: 1 } })
    await books.must(saveField, { fields: { ...field, name: 'Remark', required: 0 } })
    await open({ clientId, productId })
    const input = await screen.findByLabelText(/^Cost centre/)
    await screen.findByLabelText(/^Remark/)
    await screen.findByText(/10 lessons that can be used at once/)
    await create()
    await screen.findByText('Fill in “Cost centre”: it is required.')
    expect([await invoices(), input.getAttribute('aria-invalid')]).toEqual([[], 'true'])
    await userEvent.type(input, 'CC-7')
    await create()
    await waitFor(() => expect(closed).toHaveBeenCalled())
    const [sold] = await purchases()
    expect((await books.db.invoices.get(sold?.invoiceId as InvoiceId))?.customFields).toMatchObject([
      { name: 'Cost centre', value: 'CC-7' },
    ])
  })

  it('shows the months of a plan and the total before anything is made (T-7)', async () => {
    const productId = await product('Studio', '31', { kind: 'plan', renewOn: 'first' })
    await open({ clientId, productId })
    await screen.findByText('Runs from 31 Jan 2026 to 31 Mar 2026; the next term begins on 1 Apr 2026. Due on receipt.')
    const amounts = screen.getAllByRole('definition').map((each) => each.textContent)
    expect(amounts.map((text) => text?.replace(/\s/g, ''))).toEqual(['1.00EUR', '31.00EUR', '31.00EUR', '63.00EUR'])
    await screen.findByText('€63.00 is below the minimum purchase of €100.00. Raise it by €37.00.')
    await press('Take 6 months')
    await screen.findByText(/^Runs from 31 Jan 2026 to 30 Jun 2026/)
    await create()
    await waitFor(async () => expect(await purchases()).toMatchObject([{ kind: 'plan', termMonths: 6, amount: 15600 }]))
  })

  it('lets a client buy for less where nothing that is for sale reaches the minimum, with a way back (T-3, T-4)', async () => {
    const productId = await product('Studio', '31', { kind: 'plan', renewOn: 'first', terms: [3] })
    await open({ clientId, productId })
    await press(/^Allow .* from €63\.00$/)
    await waitFor(() => expect(screen.queryByText(/is below the minimum/)).toBeNull())
    expect((await books.db.clients.get(clientId))?.selling).toEqual({ minimum: 6300 })
    await press('Undo')
    await screen.findByText(/is below the minimum/)
    expect((await books.db.clients.get(clientId))?.selling).toBeUndefined()
  })

  it('says what an invoice cannot do without, beside the place to fill it in (R-18)', async () => {
    await change(books, { profile: { name: 'Ada Practice' } })
    await open({ clientId, productId: await product('Ten lessons', '450', pack) })
    await screen.findByText(/^10 lessons that can be used at once/)
    await create()
    const said = within(await screen.findByRole('alert'))
    expect(said.getByRole('link', { name: 'Open your business details' }).getAttribute('href')).toBe(
      '/settings/profile',
    )
    expect(await invoices()).toEqual([])
  })

  it('names the terms that are allowed where another is wanted: 5 of 3, 6, 12 (T-6)', async () => {
    const productId = await product('Studio', '50', { kind: 'plan', renewOn: 'first' })
    await open({ order: { clientId, productId, termMonths: 5 } })
    for (const months of [3, 6, 12]) await screen.findByRole('button', { name: `Take ${months} months` })
    await create()
    expect(await purchases()).toEqual([])
    await press('Take 6 months')
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Take 12 months' })).toBeNull())
    await create()
    await waitFor(async () => expect(await purchases()).toMatchObject([{ termMonths: 6 }]))
  })

  it('lists the unpaid invoices at the cap; voiding one lifts it at once (T-2)', async () => {
    const productId = await product('Ten lessons', '450', pack)
    const due = [
      await issue(books, clientId, '20'),
      await issue(books, clientId, '30'),
      await issue(books, clientId, '40'),
    ]
    await open({ clientId, productId })
    const notice = await screen.findByText(/^3 invoices are outstanding, and 3 is the most for one client/)
    expect(notice.textContent).toContain(due[0]?.number)
    expect(screen.getAllByRole('button', { name: /^Record payment for/ })).toHaveLength(3)
    await create()
    expect(await purchases()).toEqual([])
    await press(new RegExp(`^Void.*${due[1]?.number}`))
    const [, question] = await screen.findAllByRole('dialog')
    await userEvent.click(within(question as HTMLElement).getByRole('button', { name: 'Void invoice' }))
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Record payment for/ })).toBeNull())
    await create()
    await waitFor(async () => expect(await purchases()).toHaveLength(1))
    expect(await books.db.invoices.get(due[1]?.id as InvoiceId)).toMatchObject({ state: 'void' })
  })

  it.each([
    ['Allow it on trial', { status: 'trial', selling: { allowTrial: 1 } }],
    ['End the trial', { status: 'active' }],
  ] as const)('a client on trial: %s (T-3)', async (way, after) => {
    const productId = await product('Ten lessons', '450', pack)
    await books.must(changeClientStatus, { id: clientId, status: 'trial' })
    await open({ clientId, productId })
    await press(way)
    await waitFor(() => expect(screen.queryByRole('button', { name: way })).toBeNull())
    expect(await books.db.clients.get(clientId)).toMatchObject(after)
    await create()
    await waitFor(async () => expect(await purchases()).toHaveLength(1))
  })

  it('asks for an address that is missing; the new one becomes the default (T-10, T-11)', async () => {
    const productId = await product('Ten lessons', '450', pack)
    clientId = await addClient(books, 'Nowhere', { addresses: [] })
    await open({ clientId, productId })
    await press('Enter an address')
    await create()
    expect(await purchases()).toEqual([])
    await userEvent.type(screen.getByLabelText(/^Street/), 'Torstraße 12')
    await userEvent.type(screen.getByLabelText('City'), 'Berlin')
    await create()
    await waitFor(async () => expect(await purchases()).toHaveLength(1))
    const client = await books.db.clients.get(clientId)
    expect(client?.addresses).toMatchObject([{ line1: 'Torstraße 12', city: 'Berlin', id: client?.defaultAddressId }])
    const [invoice] = await invoices()
    expect(invoice).toMatchObject({ state: 'open', addressId: client?.defaultAddressId })
  })

  it('makes a first pack right there and sells it', async () => {
    await open({ clientId })
    await press('Make this pack')
    expect(await books.db.products.count()).toBe(0)
    await userEvent.type(screen.getByLabelText('Name'), 'Five hours')
    await userEvent.clear(screen.getByLabelText('Units in a pack'))
    await userEvent.type(screen.getByLabelText('Units in a pack'), '5')
    await userEvent.type(screen.getByLabelText('Price of the pack'), '400')
    await press('Make this pack')
    await screen.findByText(/^5 units that can be used at once/)
    await create()
    await waitFor(async () => expect(await purchases()).toMatchObject([{ units: '5', amount: 40000 }]))
  })
})

describe('changing a purchase (R-31)', () => {
  async function sold() {
    const productId = await product('Ten lessons', '450', pack)
    const { invoiceId, number } = await books.must(sellByInvoice, { clientId, productId, poNumber: 'PO-1' })
    await books.must(useUnits, { clientId, productId, units: decimal('2'), usedOn: calendarDate(books.today) })
    const view = await getInvoiceView(books.db, invoiceId, calendarDate(books.today))
    if (view?.kind !== 'final') throw new Error('not issued')
    return { view, number, invoiceId }
  }

  it('says what goes back and what was used, takes it back and opens the sale filled in', async () => {
    const { view, number, invoiceId } = await sold()
    await draw(<ChangePurchaseDialog view={view} onClose={closed} />)
    await screen.findByText(
      `Invoice ${number} over €450.00 is voided and keeps its number. 8 lessons that nobody used go back. 2 lessons were used already and stay used.`,
    )
    await press('Take back and sell again')
    const how = await screen.findByLabelText('How many')
    expect((await books.db.invoices.get(invoiceId))?.state).toBe('void')
    expect(screen.getByLabelText(/^PO number/)).toHaveProperty('value', 'PO-1')
    await userEvent.clear(how)
    await userEvent.type(how, '2')
    await screen.findByText(/^20 lessons/)
    await create()
    await waitFor(async () => expect(await purchases()).toHaveLength(2))
    const [first, second] = (await purchases()).sort((a, b) => (a.state > b.state ? -1 : 1))
    expect(first).toMatchObject({ state: 'undone', replacedBy: second?.id })
    expect(second).toMatchObject({ state: 'issued', replaces: first?.id, units: '20' })
  })

  it('voiding the invoice says the same, and bills nothing again', async () => {
    const { view, invoiceId } = await sold()
    await draw(<VoidDialog view={view} onClose={closed} />)
    await screen.findByText(/8 lessons that nobody used go back. 2 lessons were used already and stay used\.$/)
    expect(screen.queryByRole('radio')).toBeNull()
    await press('Void invoice')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await books.db.invoices.get(invoiceId)).toMatchObject({ state: 'void' })
    expect(await books.db.charges.where('clientId').equals(clientId).toArray()).toMatchObject([{ state: 'waived' }])
  })

  it('credits what was paid instead of voiding it; the money becomes credit', async () => {
    const { view, invoiceId, number } = await sold()
    const amount = view.invoice.amountDue
    await books.must(recordPayment, {
      clientId,
      currency: view.invoice.currency,
      amount,
      method: 'transfer',
      receivedOn: calendarDate(books.today),
      allocate: [{ invoiceId, amount }],
    })
    const paid = await getInvoiceView(books.db, invoiceId, calendarDate(books.today))
    if (paid?.kind !== 'final') throw new Error('not issued')
    const [purchase] = await purchases()
    const asVoid = { id: purchase?.id as PurchaseId, way: 'void' } as const
    expect(await books.refusal(changePurchase, asVoid)).toMatchObject({ code: 'payment-allocated' })
    await draw(<ChangePurchaseDialog view={paid} onClose={closed} />)
    await screen.findByText(new RegExp(`^A credit note takes back all that is left of invoice ${number}`))
    await press('Take back and sell again')
    await screen.findByLabelText('How many')
    expect(await books.db.creditNotes.toArray()).toMatchObject([{ state: 'issued' }])
    expect(await purchases()).toMatchObject([{ state: 'undone', invoiceId }])
    const credit = await books.db.creditEntries.toArray()
    expect(credit.reduce((sum, { remaining }) => sum + remaining, 0)).toBe(amount)
  })
})
