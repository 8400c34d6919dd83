// Sending: from the final invoice to "It is sent", several at once, the owner's own words, with the network gone.
import { readFileSync } from 'node:fs'
import type { Download, Page } from '@playwright/test'
import PostalMime from 'postal-mime'
import { day } from '../support/berlin-day.ts'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, goOffline, openPlace } from '../support/page-acts.ts'
import { readPdf } from '../support/read-pdf.ts'

const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
const seller = {
  name: 'Ada Lindt',
  email: 'ada@lindt.example',
  taxNumber: '12/345',
  address: { line1: 'Weg 1', city: 'Leipzig', postalCode: '04103', country: 'DE' },
}

async function act<Answer>(page: Page, name: string, input: unknown, today?: string): Promise<Answer> {
  const [answer] = await runInPage(page, [today === undefined ? [name, input] : [name, input, today]])
  return answer as Answer
}

/** The seller, and a client with a billing contact. */
async function setUp(page: Page): Promise<string> {
  await openPlace(page, '/')
  await act(page, 'changeSettings', {
    version: 1,
    changes: { profile: seller, country: 'DE', currency: 'EUR', payment: { iban: 'DE02120300000000202051' } },
  })
  return addClient(page, 'Söhne & Meyer GmbH', 'meyer')
}

async function addClient(page: Page, name: string, host: string): Promise<string> {
  const contacts = [{ name: 'Bea Büro', email: `bea@${host}.example`, billing: true }]
  const fields = { name, currency: 'EUR', email: `office@${host}.example`, contacts, addresses: [address] }
  return (await act<{ id: string }>(page, 'saveClient', { fields })).id
}

async function draft(page: Page, clientId: string, price = '250', today?: string): Promise<string> {
  const fields = {
    description: 'Design',
    quantity: '1',
    unitPrice: price,
    taxIds: [],
    taxIncluded: false,
    servedOn: day(-20),
  }
  await act(page, 'addCharge', { clientId, fields, currency: 'EUR' }, today)
  const { invoiceIds } = await act<{ invoiceIds: string[] }>(
    page,
    'draftInvoices',
    { clientId, chargeIds: 'all' },
    today,
  )
  return invoiceIds[0] as string
}

async function issued(page: Page, clientId: string, price = '250', today?: string) {
  const id = await draft(page, clientId, price, today)
  return act<{ id: string; number: string }>(page, 'finalizeInvoice', { id }, today)
}

async function bytesOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path())
}

const dialog = (page: Page) => page.getByRole('dialog')
const cc = (page: Page) => dialog(page).getByRole('textbox', { name: /^Cc/ })

test('a final invoice goes out as an e-mail draft that a mail program can read, offline', async ({ page }) => {
  const clientId = await setUp(page)
  const id = await draft(page, clientId)
  await openPlace(page, `/invoices/${id}`)
  await goOffline(page)
  await page.getByRole('button', { name: 'Finalize & lock' }).click()
  await dialog(page).getByRole('button', { name: 'Finalize & lock' }).click()
  await expect(page.getByText(/is final\. Send it now\?/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Send it' }).click()

  await expect(dialog(page).getByText('Söhne & Meyer GmbH <office@meyer.example>')).toBeVisible()
  await expect(dialog(page).getByText('Bea Büro <bea@meyer.example>')).toBeVisible()
  const number =
    (/Send invoice (\S+)/.exec((await dialog(page).getByRole('heading').textContent()) ?? '') ?? [])[1] ?? ''
  await expect(dialog(page).getByLabel('Subject')).toHaveValue(`Invoice ${number} from Ada Lindt`)
  await cc(page).fill('tax@steuerbüro.example, nobody')
  await page.keyboard.press('Enter')
  await expect(dialog(page).getByText('"nobody" is not an e-mail address.')).toBeVisible()
  await cc(page).fill('')
  await dialog(page).getByLabel('Text', { exact: true }).fill('Grüße!\n\nSchöne Rechnung — 日本語')
  await expect(dialog(page).getByText(/Invoice .*\.pdf, \d+ kB/)).toBeVisible()
  await expectSound(page, 'send dialog')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).getByRole('button', { name: 'Open as e-mail draft' }).click(),
  ])
  expect(download.suggestedFilename()).toBe(`Invoice ${number} - Söhne & Meyer GmbH.eml`)
  const mail = await PostalMime.parse(await bytesOf(download))
  expect(mail.from).toEqual({ name: 'Ada Lindt', address: 'ada@lindt.example' })
  expect(mail.to?.map(({ address: email }) => email)).toEqual(['office@meyer.example', 'bea@meyer.example'])
  expect(mail.cc?.map(({ address: email }) => email)).toEqual(['tax@xn--steuerbro-w9a.example'])
  expect(mail.subject).toBe(`Invoice ${number} from Ada Lindt`)
  expect(mail.text?.replaceAll('\r\n', '\n').trim()).toBe('Grüße!\n\nSchöne Rechnung — 日本語')
  expect(mail.headers.find(({ key }) => key === 'x-unsent')?.value).toBe('1')
  expect(mail.attachments[0]?.filename).toBe(`Invoice ${number} - Söhne & Meyer GmbH.pdf`)
  const attached = Buffer.from(mail.attachments[0]?.content as ArrayBuffer)
  expect(readPdf(attached).text).toContain(number)

  // A draft is not sent before its owner says so.
  await expect(dialog(page).getByText('Did you send it?')).toBeVisible()
  await expectSound(page, 'handed over')
  await dialog(page).getByRole('button', { name: 'It is sent' }).click()
  await expect(dialog(page)).toBeHidden()
  await expect(
    page.getByText(`${number} sent to office@meyer.example, bea@meyer.example`, { exact: false }),
  ).toBeVisible()

  // What is downloaded later are the bytes that left first.
  const [again] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download PDF' }).first().click(),
  ])
  expect((await bytesOf(again)).equals(attached)).toBe(true)
  await openPlace(page, '/sending?state=sent')
  await page.getByText(`Invoice ${number}`).click()
  await expect(dialog(page).getByText('Schöne Rechnung — 日本語')).toBeVisible()
  await expectSound(page, 'a message that was sent')
})

