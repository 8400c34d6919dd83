// @vitest-environment happy-dom
// PO numbers and addresses on a client's page, over real books (T-11, T-12).
import 'fake-indexeddb/auto'
import { cleanup, configure, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addCharge } from '../../src/commands/add-charge.ts'
import { draftInvoices } from '../../src/commands/draft-invoices.ts'
import { recordPayment } from '../../src/commands/record-payment.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { setClientSelling } from '../../src/commands/set-client-selling.ts'
import { setPoNumber } from '../../src/commands/set-po-number.ts'
import { calendarDate } from '../../src/core/date.ts'
import type { ClientId, InvoiceId } from '../../src/core/ids.ts'
import { useRows } from '../../src/features/blocks/use-rows.ts'
import { ClientAddresses } from '../../src/features/clients/client-addresses.tsx'
import { ClientGroups } from '../../src/features/clients/client-groups.tsx'
import { ClientHouseRules } from '../../src/features/clients/client-house-rules.tsx'
import { ClientPo } from '../../src/features/clients/client-po.tsx'
import { StatusDialog } from '../../src/features/clients/status-dialog.tsx'
import { type Runtime, RuntimeProvider } from '../../src/features/runtime.tsx'
import { listUnpaidPo } from '../../src/queries/list-unpaid-po.ts'
import { ToastHost } from '../../src/ui/toast.tsx'
import { openTestBooks, type TestBooks } from '../support/open-test-books.ts'
import { charge, chargeFields, draftAll, issue, setUpPractice } from '../support/practice.ts'
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
  books.db.close()
})

function Shown({ status }: { readonly status?: boolean }) {
  const client = useRows((db) => db.clients.get(clientId), [])
  return client === undefined ? null : (
    <>
      {status && <StatusDialog client={client} onClose={() => undefined} />}
      <ClientPo client={client} />
      <ClientHouseRules client={client} />
      <ClientAddresses client={client} />
      <ClientGroups client={client} />
    </>
  )
}

