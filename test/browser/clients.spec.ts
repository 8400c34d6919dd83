import type { Page } from '@playwright/test'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace, openTab } from '../support/page-acts.ts'

const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }

/** A client by the app's own command; answers its id. */
async function addClient(page: Page, name: string, more: object = {}): Promise<string> {
  const fields = { name, contacts: [], addresses: [address], ...more }
  const [saved] = (await runInPage(page, [['saveClient', { fields }]])) as [{ id: string }]
  return saved.id
}

test('a client is added, found and opened offline with the keyboard alone', async ({ page }) => {
  await openPlace(page, '/clients')
  await expect(page.getByText('Clients are the people and firms you bill.', { exact: false })).toBeVisible()
  await goOffline(page)

  await page.keyboard.press('n')
  await page.keyboard.press('l')
  await expect(page.getByRole('heading', { name: 'New client' })).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type('Müller & Söhne')
  await page.keyboard.press('Tab')
  await page.keyboard.type('buero@mueller.example')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: 'Müller & Söhne' })).toBeVisible()
  await expect(page.getByText('Client Müller & Söhne added')).toBeVisible()

  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await expect(page.getByRole('row', { name: /Müller & Söhne/ })).toBeVisible()
  await page.keyboard.press('f')
  await page.keyboard.type('sohne mull')
  await expect(page).toHaveURL(/q=sohne/)
  await expect(page.getByRole('row', { name: /Müller & Söhne/ })).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('nobody')
  await expect(page.getByText('No client fits "nobody".')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row', { name: /Müller & Söhne/ })).toBeVisible()
  await page.getByRole('row', { name: /Müller & Söhne/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Müller & Söhne' })).toBeVisible()
})

test('the form says what is wrong beside the field, loses nothing, and the newest address is the default', async ({
  page,
}) => {
  await openPlace(page, '/clients/new')
  await page.getByRole('button', { name: 'Add client' }).click()
  await expect(page.getByText('A client needs a name.')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()

  await page.getByLabel('Name', { exact: true }).fill('Okafor Ltd')
  await page.getByLabel('E-mail').fill('not an address')
  await page.getByLabel('Street and number').fill('1 Marina')
  await page.getByRole('button', { name: 'Add client' }).click()
  await expect(page.getByText('This is not an e-mail address.')).toBeVisible()
  await expect(page.getByText('The address needs a city.')).toBeVisible()

  // An accidental navigation and back: what was typed is there again.
  await page.getByRole('link', { name: 'Charges' }).first().click()
  await expect(page.getByRole('heading', { name: 'Charges' })).toBeVisible()
  await page.goBack()
  await expect(page.getByText('Your unsaved changes are back.')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Okafor Ltd')
  await expect(page.getByLabel('Street and number')).toHaveValue('1 Marina')

  await page.getByLabel('E-mail').fill('bills@okafor.example')
  await page.getByLabel('City').fill('Lagos')
  await page.getByRole('button', { name: 'Add address' }).click()
  await page.getByLabel('Street and number').nth(1).fill('2 Broad Street')
  await page.getByLabel('City').nth(1).fill('Lagos')
  await page.getByLabel('Country').nth(1).fill('nigeria')
  await page.getByRole('option', { name: /^Nigeria/ }).click()
  await page.getByLabel('Payment terms in days').fill('181')
  await page.getByRole('button', { name: 'Add client' }).click()
  await expect(page.getByText('Whole days from 0 to 180.')).toBeVisible()
  await page.getByLabel('Payment terms in days').fill('30')
  await page.getByRole('button', { name: 'Add client' }).click()

  await expect(page.getByRole('heading', { name: 'Okafor Ltd' })).toBeVisible()
  const second = page.getByRole('listitem').filter({ hasText: '2 Broad Street' })
  await expect(second).toContainText('Default')
  await expect(second).toContainText('Nigeria')
  await expect(page.getByText('30 days')).toBeVisible()

  await page.getByRole('link', { name: 'Edit details' }).click()
  await page.getByRole('group', { name: 'Address 1' }).getByRole('button', { name: 'Make default' }).click()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: '1 Marina' })).toContainText('Default')
  await expect(page.getByText('Okafor Ltd changed: default address')).toBeVisible()
})