test('several wait in the queue and go one after the other, by keyboard, nothing lost', async ({ page }) => {
  const clientId = await setUp(page)
  const other = await addClient(page, 'Okafor Interiors', 'okafor')
  const late = await issued(page, clientId, '640', day(-40))
  const first = await issued(page, clientId)
  const second = await issued(page, other, '99.50')
  const plain = { attachPdf: 1, listUnpaid: 0 }
  await act(page, 'prepareMessage', { invoiceId: late.id, kind: 'reminder', attachPdf: 1, listUnpaid: 1 })
  await act(page, 'prepareMessage', { invoiceId: first.id, kind: 'invoice', ...plain })
  // From the list: what waits already is not prepared twice.
  await openPlace(page, '/invoices')
  for (const { number } of [first, second]) {
    await page
      .getByRole('row', { name: new RegExp(number) })
      .getByRole('checkbox')
      .check()
  }
  await page.getByRole('button', { name: 'Send 2' }).click()
  await expect(page.getByText('One message waits to be sent.')).toBeVisible()
  await goOffline(page)
  await expect(page.getByText(`Reminder of ${late.number}`)).toBeVisible()
  await expectSound(page, 'queue')
  await page.getByRole('row', { name: /Okafor/ }).focus()
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'Send one by one' }).click()
  await expect(dialog(page).getByRole('heading', { name: /\(1 of 3\)/ })).toBeVisible()

  // What is typed and put off is kept.
  const title = (await dialog(page).getByRole('heading').textContent()) ?? ''
  await dialog(page).getByLabel('Subject').fill('In my own words')
  await dialog(page).getByRole('button', { name: 'Skip for now' }).click()
  await expect(dialog(page).getByRole('heading', { name: /\(2 of 3\)/ })).toBeVisible()
  await dialog(page).getByRole('button', { name: 'More ways' }).click()
  await page.getByRole('menuitem', { name: 'Mark as sent' }).click()
  await expect(dialog(page).getByRole('heading', { name: /\(3 of 3\)/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  const kept = (/(\d{4}-\d+)/.exec(title) ?? [])[1] ?? ''
  await page.getByText(kept, { exact: false }).first().click()
  await expect(dialog(page).getByLabel('Subject')).toHaveValue('In my own words')
  await dialog(page).getByRole('button', { name: 'Back to the template' }).click()
  await expect(dialog(page).getByLabel('Subject')).not.toHaveValue('In my own words')
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()

  // The late one speaks of its days and lists the other.
  await page.getByText(`Reminder of ${late.number}`).click()
  await expect(dialog(page).getByLabel('Subject')).toHaveValue(
    new RegExp(`Reminder: invoice ${late.number} was due on`),
  )
  await expect(dialog(page).getByLabel('Text', { exact: true })).toHaveValue(new RegExp(first.number))
  await dialog(page).getByRole('button', { name: 'Close' }).click()

  // Paid meanwhile: the reminder is not sent any more.
  await act(page, 'recordPayment', {
    clientId,
    currency: 'EUR',
    amount: 64_000,
    method: 'transfer',
    receivedOn: day(0),
    allocate: [{ invoiceId: late.id, amount: 64_000 }],
  })
  await expect(page.getByText(`Reminder of ${late.number}`)).toBeHidden()
  await page.getByRole('link', { name: 'Given up' }).click()
  await expect(page.getByText('Paid before it left')).toBeVisible()

  // Giving up can be taken back.
  await page.getByRole('link', { name: 'To send', exact: true }).last().click()
  const left = page.getByText(/^Invoice \d/)
  await expect(left).toHaveCount(1)
  await page.getByRole('checkbox').last().check()
  await page.getByRole('button', { name: 'Give up' }).click()
  await expect(left).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(left).toHaveCount(1)
})

test('the owner words the messages anew, with fields that there are', async ({ page }) => {
  const clientId = await setUp(page)
  await openPlace(page, '/settings/sending')
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText(/^Invoice \S+ from Ada Lindt$/)).toBeVisible()
  await page.getByLabel('Message', { exact: true }).selectOption({ label: 'First reminder when late' })
  await expect(preview.getByText(/was due on/).first()).toBeVisible()
  await page.getByLabel('Message', { exact: true }).selectOption({ label: 'Invoice is ready' })
  await page.getByLabel('Subject').fill('Nr. ')
  await page.getByRole('button', { name: '{number}' }).click()
  await expect(page.getByLabel('Subject')).toHaveValue('Nr. {number}')
  await page.getByLabel('Text', { exact: true }).fill('Hi {client},\n{wrong}')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/Line 2, place 1: there is no field {wrong}/)).toBeVisible()
  await page.getByLabel('Text', { exact: true }).fill('Hi {client}, {total} by {due date}.')
  await expectSound(page, 'settings of messages')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Settings saved').first()).toBeVisible()

  const { id, number } = await issued(page, clientId)
  await openPlace(page, `/invoices/${id}`)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(dialog(page).getByLabel('Subject')).toHaveValue(`Nr. ${number}`)
  await expect(dialog(page).getByLabel('Text', { exact: true })).toHaveValue(/^Hi Söhne & Meyer GmbH, €250\.00 by /)
  await page.keyboard.press('Escape')
  await openPlace(page, '/settings/sending')
  await page.getByRole('button', { name: 'Back to the built-in text' }).click()
  await expect(page.getByLabel('Subject')).toHaveValue('Invoice {number} from {your name}')
})

