// The dashboard on the sample business: its figures are those of the lists behind them.
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'

test('the sample business is one click away, its dashboard agrees with its lists, and accounts stay apart', async ({
  page,
}) => {
  await page.goto('/')
  await expect(page).toHaveURL(/\/welcome/)
  await page.getByRole('button', { name: 'Try the sample business' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible({ timeout: 45_000 })

  const tile = (name: string) =>
    page.locator('main div', { has: page.locator('> h2', { hasText: new RegExp(`^${name}$`) }) }).last()
  const note = async (name: string) =>
    Number((await tile(name).innerText()).match(/(\d+) (?:open )?(?:invoice|charge)/)?.[1])
  const owed = await note('Owed to you')
  const late = await note('Late')
  const open = await note('Ready to bill')
  expect(owed).toBeGreaterThanOrEqual(late)
  await expectSound(page, 'home')

  await page.getByRole('link', { name: 'Late', exact: true }).click()
  await expect(page).toHaveURL(/state=late/)
  await expect(page.getByRole('row')).toHaveCount(late + 1)
  await openPlace(page, '/charges')
  await expect(page.getByRole('row')).toHaveCount(open + 1)

  await page.getByRole('button', { name: /^Account:/ }).click()
  await page.getByRole('menuitemradio', { name: 'Unnamed business' }).click()
  await expect(page).toHaveURL(/\/welcome/)
  await page.goto('/invoices')
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible()
  await expect(page.getByRole('row')).toHaveCount(0)
})
