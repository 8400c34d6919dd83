import type { Page } from '@playwright/test'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace } from '../support/page-acts.ts'

const csv = [
  'Customer;Mail;Town;Remark',
  'Meyer Studio;office@meyer.example;Berlin;good',
  'Okafor;okafor@example.org;Leeds;',
  ';nobody@example.org;Rome;no name',
  'Meyer Studio again;OFFICE@meyer.example;Berlin;',
  '"=cmd|calc";calc@example.org;Paris;formula',
].join('\n')

async function choose(page: Page, name: string, text: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
}

test('a list becomes clients as one act, and is taken back as one', async ({ page }) => {
  await openPlace(page, '/import')
  await choose(page, 'customers.csv', csv)
  await expect(page.getByText('5 rows', { exact: true })).toBeVisible()
  await expect(page.getByText('UTF-8, columns apart by “;”')).toBeVisible()

  // What is not known is asked; nothing is lost on the way.
  const column = page.getByLabel('Column Customer becomes')
  if ((await column.count()) === 0) await page.getByRole('button', { name: 'Import it as clients' }).click()
  await expect(column).toBeVisible()
  await column.selectOption({ label: 'Name' })
  await page.getByLabel('Column Mail becomes').selectOption({ label: 'E-mail' })
  await page.getByLabel('Column Town becomes').selectOption({ label: 'City' })
  await page.getByLabel('Column Remark becomes').selectOption({ label: 'Leave out' })
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText('The name is missing')).toBeVisible()
  await expect(preview.getByText('Same e-mail address as row 2')).toBeVisible()
  await preview.getByRole('button', { name: /^Refused/ }).click()
  await expect(preview.getByText('Meyer Studio again')).toHaveCount(0)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    preview.getByRole('button', { name: 'Save refused rows' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('customers - refused.csv')

  await page.getByRole('button', { name: 'Import 3 clients' }).click()
  await expect(page.getByText('customers.csv: 3 rows were added, 1 skipped, 1 refused.')).toBeVisible()

  // The same columns again: matched as last time, and every row is known.
  await choose(page, 'customers-2.csv', csv)
  await expect(page.getByText('As you matched them for the last file with these columns.')).toBeVisible()
  await expect(preview.getByRole('button', { name: /^There already/ })).toContainText('4')
  await preview.getByRole('radio', { name: 'Update' }).check()
  await expect(page.getByRole('button', { name: 'Import 4 clients' })).toBeEnabled()
  await page.getByRole('button', { name: 'Choose another file' }).click()

  await openPlace(page, '/data')
  await expect(page.getByRole('gridcell', { name: 'Before an import' })).toBeVisible()
  await openPlace(page, '/clients')
  await expect(page.getByText('Okafor')).toBeVisible()
})

test('undo takes back what nobody touched, and says what stays', async ({ page }) => {
  await openPlace(page, '/import')
  await choose(
    page,
    'clients.csv',
    'Name;Email;City\nMeyer Studio;office@meyer.example;Berlin\nOkafor;okafor@example.org;Leeds\n',
  )
  if ((await page.getByRole('button', { name: 'Import it as clients' }).count()) > 0) {
    await page.getByRole('button', { name: 'Import it as clients' }).click()
  }
  await page.getByRole('button', { name: 'Import 2 clients' }).click()
  await expect(page.getByText('clients.csv: 2 rows were added.')).toBeVisible()
  const id = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        void indexedDB.databases().then((list) => {
          const name = list.find((one) => one.name?.startsWith('billfold-acc_'))?.name ?? ''
          const request = indexedDB.open(name)
          request.onsuccess = () => {
            const rows = request.result.transaction('clients').objectStore('clients').getAll()
            rows.onsuccess = () => {
              request.result.close()
              resolve((rows.result as { id: string; name: string }[]).find((row) => row.name === 'Okafor')?.id ?? '')
            }
          }
        })
      }),
  )
  const fields = {
    description: 'Session',
    quantity: '1',
    unitPrice: '80',
    taxIds: [],
    taxIncluded: false,
    servedOn: '2026-03-01',
  }
  await runInPage(page, [['addCharge', { clientId: id, fields }]])
  await page.getByRole('button', { name: 'Undo the import' }).click()
  await expect(page.getByText('1 row was taken back. 1 stays, changed or used since: Okafor.')).toBeVisible()
  await openPlace(page, '/clients')
  await expect(page.getByText('Okafor')).toBeVisible()
  await expect(page.getByText('Meyer Studio')).toHaveCount(0)
})

