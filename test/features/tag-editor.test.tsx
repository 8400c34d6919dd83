// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { cleanup, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ClientId } from '../../src/core/ids.ts'
import { TagEditor } from '../../src/features/blocks/tag-editor.tsx'
import { useRows } from '../../src/features/blocks/use-rows.ts'
import { OwnFields } from '../../src/features/clients/own-fields.tsx'
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

function Both() {
  const client = useRows((db) => db.clients.get(clientId), [])
  if (client === undefined) return null
  return (
    <>
      <TagEditor id={client.id} tags={client.tags} />
      <OwnFields client={client} />
    </>
  )
}

async function open(): Promise<void> {
  const settings = await books.db.settings.get('account')
  const runtime = { books: books.db, settings, run: books.run, newKey: () => books.newId('cmd') } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      <Both />
    </RuntimeProvider>,
  )
  await screen.findByRole('heading', { name: 'Tags' })
}

it('adds a tag with Enter, says what is wrong, takes it off', async () => {
  await open()
  const user = userEvent.setup()
  expect(screen.getByRole('button', { name: 'Add tag' })).toHaveProperty('disabled', true)
  await user.type(screen.getByLabelText('New tag'), 'Retainer{Enter}')
  await screen.findByRole('button', { name: 'Remove the tag retainer' })
  expect(screen.getByLabelText('New tag')).toHaveProperty('value', '')
  await user.click(screen.getByRole('button', { name: 'Remove the tag retainer' }))
  await waitFor(async () => expect((await books.db.clients.get(clientId))?.tags).toBeUndefined())
})

it('keeps fields of the owner’s own', async () => {
  await open()
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Change the fields of your own' }))
  await user.type(await screen.findByLabelText('Name of field 1'), 'Portal')
  await user.type(screen.getByLabelText('Value of field 1'), 'Ariba')
  await user.click(screen.getByRole('button', { name: 'Save fields' }))
  await screen.findByText('Ariba')
  expect((await books.db.clients.get(clientId))?.customFields).toEqual([{ name: 'Portal', value: 'Ariba' }])
})
