// @vitest-environment happy-dom
// "How they pay" on the page of a client, over real books and a stand-in for the processor.
import 'fake-indexeddb/auto'
import { cleanup, configure, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { addMethod, keepCardSetup } from '../../src/commands/save-method.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId, EndpointId } from '../../src/core/ids.ts'
import { useRows } from '../../src/features/blocks/use-rows.ts'
import { ClientMethods } from '../../src/features/clients/client-methods.tsx'
import { methodWords, termsProblem } from '../../src/features/clients/method-form.ts'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { keyProblem } from '../../src/features/settings/processor-key.ts'
import { listMethods } from '../../src/queries/list-methods.ts'
import { ToastHost } from '../../src/ui/toast.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { setUpPractice } from '../support/practice.ts'
import { processorKey } from '../support/processor-house.ts'
import { type StandInProcessor, startProcessor } from '../support/stand-in-processor.ts'
import { renderUi } from '../ui/render-ui.tsx'

configure({ asyncUtilTimeout: 20_000 })

let books: TestBooks
let clientId: ClientId

beforeEach(async () => {
  books = await openTestBooks()
  clientId = (await setUpPractice(books)).clientId
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  books.db.close()
})

function Shown() {
  const client = useRows((db) => db.clients.get(clientId), [])
  return client === undefined ? null : <ClientMethods client={client} />
}

async function open() {
  const settings = await books.db.settings.get('account')
  const runtime = {
    books: books.db,
    settings,
    today: () => calendarDate(books.today),
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      <Shown />
      <ToastHost />
    </RuntimeProvider>,
  )
  await screen.findByText('How they pay')
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const rows = async () =>
  (await listMethods(books.db, clientId)).map(({ kind, isDefault, termsDays }) => [kind, isDefault, termsDays])

describe('how a client pays', () => {
  it('is added with terms that are checked, the first as the default', async () => {
    await open()
    await screen.findByText(/Nothing said yet/)
    await press('Add')
    const dialog = await screen.findByRole('dialog')
    await userEvent.selectOptions(within(dialog).getByLabelText('Way to pay'), 'direct-debit')
    await userEvent.type(within(dialog).getByLabelText(/Your words for it/), 'SEPA mandate 3')
    await userEvent.type(within(dialog).getByLabelText(/Days to pay/), '181')
    await press('Save')
    await screen.findByText('Whole days from 0 to 180.')
    expect(await rows()).toEqual([])
    await userEvent.clear(within(dialog).getByLabelText(/Days to pay/))
    await userEvent.type(within(dialog).getByLabelText(/Days to pay/), '3')
    await press('Save')
    await screen.findByText('SEPA mandate 3 · due after 3 days')
    expect(await rows()).toEqual([['direct-debit', 1, 3]])
  })

  it('keeps its default to the last, and lets another one take its place', async () => {
    await books.must(addMethod, { clientId, kind: 'transfer' })
    await books.must(addMethod, { clientId, kind: 'cash' })
    await open()
    await press('More about Bank transfer')
    const remove = await screen.findByRole('menuitem', { name: /Remove/ })
    expect(remove.textContent).toContain('Make another one the default first.')
    expect(remove).toHaveProperty('disabled', true)
    await userEvent.keyboard('{Escape}')
    await press('More about Cash')
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Make default' }))
    await waitFor(async () => expect((await rows()).map(([kind]) => kind)).toEqual(['cash', 'transfer']))
    await press('More about Bank transfer')
    await userEvent.click(await screen.findByRole('menuitem', { name: /Remove/ }))
    await waitFor(async () => expect(await rows()).toEqual([['cash', 1, undefined]]))
    await press('Undo')
    await waitFor(async () => expect((await rows()).map(([kind]) => kind)).toEqual(['cash', 'transfer']))
  })
})

describe('a card that was entered while nobody looked', () => {
  let processor: StandInProcessor
  beforeEach(async () => {
    processor = await startProcessor()
    vi.stubGlobal('fetch', processor.fetch)
  })
  afterEach(() => processor.stop())

  it('is stored when the page of its client is opened', async () => {
    const endpoint = { name: 'Stripe', url: 'https://api.stripe.com', purpose: 'card', events: [] } as const
    const { id: endpointId } = await books.must(saveEndpoint, { fields: endpoint, secret: processorKey })
    const method = await books.must(addMethod, { clientId, kind: 'card' })
    const post = async (path: string, form: Record<string, string>) => {
      const headers = { Authorization: `Bearer ${processorKey}` }
      const body = new URLSearchParams(form).toString()
      const answer = await processor.fetch(`https://api.stripe.com${path}`, { method: 'POST', headers, body })
      return ((await answer.json()) as { id: string }).id
    }
    const customer = await post('/v1/customers', { name: 'Meyer' })
    const page = { mode: 'setup', customer, success_url: 'https://app.example/' }
    const session = await post('/v1/checkout/sessions', page)
    const setup = {
      endpointId: endpointId as EndpointId,
      customer,
      session,
      url: `https://checkout.example/${session}`,
    }
    await books.must(keepCardSetup, { ...method, setup })
    processor.completeSetup(session, { brand: 'mastercard', last4: '4444', exp_month: 2, exp_year: 2026 })
    await open()
    await screen.findByText('Mastercard ending in 4444')
    // The books are of March 2026.
    await screen.findByText('Expired')
    expect((await listMethods(books.db, clientId))[0]).toMatchObject({
      isDefault: 1,
      card: { endpointId, customer, brand: 'mastercard', last4: '4444', expires: '2026-02' },
    })
    expect(processor.charges).toEqual([])
  })
})

describe('what is typed', () => {
  it('is a number of days, or none', () => {
    expect(['', ' 0 ', '180'].map(termsProblem)).toEqual([undefined, undefined, undefined])
    for (const wrong of ['181', '-1', '1.5', 'ten', '1e2']) expect(termsProblem(wrong), wrong).toBeTypeOf('string')
    expect(methodWords({ label: '  ', termsDays: ' ' })).toEqual({})
    expect(methodWords({ label: ' Card ', termsDays: '0' })).toEqual({ label: 'Card', termsDays: 0 })
  })

  it('is a restricted key, and never the full one', () => {
    expect(keyProblem(` ${processorKey} `)).toBeUndefined()
    expect(keyProblem('relay-key-of-my-own-7f3a')).toBeUndefined()
    expect(keyProblem('sk_live_0123456789abcdef')).toContain('full secret key')
    expect(keyProblem('pk_live_0123456789abcdef')).toContain('another kind')
    for (const wrong of ['', 'rk_live_1', 'rk_live_0123 456789abcdef']) expect(keyProblem(wrong)).toBeTypeOf('string')
  })
})
