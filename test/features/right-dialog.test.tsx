// @vitest-environment happy-dom
// "Put it right" over real books: what each step says before it acts, and that it does just that.
import 'fake-indexeddb/auto'
import { cleanup, configure, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { finalizeInvoice } from '../../src/commands/finalize-invoice.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { ClientId, InvoiceId } from '../../src/core/ids.ts'
import type { Minor } from '../../src/core/money.ts'
import { RightDialog } from '../../src/features/invoices/right-dialog.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { getInvoiceView } from '../../src/queries/get-invoice.ts'
import { halvePrice, hosted } from '../support/hosted-contract.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, draftAll, finalized, issue, setUpPractice } from '../support/practice.ts'
import { renderUi } from '../ui/render-ui.tsx'

// The first rows take their time on a busy machine.
configure({ asyncUtilTimeout: 20_000 })

const now = '2026-03-02T10:00:00.000Z' as Instant
const other = vi.fn()
const closed = vi.fn()
let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks({ today: '2026-03-02' })
  clientId = (await setUpPractice(books)).clientId
  other.mockClear()
  closed.mockClear()
})
afterEach(() => {
  cleanup()
  books.db.close()
})

async function open(id: InvoiceId) {
  const settings = await books.db.settings.get('account')
  const view = await getInvoiceView(books.db, id, calendarDate(books.today))
  if (view?.kind !== 'final') throw new Error('not issued')
  const runtime = {
    books: books.db,
    settings,
    today: () => calendarDate(books.today),
    now: () => now,
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  const shown = await renderUi(
    <RuntimeProvider runtime={runtime}>
      <RightDialog view={view} onOther={other} onClose={closed} />
    </RuntimeProvider>,
  )
  await screen.findByRole('dialog')
  return shown
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const notes = () => books.db.creditNotes.toArray()
const invoices = () => books.db.invoices.toArray()

describe('putting an invoice right', () => {
  it('bills a wrong amount again and credits all that is left (M-13)', async () => {
    const { id, number } = await issue(books, clientId, '20')
    const { path } = await open(id)
    await press(/^The amount is wrong/)
    expect(await screen.findByRole('button', { name: 'Credit & bill again' })).toHaveProperty('disabled', true)
    const price = screen.getByLabelText(/^Right price/)
    await userEvent.clear(price)
    await userEvent.type(price, '10')
    expect(
      screen.getByText(
        `A credit note takes back all that is left of ${number} (€20.00), and a new invoice asks for €10.00. €20.00 settle ${number}.`,
      ),
    ).toBeTruthy()
    await press('Credit & bill again')
    await waitFor(async () => expect(await notes()).toHaveLength(1))
    const rows = await invoices()
    expect(rows.find((row) => row.id === id)).toMatchObject({ state: 'paid', amountDue: 0 })
    const again = rows.find((row) => row.id !== id)
    expect(again).toMatchObject({ state: 'open', amountDue: 1000 })
    await waitFor(() => expect(path()).toBe(`/invoices/${again?.id}`))
  })

  it('sends what a contract bills wrong to the contract first, then credits what was too much (M-13, R-14)', async () => {
    const { invoiceId, contractId } = await hosted(books, clientId)
    const { number } = await finalized(books, invoiceId)
    await open(invoiceId)
    await press(/^The amount is wrong/)
    expect((await screen.findByRole('link', { name: 'Change Care' })).getAttribute('href')).toBe(
      `/contracts/${contractId}/change`,
    )
    cleanup()
    await halvePrice(books, contractId)
    const { path } = await open(invoiceId)
    await press(/^The amount is wrong/)
    // All of it at the right price, or only what was too much.
    expect(await screen.findByText(/new invoice asks for €10\.00/)).toBeTruthy()
    await userEvent.click(await screen.findByRole('radio', { name: 'Credit the difference' }))
    expect(
      screen.getByText(
        `A draft credit note takes €10.00 off ${number}; you review it before it is issued. €10.00 lower what is due of ${number}.`,
      ),
    ).toBeTruthy()
    await press('Review credit note')
    await waitFor(async () => expect(await notes()).toMatchObject([{ state: 'draft', total: 1000 }]))
    const [note] = await notes()
    await waitFor(() => expect(path()).toBe(`/invoices/${note?.id}`))
    expect(note).toMatchObject({ correctionIds: [expect.any(String)] })
  })

  it('adds a PO number alone without a new invoice (M-14)', async () => {
    const { id, number } = await issue(books, clientId, '20')
    await open(id)
    await press(/^The address/)
    await userEvent.type(await screen.findByLabelText(/^PO number/), 'PO-7')
    expect(
      screen.getByText(`PO number PO-7 is added to ${number} with today’s date; nothing else on it changes.`),
    ).toBeTruthy()
    await press('Add PO number')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await finalized(books, id)).toMatchObject({ poAddendum: { poNumber: 'PO-7' } })
    expect(await notes()).toEqual([])
  })

  it('ends a contract and shows the credit note for the unused rest (W-8)', async () => {
    const { invoiceId, contractId } = await hosted(books, clientId)
    const { number } = await finalized(books, invoiceId)
    const { path } = await open(invoiceId)
    await press(/^The service ended early/)
    const day = await screen.findByRole('textbox', { name: 'Last day of the service' })
    await userEvent.clear(day)
    await userEvent.type(day, '2026-03-15{Tab}')
    // 16 of 31 days of 20.00.
    await screen.findByText(
      `Care ends after 15 Mar 2026. €10.32 of ${number} are too much then; the next screen shows the credit note over them before it is issued.`,
    )
    await press('End contract')
    await waitFor(async () => expect(await notes()).toMatchObject([{ state: 'draft', total: 1032 }]))
    expect(await books.db.contracts.get(contractId)).toMatchObject({ endOn: '2026-03-16' })
    const [note] = await notes()
    await waitFor(() => expect(path()).toBe(`/invoices/${note?.id}`))
  })

  it('credits the days after the last one of a line with a period (W-8)', async () => {
    await charge(books, clientId, '31', { period: { start: '2026-03-01', end: '2026-04-01' } as never })
    const id = await draftAll(books, clientId)
    await books.must(finalizeInvoice, { id })
    const { number } = await finalized(books, id)
    await open(id)
    await press(/^The service ended early/)
    const day = await screen.findByRole('textbox', { name: 'Last day of the service' })
    await userEvent.clear(day)
    await userEvent.type(day, '2026-03-21{Tab}')
    await screen.findByText(
      `A credit note takes back €10.00 of ${number} for the days after 21 Mar 2026. €10.00 lower what is due of ${number}.`,
    )
    await press('Issue credit note')
    await waitFor(async () => expect(await notes()).toMatchObject([{ state: 'issued', total: 1000 }]))
    expect(await finalized(books, id)).toMatchObject({ amountDue: 2100 })
  })

  it('gives back what was paid twice, or asks for the payment first', async () => {
    const { id, currency } = await issue(books, clientId, '20')
    await open(id)
    await press(/^It was paid twice/)
    await press('Record payment')
    expect(other).toHaveBeenCalledWith('payment')
    cleanup()
    for (const allocate of [[{ invoiceId: id, amount: 2000 as Minor }], []]) {
      const receivedOn = calendarDate('2026-03-02')
      const amount = 2000 as Minor
      await books.must(recordPayment, { clientId, currency, amount, method: 'transfer', receivedOn, allocate })
    }
    await open(id)
    await press(/^It was paid twice/)
    expect(await screen.findByText('€20.00 go back to Meyer Studio on 2 Mar 2026 and leave the credit.')).toBeTruthy()
    await press('Record refund')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await books.db.refunds.toArray()).toMatchObject([{ amount: 2000 }])
    expect(await books.db.creditEntries.toArray()).toMatchObject([{ remaining: 0, refunded: 2000 }])
    expect(await finalized(books, id)).toMatchObject({ state: 'paid' })
  })

  it('leads to the dialogs that are a way out by themselves', async () => {
    const { id } = await issue(books, clientId, '20')
    await open(id)
    await press(/^It will never be paid/)
    await press(/^It should not exist/)
    expect(other.mock.calls).toEqual([['write-off'], ['void']])
  })
})
