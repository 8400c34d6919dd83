// The frame around every screen: places, keyboard, palette, history, kept forms, account switcher.
import type { Page } from '@playwright/test'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { openPlace } from '../support/page-acts.ts'

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

test('every place has its key, its title takes the focus, and back returns', async ({ page }) => {
  await openPlace(page, '/clients')
  for (const [keys, name, path] of [
    ['gi', 'Invoices', '/invoices'],
    ['gp', 'Payments', '/payments'],
    ['go', 'Charges', '/charges'],
    ['gt', 'Products', '/products'],
    ['gs', 'Settings', '/settings'],
    ['gb', 'Backup & data', '/data'],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key)
    await expect(title(page, name)).toBeFocused()
    await expect(page).toHaveTitle(`${name} · Billfold`)
    expect(new URL(page.url()).pathname.startsWith(path)).toBe(true)
  }
  await page.goBack()
  await expect(title(page, 'Settings')).toBeVisible()
  await page.goBack()
  await expect(title(page, 'Products')).toBeVisible()
})

test('the skip link leads to the content, and an address that leads nowhere says so', async ({ page }) => {
  await openPlace(page, '/clients')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#main')).toBeFocused()
  await page.goto('/nowhere/at/all')
  await expect(title(page, 'There is nothing here')).toBeVisible()
  await page.getByRole('link', { name: 'Go to Home' }).click()
  await expect(page).not.toHaveURL(/nowhere/)
})

test('the palette finds a client, goes there with Enter, and lists acts', async ({ page }) => {
  await openPlace(page, '/invoices')
  await giveBooks(page)
  const fields = { name: 'Okafor & Daughters', contacts: [], addresses: [] }
  await runInPage(page, [['saveClient', { fields }]])
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search, go to, do' })
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('oka')
  await expect(palette.getByRole('option', { name: 'Okafor & Daughters' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(title(page, 'Okafor & Daughters')).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('back')
  await page.keyboard.press('Enter')
  await expect(title(page, 'Backup & data')).toBeVisible()
  // Enter on the heels of the letters goes where they lead, not where fewer of them did.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('okaf')
  await page.keyboard.press('Enter')
  await expect(title(page, 'Okafor & Daughters')).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
})

test('what was typed survives an accidental navigation and a reload', async ({ page }) => {
  await openPlace(page, '/clients/new')
  await page.getByLabel('Name', { exact: true }).fill('Half a client')
  await page.goBack()
  await openPlace(page, '/clients')
  await page.goto('/clients/new')
  await expect(page.getByText('Your unsaved changes are back.')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a client')
  await page.reload()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a client')
  await page.getByRole('button', { name: 'Discard them' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('')
  await page.reload()
  await expect(page.getByText('Your unsaved changes are back.')).toBeHidden()
})

test('dark, light and system are chosen from the palette and kept without a flash', async ({ page, guard }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openPlace(page, '/clients')
  const surface = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await surface()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search, go to, do' })).toBeFocused()
  await page.keyboard.type('dark')
  await page.keyboard.press('Enter')
  await expect.poll(surface).not.toBe(light)
  const dark = await surface()
  // The choice is on the document before the app's own script has run.
  await page.route('**/assets/index-*.js', (route) => route.abort())
  guard.expectError(/ERR_FAILED/)
  await page.goto('/clients', { waitUntil: 'commit' })
  await expect.poll(surface).toBe(dark)
})
