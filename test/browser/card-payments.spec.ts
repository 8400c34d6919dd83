// A card from its set-up to the money (P-6, R-34): the owner connects a processor, the client enters a card on its page,
// an invoice is charged, a bank refuses, another asks for the client. The processor is a stand-in over HTTPS.
import type { Page } from '@playwright/test'
import { day } from '../support/berlin-day.ts'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'
import { processorKey } from '../support/processor-house.ts'
import { type StandInProcessor, startProcessor } from '../support/stand-in-processor.ts'

test.use({ ignoreHTTPSErrors: true })

let processor: StandInProcessor
test.beforeEach(async ({ guard }) => {
  processor = await startProcessor(0, { secure: true })
  guard.allowOrigin(processor.url)
})
test.afterEach(() => processor.stop())

async function issue(
  page: Page,
  clientId: string | undefined,
  unitPrice: string,
): Promise<{ id: string; number: string }> {
  const fields = { description: 'Design', quantity: '1', unitPrice, taxIds: [], taxIncluded: false, servedOn: day(0) }
  const [, drafted] = (await runInPage(page, [
    ['addCharge', { clientId, fields, currency: 'EUR' }],
    ['draftInvoices', { clientId, chargeIds: 'all' }],
  ])) as { invoiceIds: string[] }[]
  const id = drafted?.invoiceIds[0] ?? ''
  const [issued] = (await runInPage(page, [['finalizeInvoice', { id }]])) as { number: string }[]
  return { id, number: issued?.number ?? 'none' }
}

test('a card is entered on the page of the processor, charged once, refused, and confirmed by the client', async ({
  page,
  guard,
}) => {
  // Refusals of the bank are answers with a status of an error.
  guard.expectError(/Failed to load resource/)
  await openPlace(page, '/settings/connections')
  await page.getByRole('button', { name: 'Add connection' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Charges cards').check()
  await expect(dialog.getByLabel('Address')).toHaveValue('https://api.stripe.com')
  await dialog.getByLabel('Address').fill(processor.url)
  await dialog.getByLabel('Restricted key').fill('sk_live_0123456789abcdef')
  await dialog.getByRole('button', { name: 'Save connection' }).click()
  await expect(dialog.getByText('This is your full secret key.')).toBeVisible()
  await expectSound(page, 'the connection of a processor')
  await dialog.getByLabel('Restricted key').fill(processorKey)
  await dialog.getByRole('button', { name: 'Save connection' }).click()
  await expect(dialog.getByText('The key is good. The account there: Ada Practice.')).toBeVisible()
  await expect(dialog.getByText('test mode: no real money moves')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(processorKey)

  const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
  const profile = { name: 'Ada Lindt', email: 'ada@lindt.example', taxNumber: '12/345', address }
  const [, added] = (await runInPage(page, [
    ['changeSettings', { version: 1, changes: { profile, country: 'DE', currency: 'EUR' } }],
    ['saveClient', { fields: { name: 'Meyer', email: 'office@meyer.example', contacts: [], addresses: [address] } }],
  ])) as { id: string }[]
  const first = await issue(page, added?.id, '250')

  // Without a card there is no button, and the menu says why.
  await openPlace(page, `/invoices/${first.id}`)
  await expect(page.getByRole('button', { name: 'Attempt card payment' })).toHaveCount(0)
  await page.getByRole('button', { name: 'More', exact: false }).last().click()
  await expect(
    page.getByRole('menuitem', { name: /Attempt card payment.*No card of this client is stored/ }),
  ).toBeVisible()

  // The client's page: a card by link, entered while the dialog stands open.
  await openPlace(page, `/clients/${added?.id}`)
  const how = page.getByRole('region', { name: 'How they pay' })
  await how.getByRole('button', { name: 'Add a card' }).click()
  await expectSound(page, 'a way to pay')
  await dialog.getByRole('button', { name: 'Add and make the link' }).click()
  const link = (await dialog.locator('code').textContent()) ?? ''
  expect(link).toMatch(/^https:\/\/checkout\.example\/cs_/)
  await expect(dialog.getByRole('link', { name: 'E-mail to office@meyer.example' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Check now' }).click()
  await expect(dialog.getByText('No card has been entered yet.')).toBeVisible()
  await expectSound(page, 'a link to enter a card')
  processor.completeSetup(link.slice(link.lastIndexOf('/') + 1))
  await dialog.getByRole('button', { name: 'Check now' }).click()
  await expect(page.getByText('Visa ending in 4242 of Meyer is stored')).toBeVisible()
  await expect(how.getByText('Default')).toBeVisible()
  await expectSound(page, 'a client with a card')

  // It is charged once, and the money is a payment of the invoice.
  await openPlace(page, `/invoices/${first.id}`)
  await page.getByRole('button', { name: 'Attempt card payment' }).click()
  await expect(dialog.getByText(`Visa ending in 4242 is charged €250.00 for ${first.number}.`)).toBeVisible()
  await expectSound(page, 'a card payment before it is attempted')
  await dialog.getByRole('button', { name: 'Charge €250.00' }).click()
  const attempts = page.getByRole('region', { name: 'Card payments' })
  await expect(attempts.getByText('Collected', { exact: true })).toBeVisible()
  await expect(attempts.getByRole('link', { name: 'See the payment' })).toBeVisible()
  expect(processor.charges.map(({ amount, invoice }) => [amount, invoice])).toEqual([[25_000, first.id]])
  await expectSound(page, 'an invoice that a card paid')

  // A bank refuses: nothing is charged, and it can be tried again.
  processor.cardsAre({ decline: 'insufficient_funds' })
  const second = await issue(page, added?.id, '80')
  await openPlace(page, `/invoices/${second.id}`)
  await page.getByRole('button', { name: 'Attempt card payment' }).click()
  await dialog.getByRole('button', { name: 'Charge €80.00' }).click()
  await expect(attempts.getByText('Declined', { exact: true })).toBeVisible()
  await expect(attempts.getByText('Ask your client, or try again in a few days.')).toBeVisible()
  await expectSound(page, 'a card that was declined')

  // The next bank wants the client: a link to send, and the processor is asked afterwards.
  processor.cardsAre('action')
  await attempts.getByRole('button', { name: 'Try again' }).click()
  await dialog.getByRole('button', { name: 'Charge €80.00' }).click()
  await expect(attempts.getByText('Waits for the client', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Attempt card payment' })).toHaveCount(0)
  await expectSound(page, 'a card payment that waits for the client')
  const confirmed = (await attempts.locator('code').textContent()) ?? ''
  processor.clientActs(confirmed.slice(confirmed.lastIndexOf('/') + 1), true)
  await attempts.getByRole('button', { name: 'Ask the processor' }).click()
  await expect(attempts.getByText('Collected', { exact: true })).toBeVisible()
  expect(processor.charges.map(({ amount }) => amount)).toEqual([25_000, 8000])
})
