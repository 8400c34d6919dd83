import type { Page } from '@playwright/test'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { goOffline, openPlace, violations } from '../support/page-acts.ts'

const narrow = { width: 390, height: 844 }

/** A seller that may issue, a client with two unpaid invoices and one pack for sale, 33.33 each. */
async function addPack(page: Page): Promise<{ clientId: string; invoiceId: string }> {
  await giveBooks(page)
  const version = await page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }).testBooks
    const db = await books.open()
    const settings = await db.settings.get('account')
    db.close()
    return settings?.version
  })
  const place = { line1: 'Weg 1', city: 'Leipzig', postalCode: '04103', country: 'DE' }
  const profile = { name: 'Ada', taxNumber: '12/345', address: place }
  const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
  const sale = { kind: 'pack', units: '10', priceOf: 'pack' }
  const lessons = { name: 'Ten lessons', kind: 'service', unit: 'lessons', unitPrice: '33.33', currency: 'EUR', sale }
  const [, client] = (await runInPage(page, [
    ['changeSettings', { version, changes: { profile, country: 'DE', currency: 'EUR' } }],
    ['saveClient', { fields: { name: 'Okafor Ltd', contacts: [], addresses: [address] } }],
    ['saveProduct', { fields: { ...lessons, taxIds: [], taxIncluded: false } }],
  ])) as [unknown, { id: string }]
  const invoices: string[] = []
  for (const unitPrice of ['20', '30', '40']) {
    const line = { description: 'Lesson', quantity: '1', unitPrice, taxIds: [], taxIncluded: false }
    const [, drafted] = (await runInPage(page, [
      ['addCharge', { clientId: client.id, fields: { ...line, servedOn: '2026-10-01' } }],
      ['draftInvoices', { clientId: client.id, chargeIds: 'all' }],
    ])) as [unknown, { invoiceIds: [string] }]
    await runInPage(page, [['finalizeInvoice', { id: drafted.invoiceIds[0] }]])
    invoices.push(drafted.invoiceIds[0])
  }
  return { clientId: client.id, invoiceId: invoices[0] ?? '' }
}

test('a pack is sold by invoice after two refusals and their ways out, then changed, by keyboard, offline, at 390 px', async ({
  page,
}) => {
  await page.setViewportSize(narrow)
  await openPlace(page, '/clients')
  const { clientId } = await addPack(page)
  await openPlace(page, `/clients/${clientId}`)
  await goOffline(page)
  await page.getByRole('button', { name: 'Sell by invoice' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Sell by invoice' })
  // The only thing for sale is chosen already.
  await expect(dialog.getByRole('combobox', { name: 'Pack or plan' })).toHaveValue('Ten lessons')
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('textbox', { name: 'How many' })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('3')
  await expect(dialog.getByText('€99.99 is below the minimum purchase of €100.00. Raise it by €0.01.')).toBeVisible()
  await expect(dialog.getByText(/^3 invoices are outstanding, and 3 is the most for one client/)).toBeVisible()
  await dialog.getByRole('textbox', { name: /^PO number/ }).focus()
  await page.keyboard.type('PO-9')
  expect(await violations(page, 'light'), 'the dialog that refuses').toEqual([])

  await dialog.getByRole('button', { name: 'Raise to 4 for €133.32' }).press('Enter')
  await expect(dialog.getByText('40 lessons that can be used at once. Due on receipt.')).toBeVisible()
  await dialog
    .getByRole('button', { name: /^Void / })
    .first()
    .press('Enter')
  const question = page.getByRole('dialog', { name: /^Void invoice/ })
  await question.getByRole('button', { name: 'Void invoice' }).press('Enter')
  await expect(dialog.getByText(/outstanding/)).toBeHidden()
  await expect(dialog.getByRole('textbox', { name: /^PO number/ })).toHaveValue('PO-9')
  await dialog.getByRole('button', { name: 'Create invoice' }).press('Enter')

  await expect(page.getByRole('heading', { level: 1, name: /^Invoice \d{4}-0004/ })).toBeVisible()
  const sold = page.getByRole('region', { name: 'What was sold' })
  await expect(sold.getByText('40 lessons')).toBeVisible()
  expect(await violations(page, 'light'), 'the invoice of a pack').toEqual([])
  await sold.getByRole('button', { name: 'Change this purchase' }).press('Enter')
  await expect(page.getByText(/is voided and keeps its number. 40 lessons that nobody used go back\./)).toBeVisible()
  await page.getByRole('button', { name: 'Take back and sell again' }).press('Enter')
  const again = page.getByRole('dialog', { name: 'Sell it again, changed' })
  await expect(again.getByRole('textbox', { name: 'How many' })).toHaveValue('4')
  await expect(again.getByRole('textbox', { name: /^PO number/ })).toHaveValue('PO-9')
})
