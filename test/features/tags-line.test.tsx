// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { cleanup, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ClientId } from '../../src/core/ids.ts'
import { TagsLine } from '../../src/features/blocks/tags-line.tsx'
import { useRows } from '../../src/features/blocks/use-rows.ts'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'
import { renderUi } from '../ui/render-ui.tsx'

let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks()
  clientId = (await setUpPractice(books)).clientId
})
afterEach(() => {
  cleanup()
  books.db.close()
})

function Line() {
  const client = useRows((db) => db.clients.get(clientId), [])
  if (client === undefined) return null
  return <TagsLine id={client.id} tags={client.tags} />
}

async function open(): Promise<void> {
  const settings = await books.db.settings.get('account')
  const runtime = { books: books.db, settings, run: books.run, newKey: () => books.newId('cmd') } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      <Line />
    </RuntimeProvider>,
  )
  await screen.findByText('Tags')
}

it('adds a tag with Enter, says what is wrong, takes it off', async () => {
  await open()
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Add a tag' }))
  await user.type(screen.getByLabelText('Add a tag'), 'Retainer{Enter}')
  await screen.findByRole('button', { name: 'Remove the tag retainer' })
  expect(screen.getByLabelText('Add a tag')).toHaveProperty('value', '')
  await user.keyboard('{Escape}')
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add a tag' }))
  await user.click(screen.getByRole('button', { name: 'Remove the tag retainer' }))
  await waitFor(async () => expect((await books.db.clients.get(clientId))?.tags).toBeUndefined())
})
