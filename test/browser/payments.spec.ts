import type { Page } from '@playwright/test'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'

/** A seller that may issue, and two issued invoices over 100 and 50 without tax. */
async function issued(page: Page): Promise<{ readonly clientId: string; readonly invoiceIds: readonly string[] }> {
  await openPlace(page, '/')
  await giveBooks(page)
  const version = await page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }).testBooks
    const db = await books.open()
    const settings = await db.settings.get('account')
    db.close()
    return settings?.version
  })
  const address = { label: '', line1: 'Weg 1', city: 'Leipzig', postalCode: '04103', country: 'DE' }
  const [, client] = (await runInPage(page, [
    ['changeSettings', { version, changes: { profile: { name: 'Ada', address, taxNumber: '12/345' } } }],
    ['saveClient', { fields: { name: 'Okafor Design', contacts: [], addresses: [address] } }],
  ])) as [unknown, { id: string }]
  const invoiceIds: string[] = []
  for (const unitPrice of ['100', '50']) {
    const fields = { description: 'Work', quantity: '1', unitPrice, taxIds: [], taxIncluded: false }
    const [, made] = (await runInPage(page, [
      ['addCharge', { clientId: client.id, fields: { ...fields, servedOn: '2026-10-01' } }],
      ['draftInvoices', { clientId: client.id, chargeIds: 'all' }],
    ])) as [unknown, { invoiceIds: [string] }]
    invoiceIds.push(made.invoiceIds[0])
    await runInPage(page, [['finalizeInvoice', { id: made.invoiceIds[0] }]])
  }
  return { clientId: client.id, invoiceIds }
}

test('one payment pays two invoices and more; a part of it goes back, and an invoice is due again', async ({
  page,
}) => {
  const { clientId } = await issued(page)
  await openPlace(page, `/clients/${clientId}`)
  await page.getByRole('button', { name: 'Record payment' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('checkbox', { checked: true })).toHaveCount(2)
  await expectSound(page, 'what a payment is for')
  await dialog.getByRole('button', { name: 'Next' }).click()
  await dialog.getByLabel('Amount', { exact: true }).fill('180')
  await expect(dialog.getByText(/30.00 becomes credit of Okafor Design/)).toBeVisible()
  await expectSound(page, 'how much came and how it is spread')
  await dialog.getByRole('button', { name: 'Next' }).click()
  await expect(dialog.getByText(/from this payment. It is paid./)).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Record payment' }).click()

  await page.getByRole('row', { name: /180.00/ }).click()
  await expect(page.getByRole('heading', { name: 'Payment from Okafor Design' })).toBeVisible()
  await expectSound(page, 'a payment')
  await page.getByRole('button', { name: 'Refund', exact: true }).click()
  await dialog.getByLabel('Amount', { exact: true }).fill('70')
  await expect(dialog.getByText(/30.00 comes out of credit/)).toBeVisible()
  await expect(dialog.getByText(/40.00 of .*-0001 becomes due again/)).toBeVisible()
  await expectSound(page, 'a refund')
  await dialog.getByRole('button', { name: 'Refund', exact: true }).click()
  await expect(page.getByText('Refunded in part')).toBeVisible()
  await openPlace(page, '/payments?show=refunds')
  await expect(page.getByRole('row', { name: /70.00/ })).toBeVisible()
})

test('goodwill goes on the oldest invoice, is taken off, and is put on another by hand', async ({ page }) => {
  const { clientId } = await issued(page)
  await openPlace(page, `/clients/${clientId}/credit`)
  await page.getByRole('button', { name: 'Give goodwill' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Amount', { exact: true }).fill('60')
  await dialog.getByRole('button', { name: 'Give credit' }).click()
  await expect(dialog.getByText('Give the reason; it is kept.')).toBeVisible()
  await dialog.getByLabel('Reason').fill('Late delivery')
  await expectSound(page, 'goodwill before it is given')
  await dialog.getByRole('button', { name: 'Give credit' }).click()
  await page.getByRole('button', { name: /^Take credit off .*-0001/ }).click()
  await page.getByRole('button', { name: 'Use on invoice' }).click()
  await dialog.getByLabel('Invoice').selectOption({ index: 1 })
  await expect(dialog.getByLabel('Amount', { exact: true })).toHaveValue('50.00')
  await dialog.getByLabel('Amount', { exact: true }).fill('50.01')
  await dialog.getByRole('button', { name: 'Use credit' }).click()
  await expect(dialog.getByText(/no more than is due/)).toBeVisible()
  await dialog.getByLabel('Amount', { exact: true }).fill('50')
  await expect(dialog.getByText(/10.00 of this credit is left/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Use credit' }).click()
  await expect(page.getByRole('button', { name: /^Take credit off .*-0002/ })).toBeVisible()
  await expectSound(page, 'a credit balance')
})
