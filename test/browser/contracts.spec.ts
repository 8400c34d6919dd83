import type { Page } from '@playwright/test'
import { giveBooks, quiet, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace, openTab } from '../support/page-acts.ts'

const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }

async function addClient(page: Page, name: string): Promise<string> {
  const fields = { name, contacts: [], addresses: [address] }
  const [saved] = (await runInPage(page, [['saveClient', { fields }]])) as [{ id: string }]
  return saved.id
}

function item(given: object = {}): object {
  return {
    description: 'Monthly care',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: '1',
    pricing: { kind: 'per-unit', unitPrice: '120' },
    taxIds: [],
    taxIncluded: false,
    ...given,
  }
}

interface Books {
  readonly currency: string
  readonly settingsVersion: number
  readonly groupId: string
  readonly drafts: readonly { readonly id: string; readonly version: number }[]
}

/** What the open books hold, for the next command. */
async function look(page: Page): Promise<Books> {
  await giveBooks(page)
  return page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }).testBooks
    const db = await books.open()
    const settings = await db.settings.get('account')
    const [group] = await db.billingGroups.toArray()
    const drafts = (await db.invoices.toArray()).filter(({ state }) => state === 'draft')
    db.close()
    return {
      currency: settings?.currency ?? '',
      settingsVersion: settings?.version ?? 0,
      groupId: group?.id ?? '',
      drafts: drafts.map(({ id, version }) => ({ id, version })),
    }
  })
}

/** The first of a month so many months before this one, as YYYY-MM-DD. */
function monthStart(monthsAgo: number): string {
  const now = new Date()
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() - monthsAgo, 1)).toISOString().slice(0, 10)
}

/** A contract since two months: the first of them is invoiced, what came since is on a draft. */
async function runningContract(page: Page, clientId: string, items: readonly object[]): Promise<string> {
  // A run of the page's own in between would bill more than these.
  await quiet(page)
  const { currency, settingsVersion, groupId } = await look(page)
  const start = monthStart(2)
  // The first run: a contract with usage gets no invoice on the day on which it starts.
  const next = start.replace(/01$/, '02')
  const fields = { clientId, name: 'Website care', currency, startOn: start, items }
  const profile = { name: 'Ada', address: { line1: 'Weg 1', city: 'Leipzig', postalCode: '04103', country: 'DE' } }
  const [, added] = (await runInPage(page, [
    ['changeSettings', { version: settingsVersion, changes: { profile: { ...profile, taxNumber: '12/345' } } }],
    ['addContract', { fields }, start],
    ['billGroup', { groupId, asOf: next }, next],
  ])) as [unknown, { id: string }]
  const { drafts } = await look(page)
  await runInPage(
    page,
    drafts.map((draft) => ['finalizeInvoice', draft, next] as const),
  )
  await runInPage(page, [['billGroup', { groupId, asOf: monthStart(0) }, monthStart(0)]])
  return added.id
}

test('a contract is entered with the keyboard alone, offline, its first invoices beside it', async ({ page }) => {
  await openPlace(page, '/contracts')
  await expect(page.getByText('A contract bills the same client again and again', { exact: false })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Import contracts' }).first()).toBeVisible()
  const clientId = await addClient(page, 'Meyer Studio')
  await openPlace(page, `/clients/${clientId}`)
  await goOffline(page)
  await page.getByRole('region', { name: 'Contracts' }).getByRole('link', { name: 'New contract' }).press('Enter')

  const invoices = page.getByRole('region', { name: 'The first three invoices' })
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await expect(page.getByLabel('Client', { exact: true })).toHaveValue('Meyer Studio')
  await page.keyboard.type('Website care')
  await page.getByLabel('What is billed').focus()
  await page.keyboard.type('Monthly care')
  await page.getByLabel('Price per unit').focus()
  await page.keyboard.type('120')
  // Nothing is saved yet, and the invoices are there.
  await expect(invoices.getByRole('listitem').filter({ hasText: 'Before tax' })).toHaveCount(3)
  await expect(invoices).toContainText('120.00')
  await page.getByLabel('Quantity').focus()
  await page.keyboard.type('2')
  await expect(invoices).toContainText('240.00')
  expect(await contractCount(page)).toBe(0)

  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: 'Website care' })).toBeVisible()
  await expect(page.getByText('Its first invoice is a draft now.', { exact: false })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Items' })).toContainText('2 × 120.00')
  await page.getByRole('link', { name: 'Meyer Studio' }).press('Enter')
  const own = page.getByRole('region', { name: 'Contracts' })
  await expect(own.getByRole('row', { name: /Website care/ })).toContainText('240.00')

  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByRole('heading', { name: 'Contracts', exact: true })).toBeVisible()
  await page.keyboard.press('f')
  await page.keyboard.type('meyer web')
  await page.getByRole('row', { name: /Website care/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Website care' })).toBeVisible()
})

