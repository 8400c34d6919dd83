import type { Page } from '@playwright/test'
import { day } from '../support/berlin-day.ts'
import { giveBooks, quiet, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace } from '../support/page-acts.ts'

const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
const month = { unit: 'month', every: 1 }

async function act<Answer>(page: Page, name: string, input: unknown, today?: string): Promise<Answer> {
  const [answer] = await runInPage(page, [today === undefined ? [name, input] : [name, input, today]])
  return answer as Answer
}

async function addClient(page: Page, name: string, more: object = {}): Promise<string> {
  const fields = { name, currency: 'EUR', contacts: [], addresses: [address], ...more }
  return (await act<{ id: string }>(page, 'saveClient', { fields })).id
}

interface Item {
  readonly description: string
  readonly price: string
  readonly timing?: 'advance' | 'arrears'
  readonly [more: string]: unknown
}

async function addContract(page: Page, clientId: string, name: string, startOn: string, items: readonly Item[]) {
  const fields = {
    clientId,
    name,
    currency: 'EUR',
    startOn,
    items: items.map(({ price, ...item }) => ({
      kind: 'recurring',
      timing: 'advance',
      cadence: month,
      quantity: '1',
      pricing: { kind: 'flat', price },
      taxIds: [],
      taxIncluded: false,
      ...item,
    })),
  }
  return (await act<{ id: string }>(page, 'addContract', { fields }, startOn)).id
}

async function addCharge(page: Page, clientId: string, description: string, unitPrice: string) {
  const fields = { description, quantity: '1', unitPrice, taxIds: [], taxIncluded: false, servedOn: day(-3) }
  await act(page, 'addCharge', { clientId, fields: { ...fields, currency: 'EUR' }, currency: 'EUR' })
}

/** The run that each start of the app makes must be over before rows are planted that it would bill. */
async function openQuiet(page: Page, path: string): Promise<void> {
  await openPlace(page, path)
  await quiet(page)
}

test('looking issues nothing; the run started by hand makes the drafts, offline and by keyboard', async ({ page }) => {
  await openQuiet(page, '/billing')
  const meyer = await addClient(page, 'Meyer Studio')
  // Served for 40 days and billed after each month: exactly one period is due.
  await addContract(page, meyer, 'Care', day(-40), [{ description: 'Care', price: '180.00', timing: 'arrears' }])
  await addCharge(page, meyer, 'Logo animation', '350.00')
  await goOffline(page)

  const table = page.getByRole('grid', { name: 'Pending invoices' })
  const due = table.getByRole('row', { name: /Meyer Studio.*Care.*Due now.*180\.00/ })
  await expect(due).toHaveCount(1)
  await expect(table.getByRole('row', { name: /1 charge by hand.*Waits for you.*350\.00/ })).toHaveCount(1)
  await expect(page.getByRole('heading', { name: 'One thing needs you' })).toBeVisible()

  // What is behind it, by keyboard.
  await due.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Meyer Studio' })
  await expect(dialog.getByRole('listitem')).toContainText(['Care'])
  await expect(dialog.getByText('180.00').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  expect(await draftCount(page)).toBe(0)

  const run = page.getByRole('button', { name: 'Run billing now' })
  await run.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('One draft was made or got lines.')).toBeVisible()
  await expect(due).toHaveCount(0)
  expect(await draftCount(page)).toBe(1)
  // Again makes nothing twice.
  await run.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing was due.')).toBeVisible()
  expect(await draftCount(page)).toBe(1)
})

async function draftCount(page: Page): Promise<number> {
  await giveBooks(page)
  return page.evaluate(async () => {
    const db = await (
      globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }
    ).testBooks.open()
    const count = await db.invoices.where('[state+listedOn+id]').between(['draft', ''], ['draft', '\uffff']).count()
    db.close()
    return count
  })
}

