// @vitest-environment happy-dom
// Giving units where no pack is for sale yet: the first one is made right there.
import 'fake-indexeddb/auto'
import { cleanup, configure, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { calendarDate } from '../../src/core/date.ts'
import type { Client } from '../../src/core/model.ts'
import { GiveUnitsDialog } from '../../src/features/clients/give-units-dialog.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'
import { renderUi } from '../ui/render-ui.tsx'

configure({ asyncUtilTimeout: 20_000 })

const closed = vi.fn()
let books: TestBooks
let client: Client

beforeEach(async () => {
  books = await openTestBooks({ today: '2026-01-31' })
  const { clientId } = await setUpPractice(books)
  client = (await books.db.clients.get(clientId)) as Client
  closed.mockClear()
})
afterEach(() => {
  cleanup()
  books.db.close()
})

it('makes a first pack, then gives units of it', async () => {
  const runtime = {
    books: books.db,
    settings: await books.db.settings.get('account'),
    today: () => calendarDate(books.today),
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      <GiveUnitsDialog client={client} onClose={closed} />
    </RuntimeProvider>,
  )
  await screen.findByText('There is no pack yet whose units could be given. Make a first one.')
  expect(screen.queryByRole('link', { name: 'Make a plan instead' })).toBeNull()
  await userEvent.type(screen.getByLabelText('Name'), 'Ten lessons')
  await userEvent.type(screen.getByLabelText('Price of the pack'), '450')
  await userEvent.click(screen.getByRole('button', { name: 'Make this pack' }))

  await userEvent.type(await screen.findByLabelText('Number'), '3')
  expect(screen.getByLabelText('Product')).toHaveProperty('selectedOptions.0.textContent', 'Ten lessons')
  await userEvent.click(screen.getByRole('button', { name: 'Give units' }))
  await waitFor(() => expect(closed).toHaveBeenCalled())
  expect(await books.db.unitLots.toArray()).toMatchObject([{ clientId: client.id, granted: '3', left: '3' }])
})
