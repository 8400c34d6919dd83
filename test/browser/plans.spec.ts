import type { Page } from '@playwright/test'
import { addDays, addMonths, calendarDate } from '../../src/core/date.ts'
import { currentDay } from '../../src/worker/clock.ts'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { goOffline, openPlace, violations } from '../support/page-acts.ts'

const narrow = { width: 390, height: 844 }
const today = calendarDate(currentDay('Europe/Berlin'))

/** A seller that may issue, and a client who bought three months of one plan that were over ten days ago. */
async function addPlans(page: Page): Promise<string> {
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
  const plan = { kind: 'service', unit: 'month', currency: 'EUR', taxIds: [], taxIncluded: false }
  const monthly = { kind: 'plan', renewOn: 'anniversary' }
  const soldOn = addMonths(addDays(today, -10), -3)
  const [, client, hosting] = (await runInPage(page, [
    ['changeSettings', { version, changes: { profile, country: 'DE', currency: 'EUR' } }],
    ['saveClient', { fields: { name: 'Okafor Ltd', contacts: [], addresses: [address] } }],
    ['saveProduct', { fields: { ...plan, name: 'Hosting', unitPrice: '50', sale: monthly } }],
    ['saveProduct', { fields: { ...plan, name: 'Website care', unitPrice: '40', sale: monthly } }],
  ])) as [unknown, { id: string }, { id: string }]
  const [sold] = (await runInPage(page, [
    ['sellByInvoice', { clientId: client.id, productId: hosting.id, termMonths: 3, startOn: soldOn }, soldOn],
  ])) as [{ invoiceId: string }]
  const paid = { clientId: client.id, currency: 'EUR', amount: 15000, method: 'transfer', receivedOn: soldOn }
  await runInPage(page, [
    ['recordPayment', { ...paid, allocate: [{ invoiceId: sold.invoiceId, amount: 15000 }] }, soldOn],
  ])
  return client.id
}

/** Through the three steps of the dialog, by Enter. */
async function pay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Record payment' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('checkbox', { checked: true })).toBeVisible()
  await dialog.getByRole('button', { name: 'Next' }).press('Enter')
  await expect(dialog.getByLabel('Amount')).toBeFocused()
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Record payment' }).press('Enter')
  await expect(page.getByText(/^Paid on/)).toBeVisible()
}

test('a plan is sold, renewed and stopped, another that expired is restored, by keyboard, offline, at 390 px', async ({
  page,
}) => {
  await page.setViewportSize(narrow)
  await openPlace(page, '/clients')
  const clientId = await addPlans(page)
  // The run at the start makes the renewal and, since nobody paid it, lets the plan expire.
  await openPlace(page, `/clients/${clientId}`)
  await goOffline(page)
  const plans = page.getByRole('region', { name: 'Plans' })
  await expect(
    plans.getByText(/^Expired on .* Finalize the draft and record its payment to restore it\.$/),
  ).toBeVisible()

  await page.getByRole('button', { name: 'Sell by invoice' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Sell by invoice' })
  await expect(dialog.getByRole('combobox', { name: 'Pack or plan' })).toBeFocused()
  await page.keyboard.type('care')
  await page.keyboard.press('Enter')
  await dialog.getByRole('combobox', { name: 'How long' }).selectOption('6')
  await expect(dialog.getByText(/^Runs from .* the next term begins on/)).toBeVisible()
  expect(await violations(page, 'light'), 'the sale of a plan').toEqual([])
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('heading', { level: 1, name: /^Invoice \d{4}-0002/ })).toBeVisible()
  await pay(page)

  await page.getByRole('link', { name: 'Okafor Ltd' }).first().press('Enter')
  const care = plans.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Website care' }) })
  await expect(care.getByText('Running')).toBeVisible()
  await care.getByRole('button', { name: 'Renew Website care now' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Renew now' }).press('Enter')
  await expect(care.getByText('Invoice not issued yet')).toBeVisible()
  await care.getByRole('link', { name: 'draft' }).press('Enter')
  await finalize(page)
  await pay(page)
  await page.getByRole('link', { name: 'Okafor Ltd' }).first().press('Enter')
  await expect(care.getByText(/^Paid, begins on/)).toBeVisible()
  await care.getByRole('button', { name: 'Let Website care run out' }).press('Enter')
  await expect(care.getByText(/^Ends on .* it will not be renewed\.$/)).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(care.getByText(/^Renewal invoice on/)).toBeVisible()

  const hosting = plans.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Hosting' }) })
  await hosting.getByRole('link', { name: 'draft' }).press('Enter')
  await finalize(page)
  await pay(page)
  await page.getByRole('link', { name: 'Okafor Ltd' }).first().press('Enter')
  await expect(hosting.getByText(/^Expired on .*, paid on .*: restored from the old end$/)).toBeVisible()
  await expect(hosting.getByText('Running')).toBeVisible()
  expect(await violations(page, 'light'), 'the plans of a client').toEqual([])
})

async function finalize(page: Page): Promise<void> {
  await expect(page.getByText('Nothing is missing.')).toBeVisible()
  await page.getByRole('button', { name: 'Finalize & lock' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Finalize & lock' }).press('Enter')
  await expect(page.getByText(/is final\. Send it now/)).toBeVisible()
}
