// The owner's own addresses: nothing leaves without one, nothing goes anywhere else with one, and the app says what
// a receiver must answer. The receiver is a real server over HTTPS with a certificate of its own making.
import type { Page } from '@playwright/test'
import { day } from '../support/berlin-day.ts'
import { runInPage } from '../support/books-in-page.ts'
import { expect, test } from '../support/browser-fixture.ts'
import { expectSound, openPlace } from '../support/page-acts.ts'
import { readPdf } from '../support/read-pdf.ts'
import { friendlyCrossOrigin, type StandIn, startStandIn } from '../support/stand-in-server.ts'

test.use({ ignoreHTTPSErrors: true, workerAtStart: true })

const client = (name: string) => ['saveClient', { fields: { name, contacts: [], addresses: [] } }] as const

let receiver: StandIn
test.beforeEach(async ({ guard }) => {
  receiver = await startStandIn({ secure: true })
  guard.allowOrigin(receiver.url)
})
test.afterEach(() => receiver.stop())

async function connect(page: Page, name = 'Bookkeeping'): Promise<string> {
  await page.getByRole('button', { name: 'Add connection' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Address').fill(`${receiver.url}/hook`)
  await dialog.getByLabel('a client was added').check()
  await dialog.getByRole('button', { name: 'Save connection' }).click()
  const shown = page.getByRole('dialog', { name: `The secret of ${name}` })
  const secret = (await shown.locator('code').textContent()) ?? ''
  await shown.getByRole('button', { name: 'I have it' }).click()
  return secret
}

test('with nothing configured no request leaves the origin', async ({ page, context, app }) => {
  const origins = new Set<string>()
  context.on('request', (request) => origins.add(new URL(request.url()).origin))
  await openPlace(page, '/settings/connections')
  await expect(page.getByText('No connection: nothing leaves this app by itself.')).toBeVisible()
  await runInPage(page, [client('Meyer Studio')])
  await openPlace(page, '/clients')
  await expect(page.getByText('Meyer Studio')).toBeVisible()
  await openPlace(page, '/')
  expect([...origins]).toEqual([new URL(app.url).origin])
  expect([...receiver.requests, ...receiver.preflights]).toEqual([])
})

test('an address is entered, its secret shown once, and tried: what the receiver must answer is said', async ({
  page,
  guard,
}) => {
  // Refused calls and broken connections are what this test is about.
  guard.expectError(/CORS policy|Failed to load resource|net::ERR/)
  await openPlace(page, '/settings/connections')
  await page.getByRole('button', { name: 'Add connection' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address').fill('http://hooks.example')
  await dialog.getByRole('button', { name: 'Save connection' }).click()
  await expect(dialog.getByText('The address must begin with https://')).toBeVisible()
  await dialog.getByLabel('Address').fill(`${receiver.url}/hook`)
  await dialog.getByRole('button', { name: 'Save connection' }).click()
  await expect(dialog.getByText('Name is empty. Fill it in.')).toBeVisible()
  await expectSound(page, 'a new connection')
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  const secret = await connect(page)
  expect(secret).toMatch(/^whs_[0-9a-f]{64}$/)
  await page.reload()
  await expect(page.getByText('Bookkeeping', { exact: true })).toBeVisible()
  expect(await page.content()).not.toContain(secret)

  const tried = async (sentence: string | RegExp) => {
    await page.getByRole('button', { name: 'Try Bookkeeping' }).click()
    await expect(page.getByRole('dialog').getByText(sentence)).toBeVisible()
  }
  const close = () => page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()

  // The server is there and knows nothing of other origins.
  receiver.crossOrigin = undefined
  await tried('can be reached, but does not allow calls from this page')
  await expect(page.getByRole('dialog').getByText('Access-Control-Allow-Headers: Content-Type, Idem')).toBeVisible()
  expect(receiver.requests.filter(({ method }) => method === 'POST')).toEqual([])
  await expectSound(page, 'a connection that does not allow calls')
  await close()

  // It answers as it was told to.
  receiver.crossOrigin = { ...friendlyCrossOrigin, origin: new URL(page.url()).origin }
  await tried(/answered 200\. The connection works/)
  const seen = receiver.requests.find(({ method }) => method === 'POST')
  expect(JSON.parse(seen?.body ?? '')).toMatchObject({ type: 'test', version: 1 })
  expect(seen?.headers['billfold-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/)
  expect(seen?.headers).not.toHaveProperty('cookie')
  await close()

  receiver.always({ kind: 'answer', status: 401, body: 'signature missing' })
  await tried(/answered 401: it does not take this call/)
  await expect(page.getByRole('dialog').getByText('signature missing')).toBeVisible()
  await close()
  // The debugger names the target as a request though none is made: the recorder, which sees whatever leaves this
  // machine, still fails the test if one is.
  guard.allowOrigin('https://elsewhere.example')
  receiver.always({ kind: 'redirect', status: 307, to: 'https://elsewhere.example/' })
  await tried('sent the call on to another address')
  await close()
  await receiver.stop()
  await tried('cannot be reached')
  await close()
})

test('with one address configured only that one is seen, and what it refuses needs a person', async ({
  page,
  context,
  app,
  guard,
}) => {
  guard.expectError(/Failed to load resource/)
  const origins = new Set<string>()
  context.on('request', (request) => origins.add(new URL(request.url()).origin))
  receiver.crossOrigin = friendlyCrossOrigin
  await openPlace(page, '/settings/connections')
  await connect(page)
  await runInPage(page, [client('Meyer Studio')])
  await receiver.received(1)
  expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({
    type: 'client.added',
    client: { name: 'Meyer Studio' },
  })

  receiver.always({ kind: 'answer', status: 422, body: 'no such client number' })
  await runInPage(page, [client('Okafor')])
  const needsYou = page.getByRole('region', { name: 'Needs you' })
  await expect(needsYou.getByText('A client was added: Okafor')).toBeVisible()
  await expect(needsYou.getByText('Bookkeeping answered 422 and does not take it: no such client number')).toBeVisible()
  await expectSound(page, 'connections with something that needs a person')
  await needsYou.getByRole('button', { name: 'See what is sent' }).click()
  await expect(page.getByRole('dialog').getByText('"name": "Okafor"')).toBeVisible()
  await expectSound(page, 'what is sent')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()

  await needsYou.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByText('It needs you again')).toBeVisible()
  receiver.always({ kind: 'answer', status: 200 })
  await needsYou.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByText('Sent', { exact: true })).toBeVisible()
  await expect(needsYou).toHaveCount(0)
  const keys = receiver.requests.slice(1).map(({ headers }) => headers['idempotency-key'])
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)

  receiver.always({ kind: 'answer', status: 410 })
  await runInPage(page, [client('Nobody')])
  await needsYou.getByRole('button', { name: 'Give up' }).click()
  await expect(needsYou).toHaveCount(0)

  await page.getByRole('button', { name: 'More about Bookkeeping' }).click()
  await page.getByRole('menuitem', { name: 'See what it was told' }).click()
  const log = page.getByRole('dialog', { name: 'What Bookkeeping was told' })
  await expect(log.getByText('A client was added: Meyer Studio')).toBeVisible()
  await expect(log.getByText('Given up: by you')).toBeVisible()
  await expectSound(page, 'the log of a connection')
  await log.getByRole('button', { name: 'Close' }).click()

  // A new secret, and none at all: the connection goes, what it was told stays.
  await page.getByRole('button', { name: 'More about Bookkeeping' }).click()
  await page.getByRole('menuitem', { name: 'New secret' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Make new secret' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'I have it' }).click()
  await page.getByRole('button', { name: 'More about Bookkeeping' }).click()
  await page.getByRole('menuitem', { name: 'Remove connection' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove connection' }).click()
  await expect(page.getByText('No connection: nothing leaves this app by itself.')).toBeVisible()

  const told = receiver.requests.length
  await runInPage(page, [client('After all')])
  await openPlace(page, '/clients')
  await expect(page.getByText('After all')).toBeVisible()
  expect(receiver.requests).toHaveLength(told)
  expect([...origins].sort()).toEqual([new URL(app.url).origin, receiver.url].sort())
})

test('an invoice leaves through the mail address of the owner, with its PDF, and counts as sent', async ({ page }) => {
  receiver.crossOrigin = friendlyCrossOrigin
  await openPlace(page, '/settings/connections')
  await page.getByRole('button', { name: 'Add connection' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Mail server')
  await dialog.getByLabel('Address').fill(`${receiver.url}/mail`)
  await dialog.getByLabel('Sends e-mail').check()
  await dialog.getByRole('button', { name: 'Save connection' }).click()
  await dialog.getByRole('button', { name: 'I have it' }).click()

  const address = { label: '', line1: 'Torstraße 12', city: 'Berlin', postalCode: '10119', country: 'DE' }
  const profile = { name: 'Ada Lindt', email: 'ada@lindt.example', taxNumber: '12/345', address }
  const [, added] = (await runInPage(page, [
    ['changeSettings', { version: 1, changes: { profile, country: 'DE', currency: 'EUR' } }],
    ['saveClient', { fields: { name: 'Meyer', email: 'office@meyer.example', contacts: [], addresses: [address] } }],
  ])) as { id: string }[]
  const clientId = added?.id
  const fields = {
    description: 'Design',
    quantity: '1',
    unitPrice: '250',
    taxIds: [],
    taxIncluded: false,
    servedOn: day(0),
  }
  const [, drafted] = (await runInPage(page, [
    ['addCharge', { clientId, fields, currency: 'EUR' }],
    ['draftInvoices', { clientId, chargeIds: 'all' }],
  ])) as { invoiceIds: string[] }[]
  const id = drafted?.invoiceIds[0] ?? ''
  const [issued] = (await runInPage(page, [['finalizeInvoice', { id }]])) as { number: string }[]
  const number = issued?.number ?? 'none'

  await openPlace(page, `/invoices/${id}`)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await dialog.getByRole('button', { name: 'Send through Mail server' }).click()
  await receiver.received(1)
  const seen = receiver.requests[0]
  const mail = JSON.parse(seen?.body ?? '') as {
    readonly to: unknown
    readonly subject: string
    readonly attachments: readonly { readonly fileName: string; readonly content: string }[]
  }
  expect(mail.to).toEqual([{ name: 'Meyer', email: 'office@meyer.example' }])
  expect(mail.subject).toContain(number)
  expect(readPdf(Buffer.from(mail.attachments[0]?.content ?? '', 'base64')).text).toContain(number)
  await expect(page.getByText(`${number} sent to office@meyer.example through your own address`)).toBeVisible()
  expect(receiver.requests).toHaveLength(1)
})