async function open(part = <Shown />) {
  const runtime = {
    books: books.db,
    settings: await books.db.settings.get('account'),
    today: () => calendarDate(books.today),
    run: books.run,
    newKey: () => books.newId('cmd'),
  } as unknown as Runtime
  await renderUi(
    <RuntimeProvider runtime={runtime}>
      {part}
      <ToastHost />
    </RuntimeProvider>,
  )
  await screen.findByText('Billing addresses')
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const tick = async (name: string | RegExp) => userEvent.click(await screen.findByRole('checkbox', { name }))
const pay = (invoiceId: InvoiceId) =>
  books.must(recordPayment, {
    clientId,
    currency: 'EUR' as never,
    amount: 10_000 as never,
    method: 'transfer',
    receivedOn: calendarDate(books.today),
    allocate: [{ invoiceId, amount: 10_000 as never }],
  })
const poOf = async (id: InvoiceId) => {
  const row = await books.db.invoices.get(id)
  return row?.state === 'draft' ? row.poNumber : row?.poAddendum?.poNumber
}

describe('the PO number of a client', () => {
  it('lists unpaid invoices and drafts only, each to be left out, and says how many got it (T-12)', async () => {
    const [paid, first, second] = [
      await issue(books, clientId, '100'),
      await issue(books, clientId, '100'),
      await issue(books, clientId, '100'),
    ]
    await pay(paid.id)
    await charge(books, clientId, '10', {})
    const draftId = await draftAll(books, clientId)
    await open()
    await screen.findByText('None yet. A PO number goes on every new draft and is printed.')
    await press('Add')
    await userEvent.type(await screen.findByRole('textbox', { name: /^PO number/ }), ' PO-7 ')
    expect(screen.queryByRole('checkbox', { name: new RegExp(first.number) })).toBeNull()
    await tick(/^Apply to unpaid invoices too/)
    await screen.findByText('3 get it:')
    expect(screen.queryByRole('checkbox', { name: new RegExp(paid.number) })).toBeNull()
    await screen.findByRole('checkbox', { name: /^Draft · / })
    await tick(new RegExp(first.number))
    await screen.findByText('2 get it:')
    await press('Save PO number')
    await screen.findByText('PO number PO-7 saved. 2 unpaid invoices and drafts have it too.')
    expect(await Promise.all([paid.id, first.id, second.id, draftId].map(poOf))).toEqual([
      undefined,
      undefined,
      'PO-7',
      'PO-7',
    ])
    expect((await books.db.clients.get(clientId))?.poNumber).toBe('PO-7')
    await press('What it was before')
    await screen.findByText(/PO number of .* is now PO-7/)
  })

  it('unticked changes future invoices only; what was paid meanwhile stays and is told', async () => {
    const invoice = await issue(books, clientId, '100')
    await open()
    await press('Add')
    await userEvent.type(await screen.findByRole('textbox', { name: /^PO number/ }), 'PO-1')
    await press('Save PO number')
    await screen.findByText('PO number PO-1 saved.')
    expect(await poOf(invoice.id)).toBeUndefined()
    expect((await issue(books, clientId, '5')).poNumber).toBe('PO-1')
    await pay(invoice.id)
    const done = await books.must(setPoNumber, { clientId, poNumber: 'PO-2', applyTo: [invoice.id] })
    expect(done).toEqual({ applied: 0, left: 1 })
  })

  it('of a billing group lists that group only; the client’s leaves what such a group has unticked', async () => {
    const { id: groupId } = await books.must(saveBillingGroup, {
      clientId,
      fields: { name: 'Projects', offsetDays: 0, cc: [], poNumber: 'G-1' },
    })
    const own = await issue(books, clientId, '100')
    const fields = chargeFields('Session', '10')
    const { id: chargeId } = await books.must(addCharge, { clientId, billingGroupId: groupId, fields })
    const made = await books.must(draftInvoices, { clientId, chargeIds: [chargeId] })
    const draftId = made.invoiceIds[0] as InvoiceId
    expect((await listUnpaidPo(books.db, clientId, groupId)).map(({ id }) => id)).toEqual([draftId])
    const all = await listUnpaidPo(books.db, clientId)
    expect(all.map(({ id, poNumber, ownGroup }) => [id, poNumber, ownGroup])).toEqual([
      [draftId, 'G-1', 'Projects'],
      [own.id, undefined, undefined],
    ])
    // Nor does the command go beyond the group, whatever it is given.
    expect(
      await books.must(setPoNumber, { clientId, billingGroupId: groupId, poNumber: 'G-2', applyTo: [own.id, draftId] }),
    ).toEqual({ applied: 1, left: 1 })
    await open()
    await press('Add')
    await userEvent.type(await screen.findByRole('textbox', { name: /^PO number/ }), 'C-1')
    await tick(/^Apply to unpaid invoices too/)
    await screen.findByText('1 gets it:')
    await screen.findByText('Now G-2, from the billing group Projects')
    await press('Save PO number')
    await screen.findByText(/1 unpaid invoice or draft has it too/)
    expect([await poOf(draftId), await poOf(own.id)]).toEqual(['G-2', 'C-1'])
  })
})

describe('the addresses of a client', () => {
  it('adds one that becomes the default, says what went to which, and takes one out of use with a way back', async () => {
    const invoice = await issue(books, clientId, '100')
    await open()
    await screen.findByText('1 invoice:')
    expect((await screen.findByRole('link', { name: invoice.number })).getAttribute('href')).toBe(
      `/invoices/${invoice.id}`,
    )
    await press('Add address')
    const dialog = within(await screen.findByRole('dialog'))
    await userEvent.click(dialog.getByRole('button', { name: 'Add address' }))
    await dialog.findByText('The address needs its first line.')
    await userEvent.type(dialog.getByLabelText('Street and number'), 'Am Markt 2')
    await userEvent.type(dialog.getByLabelText('City'), 'Bonn')
    await userEvent.click(dialog.getByRole('button', { name: 'Add address' }))
    await screen.findByText('Address added.')
    await screen.findByText('Default')
    await press('Acts for the address Am Markt 2, Bonn')
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Take out of use' }))
    await screen.findByText('Am Markt 2, Bonn is out of use.')
    await press('Undo')
    await waitFor(async () => {
      const client = await books.db.clients.get(clientId)
      const added = client?.addresses.find(({ city }) => city === 'Bonn')
      expect([added?.archivedOn, client?.defaultAddressId]).toEqual([undefined, added?.id])
    })
    expect((await books.db.documents.get(invoice.id))?.document.buyer.address?.city).toBe('Berlin')
  })
})

describe('the house rules of a client', () => {
  it('shows what holds, takes rules of its own and gives them back to the account (T-1, T-3, T-6)', async () => {
    const account = (await books.db.settings.get('account'))?.selling
    await open()
    await screen.findByText('€100.00')
    await screen.findByText('As your settings say.')
    const rules = async () =>
      userEvent.click(
        within(await screen.findByRole('region', { name: 'House rules' })).getByRole('button', {
          name: 'Change',
        }),
      )
    await rules()
    await userEvent.type(await screen.findByRole('textbox', { name: /^Least purchase/ }), '50')
    await userEvent.type(await screen.findByRole('textbox', { name: /^Terms in months/ }), 'a year')
    await press('Save house rules')
    await screen.findByText(/^Write whole months/)
    const terms = await screen.findByRole('textbox', { name: /^Terms in months/ })
    await userEvent.clear(terms)
    await userEvent.type(terms, '12, 1')
    await tick(/^May buy while on trial/)
    await press('Save house rules')
    await screen.findByText(/^House rules for .* saved\.$/)
    expect((await books.db.clients.get(clientId))?.selling).toEqual({ minimum: 5000, terms: [1, 12], allowTrial: 1 })
    await screen.findByText('€50.00 (own rule)')
    await screen.findByText('1, 12 (own rule)')
    await screen.findByText(`${account?.outstandingCap}`)
    await screen.findByText('The others as your settings say.')
    await books.must(setClientSelling, { id: clientId, selling: {} })
    expect((await books.db.clients.get(clientId))?.selling).toBeUndefined()
  })

  it.each([
    [{ minimum: -1 }, 'negative'],
    [{ minimum: 0.5 }, 'too-large'],
    [{ outstandingCap: 1.5 }, 'out-of-range'],
    [{ terms: [6, 3] }, 'duplicate'],
    [{ terms: [3, 3] }, 'duplicate'],
    [{ terms: [1.5] }, 'out-of-range'],
    [{ terms: [] }, 'empty'],
  ])('refuses %j (%s)', async (selling, reason) => {
    const said = await books.run(setClientSelling, { id: clientId, selling: selling as never })
    expect(said).toMatchObject({ ok: false, problem: { code: 'field-invalid', reason } })
    expect((await books.db.clients.get(clientId))?.selling).toBeUndefined()
  })
})

describe('the status of a client', () => {
  it('is one choice that says what each allows, with an event that says what happened', async () => {
    await open(<Shown status />)
    await screen.findByText(/^Everything works/)
    await userEvent.click(await screen.findByRole('radio', { name: 'On trial' }))
    await screen.findByText(/^Charges, contracts and invoices work/)
    await press('Save status')
    await screen.findByText(/is on trial now\.$/)
    expect((await books.db.clients.get(clientId))?.status).toBe('trial')
    const [event] = await books.db.events.where('subjects').equals(clientId).reverse().toArray()
    expect([event?.type, event?.data['fields']]).toEqual(['client.changed', ['status']])
    await press('Undo')
    await waitFor(async () => expect((await books.db.clients.get(clientId))?.status).toBe('active'))
  })
})