async function contractCount(page: Page): Promise<number> {
  await giveBooks(page)
  return page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }).testBooks
    const db = await books.open()
    const count = await db.contracts.count()
    db.close()
    return count
  })
}

test('the form says what is wrong beside the field, loses nothing, and is sound at every size', async ({ page }) => {
  await openPlace(page, '/contracts/new')
  await page.getByRole('button', { name: 'Add contract' }).click()
  await expect(page.getByText('Choose who the contract is with.')).toBeVisible()
  await expect(page.getByText('A contract needs a name.')).toBeVisible()
  await expect(page.getByText('Say what is billed.')).toBeVisible()
  await expect(page.getByLabel('Client', { exact: true })).toBeFocused()

  await page.getByLabel('Name', { exact: true }).fill('Hosting')
  await page.getByLabel('What is billed').fill('API calls')
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: 'By usage' }).check()
  await page.getByLabel('Priced').selectOption('graduated')
  await page.getByLabel('Up to (step 1)').fill('1000')
  await page.getByLabel('Price per unit (step 1)').fill('0.05')
  await page.getByRole('button', { name: 'Add a step' }).click()
  await page.getByLabel('Up to (step 2)').fill('500')
  await page.getByLabel('Price per unit (step 2)').fill('0.04')
  await page.getByLabel('Price per unit (step 3)').fill('0.03')
  await page.getByRole('button', { name: 'Add contract' }).click()
  await expect(page.getByText('Each step ends above the one before.')).toBeVisible()

  // An accidental navigation and back: what was typed is there again.
  await page.getByRole('link', { name: 'Charges' }).first().click()
  await expect(page.getByRole('heading', { name: 'Charges' })).toBeVisible()
  await page.goBack()
  await expect(page.getByText('Your unsaved changes are back.')).toBeVisible()
  await expect(page.getByLabel('Up to (step 2)')).toHaveValue('500')
  await page.getByRole('radio', { name: 'Until a day' }).check()
  await page.getByRole('button', { name: '1 year', exact: true }).click()
  await page.getByLabel('Renews by itself').check()
  await page.getByRole('button', { name: 'Minimum, trial, own dates, later steps' }).click()
  await page.getByRole('button', { name: 'Add item' }).click()
  await expectSound(page, 'new contract')
})

