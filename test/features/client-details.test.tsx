// @vitest-environment happy-dom
// Who gets a client's invoices, on its page (T-15, M-6).
import 'fake-indexeddb/auto'
import { cleanup, configure, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId } from '../../src/core/ids.ts'
import { useRows } from '../../src/features/blocks/use-rows.ts'
import { ClientDetails } from '../../src/features/clients/client-details.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { addClient, setUpPractice } from '../support/practice.ts'
import { renderUi } from '../ui/render-ui.tsx'

configure({ asyncUtilTimeout: 20_000 })

let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks()
  await setUpPractice(books)
  clientId = await addClient(books, 'Okafor', { email: 'office@o.example' })
})
afterEach(() => {
  cleanup()
  books.db.close()
})

function Shown() {
  const client = useRows((db) => db.clients.get(clientId), [])
  return client === undefined ? null : <ClientDetails client={client} />
}

async function open() {
  const runtime = {
    books: books.db,
    settings: await books.db.settings.get('account'),
    today: () => calendarDate(books.today),
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      <Shown />
    </RuntimeProvider>,
  )
}

const group = (name: string, more: { readonly email?: string; readonly cc?: readonly string[] }) =>
  books.must(saveBillingGroup, {
    clientId,
    fields: {
      name,
      offsetDays: 0,
      cc: more.cc ?? [],
      ...(more.email === undefined ? {} : { recipient: { name: 'Desk', email: more.email } }),
    },
  })

it('names the recipients and copies of billing groups beside the client’s own', async () => {
  await group('Projects', { email: 'projects@o.example', cc: ['boss@o.example'] })
  await group('Plain', {})
  await group('Copies', { cc: ['audit@o.example'] })
  await open()
  await screen.findByText('office@o.example', { selector: 'dd *' })
  await screen.findByText('Projects: projects@o.example, office@o.example; copy to boss@o.example')
  await screen.findByText('Copies: office@o.example; copy to audit@o.example')
  expect(screen.queryByText(/^Plain:/)).toBeNull()
})