test('bills early on a phone: tick, insert to selected, total, generate, and the way to the draft', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openQuiet(page, '/clients')
  const okafor = await addClient(page, 'Okafor Ltd')
  const id = await addContract(page, okafor, 'Retainer', day(-10), [
    { description: 'Retainer', price: '1200.00' },
    { description: 'Reports', price: '90.00' },
  ])
  await addCharge(page, okafor, 'Workshop', '400.00')
  await openPlace(page, `/billing/early?client=${okafor}`)

  const contract = page.getByRole('checkbox', { name: 'Retainer', exact: true })
  await expect(contract).toBeDisabled()
  await page.getByRole('button', { name: /^Also what bills on/ }).focus()
  await page.keyboard.press('Enter')
  await expect(contract).toBeEnabled()
  await contract.focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('checkbox', { name: /^Reports/ })).toBeChecked()
  // One item alone stays out.
  await page.getByRole('checkbox', { name: /^Reports/ }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('checkbox', { name: /^Workshop/ }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Insert 2 to selected' }).focus()
  await page.keyboard.press('Enter')

  const selected = page.getByRole('region', { name: 'Selected' })
  await expect(selected.getByRole('listitem')).toHaveCount(2)
  // The period to come has a billing date of its own: its draft is another one.
  const generate = page.getByRole('button', { name: /^Generate 2 drafts: €1,600\.00$/ })
  await generate.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 drafts are made. Look them over and finalize them.')).toBeVisible()
  await expect(selected).toContainText('Nothing yet')
  // It left what can be billed: the next period is another one, the charge is gone.
  await expect(page.getByRole('checkbox', { name: /^Workshop/ })).toHaveCount(0)
  await expect(page.getByRole('checkbox', { name: /^Reports/ })).toBeEnabled()
  // From one contract its next period is ticked at once.
  await openPlace(page, `/billing/early?client=${okafor}&contract=${id}`)
  await expect(page.getByRole('checkbox', { name: /^Reports/ })).toBeChecked()
  await page.getByRole('button', { name: 'Insert 1 to selected' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Generate draft: €90.00' })).toBeVisible()
  await page.getByRole('button', { name: 'Generate draft: €90.00' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('The draft is made. Look it over and finalize it.')).toBeVisible()
  await page.getByRole('link', { name: 'Draft for Okafor Ltd' }).first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Draft for Okafor Ltd' })).toBeVisible()
})

test('says why there is no invoice, and what both answers cost when a group goes on', async ({ page }) => {
  await openQuiet(page, '/clients')
  const ada = await addClient(page, 'Ada & Sons')
  await addContract(page, ada, 'Books', day(-100), [{ description: 'Books', price: '310.00', timing: 'arrears' }])
  const groups = await page.evaluate(async (clientId) => {
    const db = await (
      globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }
    ).testBooks.open()
    const rows = await db.billingGroups.where('clientId').equals(clientId).toArray()
    db.close()
    return rows
  }, ada as never)
  const [group] = groups
  // It has stood still for 20 days: nothing of that is billed, and the three months before are.
  await act(page, 'holdGroup', { id: group?.id, version: group?.version, note: 'Parental leave' }, day(-20))
  await openQuiet(page, `/clients/${ada}`)
  const panel = page.getByRole('region', { name: 'Why is there no invoice?' })
  await expect(panel).toContainText('The billing group has been on hold since')
  await expect(panel).toContainText('Parental leave')
  await panel.getByText(/^How this was decided/).focus()
  await page.keyboard.press('Enter')
  await expect(panel.getByText('The account bills by itself')).toBeVisible()

  await panel.getByRole('button', { name: 'End the hold' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Set “Ada & Sons” active?' })
  await expect(dialog.getByRole('button', { name: /^Bill the time between.*€930\.00/ })).toBeFocused()
  const skip = dialog.getByRole('button', { name: /^Skip it/ })
  await expect(skip).toContainText('is let go')
  await expectSound(page, 'the question about the gap')
  await skip.focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('region', { name: /What happens next/ })).toContainText('due since')
  await giveBooks(page)
  const waived = await page.evaluate(async () => {
    const db = await (
      globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }
    ).testBooks.open()
    const rows = await db.charges.filter(({ waivedFor }) => waivedFor === 'skipped').toArray()
    db.close()
    return rows.map(({ period }) => period)
  })
  expect(waived.at(0)?.start).toBe(day(-20))
  expect(waived.at(-1)?.end).toBe(day(0))
  await expectSound(page, 'a client with its billing')
})

test('a draft says how an amount came to be, and that an amendment changed it', async ({ page }) => {
  await openQuiet(page, '/clients')
  const client = await addClient(page, 'Curie & Co')
  const start = day(-10)
  // Billed on another day of the month than the one on which it began: the first period is a part of one.
  const billingDay = Number(start.slice(8)) > 14 ? 3 : 25
  const contract = await addContract(page, client, 'Lab', start, [{ description: 'Lab', price: '310.00', billingDay }])
  await openPlace(page, `/clients/${client}`)
  await page.getByRole('link', { name: 'Draft', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Draft for Curie & Co' })).toBeVisible()
  await expect(page.getByRole('listitem', { name: 'Line 1' })).toContainText(/310\.00, \d+ of (28|29|30|31) days/)
  await expect(page.getByText(/An amendment of the contract changed lines/)).toHaveCount(0)

  await giveBooks(page)
  await page.evaluate(
    async ({ id, effectiveOn }) => {
      const { open, run } = (globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') })
        .testBooks
      const db = await open()
      const row = await db.contracts.get(id as never)
      const [item] = await db.contractItems.where('contractId').equals(id).toArray()
      const changes = [{ kind: 'agreement', itemId: item?.id, pricing: { kind: 'flat', price: '620' } }]
      const request = { contractId: id, effectiveOn, changes }
      await run(db, 'amendContract', { id, version: row?.version, request })
      db.close()
    },
    { id: contract, effectiveOn: start },
  )
  await expect(page.getByText(/An amendment of the contract changed lines/)).toBeVisible()
  await page.reload()
  await expect(page.getByRole('listitem', { name: 'Line 1' })).toContainText(/620\.00, \d+ of (28|29|30|31) days/)
  await expectSound(page, 'a draft that an amendment changed')
})

test('a second billing group, its own terms, and the client page that lists both', async ({ page }) => {
  await openQuiet(page, '/clients')
  const client = await addClient(page, 'Zürcher Werkstatt')
  await openPlace(page, `/clients/${client}`)
  const billing = page.getByRole('region', { name: 'Billing', exact: true })
  await expect(billing).toContainText('Contracts bill on their own days, charges by hand')
  await billing.getByRole('button', { name: 'What can be done with billing' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Add a billing group' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New billing group' })
  await dialog.getByLabel('Name', { exact: true }).fill('Project Alpha')
  await dialog.getByLabel(/^Copies to/).fill('nobody')
  await dialog.getByLabel('Invoices are made').selectOption('before')
  await dialog.getByLabel('Days', { exact: true }).fill('61')
  await page.keyboard.press('Control+Enter')
  await expect(dialog.getByText('One of these is not an e-mail address.')).toBeVisible()
  await expect(dialog.getByText('Write a whole number from 0 to 60.')).toBeVisible()
  await dialog.getByLabel(/^Copies to/).fill('ap@werkstatt.example, boss@werkstatt.example')
  await dialog.getByLabel('Days', { exact: true }).fill('10')
  await dialog.getByLabel(/^Payment terms/).fill('30')
  await dialog.getByLabel('Billing cycle').selectOption('monthly')
  await expectSound(page, 'the form of a billing group')
  await dialog.getByLabel('Name', { exact: true }).focus()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Billing group Project Alpha added.')).toBeVisible()
  const row = billing.getByRole('listitem').filter({ hasText: 'Project Alpha' })
  await expect(row).toContainText('Every month on day 1 · 10 days before the billing date · 2 copies · 30 days')

  await row.getByRole('button', { name: 'What can be done with Project Alpha' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Remove group' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove group' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Project Alpha is removed.')).toBeVisible()
  await expect(billing.getByRole('listitem')).toHaveCount(0)
})

test('the next 12 months as a chart and a table, and what stops everything', async ({ page }) => {
  await openQuiet(page, '/billing')
  const client = await addClient(page, 'Lovelace')
  await addContract(page, client, 'Engine', day(-5), [{ description: 'Engine', price: '100.00' }])
  await openPlace(page, '/billing?view=forecast')
  const chart = page.getByRole('table', { name: 'Planned invoices by month in EUR' })
  await expect(chart.getByRole('row')).toHaveCount(12)
  await page.getByText('Show as a table').focus()
  await page.keyboard.press('Enter')
  const table = page.getByRole('table', { name: 'Next 12 months in EUR' })
  const shown = await chart.getByRole('row').evaluateAll((rows) => rows.map((row) => row.lastElementChild?.textContent))
  const listed = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.children[2]?.textContent))
  expect(listed).toEqual(shown)
  expect(shown.filter((amount) => amount === '100.00').length).toBeGreaterThanOrEqual(11)
  await expectSound(page, 'the forecast')

  await openPlace(page, '/settings/billing')
  await page.getByLabel('Who makes the invoices').selectOption('manual')
  await expect(page.getByText('Nothing is made by itself.')).toBeVisible()
  await expectSound(page, 'the settings of billing')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Settings saved')).toBeVisible()
  await openPlace(page, '/billing?in=quarter')
  await expect(page.getByText('Billing is manual for the whole account')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run billing now' })).toHaveCount(0)
  await expect(page.getByRole('row', { name: /Lovelace.*Engine.*Waits for you/ }).first()).toBeVisible()
  await expectSound(page, 'pending invoices')
  await openPlace(page, `/billing/early?client=${client}`)
  await expectSound(page, 'billing early')

  // What the run left is on the dashboard once its figures stand.
  await giveBooks(page)
  await page.evaluate(async (clientId) => {
    const { open, run } = (globalThis as unknown as { testBooks: typeof import('../support/books-entry.ts') }).testBooks
    const db = await open()
    const [group] = await db.billingGroups.where('clientId').equals(clientId).toArray()
    await run(db, 'parkGroup', { groupId: group?.id, problem: { code: 'run-failed', detail: 'a fault' } })
    const settings = await db.settings.get('account')
    await run(db, 'changeSettings', { version: settings?.version, changes: { firstRunDone: 1 } })
    db.close()
  }, client as never)
  await openPlace(page, '/')
  const stopped = page.getByRole('link', { name: /Billing of Lovelace stopped on a problem/ })
  await stopped.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Lovelace' })).toBeVisible()
})
