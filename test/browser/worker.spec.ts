// The service worker at work: every wake-up, with and without a page, beside racing tabs, killed in the middle; what it
// tells the owner, and what it leaves alone when newer code was here.
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { chromiumFlags, chromiumPath } from '../../scripts/chromium-path.mjs'
import { giveBooks, runInPage } from '../support/books-in-page.ts'
import { expect, type Guard, test } from '../support/browser-fixture.ts'
import { openPlace } from '../support/page-acts.ts'
import { friendlyCrossOrigin, startStandIn } from '../support/stand-in-server.ts'
import { looked, makeDue, openWaker, type Waker } from '../support/worker-acts.ts'

type Books = typeof import('../support/books-entry.ts')

test.use({ workerAtStart: true })

/** What the tests touch in the worker. */
interface WorkerScope extends EventTarget {
  readonly registration: ServiceWorkerRegistration
  readonly clients: { matchAll(options: { readonly type: 'window' }): Promise<readonly { readonly url: string }[]> }
  readonly NotificationEvent: new (type: string, init: { readonly notification: Notification }) => Event
}

/** The app once opened, so that there are books and a worker; then closed, so that only the worker is left. */
async function onlyWorker(context: BrowserContext, page: Page, guard: Guard): Promise<Waker> {
  await openPlace(page, '/clients')
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  const waker = await openWaker(context, guard)
  // The page's own run at its start is over before anything becomes due.
  await expect.poll(async () => (await looked(waker.watcher)).runs.map(({ state }) => state)).toEqual(['done'])
  await page.close()
  return waker
}

const workerRuns = async ({ watcher }: Waker) => (await looked(watcher)).runs.filter(({ place }) => place === 'worker')

test('bills with no page open, woken by sync, periodic sync, a message and a sync that a page registers', async ({
  context,
  page,
  guard,
}) => {
  const waker = await onlyWorker(context, page, guard)
  const { watcher } = waker
  const wakeUps = [
    { trigger: 'sync', wake: () => waker.sync('billfold-tick') },
    { trigger: 'periodic-sync', wake: () => waker.periodicSync('billfold-tick') },
    { trigger: 'message', wake: () => waker.message({ type: 'TICK' }) },
    {
      trigger: 'sync',
      wake: () =>
        watcher.evaluate(async () => {
          const registration = (await navigator.serviceWorker.getRegistration()) as unknown as {
            readonly sync: { register(tag: string): Promise<void> }
          }
          await registration.sync.register('billfold-tick')
        }),
    },
  ]
  let count = 0
  for (const { trigger, wake } of wakeUps) {
    await makeDue(watcher, 2)
    await wake()
    count += 2
    await expect.poll(async () => (await looked(watcher)).drafts.length, { message: trigger }).toBe(count)
    await expect
      .poll(async () => (await workerRuns(waker)).at(-1))
      .toMatchObject({ trigger, place: 'worker', state: 'done', drafts: 2 })
  }
  // A tag of somebody else wakes nothing, and a run with nothing due makes nothing.
  const runs = (await workerRuns(waker)).length
  await waker.sync('other')
  await waker.sync('billfold-tick')
  await expect.poll(async () => (await workerRuns(waker)).length).toBe(runs + 1)
  const { periods, drafts } = await looked(watcher)
  expect(new Set(periods).size).toBe(periods.length)
  expect(new Set(drafts.map(({ clientId }) => clientId)).size).toBe(count)
})