test('a stale edit shows both versions, field by field, and keeps what is chosen', async ({ page }) => {
  await openPlace(page, '/clients')
  const id = await addClient(page, 'Meyer Studio', { email: 'old@meyer.example' })
  const other = await openTab(page)
  await openPlace(page, `/clients/${id}/edit`)
  await openPlace(other, `/clients/${id}/edit`)

  await page.getByLabel('Name', { exact: true }).fill('Meyer & Co')
  await page.getByLabel('Phone').fill('030 1')
  await other.getByLabel('Name', { exact: true }).fill('Meyer Partners')
  await other.getByLabel('E-mail').fill('new@meyer.example')
  await other.getByRole('button', { name: 'Save changes' }).click()
  await expect(other.getByRole('heading', { name: 'Meyer Partners' })).toBeVisible()

  await page.getByRole('button', { name: 'Save changes' }).click()
  const dialog = page.getByRole('dialog', { name: 'Meyer Partners was changed elsewhere' })
  await expect(dialog).toBeVisible()
  // What I changed is mine at first; what only the other tab changed is theirs.
  const name = dialog.getByRole('group', { name: 'Name' })
  await expect(name.getByRole('radio', { name: /Mine\s*Meyer & Co/ })).toBeChecked()
  await expect(dialog.getByRole('group', { name: 'E-mail' }).getByRole('radio', { name: /Theirs.*new@/ })).toBeChecked()
  await expect(dialog.getByRole('group', { name: 'Phone' }).getByRole('radio', { name: /Mine\s*030 1/ })).toBeChecked()
  await expectSound(page, 'stale client')
  await name.getByRole('radio', { name: /Theirs.*Meyer Partners/ }).check()
  await dialog.getByRole('button', { name: 'Save the chosen version' }).click()

  await expect(page.getByRole('heading', { name: 'Meyer Partners' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'new@meyer.example' })).toBeVisible()
  await expect(page.getByText('030 1')).toBeVisible()

  // Giving mine up: the form shows theirs.
  await openPlace(page, `/clients/${id}/edit`)
  await openPlace(other, `/clients/${id}/edit`)
  await page.getByLabel('VAT id').fill('DE1')
  await other.getByLabel('VAT id').fill('DE2')
  await other.getByRole('button', { name: 'Save changes' }).click()
  await expect(other.getByRole('heading', { name: 'Meyer Partners', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect(page.getByLabel('VAT id')).toHaveValue('DE2')
})

test('archiving takes a client out of lists and pickers, undo brings it back', async ({ page }) => {
  await openPlace(page, '/clients')
  const id = await addClient(page, 'Lindgren AB')
  await openPlace(page, `/clients/${id}`)
  await page.getByRole('button', { name: 'More acts' }).click()
  await page.getByRole('menuitem', { name: 'Archive client' }).click()
  await expect(page.getByText('Lindgren AB is archived', { exact: false })).toBeVisible()
  await expect(page.getByRole('link', { name: 'New charge' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Lindgren AB is archived', { exact: false })).toHaveCount(0)

  await page.getByRole('button', { name: 'More acts' }).click()
  await page.getByRole('menuitem', { name: 'Archive client' }).click()
  await expect(page.getByText('Lindgren AB is archived', { exact: false })).toBeVisible()
  await page.getByRole('link', { name: 'Clients' }).first().click()
  await expect(page.getByText('Clients are the people and firms you bill.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Archived' }).click()
  await expect(page).toHaveURL(/show=archived/)
  await expect(page.getByRole('row', { name: /Lindgren AB/ })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('row', { name: /Lindgren AB/ })).toBeVisible()
})

test('the page of a client shows what is due and late, records and events, and leads to the next act', async ({
  page,
}) => {
  await openPlace(page, '/clients')
  const id = await addClient(page, 'Meyer Studio')
  const fields = (description: string, unitPrice: string) => ({
    description,
    quantity: '1',
    unitPrice,
    taxIds: [],
    taxIncluded: false,
    servedOn: '2026-03-01',
  })
  const seller = {
    name: 'Ada',
    address: { line1: 'Lindenweg 4', city: 'Leipzig', country: 'DE' },
    vatId: 'DE123456789',
  }
  await runInPage(page, [['changeSettings', { version: 1, changes: { profile: seller } }]])
  await runInPage(page, [['addCharge', { clientId: id, fields: fields('Logo', '1200') }]])
  const [{ invoiceIds }] = (await runInPage(page, [['draftInvoices', { clientId: id, chargeIds: 'all' }]])) as [
    { invoiceIds: string[] },
  ]
  await runInPage(page, [['finalizeInvoice', { id: invoiceIds[0], version: 1 }, '2026-03-02']])
  const paid = { clientId: id, currency: 'GBP', amount: 20000, method: 'transfer', receivedOn: '2026-03-05' }
  await runInPage(page, [['recordPayment', { ...paid, allocate: [{ invoiceId: invoiceIds[0], amount: 20000 }] }]])
  await runInPage(page, [['addCharge', { clientId: id, fields: fields('Posters', '300') }]])

  await openPlace(page, `/clients/${id}`)
  await expect(page.getByRole('row', { name: /2026-0001.*late.*1,200.00/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /5 Mar 2026.*200.00/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /Posters.*300.00/ })).toBeVisible()
  await expect(page.getByText('from 1 invoice')).toBeVisible()
  await expect(page.getByText('1,000.00').first()).toBeVisible()
  await expect(page.getByText('£200.00 from Meyer Studio for 2026-0001')).toBeVisible()
  await expect(page.getByText('Invoice 2026-0001 to Meyer Studio is final: £1,200.00')).toBeVisible()
  await expectSound(page, 'client page')

  await page.getByRole('row', { name: /2026-0001/ }).click()
  await expect(page).toHaveURL(new RegExp(`/invoices/${invoiceIds[0]}`))
  await page.goBack()
  await page.getByRole('button', { name: 'Record payment' }).click()
  await expect(page.getByRole('dialog', { name: 'Record a payment' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Record payment' })).toBeFocused()

  await page.getByRole('button', { name: 'Draft an invoice' }).click()
  const dialog = page.getByRole('dialog', { name: 'Draft an invoice?' })
  await expect(dialog.getByText('300.00').first()).toBeVisible()
  await dialog.getByRole('button', { name: 'Draft invoice' }).click()
  await expect(page).toHaveURL(/\/invoices\/inv_/)
})

test('lists and forms are sound at both sizes and in both themes', async ({ page }) => {
  await openPlace(page, '/clients')
  await expectSound(page, 'no clients')
  const id = await addClient(page, 'Ein sehr langer Name einer Gesellschaft mit beschränkter Haftung & Co. KG', {
    contacts: [{ name: 'Ada Meyer', email: 'ada.meyer.with.a.long.address@example-company.example', billing: true }],
    notes: 'Pays late.\nAsk for Ada.',
  })
  await addClient(page, 'On trial', { status: 'trial' })
  await openPlace(page, '/clients')
  await expect(page.getByRole('row', { name: /On trial/ })).toBeVisible()
  await expectSound(page, 'clients')
  await openPlace(page, `/clients/${id}`)
  await expectSound(page, 'client')
  await openPlace(page, `/clients/${id}/edit`)
  await page.getByRole('button', { name: 'Add address' }).click()
  await page.getByLabel('Street and number').nth(1).fill('Only this')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('The address needs a city.')).toBeVisible()
  await expectSound(page, 'client form with an error')
  await openPlace(page, '/clients/cli_unknown')
  await expect(page.getByRole('heading', { name: 'This client is not here' })).toBeVisible()
  await expectSound(page, 'missing client')
})

test('10,000 clients: rows stay few, the end is reached, search answers at once', async ({ page }) => {
  await openPlace(page, '/clients')
  await addClient(page, 'Aaa First')
  await giveBooks(page)
  await page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }).testBooks
    const db = await books.open()
    const first = await db.clients.toCollection().first()
    if (first === undefined) throw new Error('no client')
    const rows = Array.from({ length: 10_000 }, (_, index) => {
      const number = String(index).padStart(5, '0')
      return {
        ...first,
        id: `cli_test${number}` as typeof first.id,
        name: `Client ${number}`,
        sortName: `client ${number}`,
        words: ['client', number, index === 9_876 ? 'needle' : 'hay'],
      }
    })
    await db.clients.bulkAdd(rows)
    db.close()
  })
  await openPlace(page, '/clients')
  await expect(page.getByRole('row', { name: /Aaa First/ })).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(120)
  await page.getByLabel('Search clients').fill('needle')
  await expect(page.getByRole('row', { name: /Client 09876/ })).toBeVisible()
  await page.getByLabel('Search clients').fill('client hay')
  await expect(page.getByRole('row', { name: /Client 00000/ })).toBeVisible()
  await page.getByLabel('Search clients').fill('')
  await expect(page.getByRole('row', { name: /Aaa First/ })).toBeVisible()
  const lastRow = async () => {
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
    const text = await page.getByRole('row').last().textContent()
    return Number(/Client (\d+)/.exec(text ?? '')?.[1] ?? 0)
  }
  await expect.poll(lastRow).toBeGreaterThan(300)
  expect(await page.getByRole('row').count()).toBeLessThan(120)
})