test('the page is sound when nothing is chosen', async ({ page }) => {
  await openPlace(page, '/import')
  await expectSound(page, 'the empty import')
})

test('the page is sound with a preview', async ({ page }) => {
  await openPlace(page, '/import')
  await choose(page, 'clients.csv', 'Name;Email;City\nMeyer Studio;office@meyer.example;Berlin\n;x@example.org;Rome\n')
  await expect(page.getByText('The name is missing')).toBeVisible()
  await expectSound(page, 'the preview of an import')
})

test('files that cannot be imported say why', async ({ page }) => {
  await openPlace(page, '/import')
  await choose(page, 'empty.csv', '')
  await expect(page.getByRole('alert')).toHaveText(/The file is empty/)
  await choose(page, 'scan.pdf', '%PDF-1.7\n%âãÏÓ\n')
  await expect(page.getByRole('alert')).toHaveText(/not a text file/)
  await choose(page, 'broken.json', '{"clients":[{"name":"x"')
  await expect(page.getByRole('alert')).toHaveText(/no valid JSON/)
})

test('purchases are judged as they would be sold, by keyboard, offline, at 390 px; invoices are not undone', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openPlace(page, '/import')
  const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
  const seller = { name: 'North Lane Studio', address: { ...address, line1: 'Weg 1' }, taxNumber: '12/345' }
  const product = { kind: 'service', unit: 'lesson', currency: 'EUR', taxIds: [], taxIncluded: false }
  const pack = {
    ...product,
    name: 'Ten lessons',
    unitPrice: '350',
    sale: { kind: 'pack', units: '10', priceOf: 'pack' },
  }
  await runInPage(page, [
    ['changeSettings', { version: 1, changes: { profile: seller, country: 'DE', currency: 'EUR' } }],
    ['saveClient', { fields: { name: 'Okafor Ltd', contacts: [], addresses: [address] } }],
    ['saveProduct', { fields: pack }],
    [
      'saveProduct',
      { fields: { ...product, name: 'Plan', unitPrice: '40', sale: { kind: 'plan', renewOn: 'first' } } },
    ],
  ])
  await openPlace(page, '/import')
  await goOffline(page)
  const rows = [1, 2, 3, 4].map((row) => `Okafor Ltd,Ten lessons,1,,,o${row}`)
  const list = [
    'Client,Product,Quantity,Months,Units left,Source key',
    ...rows,
    'Okafor Ltd,Plan,,5,,p',
    'Okafor Ltd,Ten lessons,,,7,b',
  ]
  await choose(page, 'sold.csv', list.join('\n'))
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText(/3 invoices are outstanding, and 3 is the most for one client/)).toBeVisible()
  await expect(preview.getByText('5 months are not offered. Choose one of: 3, 6, 12 months.')).toBeVisible()
  await expect(preview.getByText(/^3 invoices are issued at once\. .* cannot be undone/)).toBeVisible()
  await expect(preview.getByText('1 row takes over units that are left, without an invoice.')).toBeVisible()
  await expectSound(page, 'the preview of purchases')
  await page.setViewportSize({ width: 390, height: 844 })

  await page.getByRole('button', { name: 'Import 4 purchases' }).press('Enter')
  await expect(page.getByText('sold.csv: 4 rows were added, 2 refused. 3 invoices were issued')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo the import' })).toHaveCount(0)
  await choose(page, 'sold.csv', list.join('\n'))
  await expect(preview.getByText('4 rows are already there and left alone.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Import purchases' })).toBeDisabled()
})
