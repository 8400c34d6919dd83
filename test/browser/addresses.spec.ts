import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace, violations } from '../support/page-acts.ts'

const narrow = { width: 390, height: 844 }

test('a PO number goes to the unpaid invoices that are ticked, an address to new ones, by keyboard, offline, at 390 px', async ({
  page,
}) => {
  await page.setViewportSize(narrow)
  await openPlace(page, '/clients')
  const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
  const [client] = (await runInPage(page, [
    ['saveClient', { fields: { name: 'Okafor Ltd', contacts: [], addresses: [address] } }],
  ])) as [{ id: string }]
  const fields = { description: 'Session', quantity: '1', unitPrice: '100', allowances: [], surcharges: [] }
  const charge = { ...fields, taxIds: [], taxIncluded: false, servedOn: '2026-01-05' }
  await runInPage(page, [['addCharge', { clientId: client.id, fields: charge }]])
  await runInPage(page, [['draftInvoices', { clientId: client.id, chargeIds: 'all' }]])
  await openPlace(page, `/clients/${client.id}`)
  await goOffline(page)

  const po = page.getByRole('region', { name: 'PO number' })
  await po.getByRole('button', { name: 'Add' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox', { name: 'PO number' })).toBeFocused()
  await page.keyboard.type('PO-4711')
  await dialog.getByRole('checkbox', { name: 'Apply to unpaid invoices too' }).press('Space')
  await expect(dialog.getByRole('checkbox', { name: /^Draft · £100.00 due/ })).toBeChecked()
  expect(await violations(page, 'light'), 'the dialog of a PO number').toEqual([])
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('PO number PO-4711 saved. 1 unpaid invoice or draft has it too.')).toBeVisible()
  await expect(po.getByText('PO-4711', { exact: true })).toBeVisible()

  const addresses = page.getByRole('region', { name: 'Billing addresses' })
  await addresses.getByRole('button', { name: 'Add address' }).press('Enter')
  await expect(dialog.getByRole('textbox', { name: 'Street and number' })).toBeFocused()
  await page.keyboard.type('Am Markt 2')
  await dialog.getByRole('textbox', { name: 'City' }).focus()
  await page.keyboard.type('Bonn')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(addresses.getByRole('listitem').first()).toContainText('Am Markt 2')
  await expect(addresses.getByRole('listitem').first()).toContainText('Default')
  await expectSound(page, 'the client with addresses and a PO number')
})
