import type { Page } from '@playwright/test'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'

const office = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
const home = { label: '', line1: 'Neue Straße 5', city: 'Hamburg', postalCode: '20095', country: 'DE' }

interface Seeded {
  readonly clientId: string
  readonly invoiceId: string
}

/** A seller that may issue, and an issued invoice: 4 h at 85 and hosting for 60, with 19 % tax. The last address is the client's default. */
async function issued(page: Page): Promise<Seeded> {
  await openPlace(page, '/')
  await giveBooks(page)
  const version = await page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }).testBooks
    const db = await books.open()
    const settings = await db.settings.get('account')
    db.close()
    return settings?.version
  })
  const profile = { name: 'Ada', address: { line1: 'Weg 1', city: 'Leipzig', postalCode: '04103', country: 'DE' } }
  const rates = [{ from: '2007-01-01', percent: '19' }]
  const [, tax, client] = (await runInPage(page, [
    ['changeSettings', { version, changes: { profile: { ...profile, taxNumber: '12/345' } } }],
    ['saveTaxRate', { fields: { name: 'VAT', category: 'S', kind: 'normal', rates, state: 'active' } }],
    ['saveClient', { fields: { name: 'Okafor Design', contacts: [], addresses: [home, office] } }],
  ])) as [unknown, { id: string }, { id: string }]
  const charge = (description: string, quantity: string, unitPrice: string) => {
    const fields = { description, quantity, unitPrice, taxIds: [tax.id], taxIncluded: false, servedOn: '2026-10-01' }
    return ['addCharge', { clientId: client.id, fields }] as const
  }
  const made = (await runInPage(page, [
    charge('Workshop', '4', '85'),
    charge('Hosting', '1', '60'),
    ['draftInvoices', { clientId: client.id, chargeIds: 'all' }],
  ])) as [unknown, unknown, { invoiceIds: [string] }]
  const [invoiceId] = made[2].invoiceIds
  await runInPage(page, [['finalizeInvoice', { id: invoiceId }]])
  return { clientId: client.id, invoiceId }
}

// Numbers carry the year of the day on which the test runs.
const first = /\b\d{4}-0001/

const openMenu = async (page: Page, act: string) => {
  await page.getByRole('button', { name: 'More acts' }).click()
  await page.getByRole('menuitem', { name: act }).click()
}

test('credits lines of an invoice, then the rest, and both documents show each other', async ({ page }) => {
  const { invoiceId } = await issued(page)
  await openPlace(page, `/invoices/${invoiceId}`)
  await openMenu(page, 'Credit...')
  await page.getByRole('radio', { name: 'Chosen lines' }).check()
  await page.getByRole('checkbox', { name: /^Hosting/ }).uncheck()
  const workshop = page.getByRole('group', { name: 'Workshop' })
  await workshop.getByLabel('How much of it').selectOption('quantity')
  await workshop.getByLabel('Quantity').fill('1')
  // 85.00 and 19 % of it.
  await expect(page.getByText(/101\.15 lower what is due of \d{4}-0001\./)).toBeVisible()
  await expectSound(page, 'the editor of a credit note')
  await page.getByRole('button', { name: 'Issue credit note' }).click()
  const sure = page.getByRole('dialog', { name: /Issue this credit note/ })
  await expect(sure).toContainText(/CN-\d{4}-0001/)
  await sure.getByRole('button', { name: 'Issue credit note' }).click()
  await expect(page.getByRole('heading', { name: /^Credit note CN-\d{4}-0001$/, level: 1 })).toBeVisible()
  await expect(page.getByRole('article')).toContainText(first)
  await expectSound(page, 'an issued credit note')

  await page.getByRole('region', { name: 'Corrects' }).getByRole('link').click()
  await expect(page.getByRole('region', { name: 'Credit notes' })).toContainText(/CN-\d{4}-0001/)
  await expect(page.getByRole('main')).toContainText('374.85')

  await openMenu(page, 'Void invoice')
  await page.getByRole('dialog').getByRole('link', { name: 'Credit it instead' }).click()
  await expect(page.getByText(/374\.85 settle \d{4}-0001\./)).toBeVisible()
  await page.getByRole('button', { name: 'Save as draft' }).click()
  await expect(page.getByRole('heading', { name: 'Draft credit note for Okafor Design' })).toBeVisible()
  await page.getByLabel('Reason').fill('The project was cancelled')
  await page.getByRole('button', { name: 'Issue credit note' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Issue credit note' }).click()
  await expect(page.getByRole('article')).toContainText('The project was cancelled')

  await openPlace(page, '/invoices/credit-notes')
  await expect(page.getByRole('row')).toHaveCount(3)
  await expectSound(page, 'the list of credit notes')
  await openPlace(page, `/invoices/${invoiceId}`)
  await expect(page.getByText('Credited', { exact: true }).first()).toBeVisible()
  await expect(page.getByText(/^Credited in full on/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Credit notes' })).toContainText(/CN-\d{4}-0002/)
})

test('puts a wrong address right by keyboard: credit and a new invoice in one act', async ({ page }) => {
  const { invoiceId } = await issued(page)
  await openPlace(page, `/invoices/${invoiceId}`)
  await page.getByRole('button', { name: 'More acts' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Put it right...' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(/What is wrong with \d{4}-0001\?/)
  await expectSound(page, 'what is wrong with an invoice')
  await dialog.getByRole('button', { name: /The address or PO number is wrong/ }).press('Enter')
  await dialog.getByLabel('Address on the new invoice').selectOption({ label: 'Neue Straße 5, 20095 Hamburg' })
  await expect(dialog).toContainText(/all that is left of \d{4}-0001 \(.?476\.00\), .* goes to Neue Straße 5/)
  await expectSound(page, 'a wrong address')
  await dialog.getByLabel('PO number').press('Enter')
  await expect(page.getByRole('heading', { name: /^Invoice \d{4}-0002$/, level: 1 })).toBeVisible()
  await expect(page.getByRole('article')).toContainText('Neue Straße 5')
  await openPlace(page, `/invoices/${invoiceId}`)
  const notes = page.getByRole('region', { name: 'Credit notes' })
  await expect(notes).toContainText(/CN-\d{4}-0001/)
  await notes.getByRole('link', { name: 'Billed again' }).click()
  await expect(page.getByRole('heading', { name: /^Invoice \d{4}-0002$/, level: 1 })).toBeVisible()
})