test('worker and tabs racing bill every client once; killed in the middle, the next wake-up goes on', async ({
  context,
  page,
  guard,
}) => {
  test.setTimeout(180_000)
  const waker = await onlyWorker(context, page, guard)
  const { watcher } = waker
  await makeDue(watcher, 30, 3)
  await waker.message({ type: 'TICK' })
  // Killed when it has billed some and not all.
  await expect.poll(async () => (await looked(watcher)).drafts.length, { intervals: [20] }).toBeGreaterThan(2)
  await waker.stop()
  const before = (await looked(watcher)).drafts.length
  expect(before).toBeLessThan(30)
  expect((await workerRuns(waker)).map(({ state }) => state)).toEqual(['running'])

  const tabs = [await context.newPage(), await context.newPage()]
  await Promise.all([
    waker.sync('billfold-tick'),
    waker.message({ type: 'TICK' }),
    ...tabs.map((tab) => openPlace(tab, '/clients')),
  ])
  await expect.poll(async () => (await looked(watcher)).drafts.length, { timeout: 60_000 }).toBe(30)
  await expect.poll(async () => (await looked(watcher)).runs.filter(({ state }) => state === 'running').length).toBe(1)
  const { periods, drafts } = await looked(watcher)
  expect(periods).toHaveLength(90)
  expect(new Set(periods).size).toBe(90)
  expect(new Set(drafts.map(({ clientId }) => clientId)).size).toBe(30)
})

test('notifies once of what is new while nobody looks; a click leads there', async ({ context, page, guard }) => {
  await context.grantPermissions(['notifications'])
  await openPlace(page, '/inbox')
  // Never asked for at load: the owner asks.
  await page.getByRole('button', { name: 'Tell me when something needs me' }).click()
  await expect(page.getByText('You are told on this device')).toBeVisible()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  const waker = await openWaker(context, guard)
  await expect.poll(async () => (await looked(waker.watcher)).runs.map(({ state }) => state)).toEqual(['done'])
  await page.close()
  const { watcher } = waker
  const shown = () =>
    watcher.evaluate(async () => {
      const found = (await (await navigator.serviceWorker.getRegistration())?.getNotifications()) ?? []
      return found.map(({ title, body, tag, data }) => ({ title, body, tag, to: (data as { to: string }).to }))
    })
  const [worker] = context.serviceWorkers()
  if (worker === undefined) throw new Error('no worker')
  await worker.evaluate(() => {
    const badges: number[] = []
    Object.assign(self, { badges })
    Object.defineProperty(navigator, 'setAppBadge', { value: async (count: number) => void badges.push(count) })
    const scope = self as unknown as WorkerScope
    // The watcher is no window of the app, and nobody looks at it.
    const matchAll = scope.clients.matchAll.bind(scope.clients)
    const windowsOfApp = async () => (await matchAll({ type: 'window' })).filter(({ url }) => !url.endsWith('.svg'))
    const opened: string[] = []
    Object.assign(self, { opened })
    Object.defineProperty(scope.clients, 'matchAll', { value: windowsOfApp })
    Object.defineProperty(scope.clients, 'openWindow', { value: async (url: string) => void opened.push(url) })
  })

  await makeDue(watcher, 1)
  await waker.sync('billfold-tick')
  await expect.poll(shown).toHaveLength(1)
  const [note] = await shown()
  const [draft] = (await looked(watcher)).drafts
  expect(note).toMatchObject({ title: 'Billfold', body: '1 draft to review', to: `/invoices/${draft?.id}` })
  expect(note?.tag).toMatch(/^billfold\/acc_.*\/drafts$/)
  expect(await worker.evaluate(() => (self as unknown as { badges: number[] }).badges)).toEqual([1])

  // A window that is open comes to the front at the place.
  const open = await context.newPage()
  await openPlace(open, '/clients')
  await expect(open.getByRole('button', { name: 'Inbox' })).toHaveAccessibleDescription('Inbox: 1 thing needs you')
  const click = () =>
    worker.evaluate(async () => {
      const scope = self as unknown as WorkerScope
      const [notification] = await scope.registration.getNotifications()
      if (notification === undefined) throw new Error('no notification')
      const event = new scope.NotificationEvent('notificationclick', { notification })
      // Only the browser's own events may be waited for; this one is made here.
      const done: Promise<unknown>[] = []
      Object.defineProperty(event, 'waitUntil', { value: (promise: Promise<unknown>) => done.push(promise) })
      scope.dispatchEvent(event)
      await Promise.all(done)
    })
  await click()
  await expect(open).toHaveURL(new RegExp(`/invoices/${draft?.id}$`))
  await expect.poll(shown).toEqual([])
  await open.close()

  // The same is not told again; what is new is.
  await waker.sync('billfold-tick')
  await expect.poll(async () => (await workerRuns(waker)).filter(({ state }) => state === 'done').length).toBe(2)
  expect(await shown()).toEqual([])
  await makeDue(watcher, 1)
  await waker.sync('billfold-tick')
  await expect.poll(shown).toMatchObject([{ body: '2 drafts to review', to: '/invoices?state=draft' }])

  // With no window a click opens one.
  await click()
  expect(await worker.evaluate(() => (self as unknown as { opened: string[] }).opened)).toEqual([
    '/invoices?state=draft',
  ])
})

