import type { Page } from '@playwright/test'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { goOffline, openPlace, violations } from '../support/page-acts.ts'

const narrow = { width: 390, height: 844 }

/** A seller that may issue, one pack for sale at 33.33, a client and one of whom only the name is known. */
async function addPack(page: Page): Promise<{ clientId: string; bareId: string }> {
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
  const [, client, bare] = (await runInPage(page, [
    ['changeSettings', { version, changes: { profile, country: 'DE', currency: 'EUR' } }],
    ['saveClient', { fields: { name: 'Okafor Ltd', contacts: [], addresses: [address] } }],
    ['saveClient', { fields: { name: 'Nina Vogt', contacts: [], addresses: [] } }],
    ['saveProduct', { fields: { ...lessons, taxIds: [], taxIncluded: false } }],
  ])) as [unknown, { id: string }, { id: string }]
  return { clientId: client.id, bareId: bare.id }
}

async function addUnpaid(page: Page, clientId: string): Promise<void> {
  for (const unitPrice of ['20', '30', '40']) {
    const line = { description: 'Lesson', quantity: '1', unitPrice, taxIds: [], taxIncluded: false }
    const [, drafted] = (await runInPage(page, [
      ['addCharge', { clientId, fields: { ...line, servedOn: '2026-10-01' } }],
      ['draftInvoices', { clientId, chargeIds: 'all' }],
    ])) as [unknown, { invoiceIds: [string] }]
    await runInPage(page, [['finalizeInvoice', { id: drafted.invoiceIds[0] }]])
  }
}

test('a pack is sold by invoice after two refusals and their ways out, then changed, by keyboard, offline, at 390 px', async ({
  page,
}) => {
  await page.setViewportSize(narrow)
  await openPlace(page, '/clients')
  const { clientId } = await addPack(page)
  await addUnpaid(page, clientId)
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

test('whoever is on trial and has no address is sold a pack after the ways out, by keyboard, offline, at 390 px', async ({
  page,
}) => {
  await page.setViewportSize(narrow)
  await openPlace(page, '/clients')
  const { bareId } = await addPack(page)
  await openPlace(page, `/clients/${bareId}`)
  await goOffline(page)
  await page.getByRole('button', { name: 'More acts' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Change status' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/^Everything works/)).toBeVisible()
  await dialog.getByRole('radio', { name: 'On trial' }).press('Space')
  await expect(dialog.getByText(/^Charges, contracts and invoices work/)).toBeVisible()
  expect(await violations(page, 'light'), 'the status of a client').toEqual([])
  await dialog.getByRole('button', { name: 'Save status' }).press('Enter')
  await expect(page.getByText('Nina Vogt is on trial now.')).toBeVisible()

  await page.getByRole('button', { name: 'Sell by invoice' }).press('Enter')
  await dialog.getByRole('button', { name: 'End the trial' }).press('Enter')
  await expect(dialog.getByText(/is on trial/)).toBeHidden()
  await dialog.getByRole('button', { name: 'Raise to 4 for €133.32' }).press('Enter')
  await dialog.getByRole('button', { name: 'Enter an address' }).press('Enter')
  await expect(dialog.getByRole('textbox', { name: 'Street and number' })).toBeFocused()
  await page.keyboard.type('Am Markt 2')
  await dialog.getByRole('textbox', { name: 'City' }).focus()
  await page.keyboard.type('Bonn')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('heading', { level: 1, name: /^Invoice \d{4}-0001/ })).toBeVisible()
  await expect(page.getByText('Am Markt 2').first()).toBeVisible()
})
