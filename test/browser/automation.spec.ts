// Automation on screen: rules as sentences, what they would do and did, what waits for a word, by keyboard.
import type { Page } from '@playwright/test'
import { day } from '../support/berlin-day.ts'
import { giveBooks, quiet, runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'

type Books = typeof import('../support/books-entry.ts')
type Db = Awaited<ReturnType<Books['open']>>

const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
const month = { unit: 'month', every: 1 }

async function act<Answer>(page: Page, name: string, input: unknown, today?: string): Promise<Answer> {
  const [answer] = await runInPage(page, [today === undefined ? [name, input] : [name, input, today]])
  return answer as Answer
}

/** The run that each start of the app makes must be over before rows are planted that it would act on. */
async function openQuiet(page: Page, path: string): Promise<void> {
  await openPlace(page, path)
  await quiet(page)
}

/** Reads or plants rows in the page. */
async function look<Answer, Input = undefined>(
  page: Page,
  read: (db: Db, input: Input) => Promise<Answer>,
  input?: Input,
): Promise<Answer> {
  await giveBooks(page)
  // As text, through the debugger: the Content-Security-Policy of the app stays as it is.
  return (await page.evaluate(`(async () => {
    const db = await globalThis.testBooks.open()
    try {
      return await (${read.toString()})(db, ${JSON.stringify(input)})
    } finally {
      db.close()
    }
  })()`)) as Answer
}

async function addClient(page: Page, name: string, more: object = {}): Promise<string> {
  const fields = { name, currency: 'EUR', contacts: [], addresses: [address], email: 'pay@client.example', ...more }
  return (await act<{ id: string }>(page, 'saveClient', { fields })).id
}

async function addContract(page: Page, clientId: string, name: string, startOn: string, price: string): Promise<void> {
  const item = {
    kind: 'recurring',
    timing: 'arrears',
    cadence: month,
    quantity: '1',
    pricing: { kind: 'flat', price },
    taxIds: [],
    taxIncluded: false,
    description: name,
  }
  await act(page, 'addContract', { fields: { clientId, name, currency: 'EUR', startOn, items: [item] } }, startOn)
}

/** What an invoice needs of its seller. */
async function fillInSeller(page: Page): Promise<void> {
  const { label: _label, ...place } = address
  const profile = { name: 'Ada Lindt', taxNumber: '12/345/67890', address: place }
  const version = await look(page, async (db) => (await db.settings.get('account'))?.version)
  await act(page, 'changeSettings', { version, changes: { profile, country: 'DE', currency: 'EUR' } })
}

async function issueInvoice(page: Page, clientId: string, on: string, unitPrice: string): Promise<string> {
  const fields = { description: 'Workshop', quantity: '1', unitPrice, taxIds: [], taxIncluded: false, servedOn: on }
  await act(page, 'addCharge', { clientId, fields: { ...fields, currency: 'EUR' }, currency: 'EUR' }, on)
  const drafts = await act<{ invoiceIds: string[] }>(page, 'draftInvoices', { clientId, chargeIds: 'all' }, on)
  const id = drafts.invoiceIds[0] as string
  const version = await look(page, async (db, invoiceId) => (await db.invoices.get(invoiceId as never))?.version, id)
  await act(page, 'finalizeInvoice', { id, version }, on)
  return id
}

test('presets say what they change before they change it, and can be taken back', async ({ page }) => {
  await openPlace(page, '/')
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect(page.getByRole('heading', { name: 'Automation', level: 1 })).toBeFocused()
  const rules = page.getByRole('region', { name: 'Rules', exact: true })
  await expect(rules.getByText('Leave every draft for my review.')).toBeVisible()
  await expect(rules.getByRole('switch', { name: 'Finalizing' })).not.toBeChecked()
  await expectSound(page, 'the rules')

  await page.getByRole('button', { name: 'See what Balanced changes' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'What Balanced changes' })
  await expect(dialog.getByRole('listitem')).toHaveCount(3)
  await expect(dialog.getByRole('listitem').first()).toContainText(
    /Leave every draft for my review.*Make drafts final 3 days after/s,
  )
  // What says the same as before is no change: the backup is asked for after 14 days anyway.
  await expect(dialog.getByText('Backup')).toHaveCount(0)
  await expectSound(page, 'what a preset changes')
  await dialog.getByRole('button', { name: 'Set to Balanced' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(rules.getByText(/^Make drafts final 3 days after/)).toBeVisible()
  await expect(rules.getByText(/prepare a reminder for me to send 3 days before the due date/)).toBeVisible()
  const balanced = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Balanced' }) })
  await expect(balanced.getByText('In force')).toBeVisible()

  await page.keyboard.press('Control+z')
  await expect(rules.getByText('Leave every draft for my review.')).toBeVisible()
  await expect(rules.getByRole('switch', { name: 'Reminders' })).not.toBeChecked()
  expect(await look(page, (db) => db.rules.count())).toBe(0)
})

test('a rule is set up from pickers, has an exception for a client, and both can be switched and taken back', async ({
  page,
}) => {
  await openQuiet(page, '/automation')
  const client = await addClient(page, 'Okafor Ltd')
  const rules = page.getByRole('region', { name: 'Rules', exact: true })
  // Off and never set up: switching it on asks for what is missing.
  await rules.getByRole('switch', { name: 'Reminders' }).focus()
  await page.keyboard.press('Space')
  const dialog = page.getByRole('dialog', { name: 'Reminders' })
  await dialog.getByLabel('Reminder 1: days').fill('0')
  await page.keyboard.press('Control+Enter')
  await expect(dialog.getByText('Write a whole number from 1 to 366.')).toBeVisible()
  await expect(dialog.getByLabel('Reminder 1: days')).toBeFocused()
  await dialog.getByLabel('Reminder 1: days').fill('3')
  await dialog.getByLabel('Reminder 1: before or after').selectOption('before')
  // Enter adds the next one, a fortnight after the last.
  await dialog.getByLabel('Reminder 2: days').focus()
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Reminder 3: days')).toHaveValue('35')
  await expect(dialog.getByLabel('Reminder 3: days')).toBeFocused()
  await expect(dialog.getByText(/3 days before the due date, 21 days after the due date and 35 days/)).toBeVisible()
  await expectSound(page, 'the form of reminders')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toHaveCount(0)
  await expect(rules.getByRole('switch', { name: 'Reminders' })).toBeChecked()

  await rules.getByRole('button', { name: 'What can be done with Reminders' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Add an exception' }).focus()
  await page.keyboard.press('Enter')
  const exception = page.getByRole('dialog', { name: 'Exception: Reminders' })
  await page.keyboard.press('Control+Enter')
  await expect(exception.getByText('Choose a client.')).toBeVisible()
  await exception.getByLabel('For which client').fill('Oka')
  await expect(page.getByRole('option', { name: /Okafor/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await exception.getByRole('radio', { name: 'Do not do it' }).focus()
  await page.keyboard.press('Space')
  await expectSound(page, 'an exception')
  await page.keyboard.press('Control+Enter')
  await expect(exception).toHaveCount(0)
  const exceptions = rules.getByRole('list', { name: 'Exceptions of Reminders' })
  await expect(exceptions.getByText('For Okafor Ltd: Remind nobody.')).toBeVisible()
  expect(await look(page, async (db) => (await db.rules.toArray()).map(({ id, state }) => `${id} ${state}`))).toEqual(
    expect.arrayContaining([`reminders/${client} off`, 'reminders/account on']),
  )

  // It is said where the client is looked at, and leads back here.
  await openPlace(page, `/clients/${client}`)
  await page.getByRole('link', { name: 'For Okafor Ltd: Remind nobody.' }).focus()
  await page.keyboard.press('Enter')
  await exceptions.getByRole('button', { name: /^Take the exception away/ }).focus()
  await page.keyboard.press('Enter')
  await expect(exceptions).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(exceptions.getByText('For Okafor Ltd: Remind nobody.')).toBeVisible()

  await rules.getByRole('switch', { name: 'Reminders' }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByText('Reminders is off.')).toBeVisible()
  await expect(rules.getByText('Remind nobody.', { exact: true })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(rules.getByRole('switch', { name: 'Reminders' })).toBeChecked()
})

test('an own rule built by keyboard: said while it is built, tried, kept, run, and found in the log', async ({
  page,
}) => {
  await openQuiet(page, '/automation')
  const meyer = await addClient(page, 'Meyer Studio')
  await addClient(page, 'Ada & Sons', { addresses: [{ ...address, country: 'AT' }] })
  await page.getByRole('link', { name: 'New rule' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'New rule', level: 1 })).toBeFocused()
  await page.getByRole('button', { name: 'Add the rule' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Give the rule a name.')).toBeVisible()
  await expect(page.getByText('Type what you want to be told.')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()

  await page.keyboard.type('Germans')
  await page.getByRole('combobox', { name: 'When' }).selectOption('Every day')
  await page.getByRole('button', { name: 'Add a condition' }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Condition', { exact: true }).selectOption("The client's country")
  await page.getByLabel('Country').fill('germ')
  await page.getByRole('option', { name: /Germany/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByLabel('Do', { exact: true }).selectOption('Tag')
  await page.getByLabel('Tag', { exact: true }).fill('Inland')
  const sentence = page.getByRole('status').filter({ hasText: 'Every day' })
  await expect(sentence).toHaveText(
    'Every day, for every client that is in Germany: tag the client “inland”; at most 100 at a time.',
  )
  await page.getByRole('button', { name: 'Try it' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^It would do one thing today/)).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Would do' })).toContainText('Meyer Studio')
  await expect(page.getByRole('listitem').filter({ hasText: 'Left alone' })).toContainText('Condition 1 does not hold.')
  // Nothing of it stayed.
  expect(await look(page, async (db) => (await db.clients.toArray()).flatMap(({ tags }) => tags ?? []))).toEqual([])
  await expectSound(page, 'the builder')
  await page.getByLabel('Name', { exact: true }).focus()
  await page.keyboard.press('Control+Enter')

  const own = page.getByRole('region', { name: 'Your own rules' })
  await expect(own.getByRole('switch', { name: 'Germans' })).toBeChecked()
  await page.getByRole('button', { name: 'Run now' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 act of your own rules.')).toBeVisible()
  expect(await look(page, async (db, id) => (await db.clients.get(id as never))?.tags, meyer)).toEqual(['inland'])
  await expect(own.getByRole('link', { name: /^Last on .*: 1, in all 1$/ })).toBeVisible()

  // From the rule to the run, from the run to the client, from the client back to the run.
  await own.getByRole('link', { name: /^Last on/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /^Run of / })).toBeFocused()
  const decided = page.getByRole('region', { name: 'Your own rules' })
  await expect(decided.getByRole('listitem').filter({ hasText: 'Done' })).toContainText('Meyer Studio')
  await expectSound(page, 'a run')
  await decided.getByRole('link', { name: 'Meyer Studio' }).first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Meyer Studio', level: 1 })).toBeVisible()
  await page
    .getByRole('link', { name: /by automation$/ })
    .first()
    .focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /^Run of / })).toBeVisible()

  // The log: those that did something, or all; about one client.
  await page.getByRole('link', { name: 'Runs' }).first().focus()
  await page.keyboard.press('Enter')
  const table = page.getByRole('grid', { name: 'Runs' })
  await expect(table.getByRole('row', { name: /1 act of your own rules.*By hand/ })).toHaveCount(1)
  await expect(table.getByRole('row', { name: /Nothing was due/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Only those that did something' }).focus()
  await page.keyboard.press('Enter')
  await expect(table.getByRole('row', { name: /Nothing was due/ }).first()).toBeVisible()
  await page.getByLabel('About a client or document').fill('Ada')
  await page.getByRole('option', { name: 'Ada & Sons' }).waitFor()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/about=cli_/)
  await expectSound(page, 'the log of runs')

  // Off, a copy, gone and back.
  await openPlace(page, '/automation')
  await own.getByRole('switch', { name: 'Germans' }).focus()
  await page.keyboard.press('Space')
  await expect(own.getByRole('switch', { name: 'Germans' })).not.toBeChecked()
  await own.getByRole('button', { name: 'What can be done with Germans' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Duplicate' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Germans (copy)')
  await page.getByLabel('Name', { exact: true }).focus()
  await page.keyboard.press('Control+Enter')
  await expect(own.getByRole('switch', { name: 'Germans (copy)' })).toBeChecked()
  await own.getByRole('button', { name: 'What can be done with Germans (copy)' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Delete the rule' }).focus()
  await page.keyboard.press('Enter')
  await expect(own.getByRole('switch', { name: 'Germans (copy)' })).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(own.getByRole('switch', { name: 'Germans (copy)' })).toBeChecked()
})

test('after being away everything waits for one word: some of it first, then the rest', async ({ page }) => {
  await openQuiet(page, '/automation')
  await fillInSeller(page)
  for (const [name, price] of [
    ['Meyer Studio', '180.00'],
    ['Okafor Ltd', '1200.00'],
    ['Zürcher Werkstatt', '90.00'],
  ] as const) {
    await addContract(page, await addClient(page, name), 'Care', day(-40), price)
  }
  await look(
    page,
    async (db, then) => {
      const stamp = '2026-01-01T00:00:00.000Z'
      const row = { version: 1, state: 'on', createdAt: stamp, updatedAt: stamp, scope: { kind: 'account' } }
      await db.rules.put({
        ...row,
        id: 'finalization/account',
        kind: 'finalization',
        parameters: { kind: 'at-once' },
      } as never)
      const mark = { asOf: then, rulesVersion: 1, timeZone: 'Europe/Berlin' }
      await db.automation.put({ id: 'state', mark, waiting: [], confirmed: [] } as never)
    },
    day(-60),
  )
  await openPlace(page, '/automation')
  await expect(page.getByText(/Nothing had run for 60 days.*3 documents wait for your word/)).toBeVisible()
  expect(
    await look(page, (db) => db.invoices.where('[state+listedOn+id]').between(['open'], ['open', []]).count()),
  ).toBe(0)
  await page.getByRole('link', { name: 'Look at them' }).focus()
  await page.keyboard.press('Enter')

  const table = page.getByRole('grid', { name: 'Waiting for your word' })
  await expect(table.getByRole('row', { name: /Draft for Okafor Ltd.*Becomes an invoice.*1,200\.00/ })).toBeVisible()
  await expectSound(page, 'what waits')
  await table.getByRole('row', { name: /Meyer/ }).focus()
  await page.keyboard.press('j')
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Confirm one' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/1 invoice made final/)).toBeVisible()
  await expect(table.getByRole('row', { name: /Okafor/ })).toHaveCount(0)
  await expect(table.getByRole('row', { name: /Meyer|Werkstatt/ })).toHaveCount(2)

  await page.getByRole('button', { name: 'Confirm all 2' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/2 invoices made final/)).toBeVisible()
  await expect(page.getByText('Nothing waits for your word.')).toBeVisible()
  const state = await look(page, (db) => db.automation.get('state'))
  expect(state?.away).toBeUndefined()
  expect(state?.waiting).toEqual([])
  const numbers = await look(page, async (db) => (await db.invoices.toArray()).map((row) => row.state))
  expect(numbers).toEqual(['open', 'open', 'open'])
})

test('a clock that went back and a pause say so, and are lifted by one word', async ({ page }) => {
  await openQuiet(page, '/automation')
  await look(
    page,
    async (db, then) => {
      const mark = { asOf: then, rulesVersion: 1, timeZone: 'Europe/Berlin' }
      const paused = { since: '2026-01-01T10:00:00.000Z', why: 'restored' }
      await db.automation.put({ id: 'state', mark, paused, waiting: [], confirmed: [] } as never)
    },
    day(3),
  )
  await expect(page.getByText(/these books come from a backup/)).toBeVisible()
  await expectSound(page, 'what stops automation')
  await page.getByRole('button', { name: 'Go on', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Automation goes on.')).toBeVisible()
  await expect(page.getByText(/these books come from a backup/)).toHaveCount(0)

  await page.getByRole('button', { name: 'Run now' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/Nothing was due\. The clock says 3 days before the last run/)).toBeVisible()
  await page.getByRole('button', { name: 'My clock was wrong' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: /^Go on from / })
  await expect(dialog.getByText('Nothing was made meanwhile')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectSound(page, 'the clock was wrong')
  await dialog.getByRole('button', { name: 'Go on from today' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'My clock was wrong' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Run now' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing was due.', { exact: true })).toBeVisible()
})

test('an invoice says what happens next, and can be let be for a while', async ({ page }) => {
  await openQuiet(page, '/automation')
  await fillInSeller(page)
  const client = await addClient(page, 'Curie & Co')
  const id = await issueInvoice(page, client, day(-5), '640.00')
  await page.getByRole('button', { name: 'See what Balanced changes' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Set to Balanced' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('rules are set to Balanced')).toBeVisible()
  await openPlace(page, `/invoices/${id}`)
  const next = page.getByRole('region', { name: 'What automation does' })
  await expect(next.getByText(/^The next reminder is on /)).toBeVisible()
  await next.getByRole('button', { name: 'Put on hold' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Why').fill('Talked on the phone')
  await page.keyboard.press('Enter')
  await expect(next.getByText(/on hold since .*Talked on the phone/)).toBeVisible()
  await expectSound(page, 'an invoice on hold')
  await next.getByRole('button', { name: 'End the hold' }).focus()
  await page.keyboard.press('Enter')
  await expect(next.getByText(/^The next reminder is on /)).toBeVisible()

  // What would happen today says the same of it.
  await openPlace(page, '/automation/today')
  await expectSound(page, 'what would happen today')
})