test('a text-only way says that it carries no PDF, and a share sheet is offered only where there is one', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const shared: unknown[] = []
    Object.assign(globalThis, { shared })
    Object.assign(navigator, {
      canShare: (data: ShareData) => (data.files?.length ?? 0) > 0,
      share: async (data: ShareData) => void shared.push(data.files?.map(({ name, size }) => [name, size > 1000])),
    })
  })
  const clientId = await setUp(page)
  const one = await issued(page, clientId)
  await openPlace(page, `/invoices/${one.id}`)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(dialog(page).getByText(/kB/)).toBeVisible()
  await page.context().grantPermissions(['clipboard-write', 'clipboard-read'])
  await dialog(page).getByRole('button', { name: 'More ways' }).click()
  await page.getByRole('menuitem', { name: 'Copy text' }).click()
  await expect(dialog(page).getByText('This way cannot carry the PDF.', { exact: false })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(one.number)
  await dialog(page).getByRole('button', { name: 'Not yet' }).click()
  await openPlace(page, '/sending')
  await page.getByText(`Invoice ${one.number}`).click()
  await dialog(page).getByRole('button', { name: 'Share', exact: true }).click()
  await expect(dialog(page)).toBeHidden()
  expect(await page.evaluate(() => (globalThis as unknown as { shared: unknown[] }).shared)).toEqual([
    [[`Invoice ${one.number} - Söhne & Meyer GmbH.pdf`, true]],
  ])
  await openPlace(page, `/invoices/${one.id}`)
  await expect(page.getByText(/sent to .* by sharing/)).toBeVisible()
})
