import type { Page } from '@playwright/test'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace } from '../support/page-acts.ts'

const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }

/** A client with a contract that counts hours and messages from the start of the year. */
async function addContract(page: Page): Promise<string> {
  const fields = { name: 'Okafor Ltd', contacts: [], addresses: [address] }
  const [client] = (await runInPage(page, [['saveClient', { fields }]])) as [{ id: string }]
  const item = {
    kind: 'usage',
    timing: 'arrears',
    cadence: { unit: 'month', every: 1 },
    quantity: '1',
    taxIds: [],
    taxIncluded: false,
  }
  const startOn = `${new Date().getFullYear() - 1}-01-01`
  const [added] = (await runInPage(page, [
    [
      'addContract',
      {
        fields: {
          clientId: client.id,
          name: 'Care plan',
          contractNumber: 'C-1',
          currency: 'EUR',
          startOn,
          items: [
            { ...item, description: 'Hours', unit: 'hour', pricing: { kind: 'per-unit', unitPrice: '90' } },
            { ...item, description: 'Messages', pricing: { kind: 'per-unit', unitPrice: '0.05' } },
          ],
        },
      },
    ],
  ])) as [{ id: string }]
  return added.id
}

async function chooseFile(page: Page, name: string, text: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
}

for (const size of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const) {
  test(`usage is entered line by line with the keyboard alone, taken out and brought back, ${size.width} px wide`, async ({
    page,
  }) => {
    await page.setViewportSize(size)
    await openPlace(page, '/usage')
    await expect(page.getByText('No contract bills by usage yet.')).toBeVisible()
    await addContract(page)
    await page.reload()
    await goOffline(page)

    const item = page.getByRole('combobox', { name: 'Item' })
    await item.focus()
    await page.keyboard.type('hours')
    await expect(page.getByRole('option', { name: /Hours · Care plan/ })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(item).toHaveValue('Hours · Care plan · Okafor Ltd')

    const quantity = page.getByRole('textbox', { name: 'Quantity' })
    await quantity.focus()
    await page.keyboard.type('1.5')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Contact form')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/1\.5 hour recorded for Hours · Care plan/)).toBeVisible()
    // The next line begins at once: item and day stay, the quantity waits for typing.
    await expect(quantity).toBeFocused()
    await expect(quantity).toHaveValue('')
    await expect(item).toHaveValue('Hours · Care plan · Okafor Ltd')
    await page.keyboard.type('0.25')
    await page.keyboard.press('Enter')
    await expect(page.getByText('2 entries wait to be billed')).toBeVisible()

    // The last line is taken back where it was said, and typed again.
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).press('Enter')
    await expect(page.getByText('1 entry waits to be billed')).toBeVisible()
    await expect(quantity).toBeFocused()
    await page.keyboard.type('0.25')
    await page.keyboard.press('Enter')
    await expect(page.getByText('2 entries wait to be billed')).toBeVisible()

    // Nothing, too little, or too early is said beside the field or above the form; what was typed stays.
    await page.keyboard.press('Enter')
    await expect(page.getByText('Enter how much.')).toBeVisible()
    await page.keyboard.type('-2')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert').filter({ hasText: /quantity/i })).toBeVisible()
    await expect(quantity).toHaveValue('-2')

    const rows = page.getByRole('grid', { name: 'Usage entries' })
    await expect(rows.getByText('Contact form')).toBeVisible()
    const remove = rows.getByRole('button', { name: /^Remove Hours/ })
    await remove.first().focus()
    await page.keyboard.press('Enter')
    await expect(page.getByText('The entry was removed. It will not be billed.')).toBeVisible()
    await expect(remove).toHaveCount(1)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(remove).toHaveCount(2)

    await remove.first().press('Enter')
    await expect(remove).toHaveCount(1)
    await page.getByRole('link', { name: 'Removed' }).press('Enter')
    // The one taken back beside the form, and the one of the list.
    const back = rows.getByRole('button', { name: /^Bring back Hours/ })
    await expect(back).toHaveCount(2)
    await back.first().press('Enter')
    await expect(back).toHaveCount(1)
    await back.first().press('Enter')
    await expect(page.getByText('Nothing was removed.')).toBeVisible()
    await page.getByRole('link', { name: /^Open/ }).press('Enter')
    await expect(remove).toHaveCount(3)
    await expectSound(page, 'usage')
  })
}