test('the schedule is a picture that arrows walk through, with a table behind it', async ({ page }) => {
  await openPlace(page, '/contracts')
  const clientId = await addClient(page, 'Okafor Ltd')
  const id = await runningContract(page, clientId, [
    item(),
    item({ description: 'API calls', kind: 'usage', timing: 'arrears', pricing: { kind: 'flat', price: '0' } }),
  ])
  await openPlace(page, `/contracts/${id}`)
  const schedule = page.getByRole('region', { name: 'Schedule' })
  const care = schedule.getByRole('list', { name: 'Periods of Monthly care' }).getByRole('button')
  await expect(care.nth(0)).toHaveAccessibleName(/Billed, 120\.00/)
  await expect(care.nth(1)).toHaveAccessibleName(/On a draft, 120\.00/)
  await expect(care.nth(3)).toHaveAccessibleName(/To come, 120\.00/)
  await expect(schedule.getByRole('list', { name: 'What the marks mean' })).toContainText('On a draft')

  // One stop for the Tab key, arrows within.
  await care.nth(2).focus()
  await page.keyboard.press('Home')
  await expect(care.nth(0)).toBeFocused()
  await expect(schedule.getByRole('link', { name: /^20\d\d-\d+$/ })).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(care.nth(1)).toBeFocused()
  await expect(schedule.getByRole('link', { name: 'a draft' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(schedule.getByRole('list', { name: 'Periods of API calls' }).getByRole('button').nth(1)).toBeFocused()
  await expect(page.getByRole('region', { name: 'Next invoices' })).toContainText('120.00')
  await expectSound(page, 'contract')

  await schedule.getByRole('radio', { name: 'Table' }).check()
  await expect(schedule.getByRole('row', { name: /Monthly care/ }).first()).toContainText('Billed')
  await schedule.getByRole('radio', { name: 'Picture' }).check()

  await page.setViewportSize({ width: 390, height: 844 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(wide).toBeLessThanOrEqual(0)
  const board = await schedule.getByRole('list', { name: 'Periods of Monthly care' }).boundingBox()
  expect(board?.width).toBeGreaterThan(390)
})

test('an amendment shows what it would do before it is made, and its corrections have their ways out', async ({
  page,
}) => {
  await openPlace(page, '/contracts')
  const clientId = await addClient(page, 'Lindgren AB')
  const id = await runningContract(page, clientId, [item(), item({ description: 'Hosting' })])
  await openPlace(page, `/contracts/${id}`)
  await page.getByRole('link', { name: 'Change the agreement' }).press('Enter')

  const effect = page.getByRole('region', { name: 'What would happen' })
  await expect(effect).toContainText('Change an item to see')
  await page.getByRole('radio', { name: 'A day' }).check()
  await page.getByRole('textbox', { name: 'From this day' }).fill(monthStart(2))
  const care = page.getByRole('group', { name: 'Monthly care', exact: true })
  await care.getByRole('radio', { name: 'Change' }).check()
  await care.getByLabel('Price per unit').fill('100')
  await expect(effect).toContainText(/invoiced on 20\d\d-\d+, .20\.00 to be corrected/)
  await expect(effect).toContainText(/on a draft, .120\.00 becomes .100\.00/)
  await expect(effect.getByRole('table', { name: 'The next invoices' })).toContainText('220.00')
  await expectSound(page, 'amendment')
  // Trying saved nothing.
  await page.getByRole('link', { name: 'Leave it as it is' }).click()
  await expect(page.getByRole('region', { name: 'Items' })).not.toContainText('100.00')
  await expect(page.getByRole('region', { name: 'To be corrected' })).toHaveCount(0)

  await page.goBack()
  await expect(page.getByText('Your unsaved changes are back.')).toBeVisible()
  await page.getByLabel('Note').fill('Fewer hours')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Website care is changed')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Items' })).toContainText('100.00')
  await expect(page.getByRole('region', { name: 'Amendments' })).toContainText(
    /Monthly care: 120\.00 \w+ a month becomes 100\.00 \w+ a month \(Fewer hours\)/,
  )
  const corrections = page.getByRole('region', { name: 'To be corrected' })
  await expect(corrections.getByRole('button', { name: 'Credit note' })).toBeVisible()
  await corrections.getByRole('button', { name: 'Deduct on the next invoice' }).press('Enter')
  await expect(page.getByText(/20\.00 is deducted on the next invoice/)).toBeVisible()
  await expect(corrections).toHaveCount(0)
})

test('a stale amendment keeps what was typed and says that the contract changed', async ({ page }) => {
  await openPlace(page, '/contracts')
  const clientId = await addClient(page, 'Rossi Srl')
  const id = await runningContract(page, clientId, [item()])
  const other = await openTab(page)
  await openPlace(page, `/contracts/${id}/change`)
  const care = page.getByRole('group', { name: 'Monthly care', exact: true })
  await care.getByRole('radio', { name: 'Change' }).check()
  await care.getByLabel('Price per unit').fill('130')

  await openPlace(other, `/contracts/${id}`)
  await other.getByRole('button', { name: 'More acts' }).click()
  await other.getByRole('menuitem', { name: 'Edit name, notes, renewal' }).click()
  await other.getByLabel('Name', { exact: true }).fill('Website plan')
  await other.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(other.getByRole('heading', { name: 'Website plan' })).toBeVisible()

  await expect(page.getByText('This contract was changed elsewhere meanwhile.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Make the amendment' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(care.getByLabel('Price per unit')).toHaveValue('130.00')
  await page.getByRole('button', { name: 'Go on with the new version' }).click()
  await expect(care.getByLabel('Price per unit')).toHaveValue('130.00')
  await page.getByRole('button', { name: 'Make the amendment' }).click()
  await expect(page.getByText('Website plan is changed')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Items' })).toContainText('130.00')
})

test('a contract is held, goes on, is cancelled with a sentence before it, and the cancellation is taken back', async ({
  page,
}) => {
  await openPlace(page, '/contracts')
  const clientId = await addClient(page, 'Sato KK')
  const id = await runningContract(page, clientId, [item()])
  await openPlace(page, `/contracts/${id}`)
  const act = async (name: string) => {
    await page.getByRole('button', { name: 'More acts' }).click()
    await page.getByRole('menuitem', { name }).click()
  }
  await act('Put on hold')
  await page.getByRole('dialog').getByRole('button', { name: 'Put on hold' }).click()
  await expect(page.getByText('On hold', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Let it go on' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText('On hold', { exact: true })).toHaveCount(0)

  await act('Cancel contract')
  const dialog = page.getByRole('dialog', { name: 'Cancel Website care?' })
  await expect(dialog).toContainText('The contract bills to the end of')
  await dialog.getByRole('radio', { name: 'From its start' }).check()
  await expect(dialog).toContainText('undone as if it had never been')
  await expect(dialog).toContainText(/invoiced on 20\d\d-\d+, .120\.00 to be corrected/)
  await expectSound(page, 'cancel a contract')
  await dialog.getByRole('button', { name: 'Undo the contract' }).click()
  await expect(page.getByText('Undone', { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'To be corrected' })).toBeVisible()
  await openPlace(page, '/contracts?show=ended')
  await expect(page.getByRole('row', { name: /Website care/ })).toBeVisible()
  await page.getByRole('row', { name: /Website care/ }).click()
  await act('Take the cancellation back')
  await page.getByRole('dialog').getByRole('button', { name: 'Take the cancellation back' }).click()
  await expect(page.getByRole('region', { name: 'To be corrected' })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Change the agreement' })).toBeVisible()
})

test('a stale edit of the details shows both versions', async ({ page }) => {
  await openPlace(page, '/contracts')
  const clientId = await addClient(page, 'Novak Ltd')
  const id = await runningContract(page, clientId, [item()])
  const other = await openTab(page)
  for (const tab of [page, other]) {
    await openPlace(tab, `/contracts/${id}`)
    await tab.getByRole('button', { name: 'More acts' }).click()
    await tab.getByRole('menuitem', { name: 'Edit name, notes, renewal' }).click()
  }
  await page.getByLabel('Name', { exact: true }).fill('Care A')
  await other.getByLabel('Name', { exact: true }).fill('Care B')
  await other.getByLabel('PO number').fill('PO-7')
  await other.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(other.getByRole('heading', { name: 'Care B' })).toBeVisible()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Care B was changed elsewhere' })
  await expect(dialog.getByRole('group', { name: 'Name' }).getByRole('radio', { name: /Mine\s*Care A/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'Save the chosen version' }).click()
  await expect(page.getByRole('heading', { name: 'Care A' })).toBeVisible()
  await expect(page.getByText('PO-7')).toBeVisible()
})
