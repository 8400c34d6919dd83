// @vitest-environment happy-dom
// What is too much on an invoice, on the page of its contract: one press makes a draft credit note, and only one.
import 'fake-indexeddb/auto'
import { cleanup, configure, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import { CorrectionsSection } from '../../src/features/contracts/corrections-section.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { getContractView } from '../../src/queries/get-contract.ts'
import { halvePrice, hosted } from '../support/hosted-contract.ts'
import { openTestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'
import { renderUi } from '../ui/render-ui.tsx'

configure({ asyncUtilTimeout: 20_000 })
afterEach(cleanup)

it('makes a draft credit note of a correction, and then leads to it', async () => {
  const books = await openTestBooks({ today: '2026-03-02' })
  const { clientId } = await setUpPractice(books)
  const { contractId } = await hosted(books, clientId)
  await halvePrice(books, contractId)
  const view = await getContractView(books.db, contractId, calendarDate('2026-03-02'))
  if (view === null) throw new Error('no contract')
  const runtime = {
    books: books.db,
    settings: await books.db.settings.get('account'),
    today: () => calendarDate('2026-03-02'),
    now: () => '2026-03-02T10:00:00.000Z' as Instant,
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  const { path } = await renderUi(
    <RuntimeProvider runtime={runtime}>
      <CorrectionsSection view={view} />
    </RuntimeProvider>,
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Credit note' }))
  await waitFor(async () =>
    expect(await books.db.creditNotes.toArray()).toMatchObject([{ state: 'draft', total: 1000 }]),
  )
  const [note] = await books.db.creditNotes.toArray()
  await waitFor(() => expect(path()).toBe(`/invoices/${note?.id}`))
  const review = await screen.findByRole('link', { name: 'Review credit note' })
  expect(review.getAttribute('href')).toBe(`/invoices/${note?.id}`)
  expect(screen.queryByRole('button', { name: 'Deduct on the next invoice' })).toBeNull()
})
