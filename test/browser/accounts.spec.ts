import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace, openTab } from '../support/page-acts.ts'

const client = (name: string) => ['saveClient', { fields: { name, contacts: [], addresses: [] } }] as const

const section = (page: Page) => page.getByRole('region', { name: 'Accounts on this device' })

async function add(page: Page, name: string): Promise<void> {
  await openPlace(page, '/data')
  await section(page).getByRole('button', { name: 'Add an account' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Add an account' }).click()
  await expect(page).toHaveURL(/\/welcome/)
}

async function act(page: Page, name: string, entry: string): Promise<void> {
  await section(page)
    .getByRole('button', { name: `Acts for ${name}` })
    .click()
  await page.getByRole('menuitem', { name: entry }).click()
}

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'showSaveFilePicker')
  })
})

test('accounts never mix, and can be named and switched (I-7)', async ({ page }) => {
  await openPlace(page, '/data')
  await runInPage(page, [client('Meyer Studio')])
  await add(page, 'Second Practice')
  await runInPage(page, [client('Okafor')])
  await openPlace(page, '/clients')
  await expect(page.getByText('Okafor')).toBeVisible()
  await expect(page.getByText('Meyer Studio')).toHaveCount(0)

  await openPlace(page, '/data')
  await act(page, 'Second Practice', 'Rename the account')
  await page.getByRole('dialog').getByLabel('Name').fill('')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename the account' }).click()
  await expect(page.getByRole('dialog').getByText('Give it a name.')).toBeVisible()
  await page.getByRole('dialog').getByLabel('Name').fill('Evening Practice')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename the account' }).click()
  await expect(section(page).getByText('Evening Practice')).toBeVisible()

  await act(page, 'Unnamed business', 'Open it')
  await expect(page.getByRole('banner').getByText('Unnamed business')).toBeVisible()
  await openPlace(page, '/clients')
  await expect(page.getByText('Meyer Studio')).toBeVisible()
  await expect(page.getByText('Okafor')).toHaveCount(0)
})

test('a real account goes only with a proven backup and its name; the other window is told (R-23)', async ({
  page,
}) => {
  await openPlace(page, '/data')
  await add(page, 'Second Practice')
  await runInPage(page, [client('Okafor')])
  await openPlace(page, '/data')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Back up now' }).click(),
  ])
  await expect(page.getByText('It was opened again and every row was read back.')).toBeVisible()
  const buffer = readFileSync(await download.path())
  const file = { name: 'second.json.gz', mimeType: 'application/gzip', buffer }
  await runInPage(page, [client('Since')])

  const other = await openTab(page)
  await openPlace(other, '/clients')
  await expect(other.getByText('Okafor')).toBeVisible()

  await act(page, 'Second Practice', 'Remove …')
  const dialog = page.getByRole('dialog')
  const remove = dialog.getByRole('button', { name: 'Remove the account' })
  await expect(remove).toBeDisabled()
  await dialog.locator('input[type=file]').setInputFiles(file)
  await expect(dialog.getByText(/The backup is older than the books: 1 thing was done since/)).toBeVisible()
  await dialog.getByLabel('Type "Second Practice" to confirm').fill('Second Practice')
  await expect(remove).toBeDisabled()
  await expectSound(page, 'the dialog that removes an account')
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  const [again] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Back up now' }).click(),
  ])
  const whole = { ...file, buffer: readFileSync(await again.path()) }
  await expect(page.getByText('It was opened again and every row was read back.')).toBeVisible()
  await act(page, 'Second Practice', 'Remove …')
  await dialog.locator('input[type=file]').setInputFiles(whole)
  await expect(dialog.getByText('second.json.gz holds everything.')).toBeVisible()
  await expect(remove).toBeDisabled()
  await dialog.getByLabel('Type "Second Practice" to confirm').fill('Second Practice')
  await remove.click()
  await expect(page.getByText('Second Practice was removed from this device.')).toBeVisible()
  await expect(other.getByRole('alert')).toContainText('deleted in another window')
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(names.filter((name) => name?.startsWith('billfold-acc_'))).toHaveLength(1)

  // It comes back from the file, whole.
  await openPlace(page, '/data')
  await page.getByRole('region', { name: 'Open a backup' }).locator('input[type=file]').setInputFiles(whole)
  await page.getByRole('button', { name: 'Restore as a new account' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore the account' }).click()
  await expect(page.getByText(/The books of .* are back/)).toBeVisible()
  await openPlace(page, '/clients')
  await expect(page.getByText('Since')).toBeVisible()
})

test('an account that moved away can only be read, until it comes back (R-37)', async ({ page }) => {
  await openPlace(page, '/data')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await page.getByRole('button', { name: 'Move the account' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Move the account' }).click()
    })(),
  ])
  expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toMatchObject({ purpose: 'move' })
  await expect(section(page).getByText('Moved away')).toBeVisible()
  await expect(runInPage(page, [client('Nobody')])).rejects.toThrow(/read-only/)
  await page.getByRole('button', { name: 'Use it here again' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Use it here again' }).click()
  await expect(section(page).getByText('Open now')).toBeVisible()
  await runInPage(page, [client('Somebody')])
})