test('the timer survives a reload and becomes hours', async ({ page }) => {
  await openPlace(page, '/usage')
  await addContract(page)
  await page.reload()
  await page.getByRole('button', { name: 'Start the timer' }).click()
  await expect(page.getByText('Choose what it is usage of.')).toBeVisible()

  await page.clock.install()
  await page.getByRole('combobox', { name: 'Item' }).fill('hours')
  await page.getByRole('option', { name: /Hours · Care plan/ }).click()
  await page.getByRole('textbox', { name: 'Note' }).fill('Call')
  await page.getByRole('button', { name: 'Start the timer' }).click()
  await expect(page.getByRole('button', { name: 'Discard the time' })).toBeVisible()
  await page.clock.fastForward('45:00')
  await expect(page.getByText('0:45:0', { exact: false })).toBeVisible()

  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Item' })).toHaveValue('Hours · Care plan · Okafor Ltd')
  await expect(page.getByText('0:45:', { exact: false })).toBeVisible()
  await page.clock.fastForward('45:00')
  await page.getByRole('button', { name: 'Stop' }).click()
  const quantity = page.getByRole('textbox', { name: 'Quantity' })
  await expect(quantity).toHaveValue('1.5')
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('Call')
  await expect(quantity).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/1\.5 hour recorded/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start the timer' })).toBeVisible()
})

test('usage from a file is there once, and is taken back as one', async ({ page }) => {
  await openPlace(page, '/usage')
  await addContract(page)
  const year = new Date().getFullYear()
  const rows = [
    'Contract,Client,Item,Date,Quantity,Unit price,Note,Source key',
    `C-1,Okafor Ltd,Hours,${year - 1}-02-03,1.5,,Form,t-1`,
    `C-1,Okafor Ltd,Hours,${year - 1}-02-03,2,110.00,Sunday,t-2`,
    `C-1,,Messages,${year - 1}-02-04,300,,,`,
    `C-1,,Hours,${year - 1}-02-31,1,,,t-4`,
    `C-9,,Hours,${year - 1}-02-03,1,,,t-5`,
  ]
  await openPlace(page, '/import')
  const [template] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Template for usage' }).click(),
  ])
  expect(template.suggestedFilename()).toBe('billfold-usage.csv')
  await expectSound(page, 'import')
  await chooseFile(page, 'february.csv', rows.join('\n'))
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText(`“${year - 1}-02-31” is not a date`)).toBeVisible()
  await expect(preview.getByText('No item of a contract fits this row')).toBeVisible()
  await expectSound(page, 'preview of usage')
  await page.getByRole('button', { name: 'Import 3 entries of usage' }).click()
  await expect(page.getByText('february.csv: 3 rows were added, 2 refused.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo the import' }).click()
  await expect(page.getByText('The import was undone: 3 rows.')).toBeVisible()
  await chooseFile(page, 'february.csv', rows.join('\n'))
  await page.getByRole('button', { name: 'Import 3 entries of usage' }).click()
  await expect(page.getByText('february.csv: 3 rows were added, 2 refused.')).toBeVisible()

  await chooseFile(page, 'february.csv', rows.join('\n'))
  await expect(preview.getByText('3 rows are already there and left alone.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Import usage' })).toBeDisabled()
  await openPlace(page, '/usage')
  await expect(page.getByText('3 entries wait to be billed')).toBeVisible()
})

test('contracts from a file: what is past counts as sent elsewhere, missing clients are asked about', async ({
  page,
}) => {
  await openPlace(page, '/import')
  const start = new Date()
  start.setMonth(start.getMonth() - 3, 1)
  const startOn = start.toISOString().slice(0, 8)
  const rows = [
    'Contract number,Client,Start,Item,Kind,Cadence,Quantity,Price',
    `C-1,Okafor Ltd,${startOn}01,Support,,monthly,1,250.00`,
    `C-1,,,Hours,usage,monthly,,90`,
    `C-2,Meyer Studio,${startOn}01,Hosting,,yearly,1,120`,
    `C-3,Meyer Studio,${startOn}01,Hosting,,0 months,1,120`,
  ]
  await chooseFile(page, 'contracts.csv', rows.join('\n'))
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText(/2 clients are not in this account: Okafor Ltd, Meyer Studio/)).toBeVisible()
  await preview.getByRole('radio', { name: 'Add the clients' }).check()
  await expect(preview.getByText(/periods of 2 contracts before .* count as sent from elsewhere/)).toBeVisible()
  await expect(preview.getByText(/“0 months” is no cadence/)).toBeVisible()
  await expectSound(page, 'preview of contracts')
  await page.getByRole('button', { name: 'Import 2 contracts' }).click()
  await expect(page.getByText('contracts.csv: 2 rows were added, 1 refused.')).toBeVisible()
  await page.getByRole('link', { name: 'Show the contracts' }).click()
  await expect(page.getByText('Okafor Ltd').first()).toBeVisible()
  await expect(page.getByText('Meyer Studio').first()).toBeVisible()
})
