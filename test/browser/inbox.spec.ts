// What needs the owner: the bell with its number, the inbox below it and as a page, by keyboard and on a phone.
import type { Page } from '@playwright/test'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'

type Books = typeof import('../support/books-entry.ts')

const bell = (page: Page) => page.getByRole('button', { name: 'Inbox' })
const inbox = (page: Page) => page.getByRole('dialog', { name: 'Needs you' })

/** Two drafts of a client, made by hand. */
async function makeDrafts(page: Page): Promise<void> {
  const [client] = (await runInPage(page, [
    ['saveClient', { fields: { name: 'Meyer Studio', contacts: [], addresses: [] } }],
  ])) as { id: string }[]
  for (const description of ['Session', 'Workshop']) {
    const fields = {
      description,
      quantity: '1',
      unitPrice: '80',
      taxIds: [],
      taxIncluded: false,
      servedOn: '2026-03-01',
    }
    await runInPage(page, [
      ['addCharge', { clientId: client?.id, fields }],
      ['draftInvoices', { clientId: client?.id, chargeIds: 'all' }],
    ])
  }
}

/** A group that stopped on a problem, and what a rule told. */
async function leaveSomething(page: Page): Promise<void> {
  await giveBooks(page)
  await page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    const [group] = await db.billingGroups.toArray()
    await books.run(db, 'parkGroup', { groupId: group?.id, problem: { code: 'nothing-selected' } })
    const at = new Date().toISOString()
    for (const number of [1, 2]) {
      await db.notices.add({
        id: `ntc_${number}`,
        version: 1,
        ruleId: 'rul_1',
        text: '{client} owes {amount} since {due date}',
        facts: { client: `Client ${number}`, amount: 12_300, currency: 'EUR', 'due date': '2026-03-01' },
        subjects: [],
        on: '2026-03-02',
        state: 'new',
        createdAt: at,
      } as never)
    }
    db.close()
  })
}

test('the bell counts, the inbox opens below it by keyboard, and each line leads to its place', async ({ page }) => {
  await openPlace(page, '/clients')
  await expect(bell(page)).toHaveAccessibleDescription('Inbox: nothing needs you')
  await bell(page).click()
  await expect(inbox(page).getByText('Nothing needs you. What comes up stands here.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(inbox(page)).toBeHidden()
  await expect(bell(page)).toBeFocused()

  await makeDrafts(page)
  // Live: nothing was reloaded.
  await expect(bell(page)).toHaveAccessibleDescription('Inbox: 2 things need you')
  await expect(bell(page).locator('xpath=..').getByText('2', { exact: true })).toBeVisible()
  await leaveSomething(page)
  await page.reload()
  await expect(bell(page)).toHaveAccessibleDescription('Inbox: 5 things need you')
  await bell(page).focus()
  await page.keyboard.press('Enter')
  const lines = inbox(page).getByRole('listitem')
  await expect(lines).toHaveText([
    /Billing of Meyer Studio stopped on a problem\.\s*Open/,
    /2 drafts to review\s*Review/,
    /2 notes from your rules\s*Read/,
  ])
  await expect(lines.first().getByRole('link')).toBeFocused()
  await expectSound(page, 'the inbox below its bell')
  await page.setViewportSize({ width: 1280, height: 800 })
  await openPlace(page, '/clients')
  await bell(page).click()
  await lines.nth(1).getByRole('link').focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/invoices\?state=draft$/)
  await expect(inbox(page)).toBeHidden()
})

test('the page of the inbox: notes of rules are laid aside, the rest leads on, nothing is left in the end', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openPlace(page, '/clients')
  await makeDrafts(page)
  await leaveSomething(page)
  await page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    const settings = await db.settings.get('account')
    await books.run(db, 'changeSettings', { version: settings?.version, changes: { firstRunDone: 1 } })
    db.close()
  })
  await openPlace(page, '/clients')
  await page.getByRole('link', { name: 'Inbox' }).click()
  await expect(page).toHaveURL(/\/inbox$/)
  const notes = page.getByRole('region', { name: 'From your rules' })
  await expect(notes.getByText('Client 2 owes €123.00 since 1 Mar 2026')).toBeVisible()
  await expectSound(page, 'the inbox')
  await page.setViewportSize({ width: 390, height: 844 })
  await notes.getByRole('button', { name: 'Done', exact: true }).first().click()
  await expect(notes.getByText('Client 2 owes')).toBeHidden()
  await expect(notes.getByText('Client 1 owes')).toBeVisible()
  // The list of the first screen says the same.
  await openPlace(page, '/')
  await page.getByRole('link', { name: /1 note from your rules/ }).click()
  await notes.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(notes).toBeHidden()
  await expect(page.getByRole('listitem').filter({ hasText: '2 drafts to review' })).toBeVisible()
})

test('a refused permission is said in words, with the way out', async ({ page, context }) => {
  const session = await context.newCDPSession(page)
  await session.send('Browser.setPermission', { permission: { name: 'notifications' }, setting: 'denied' })
  await openPlace(page, '/inbox')
  await page.getByRole('button', { name: 'Tell me when something needs me' }).click()
  await expect(page.getByText("Allow notifications for this site in the browser's settings")).toBeVisible()
})

test('notifications are switched on and off by the owner alone', async ({ page, context }) => {
  await context.grantPermissions(['notifications'])
  await page.addInitScript(() => {
    const asked: string[] = []
    Object.assign(window, { asked })
    const plain = Notification.requestPermission.bind(Notification)
    Notification.requestPermission = async () => {
      asked.push(location.pathname)
      return plain()
    }
  })
  await openPlace(page, '/inbox')
  const asked = () => page.evaluate(() => (window as unknown as { asked: string[] }).asked)
  expect(await asked()).toEqual([])
  await page.getByRole('button', { name: 'Tell me when something needs me' }).click()
  await expect(page.getByText('You are told on this device')).toBeVisible()
  expect(await asked()).toEqual(['/inbox'])
  await page.reload()
  await page.getByRole('button', { name: 'Stop telling me' }).click()
  await expect(page.getByRole('button', { name: 'Tell me when something needs me' })).toBeVisible()
})

test.describe('where it is installed', () => {
  test.use({ workerAtStart: true })

  test('the browser is asked to wake the worker now and then', async ({ profile, app }) => {
    const page = await profile.newPage()
    const session = await profile.newCDPSession(page)
    await session.send('Browser.setPermission', {
      permission: { name: 'periodic-background-sync' },
      setting: 'granted',
      origin: new URL(app.url).origin,
    })
    await openPlace(page, '/inbox')
    const tags = () =>
      page.evaluate(async () => {
        const registration = (await navigator.serviceWorker.ready) as unknown as {
          readonly periodicSync: { getTags(): Promise<string[]> }
        }
        return registration.periodicSync.getTags()
      })
    await expect.poll(tags, { timeout: 60_000 }).toEqual(['billfold-tick'])
    await page.reload()
    await expect(page.getByText('Billfold also looks after your billing while it is closed')).toBeVisible()
  })
})
