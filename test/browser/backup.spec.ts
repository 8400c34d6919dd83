import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { schemaVersion } from '../../src/storage/account-db.ts'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'

interface Saved {
  readonly name: string
  readonly buffer: Buffer
}

/** Backs up by the button, as a download. */
async function backUp(page: Page): Promise<Saved> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Back up now' }).click(),
  ])
  await expect(page.getByText('It was opened again and every row was read back.')).toBeVisible()
  return { name: download.suggestedFilename(), buffer: readFileSync(await download.path()) }
}

async function openBackup(page: Page, { name, buffer }: Saved): Promise<void> {
  await page
    .getByRole('region', { name: 'Open a backup' })
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
}

const client = (name: string) =>
  [
    'saveClient',
    {
      fields: {
        name,
        contacts: [],
        addresses: [{ label: 'Office', line1: 'Hauptstraße 1', city: 'Berlin', postalCode: '10115', country: 'DE' }],
      },
    },
  ] as const

/** A seller that may issue, and a client with one open charge on a draft. */
async function draft(page: Page): Promise<{ readonly clientId: string; readonly invoiceId: string }> {
  const [, made] = await runInPage(page, [
    [
      'changeSettings',
      {
        version: 1,
        changes: {
          profile: {
            name: 'Ada Practice',
            address: { line1: 'Lindenweg 4', city: 'Leipzig', postalCode: '04103', country: 'DE' },
            vatId: 'DE123456789',
          },
          firstRunDone: 1,
        },
      },
    ],
    client('Meyer Studio'),
  ])
  const clientId = (made as { id: string }).id
  const invoiceId = await nextDraft(page, clientId)
  return { clientId, invoiceId }
}

async function nextDraft(page: Page, clientId: string): Promise<string> {
  const fields = {
    description: 'Session',
    quantity: '1',
    unitPrice: '80',
    taxIds: [],
    taxIncluded: false,
    servedOn: '2026-03-01',
  }
  const answers = await runInPage(page, [
    ['addCharge', { clientId, fields }],
    ['draftInvoices', { clientId, chargeIds: 'all' }],
  ])
  return (answers[1] as { invoiceIds: string[] }).invoiceIds[0] ?? ''
}

test.beforeEach(async ({ page }) => {
  // Headless browsers have no dialog to save a file: the download stands for it, unless a test says otherwise.
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'showSaveFilePicker')
  })
})

test('one file out and in: proven, compared, restored over the books with a way back', async ({ page }) => {
  await openPlace(page, '/data')
  await runInPage(page, [client('Meyer Studio')])
  const saved = await backUp(page)
  expect(saved.name).toMatch(/^billfold-.*\.json\.gz$/)
  const written = JSON.parse(gunzipSync(saved.buffer).toString('utf8')) as { tables: { clients: { name: string }[] } }
  expect(written.tables.clients.map(({ name }) => name)).toEqual(['Meyer Studio'])
  await expect(page.getByText(/^Today · /)).toBeVisible()

  await openBackup(page, saved)
  await expect(page.getByText(/It holds all that is in .* now\./)).toBeVisible()
  await runInPage(page, [client('Okafor')])
  await openBackup(page, saved)
  await expect(page.getByText(/1 thing was done in .* since it was made/)).toBeVisible()

  await page.getByRole('button', { name: /^Replace / }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Replace the books' }).click()
  await expect(page.getByText(/The books of .* are back/)).toBeVisible()
  await openPlace(page, '/clients')
  await expect(page.getByText('Meyer Studio')).toBeVisible()
  await expect(page.getByText('Okafor')).toHaveCount(0)

  // The way back: the books as they were before the restore.
  await openPlace(page, '/data')
  const points = page.getByRole('region', { name: 'Restore points' })
  await expect(points.getByText('Before a restore')).toBeVisible()
  await points
    .getByRole('button', { name: /^Acts for the restore point/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Go back to it' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Replace the books' }).click()
  await expect(page.getByText(/The books of .* are back/)).toBeVisible()
  await openPlace(page, '/clients')
  await expect(page.getByText('Okafor')).toBeVisible()
})

test('finalized documents are never lost unasked, and numbers are never given twice', async ({ page }) => {
  await openPlace(page, '/data')
  const { invoiceId } = await draft(page)
  // The account takes the name of its profile when it is opened.
  await openPlace(page, '/data')
  const saved = await backUp(page)
  await runInPage(page, [['finalizeInvoice', { id: invoiceId }]])
  await openBackup(page, saved)
  await page.getByRole('button', { name: /^Replace / }).click()
  const dialog = page.getByRole('dialog')
  await expect(
    dialog.getByText(/1 finalized document is not in this backup and would be lost: \d{4}-0001/),
  ).toBeVisible()
  await dialog.getByRole('button', { name: 'Replace the books' }).click()
  await expect(dialog.getByText('Tick this only if it is true.')).toBeVisible()
  await expectSound(page, 'the restore dialog')
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  // A copy to look at: it opens, says so, and takes nothing.
  await page.getByRole('button', { name: 'Open a copy to look at' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Open the copy' }).click()
  await expect(page.getByText(/This is how the books stood on/)).toBeVisible()
  await expect(runInPage(page, [client('Nobody')])).rejects.toThrow(/read-only/)

  // Back in the account: with the owner's word it goes, and the number stays used up.
  await openPlace(page, '/data')
  const accounts = page.getByRole('region', { name: 'Accounts on this device' })
  await accounts.getByRole('button', { name: 'Acts for Ada Practice' }).last().click()
  await page.getByRole('menuitem', { name: 'Open it' }).click()
  await expect(page).toHaveURL(/\/$/)
  await openPlace(page, '/data')
  await openBackup(page, saved)
  await page.getByRole('button', { name: /^Replace / }).click()
  await page
    .getByRole('dialog')
    .getByRole('checkbox', { name: /never left this device/ })
    .check()
  const last = page.getByRole('dialog').getByLabel(/Last invoice in/)
  await expect(last).toHaveValue('1')
  await last.fill('0')
  await page.getByRole('dialog').getByRole('button', { name: 'Replace the books' }).click()
  await expect(page.getByText('A whole number, 1 or more.')).toBeVisible()
  await last.fill('41')
  await expect(page.getByText(/The next one is \d{4}-0042\./)).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Replace the books' }).click()
  await expect(page.getByText(/The books of .* are back/)).toBeVisible()
  await openPlace(page, `/invoices/${invoiceId}`)
  await expect(page.getByText('Meyer Studio').first()).toBeVisible()
})

test('a broken or foreign file is refused with its reason, and nothing changes', async ({ page }) => {
  await openPlace(page, '/data')
  await runInPage(page, [client('Meyer Studio')])
  const { buffer } = await backUp(page)
  const text = gunzipSync(buffer).toString('utf8')
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    ['invoices.csv', Buffer.from('name;city\nMeyer;Berlin\n'), /It looks like a list of rows/],
    ['other.json', Buffer.from('{"clients":[]}'), /It looks like data of another program/],
    ['cut.json', Buffer.from(text.slice(0, -90)), /The end of the file is missing/],
    ['cut.json.gz', buffer.subarray(0, buffer.length - 20), /The end of the file is missing/],
    ['edited.json', Buffer.from(text.replace('Meyer Studio', 'Meier Studio')), /changed after it was written/],
    ['newer.json', Buffer.from(text.replace(/"schema":\d+/, '"schema":700')), /which is newer/],
  ]
  for (const [name, bytes, reason] of cases) {
    await openBackup(page, { name, buffer: bytes })
    await expect(page.getByRole('alert').filter({ hasText: reason }), name).toBeVisible()
    await expect(page.getByRole('button', { name: /^Restore as/ }), name).toHaveCount(0)
  }
  await openPlace(page, '/clients')
  await expect(page.getByText('Meyer Studio')).toBeVisible()
})

test('a chosen file is written and read back', async ({ page }) => {
  await page.addInitScript(() => {
    const pick = async ({ suggestedName }: { suggestedName: string }) => {
      const folder = await navigator.storage.getDirectory()
      return folder.getFileHandle(suggestedName, { create: true })
    }
    Object.assign(window, { showSaveFilePicker: pick })
  })
  await openPlace(page, '/data')
  await page.getByLabel('Write smaller files').uncheck()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await expect(page.getByText('It was opened again and every row was read back.')).toBeVisible()
  const text = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory()
    for await (const [name, handle] of folder.entries()) {
      if (name.endsWith('.json')) return (await (handle as FileSystemFileHandle).getFile()).text()
    }
    return ''
  })
  expect(JSON.parse(text)).toMatchObject({ billfold: 'backup', format: 1, schema: schemaVersion, purpose: 'backup' })
})

