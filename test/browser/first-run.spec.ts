// The first five minutes: three steps, each of which can wait, or the sample business, which goes away with one click.
import { expect, test } from '../support/browser-fixture.ts'
import { violations } from '../support/page-acts.ts'

test('three short steps lead home, with everything an invoice needs', async ({ page }) => {
  await page.goto('/')
  await page.waitForURL('**/welcome')
  await page.getByLabel('Business name').fill('Ada Practice')
  await page.getByLabel('Street and number').fill('Lindenweg 4')
  await page.getByLabel('City').fill('Leipzig')
  await page.getByLabel('VAT id').fill('DE123456789')
  await page.getByRole('button', { name: 'Save and go on' }).click()

  await page.getByLabel('IBAN').fill('DE00120300000000202051')
  await page.getByRole('button', { name: 'Save and go on' }).click()
  await expect(page.getByText('This IBAN does not add up')).toBeVisible()
  await expect(page.getByLabel('IBAN')).toHaveValue('DE00120300000000202051')
  await page.getByLabel('IBAN').fill('DE02 1203 0000 0000 2020 51')
  await page.getByRole('button', { name: 'Save and go on' }).click()

  await expect(page.getByRole('button', { name: 'Save and start' })).toBeVisible()
  await page.getByRole('button', { name: 'Save and start' }).click()
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()

  await page.goto('/settings/payments')
  await expect(page.getByLabel('IBAN')).toHaveValue('DE02120300000000202051')
  await page.reload()
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
})

test('skipping leads home at once and is remembered', async ({ page }) => {
  await page.goto('/welcome')
  await page.getByRole('button', { name: 'Skip for now' }).click()
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
})

test('the sample business is an account of its own and goes away with one click', async ({ page }) => {
  await page.goto('/welcome')
  await page.getByRole('button', { name: 'Try the sample business' }).click()
  await expect(page.getByText('This is the sample business')).toBeVisible({ timeout: 60_000 })
  await page.goto('/invoices')
  await expect(page.getByText('Meyer Studio').first()).toBeVisible()
  await page.goto('/')
  await page.getByRole('button', { name: 'Remove the sample' }).click()
  await expect(page.getByText('This is the sample business')).toBeHidden()
  await expect
    .poll(() =>
      page.evaluate(
        async () => (await indexedDB.databases()).filter(({ name }) => /^billfold-acc_/.test(name ?? '')).length,
      ),
    )
    .toBe(1)
  await page.goto('/invoices')
  await expect(page.getByRole('heading', { name: 'Invoices', level: 1 })).toBeVisible()
  await expect(page.getByText('Meyer Studio')).toHaveCount(0)
})

test('every section of the settings is clean for assistive technology, light and dark', async ({ page }) => {
  test.setTimeout(180_000)
  await page.goto('/welcome')
  await page.getByRole('button', { name: 'Skip for now' }).click()
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
  for (const section of ['profile', 'payments', 'taxes', 'numbers', 'documents', 'place']) {
    await page.goto(`/settings/${section}`)
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      expect(await violations(page, scheme), `${section}, ${scheme}`).toEqual([])
    }
  }
})

test('settings are kept, and refused in words', async ({ page }) => {
  await page.goto('/settings/numbers')
  await page.getByLabel('Invoice numbers').fill('{YYYY}-{MM')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('has a field that means nothing here')).toBeVisible()
  await page.getByLabel('Invoice numbers').fill('R{YY}-{NNN}')
  await expect(page.getByText(/Next: R\d\d-001, R\d\d-002/)).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.reload()
  await expect(page.getByLabel('Invoice numbers')).toHaveValue('R{YY}-{NNN}')

  await page.goto('/settings/taxes')
  await page.getByRole('button', { name: 'Add a tax' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('VAT')
  await dialog.getByLabel('Rate', { exact: true }).fill('nineteen')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByLabel('Rate', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Rate', { exact: true }).fill('19')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/19\s?%/).first()).toBeVisible()
})
