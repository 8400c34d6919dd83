// @vitest-environment happy-dom
// Recording, refunding and using credit over real books: what each dialog says before it acts, and that it does just that.
import 'fake-indexeddb/auto'
import { cleanup, configure, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { grantGoodwill } from '../../src/commands/grant-goodwill.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { refundMoney } from '../../src/commands/refund-money.ts'
import { takeOffCredit } from '../../src/commands/take-off-credit.ts'
import { undoPayment } from '../../src/commands/undo-payment.ts'
import { undoRefund } from '../../src/commands/undo-refund.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { ClientId } from '../../src/core/ids.ts'
import { type CurrencyCode, minor } from '../../src/core/money.ts'
import { RecordPaymentDialog } from '../../src/features/blocks/record-payment-dialog.tsx'
import { RefundDialog } from '../../src/features/blocks/refund-dialog.tsx'
import { UseCreditDialog } from '../../src/features/blocks/use-credit-dialog.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { getClientCredit } from '../../src/queries/get-client-credit.ts'
import { getPayment } from '../../src/queries/get-payment.ts'
import { listPayments } from '../../src/queries/list-payments.ts'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { change, issue, setUpPractice } from '../support/practice.ts'
import { renderUi } from '../ui/render-ui.tsx'

// The first rows take their time on a busy machine.
configure({ asyncUtilTimeout: 20_000 })

const EUR = 'EUR' as CurrencyCode
const day = calendarDate('2026-03-02')
const closed = vi.fn()
let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks({ today: day })
  clientId = (await setUpPractice(books)).clientId
  closed.mockClear()
})
afterEach(() => {
  cleanup()
  books.db.close()
})

async function show(dialog: ReactNode) {
  const runtime = {
    books: books.db,
    settings: await books.db.settings.get('account'),
    today: () => calendarDate(books.today),
    now: () => `${books.today}T10:00:00.000Z` as Instant,
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  await renderUi(<RuntimeProvider runtime={runtime}>{dialog}</RuntimeProvider>)
  await screen.findByRole('dialog')
}
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const type = async (name: string | RegExp, text: string) => {
  const field = await screen.findByRole('textbox', { name })
  await userEvent.clear(field)
  await userEvent.type(field, text)
}
const dues = async () => (await books.db.invoices.toArray()).map((row) => (row.state === 'draft' ? 0 : row.amountDue))
const pay = (amount: number, allocate: Parameters<typeof recordPayment.run>[1]['allocate'] = []) =>
  books.must(recordPayment, {
    clientId,
    currency: EUR,
    amount: minor(amount),
    method: 'transfer',
    receivedOn: day,
    allocate,
  })
const groupId = async () => {
  const [group] = await books.db.billingGroups.where('clientId').equals(clientId).toArray()
  if (group === undefined) throw new Error('no group')
  return group.id
}
const pot = async () => {
  const view = await getClientCredit(books.db, clientId, calendarDate(books.today))
  return view?.pots[0]
}

describe('a payment in three steps', () => {
  it('spreads one payment over two invoices as typed, refuses what is too much, and says what each will be', async () => {
    const first = await issue(books, clientId, '100')
    const second = await issue(books, clientId, '50')
    await show(<RecordPaymentDialog clientId={clientId} onClose={closed} />)
    await screen.findByRole('checkbox', { name: new RegExp(first.number) })
    await press('Next')
    await type('Amount', String((first.amountDue + second.amountDue) / 100 + 20))
    await type(`Of this payment on ${first.number}`, '1000000')
    expect(await screen.findByText(/^At most/)).toBeTruthy()
    await press('Next')
    expect(await books.db.payments.count()).toBe(0)
    await type(`Of this payment on ${first.number}`, '40')
    await press('Next')
    const rest = (first.amountDue - 4000) / 100
    expect(
      await screen.findByText(new RegExp(`^${first.number}: .*40\\.00 from this payment\\. .*${rest}.* stays due`)),
    ).toBeTruthy()
    expect(await screen.findByText(new RegExp(`^${second.number}: .* It is paid`))).toBeTruthy()
    // Back keeps what was typed.
    await press('Back')
    expect(await screen.findByRole('textbox', { name: `Of this payment on ${first.number}` })).toHaveProperty(
      'value',
      '40.00',
    )
    await press('Next')
    await press('Record payment')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await dues()).toEqual([first.amountDue - 4000, 0])
  })

  it('uses credit first for the full balance, which may cover an invoice wholly (R-28)', async () => {
    await change(books, { creditBalance: 'off' })
    const first = await issue(books, clientId, '100')
    const second = await issue(books, clientId, '50')
    await pay(first.amountDue + 1000)
    await show(<RecordPaymentDialog clientId={clientId} onClose={closed} />)
    expect(await screen.findByRole('checkbox', { name: /of credit first/ })).toHaveProperty('checked', true)
    await press('Next')
    expect(await screen.findByRole('textbox', { name: 'Amount' })).toHaveProperty(
      'value',
      ((second.amountDue - 1000) / 100).toFixed(2),
    )
    await press('Next')
    expect(await screen.findByText(new RegExp(`^${first.number}: .* from credit\\. It is paid`))).toBeTruthy()
    await press('Record payment')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await dues()).toEqual([0, 0])
    expect((await pot())?.balance).toBe(0)
  })

  it('refuses a part below the minimum beside the field (T-18)', async () => {
    await issue(books, clientId, '100')
    await show(<RecordPaymentDialog clientId={clientId} onClose={closed} />)
    await screen.findByRole('checkbox')
    await press('Next')
    await type('Amount', '4.99')
    await press('Next')
    expect(await screen.findByText(/smallest partial payment is .*5\.00/)).toBeTruthy()
    expect(screen.queryByText(/Step 3/)).toBeNull()
  })
})

