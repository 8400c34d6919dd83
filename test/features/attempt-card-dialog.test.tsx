// @vitest-environment happy-dom
// "Attempt card payment" over real books: what it says before it acts, what it refuses, and what is left when offline.
import 'fake-indexeddb/auto'
import { cleanup, configure, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changeSettings } from '../../src/commands/change-settings.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { FinalizedInvoice } from '../../src/core/model.ts'
import { minor } from '../../src/core/money.ts'
import type { CardAttempt, CardAttemptState } from '../../src/core/payments/card-attempt.ts'
import { adviceText, attemptText } from '../../src/features/blocks/attempt-text.ts'
import { AttemptCardDialog } from '../../src/features/invoices/attempt-card-dialog.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { getCardPayment } from '../../src/queries/get-card-payment.ts'
import { type CardBooks, openCardBooks } from '../support/card-books.ts'
import { issue } from '../support/practice.ts'
import { type StandInProcessor, startProcessor } from '../support/stand-in-processor.ts'
import { renderUi } from '../ui/render-ui.tsx'

configure({ asyncUtilTimeout: 20_000 })

let processor: StandInProcessor
let cards: CardBooks
let invoice: FinalizedInvoice
const closed = vi.fn()

beforeEach(async () => {
  processor = await startProcessor()
  cards = await openCardBooks(processor)
  invoice = await issue(cards.books, cards.clientId, '100')
  closed.mockClear()
  // What leaves is another test's matter.
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
})
afterEach(async () => {
  cleanup()
  vi.restoreAllMocks()
  cards.books.db.close()
  await processor.stop()
})

async function open() {
  const { books } = cards
  const settings = await books.db.settings.get('account')
  const payment = await getCardPayment(books.db, invoice)
  const runtime = {
    books: books.db,
    settings,
    today: () => calendarDate(books.today),
    run: books.run,
    newKey: () => books.newId('cmd'),
    envelope: () => books.envelope(),
  } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      <AttemptCardDialog invoice={invoice} cards={payment.cards} onClose={closed} />
    </RuntimeProvider>,
  )
  await screen.findByRole('dialog')
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const attempts = () => cards.books.db.cardAttempts.toArray()

describe('attempting a card payment', () => {
  it('says what will happen, and waits for a network', async () => {
    await open()
    await screen.findByText(/Visa ending in 4242 is charged €100\.00 for 2026-0001\./)
    await screen.findByText(/it goes out when you are online/)
    await press('Charge €100.00')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await attempts()).toMatchObject([{ amount: 10_000, state: 'pending', attempt: 1, by: 'user' }])
    expect(processor.server.requests).toEqual([])
    // Now it may still take money: no second one beside it.
    expect(await getCardPayment(cards.books.db, invoice)).toMatchObject({ why: 'under-way' })
  })

  it('takes a part, and no more than is due', async () => {
    await open()
    const amount = await screen.findByLabelText(/Amount/)
    await userEvent.clear(amount)
    await userEvent.type(amount, '100.01')
    await press(/^Charge/)
    await screen.findByText('No more than €100.00 is due.')
    await userEvent.clear(amount)
    await userEvent.type(amount, '40')
    await screen.findByText(/is charged €40\.00 for/)
    await press('Charge €40.00')
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(await attempts()).toMatchObject([{ amount: 4000 }])
  })

  it('asks for no amount where only whole invoices are paid', async () => {
    const { version } = (await cards.books.db.settings.get('account')) ?? { version: 0 }
    const partialPayments = { allowed: false, minimum: minor(0) }
    await cards.books.must(changeSettings, { version, changes: { partialPayments } })
    await open()
    expect(screen.queryByLabelText(/Amount/)).toBeNull()
    await press('Charge €100.00')
    await waitFor(async () => expect(await attempts()).toMatchObject([{ amount: 10_000 }]))
  })
})

describe('the words of an attempt', () => {
  const attempt = (state: CardAttemptState, more: Partial<CardAttempt> = {}) => ({ state, ...more }) as CardAttempt

  it('say what it means for money, in every state', () => {
    const said = (state: CardAttemptState, more: Partial<CardAttempt> = {}, online = true) =>
      attemptText({ attempt: attempt(state, more) }, 'Stripe', online)
    expect(said('pending')).toBe('It is on its way to the processor.')
    expect(said('pending', {}, false)).toContain('Nothing has been charged')
    expect(said('unknown')).toContain('never charged a second time')
    expect(said('unknown', { givenUp: 1 })).toContain('You gave it up')
    expect(
      said('failed', { decline: { code: 'insufficient_funds', message: 'Your card has insufficient funds.' } }),
    ).toBe('Refused, nothing was charged. The processor says: Your card has insufficient funds.')
    expect(said('failed', { decline: { code: 'card_declined', message: '' } })).toContain('says: card declined')
    expect(said('cancelled')).toBe('You gave it up. Nothing was charged.')
    const delivery = { why: 'settled', state: 'cancelled' } as never
    expect(attemptText({ attempt: attempt('cancelled'), delivery }, 'Stripe', true)).toBe(
      'Nothing was charged: it was paid.',
    )
  })

  it('tell what to do about a refusal, by its reason', () => {
    const advised = (code: string) => adviceText(attempt('failed', { decline: { code, message: '' } }))
    expect(advised('insufficient_funds')).toContain('in a few days')
    expect(advised('expired_card')).toContain('another card')
    expect(advised('stolen_card')).toContain('Do not charge this card again')
    expect(advised('do_not_honor')).toContain('Ask your client')
  })
})
