import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace, openTab } from '../support/page-acts.ts'

const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }

async function addClient(page: Page, name: string, more: object = {}): Promise<string> {
  const fields = { name, contacts: [], addresses: [address], ...more }
  const [saved] = (await runInPage(page, [['saveClient', { fields }]])) as [{ id: string }]
  return saved.id
}

async function addTax(page: Page, name: string, percent: string): Promise<string> {
  const rates = [{ from: '2007-01-01', percent }]
  const fields = { name, category: 'S', kind: 'normal', rates, state: 'active' }
  const [saved] = (await runInPage(page, [['saveTaxRate', { fields }]])) as [{ id: string }]
  return saved.id
}

async function addCharge(page: Page, clientId: string, description: string, unitPrice: string, more: object = {}) {
  const fields = {
    description,
    quantity: '1',
    unitPrice,
    taxIds: [],
    taxIncluded: false,
    servedOn: '2026-03-01',
    ...more,
  }
  const [added] = (await runInPage(page, [['addCharge', { clientId, fields }]])) as [{ id: string }]
  return added.id
}

/** As if the text came from another program: the field that has the focus gets a paste. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((words) => {
    const data = new DataTransfer()
    data.setData('text/plain', words)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, text)
}

test('charges are entered one after the other offline, with the keyboard alone', async ({ page }) => {
  await openPlace(page, '/charges')
  await goOffline(page)
  await page.keyboard.press('n')
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New charge' })
  await expect(dialog.getByRole('combobox', { name: 'Client' })).toBeFocused()
  await page.keyboard.type('Okafor Ltd')
  await expect(page.getByRole('option', { name: 'Add "Okafor Ltd"' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('combobox', { name: 'Client' })).toHaveValue('Okafor Ltd')

  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(dialog.getByLabel('What for')).toBeFocused()
  await page.keyboard.type('Design review 3 x 85.00')
  await page.keyboard.press('Tab')
  await expect(dialog.getByLabel('What for')).toHaveValue('Design review')
  await expect(dialog.getByLabel('Quantity')).toHaveValue('3')
  await expect(dialog.getByLabel('Unit price')).toHaveValue('85.00')
  await expect(dialog.getByRole('status')).toContainText('255.00')
  await page.keyboard.press('Enter')

  // Enter saved it and began the next one.
  await expect(page.getByText('Design review added')).toBeVisible()
  await expect(dialog.getByLabel('What for')).toBeFocused()
  await expect(dialog.getByLabel('What for')).toHaveValue('')
  await expect(dialog.getByRole('combobox', { name: 'Client' })).toHaveValue('Okafor Ltd')
  await paste(page, '2 h @ 90,00')
  // Written the German way, which the owner's locale does not read: nothing is guessed.
  await expect(dialog.getByLabel('Unit price')).toHaveValue('')
  await paste(page, '2 h x £90.00')
  await expect(dialog.getByLabel('Quantity')).toHaveValue('2')
  await expect(dialog.getByLabel(/^Unit\s?optional/)).toHaveValue('h')
  await expect(dialog.getByLabel('Unit price')).toHaveValue('90.00')
  await dialog.getByLabel('What for').focus()
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Say what this is for.')).toBeVisible()
  await page.keyboard.type('Workshop')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Workshop added')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(/\/charges$/)
  await expect(page.getByRole('row', { name: /Design review.*Okafor Ltd.*3 × 85.00.*255.00/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /Workshop.*180.00/ })).toBeVisible()
  await expect(page.getByText('2 open charges')).toBeVisible()

  // What was charged before is offered again, with its price.
  await page.keyboard.press('n')
  await page.keyboard.press('c')
  await page.keyboard.type('oka')
  await expect(page.getByRole('option', { name: /Okafor Ltd/ })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('combobox', { name: 'Client' })).toHaveValue('Okafor Ltd')
  await dialog.getByLabel('What for').focus()
  await page.keyboard.type('desi')
  await expect(page.getByRole('option', { name: /Design review/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Unit price')).toHaveValue('85.00')
})

test('an adjustment lowers what is owed; a charge is edited, deleted and brought back', async ({ page }) => {
  await openPlace(page, '/charges')
  const clientId = await addClient(page, 'Meyer Studio')
  await addCharge(page, clientId, 'Poster', '300')
  await openPlace(page, `/charges?new=1&client=${clientId}`)
  const dialog = page.getByRole('dialog', { name: 'New charge' })
  await expect(dialog.getByLabel('What for')).toBeFocused()
  await dialog.getByRole('radio', { name: 'Adjustment' }).check()
  await dialog.getByLabel('What for').fill('Discount as agreed')
  await dialog.getByLabel('Amount', { exact: true }).fill('1,50')
  await dialog.getByRole('button', { name: 'Save and close' }).click()
  await expect(dialog.getByText('This could mean two numbers.', { exact: false })).toBeVisible()
  await dialog.getByLabel('Amount', { exact: true }).fill('-50')
  await dialog.getByRole('button', { name: 'Save and close' }).click()
  await expect(page.getByRole('row', { name: /Discount as agreed.*Adjustment.*−50.00/ })).toBeVisible()

  await page.getByRole('row', { name: /Poster/ }).click()
  const edit = page.getByRole('dialog', { name: 'Edit charge' })
  await edit.getByLabel('Quantity').fill('2')
  await expect(edit.getByRole('status')).toContainText('600.00')
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('row', { name: /Poster.*600.00/ })).toBeVisible()

  await page.getByRole('row', { name: /Poster/ }).click()
  await edit.getByRole('button', { name: 'Delete charge' }).click()
  await expect(page.getByRole('row', { name: /Poster/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(page.getByRole('row', { name: /Poster.*600.00/ })).toBeVisible()

  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Delete selected' }).click()
  await expect(page.getByText('No open charge fits this filter.')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('row', { name: /Poster/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /Discount as agreed/ })).toBeVisible()

  // Nothing typed is lost: the dialog is left and opened again.
  await page.getByRole('row', { name: /Poster/ }).click()
  await edit.getByLabel('What for').fill('Poster, two colours')
  await page.keyboard.press('Escape') // the suggestions
  await page.keyboard.press('Escape') // the dialog
  await expect(edit).toHaveCount(0)
  await page.getByRole('row', { name: /Poster/ }).click()
  await expect(edit.getByText('Your unsaved changes are back.')).toBeVisible()
  await expect(edit.getByLabel('What for')).toHaveValue('Poster, two colours')
  await edit.getByRole('button', { name: 'Discard them' }).click()
  await expect(edit.getByLabel('What for')).toHaveValue('Poster')
})

test('selected charges become drafts, one per client and currency, after their totals are confirmed', async ({
  page,
}) => {
  await openPlace(page, '/charges')
  const tax = await addTax(page, 'VAT', '19')
  const meyer = await addClient(page, 'Meyer Studio')
  const okafor = await addClient(page, 'Okafor Ltd', { currency: 'USD' })
  await addCharge(page, meyer, 'Logo', '1000', { taxIds: [tax] })
  await addCharge(page, meyer, 'Poster', '300', { taxIds: [tax] })
  await addCharge(page, okafor, 'Audit', '400')
  await openPlace(page, '/charges')

  await page.getByRole('checkbox', { name: 'Select Logo' }).check()
  await page.getByRole('button', { name: 'Invoice selected charges' }).click()
  const dialog = page.getByRole('dialog', { name: 'Draft an invoice?' })
  await expect(dialog.getByRole('button', { name: 'Draft invoice', exact: true })).toBeFocused()
  await expect(dialog.getByText('1 charge', { exact: true })).toBeVisible()
  await expect(dialog.getByText('1,000.00')).toBeVisible()
  await expect(dialog.getByText('190.00', { exact: false }).first()).toBeVisible()
  await expect(dialog.getByText('1,190.00')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('row', { name: /Logo/ })).toBeVisible()

  await page.getByRole('checkbox', { name: 'Select Audit' }).check()
  const bar = page.getByRole('region', { name: 'Selection' })
  await expect(bar.getByText('2 selected')).toBeVisible()
  await expect(bar.getByText('1,000.00')).toBeVisible()
  await expect(bar.getByText('400.00')).toBeVisible()
  await page.getByRole('button', { name: 'Invoice selected charges' }).click()
  const several = page.getByRole('dialog', { name: 'Draft 2 invoices?' })
  await expect(several.getByRole('heading', { name: 'Meyer Studio' })).toBeVisible()
  await expect(several.getByRole('heading', { name: 'Okafor Ltd' })).toBeVisible()
  await expectSound(page, 'confirmation of two drafts')
  await several.getByRole('button', { name: 'Draft 2 invoices' }).click()
  await expect(page).toHaveURL(/\/invoices\?.*draft/)

  await openPlace(page, '/charges')
  await expect(page.getByRole('row', { name: /Poster/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /Logo/ })).toHaveCount(0)
  await page.getByRole('checkbox', { name: 'Select Poster' }).check()
  await page.getByRole('button', { name: 'Invoice selected charges' }).click()
  await page.getByRole('button', { name: 'Draft invoice', exact: true }).click()
  await expect(page).toHaveURL(/\/invoices\/inv_/)
})

test('a tax that has no rate on the day is refused in words, with the way out', async ({ page }) => {
  await openPlace(page, '/charges')
  const tax = await addTax(page, 'VAT', '19')
  const meyer = await addClient(page, 'Meyer Studio')
  await addCharge(page, meyer, 'Very old work', '10', { taxIds: [tax], servedOn: '2001-01-01' })
  await openPlace(page, `/clients/${meyer}`)
  await page.getByRole('button', { name: 'Draft an invoice' }).click()
  const dialog = page.getByRole('dialog', { name: 'Draft an invoice?' })
  await expect(dialog.getByRole('alert')).toContainText('VAT')
  await expect(dialog.getByRole('button', { name: 'Draft invoice', exact: true })).toBeDisabled()
  await dialog.getByRole('link', { name: 'Open taxes' }).click()
  await expect(page).toHaveURL(/\/settings\/taxes/)
})

test('filters stay in the address, and the export holds exactly what they show', async ({ page }) => {
  await openPlace(page, '/charges')
  const meyer = await addClient(page, 'Meyer, Studio')
  const okafor = await addClient(page, 'Okafor Ltd')
  await addCharge(page, meyer, '=HYPERLINK("x")', '10.5')
  await addCharge(page, meyer, 'Poster "big"', '300')
  await addCharge(page, okafor, 'Audit', '400')
  await openPlace(page, '/charges')
  await page.getByRole('combobox', { name: 'Charges of one client' }).fill('mey')
  await page.getByRole('option', { name: /Meyer, Studio/ }).click()
  await expect(page).toHaveURL(new RegExp(`client=${meyer}`))
  await expect(page.getByRole('row', { name: /Audit/ })).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('row', { name: /Poster/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /Audit/ })).toHaveCount(0)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^charges-\d{4}-\d\d-\d\d\.csv$/)
  const text = readFileSync(await file.path(), 'utf8')
  const lines = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
  expect(lines).toHaveLength(3)
  expect(text).toContain('"Meyer, Studio"')
  expect(text).toContain('"Poster ""big"""')
  expect(text).toContain(`'=HYPERLINK`)
  expect(text).toContain(',10.5,GBP,')
  expect(text).not.toContain('Audit')

  await page.getByLabel('Search charges').fill('post')
  await expect(page.getByRole('row', { name: /HYPERLINK/ })).toHaveCount(0)
  await expect(page).toHaveURL(/q=post/)
  await page.getByRole('button', { name: 'Remove the filter Meyer, Studio' }).click()
  await page.getByLabel('Search charges').fill('')
  await expect(page.getByRole('row', { name: /Audit/ })).toBeVisible()
  await page.goBack()
})

test('a charge changed in two tabs shows both versions; one that left the list says where it is', async ({ page }) => {
  await openPlace(page, '/charges')
  const meyer = await addClient(page, 'Meyer Studio')
  const id = await addCharge(page, meyer, 'Poster', '300')
  const other = await openTab(page)
  await openPlace(page, `/charges?edit=${id}`)
  await openPlace(other, `/charges?edit=${id}`)
  await page.getByLabel('Quantity').fill('2')
  await other.getByLabel('Unit price').fill('350')
  await other.getByRole('button', { name: 'Save changes' }).click()
  await expect(other.getByRole('row', { name: /Poster.*350.00/ })).toBeVisible()
  await page.getByRole('button', { name: 'Save changes' }).click()
  const stale = page.getByRole('dialog', { name: 'Poster was changed elsewhere' })
  await expect(stale.getByRole('group', { name: 'Quantity' }).getByRole('radio', { name: /Mine\s*2/ })).toBeChecked()
  await expect(
    stale.getByRole('group', { name: 'Unit price' }).getByRole('radio', { name: /Theirs.*350/ }),
  ).toBeChecked()
  await stale.getByRole('button', { name: 'Save the chosen version' }).click()
  await expect(page.getByRole('row', { name: /Poster.*2 × 350.00.*700.00/ })).toBeVisible()

  // Drafted elsewhere while it is edited here: the dialog stays with what was typed, and saving says why not.
  await page.getByRole('row', { name: /Poster/ }).click()
  await page.getByLabel('Quantity').fill('5')
  await runInPage(other, [['draftInvoices', { clientId: meyer, chargeIds: 'all' }]])
  await expect(page.getByRole('row', { name: /Poster/ })).toHaveCount(0)
  await expect(page.getByLabel('Quantity')).toHaveValue('5')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('dialog', { name: 'Edit charge' }).getByRole('alert')).toContainText('Poster')
  await expect(page.getByLabel('Quantity')).toHaveValue('5')

  await openPlace(page, `/charges?edit=${id}`)
  await expect(page.getByText('This charge is on a draft. Edit it there.')).toBeVisible()
  await page.getByRole('link', { name: 'Open the draft' }).click()
  await expect(page).toHaveURL(/\/invoices\/inv_/)
})

test('the catalogue fills a charge: price, unit and tax', async ({ page }) => {
  await openPlace(page, '/products')
  await addTax(page, 'VAT', '19')
  await openPlace(page, '/products')
  await page.getByRole('button', { name: 'New product or service' }).first().click()
  const form = page.getByRole('dialog', { name: 'New product or service' })
  await form.getByLabel('Name', { exact: true }).fill('Clicks')
  await form.getByLabel('Unit price').fill('0.0125')
  await form.getByLabel(/^Unit\s?optional/).fill('click')
  await form.getByRole('button', { name: /VAT/ }).click()
  await expectSound(page, 'new product')
  await form.getByRole('button', { name: 'Add to catalogue' }).click()
  await expect(page.getByRole('row', { name: /Clicks.*VAT.*click.*0.0125/ })).toBeVisible()
  await expectSound(page, 'catalogue')

  const meyer = await addClient(page, 'Meyer Studio')
  await openPlace(page, `/charges?new=1&client=${meyer}`)
  const dialog = page.getByRole('dialog', { name: 'New charge' })
  await dialog.getByLabel('What for').fill('cli')
  await page.getByRole('option', { name: /Clicks/ }).click()
  await dialog.getByLabel('Quantity').fill('1000')
  await expect(dialog.getByLabel('Unit price')).toHaveValue('0.0125')
  await expect(dialog.getByLabel('Tax')).toContainText('VAT 19%')
  await expect(dialog.getByRole('status')).toContainText('12.50')
  await expectSound(page, 'new charge')
  await dialog.getByRole('button', { name: 'Save and close' }).click()
  await expect(page.getByRole('row', { name: /Clicks.*12.50/ })).toBeVisible()
  await expectSound(page, 'charges')

  await openPlace(page, '/products')
  await page.getByRole('row', { name: /Clicks/ }).click()
  await page.getByRole('button', { name: 'Archive' }).last().click()
  await expect(page.getByText('Clicks taken out of the catalogue')).toBeVisible()
  await expect(page.getByRole('row', { name: /Clicks/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('row', { name: /Clicks/ })).toBeVisible()
})