test('the outbox is delivered with no page open, and what an endpoint refuses is on the bell', async ({
  app,
  guard,
}) => {
  guard.expectError(/Failed to load resource/)
  const receiver = await startStandIn({ secure: true })
  guard.allowOrigin(receiver.url)
  receiver.crossOrigin = friendlyCrossOrigin
  // The receiver's certificate is of its own making; what a context forgives its pages, a worker alone does not have.
  const args = [...chromiumFlags, '--ignore-certificate-errors']
  const browser = await chromium.launch({ executablePath: chromiumPath(), args })
  const context = await browser.newContext({ baseURL: app.url, locale: 'en-GB' })
  await guard.watch(context)
  const waker = await onlyWorker(context, await context.newPage(), guard)
  const { watcher } = waker
  const fields = { name: 'Bookkeeping', url: `${receiver.url}/hook`, purpose: 'webhook', events: ['client.added'] }
  const client = (name: string) => ['saveClient', { fields: { name, contacts: [], addresses: [] } }] as const
  await runInPage(watcher, [['saveEndpoint', { fields, secret: 'x'.repeat(32) }], client('Meyer Studio')])
  expect(receiver.requests).toEqual([])
  await waker.sync('billfold-outbox')
  await receiver.received(1)
  await waker.message({ type: 'DELIVER' })
  await waker.sync('billfold-outbox')
  receiver.always({ kind: 'answer', status: 410 })
  await runInPage(watcher, [client('Okafor')])
  await waker.message({ type: 'DELIVER' })
  await receiver.received(2)
  const told = receiver.requests.map(({ body }) => JSON.parse(body ?? '{}') as { client: { name: string } })
  expect(told.map((each) => each.client.name)).toEqual(['Meyer Studio', 'Okafor'])
  const tab = await context.newPage()
  await openPlace(tab, '/clients')
  await tab.getByRole('button', { name: 'Inbox' }).click()
  await tab.getByRole('link', { name: /1 delivery could not be made by itself/ }).click()
  await expect(tab).toHaveURL(/\/settings\/connections$/)
  await expect(tab.getByRole('region', { name: 'Needs you' })).toBeVisible()
  await browser.close()
  await receiver.stop()
})

test('older code bills nothing where newer rules have run: the window says so, the worker lets it be', async ({
  context,
  page,
  guard,
}) => {
  const waker = await onlyWorker(context, page, guard)
  const { watcher } = waker
  const tab = await context.newPage()
  await openPlace(tab, '/billing')
  await expect.poll(async () => (await looked(watcher)).runs.length).toBe(2)
  await makeDue(watcher, 1)
  await watcher.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    const state = await db.automation.get('state')
    if (state?.mark === undefined) throw new Error('no run mark')
    await db.automation.put({ ...state, mark: { ...state.mark, rulesVersion: 999 } })
    db.close()
  })
  await expect(tab.getByRole('alert').filter({ hasText: 'Billfold was updated in another tab' })).toBeVisible()
  await waker.sync('billfold-tick')
  await expect
    .poll(async () => (await workerRuns(waker)).at(-1))
    .toMatchObject({ trigger: 'sync', verdict: 'newer-rules', drafts: 0 })
  expect((await looked(watcher)).drafts).toEqual([])
  // By hand the refusal is in words.
  await tab
    .getByRole('button', { name: /bill what is due|run/i })
    .first()
    .click()
  await expect(tab.getByText(/newer version|newer Billfold/i).first()).toBeVisible()
  expect((await looked(watcher)).drafts).toEqual([])
})