describe('money that goes back', () => {
  it('takes what is free first, then off the ticked invoice, and says so before', async () => {
    const invoice = await issue(books, clientId, '100')
    const { id } = await pay(invoice.amountDue + 3000, [{ invoiceId: invoice.id, amount: invoice.amountDue }])
    const view = await getPayment(books.db, id)
    if (view === null) throw new Error('no payment')
    const { free, placed } = view
    const props = { clientName: 'X', currency: EUR, method: 'transfer', receivedOn: day, onClose: closed } as const
    await show(<RefundDialog {...props} source={{ kind: 'payment', id }} free={free} placed={placed} />)
    await type('Amount', '50')
    expect(await screen.findByText(new RegExp(`20\\.00 of ${invoice.number} becomes due again`))).toBeTruthy()
    await press('Refund')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await dues()).toEqual([2000])
    const after = await getPayment(books.db, id)
    expect(after).toMatchObject({ free: 0, refunds: [{ amount: 5000, direct: 2000 }] })
    expect((await listPayments(books.db, {}, undefined, 10)).rows).toHaveLength(1)
    const { rows } = await listPayments(books.db, { text: invoice.number }, undefined, 10)
    expect(rows.map(({ payment, refunded }) => [payment.id, refunded])).toEqual([[id, 5000]])
    expect((await listPayments(books.db, { method: 'cash' }, undefined, 10)).rows).toEqual([])
  })
})

describe('credit by hand (W-13)', () => {
  it('proposes what is due, refuses a cent more, and leaves the rest', async () => {
    await change(books, { creditBalance: 'off' })
    const invoice = await issue(books, clientId, '100')
    await pay(invoice.amountDue + 15000)
    const [credit] = (await pot())?.usable ?? []
    if (credit === undefined) throw new Error('no credit')
    await show(<UseCreditDialog credits={[credit]} invoices={[invoice]} currency={EUR} today={day} onClose={closed} />)
    const due = invoice.amountDue / 100
    expect(await screen.findByRole('textbox', { name: 'Amount' })).toHaveProperty('value', due.toFixed(2))
    await type('Amount', (due + 0.01).toFixed(2))
    expect(await screen.findByText(/no more than is due/)).toBeTruthy()
    await type('Amount', due.toFixed(2))
    expect(await screen.findByText(/is paid then.*150\.00 of this credit is left/)).toBeTruthy()
    await press('Use credit')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await dues()).toEqual([0])
    expect((await pot())?.balance).toBe(15000)
  })
})

describe('the ledger of a credit balance', () => {
  it('has a line for everything that happened, and its last balance is what is left', async () => {
    const group = await groupId()
    let minute = 10
    const next = () => {
      minute += 1
      books.now = `2026-03-02T10:${minute}:00.000Z` as Instant
    }
    const { id } = await pay(30000)
    next()
    const invoice = await issue(books, clientId, '100')
    next()
    const [lies] = (await pot())?.placed ?? []
    if (lies === undefined) throw new Error('no credit was used')
    await books.must(takeOffCredit, { allocationId: lies.allocation.id })
    next()
    const back = { amount: minor(5000), releases: [], method: 'transfer', refundedOn: day } as const
    const refund = await books.must(refundMoney, { ...back, source: { kind: 'payment', id } })
    next()
    await books.must(undoRefund, { id: refund.id, version: 1, reason: 'came back' })
    next()
    const gift = { clientId, billingGroupId: group, currency: EUR, amount: minor(invoice.payable + 100) }
    await books.must(grantGoodwill, { ...gift, reason: 'Sorry' })
    next()
    const kinds = async () => (await pot())?.lines.map(({ kind, balance }) => [kind, balance]).reverse()
    const used = invoice.payable
    expect(await kinds()).toEqual([
      ['deposit', 30000],
      ['used', 30000 - used],
      ['returned', 30000],
      ['refund', 25000],
      ['refund-undone', 30000],
      ['goodwill', 30000 + used + 100],
      ['used', 30100],
    ])
    expect((await pot())?.balance).toBe(30100)
    await books.must(undoPayment, { id, reason: 'bounced' })
    expect((await kinds())?.at(-1)).toEqual(['reversed', 100])
    expect((await pot())?.balance).toBe(100)
  })
})