test('the browser is asked to keep the books when the first invoice becomes final', async ({ page }) => {
  await page.addInitScript(() => {
    const asked = { times: 0 }
    Object.assign(window, { asked })
    navigator.storage.persist = async () => {
      asked.times += 1
      return true
    }
  })
  await openPlace(page, '/data')
  const { invoiceId } = await draft(page)
  await openPlace(page, `/invoices/${invoiceId}`)
  const times = () => page.evaluate(() => (window as unknown as { asked: { times: number } }).asked.times)
  expect(await times()).toBe(0)
  await page.getByRole('button', { name: 'Finalize & lock' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Finalize & lock' }).click()
  await expect(page.getByText(/\d{4}-0001/).first()).toBeVisible()
  await expect.poll(times).toBe(1)
})

test('the page is sound with everything on it', async ({ page }) => {
  await openPlace(page, '/data')
  await runInPage(page, [client('Meyer Studio')])
  await openBackup(page, await backUp(page))
  await page.getByRole('button', { name: 'Make a restore point' }).click()
  await expect(page.getByText('Made by you')).toBeVisible()
  await expectSound(page, 'backup and data')
})

test('backups are written by themselves into a folder that was chosen once', async ({ page }) => {
  // The browser's own picker cannot be driven: the folder is one of the origin's private ones, with the same handles.
  await page.addInitScript(() => {
    Object.assign(window, {
      showDirectoryPicker: async () => {
        const root = await navigator.storage.getDirectory()
        return root.getDirectoryHandle('Backups', { create: true })
      },
    })
  })
  await openPlace(page, '/data')
  const section = page.getByRole('region', { name: 'Backups by themselves' })
  await section.getByRole('button', { name: 'Choose a folder' }).click()
  await expect(page.getByText('A backup was written and proven.')).toBeVisible()
  await expect(section.getByText('Into the folder Backups')).toBeVisible()
  const files = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('Backups')
    const found: { name: string; size: number }[] = []
    for await (const [name, handle] of folder as unknown as AsyncIterable<[string, FileSystemFileHandle]>) {
      found.push({ name, size: (await handle.getFile()).size })
    }
    return found
  })
  expect(files).toEqual([
    { name: expect.stringMatching(/^billfold-.*\d{4}-\d\d-\d\d\.json(\.gz)?$/), size: expect.any(Number) },
  ])
  expect(files[0]?.size).toBeGreaterThan(200)
  await page.reload()
  await expect(section.getByText('The last one was written')).toBeVisible()
  await section.getByRole('button', { name: 'Stop' }).click()
  await expect(section.getByRole('button', { name: 'Choose a folder' })).toBeVisible()
  await expectSound(page, 'backups by themselves')
})
