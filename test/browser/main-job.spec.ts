// The main job with the server stopped: a client, its charges, a draft, the invoice, its PDF, its payments, a void.
import { readFileSync } from 'node:fs'
import type { Download, Page } from '@playwright/test'
import { giveBooks } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'
import { readPdf } from '../support/read-pdf.ts'

test.use({ workerAtStart: true })

type Books = typeof import('../support/books-entry.ts')

async function bytesOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path())
}

async function downloadPdf(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download PDF' }).last().click(),
  ])
  return { name: download.suggestedFilename(), bytes: await bytesOf(download) }
}

async function choose(page: Page, act: string): Promise<void> {
  await page.getByRole('button', { name: 'More acts' }).click()
  await page.getByRole('menuitem', { name: act }).click()
}

async function finalize(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Finalize & lock' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Finalize & lock' }).click()
}

test('from the first client to a paid invoice and a void one, with the server stopped', async ({
  page,
  ownServer,
  guard,
}) => {
  test.setTimeout(300_000)
  await openPlace(page, ownServer.url)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await ownServer.stop()
  guard.expectError(/Failed to load resource|net::ERR_CONNECTION_REFUSED|service-worker.js/) // looking for an update fails

  // A client, and what was done for it.
  await openPlace(page, new URL('/clients/new', ownServer.url).href)
  await page.getByLabel('Name', { exact: true }).fill('Meyer Studio')
  await page.getByLabel('Street and number').fill('Hafenstraße 4')
  await page.getByLabel('Postal code').fill('20457')
  await page.getByLabel('City').fill('Hamburg')
  await page.getByRole('button', { name: 'Add client' }).click()
  await expect(page.getByRole('heading', { name: 'Meyer Studio' })).toBeVisible()
  await page.getByRole('link', { name: 'New charge' }).first().click()
  const charge = page.getByRole('dialog')
  await charge.getByLabel('What for').fill('Design review')
  await charge.getByLabel('Quantity', { exact: true }).fill('3')
  await charge.getByLabel('Unit price').fill('85')
  await charge.getByRole('button', { name: 'Save and next' }).click()
  await expect(page.getByText('Design review added')).toBeVisible()
  await charge.getByLabel('What for').fill('Travel')
  await charge.getByLabel('Quantity', { exact: true }).fill('1')
  await charge.getByLabel('Unit price').fill('45.50')
  await charge.getByRole('button', { name: 'Save and close' }).click()
  await expect(charge).toBeHidden()

  // A draft over both, completed in the editor.
  await openPlace(page, new URL('/invoices?new=1', ownServer.url).href)
  await page.getByRole('dialog').getByRole('combobox').fill('Meyer')
  await page.getByRole('option', { name: /^Meyer Studio/ }).click()
  await expect(page.getByRole('dialog').getByRole('checkbox', { name: /Design review/ })).toBeChecked()
  await page.getByRole('dialog').getByRole('button', { name: 'Draft an invoice' }).click()
  await expect(page.getByRole('heading', { name: 'Draft for Meyer Studio' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Description of line 2' }).click()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Logo sketches 2 x 100')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('textbox', { name: 'Unit price of line 3' })).toHaveValue('100.00')
  await page.getByRole('button', { name: 'Move line 3' }).focus()
  await page.keyboard.press('ArrowUp')
  await page.getByRole('button', { name: 'Discount', exact: true }).last().click()
  await page.getByRole('textbox', { name: 'Percentage' }).fill('10')
  await page.getByRole('textbox', { name: 'Reason' }).fill('Loyalty')
  await page.getByRole('textbox', { name: 'PO number' }).fill('PO-4711')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  // (3 x 85 + 2 x 100 + 45.50) less 10 %
  await expect(page.getByText('450.45').first()).toBeVisible()

  // What is missing is said before the click, and the way there leads back to the same draft.
  const draftUrl = page.url()
  await page.getByRole('link', { name: /your (business )?name/i }).click()
  await page.getByLabel('Business name').fill('Ada Lindt Design')
  await page.getByLabel('Street and number').fill('Kastanienallee 12')
  await page.getByLabel('Postal code').fill('10435')
  await page.getByLabel('City').fill('Berlin')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(/Settings saved/)).toBeVisible()
  await openPlace(page, draftUrl)
  await expect(page.getByText('Nothing is missing.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Description of line 2' })).toHaveValue('Logo sketches')
  await expectSound(page, 'the draft editor')

  await finalize(page)
  await expect(page.getByText(/Invoice \d{4}-0001 is final. Send it now\?/)).toBeVisible()
  const heading = await page.getByRole('heading', { level: 1 }).innerText()
  const number = heading.replace('Invoice ', '')
  expect(number).toMatch(/^\d{4}-0001$/)

  // The PDF says what the books say; the second download is the first one, byte for byte.
  const first = await downloadPdf(page)
  expect(first.name).toBe(`Invoice ${number} - Meyer Studio.pdf`)
  const { text } = readPdf(first.bytes)
  for (const words of [number, 'Meyer Studio', 'Hafenstraße 4', 'Logo sketches', 'Loyalty', 'PO-4711', '450.45']) {
    expect(text).toContain(words)
  }
  await expect(page.getByText('Open, sent')).toBeVisible()
  await openPlace(page, page.url())
  const second = await downloadPdf(page)
  expect(second.bytes.equals(first.bytes)).toBe(true)
  await giveBooks(page)
  const kept = await page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    const [release] = await db.releases.toArray()
    db.close()
    return release?.pdf.length
  })
  expect(kept).toBe(first.bytes.length)
  await expectSound(page, 'an invoice')

  // A part of it comes in, then the rest.
  await page.getByRole('button', { name: 'Record payment' }).click()
  const payment = page.getByRole('dialog')
  await payment.getByRole('button', { name: 'Next' }).click()
  await payment.getByLabel('Amount').fill('2')
  await payment.getByRole('button', { name: 'Next' }).click()
  await expect(payment.getByText(/smallest partial payment is .*5.00/)).toBeVisible()
  await payment.getByLabel('Amount').fill('200.45')
  await expect(payment.getByText(/250.00 stays due/)).toBeVisible()
  await payment.getByRole('button', { name: 'Next' }).click()
  await payment.getByRole('button', { name: 'Record payment' }).click()
  await expect(page.getByText('Partly paid')).toBeVisible()
  await expect(page.getByText('250.00').first()).toBeVisible()
  await page.getByRole('button', { name: 'Record payment' }).click()
  await expect(payment.getByText(/200.45 came on/)).toBeVisible()
  await payment.getByRole('button', { name: 'Next' }).click()
  await payment.getByLabel('Amount').fill('290')
  await expect(payment.getByText(/40.00 becomes credit of Meyer Studio/)).toBeVisible()
  await payment.getByRole('button', { name: 'Next' }).click()
  await payment.getByRole('button', { name: 'Record payment' }).click()
  await expect(page.getByText(/^Paid on/)).toBeVisible()
  await openPlace(page, new URL('/payments', ownServer.url).href)
  await expect(page.getByRole('row', { name: /290.00/ })).toContainText(`${number}, credit`)
  await expectSound(page, 'the payments')

  // A second invoice takes the credit, goes out, and is voided: its charges come back, a cancellation takes it back.
  await openPlace(page, new URL('/invoices?new=1', ownServer.url).href)
  await page.getByRole('dialog').getByRole('combobox').fill('Meyer')
  await page.getByRole('option', { name: /^Meyer Studio/ }).click()
  await page.getByRole('dialog').getByLabel('Description').fill('Second thoughts')
  await page.getByRole('dialog').getByLabel('Price').fill('120')
  await page.getByRole('dialog').getByRole('button', { name: 'Draft an invoice' }).click()
  await expect(page.getByText('Nothing is missing.')).toBeVisible()
  await finalize(page)
  await expect(page.getByText(/-0002 is final/)).toBeVisible()
  await expect(page.getByText('80.00').first()).toBeVisible()
  await downloadPdf(page)
  await choose(page, 'Void invoice')
  const voiding = page.getByRole('dialog')
  await expect(voiding.getByText(/a cancellation document over .*120.00 is issued today/)).toBeVisible()
  await expect(voiding.getByText(/Credit of .*40.00/)).toBeVisible()
  await voiding.getByRole('radio', { name: 'Bill again' }).check()
  await voiding.getByRole('button', { name: 'Void invoice' }).click()
  await expect(page.getByText(/^Void since/)).toBeVisible()
  await page.getByRole('link', { name: /^CN-\d{4}-0001$/ }).click()
  await expect(page.getByRole('heading', { name: /^Cancellation CN-/ })).toBeVisible()
  const cancellation = readPdf((await downloadPdf(page)).bytes)
  expect(cancellation.text).toContain(number.replace('0001', '0002'))
  expect(cancellation.text).toContain('120.00')
  await openPlace(page, new URL('/charges', ownServer.url).href)
  await expect(page.getByText('Second thoughts').first()).toBeVisible()

  // The list knows all of it.
  await openPlace(page, new URL('/invoices', ownServer.url).href)
  await expect(page.getByRole('row', { name: /-0001/ })).toContainText('Paid')
  await expect(page.getByRole('row', { name: /-0002/ })).toContainText('Void')
  await page.keyboard.press('f')
  await page.keyboard.type('logo ske')
  await expect(page.getByRole('row', { name: /-0002/ })).toBeHidden()
  await expect(page.getByRole('row', { name: /-0001/ })).toBeVisible()
  await expectSound(page, 'the invoices')
})