test('books of an older or a newer schema are left as they are, and none are made', async ({
  context,
  page,
  guard,
}) => {
  const waker = await onlyWorker(context, page, guard)
  const { watcher } = waker
  const versions = () =>
    watcher.evaluate(async () => {
      const found = await indexedDB.databases()
      return Object.fromEntries(found.map(({ name, version }) => [name, version]))
    })
  await watcher.evaluate(async () => {
    const directory = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('billfold-directory')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error)
    })
    const now = new Date().toISOString()
    const writing = directory.transaction('accounts', 'readwrite')
    for (const id of ['acc_OLDER', 'acc_NEWER', 'acc_GONE']) {
      const entry = { id, name: id, kind: 'business', state: 'active', createdAt: now, openedAt: now, schemaVersion: 3 }
      writing.objectStore('accounts').add(entry)
    }
    await new Promise((resolve) => {
      writing.oncomplete = resolve
    })
    directory.close()
    for (const [name, version] of [
      ['billfold-acc_OLDER', 20],
      ['billfold-acc_NEWER', 9990],
    ] as const) {
      await new Promise<void>((resolve, reject) => {
        const making = indexedDB.open(name, version)
        making.onupgradeneeded = () => making.result.createObjectStore('meta', { keyPath: 'key' })
        making.onsuccess = () => {
          making.result.close()
          resolve()
        }
        making.onerror = () => reject(making.error)
      })
    }
  })
  const before = await versions()
  await makeDue(watcher, 1)
  await waker.sync('billfold-tick')
  // The account that can be opened is billed all the same.
  await expect.poll(async () => (await looked(watcher)).drafts.length).toBe(1)
  await expect.poll(async () => (await workerRuns(waker)).at(-1)?.state).toBe('done')
  expect(await versions()).toEqual(before)
  expect(before).toMatchObject({ 'billfold-acc_OLDER': 20, 'billfold-acc_NEWER': 9990 })
  expect(before).not.toHaveProperty('billfold-acc_GONE')
  await giveBooks(watcher)
})

test.describe('the page alone', () => {
  // As in a browser that never wakes a worker: no service worker at all.
  test.use({ serviceWorkers: 'block' })

  test('is enough: it bills when it is opened, looked at again, and every hour', async ({ page, context, guard }) => {
    guard.expectError(/Service Worker registration blocked|reading 'waiting'|favicon/) // as the test stops it
    await page.addInitScript(() => {
      const hourly: (() => void)[] = []
      const plain = window.setInterval.bind(window)
      const noted = (act: () => void, ms?: number) => {
        if (ms === 3_600_000) hourly.push(act)
        return plain(act, ms)
      }
      Object.assign(window, { hourly, setInterval: noted })
    })
    await openPlace(page, '/clients')
    const watcher = await context.newPage()
    await watcher.goto('/favicon.svg')
    await giveBooks(watcher)
    const done = async () =>
      (await looked(watcher)).runs.filter(({ state }) => state === 'done').map(({ trigger }) => trigger)
    const drafts = async () => (await looked(watcher)).drafts.length
    await page.bringToFront()
    await expect.poll(done).toContain('start')
    const wakeUps = [
      { trigger: 'visible', wake: () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))) },
      {
        trigger: 'hourly',
        wake: () =>
          page.evaluate(() => {
            for (const act of (window as unknown as { hourly: (() => void)[] }).hourly) act()
          }),
      },
      { trigger: 'start', wake: () => page.reload() },
    ]
    for (const [at, { trigger, wake }] of wakeUps.entries()) {
      await makeDue(watcher, 1)
      await wake()
      await expect.poll(drafts, { message: trigger }).toBe(at + 1)
      await expect.poll(async () => (await done()).at(-1)).toBe(trigger)
    }
  })
})
