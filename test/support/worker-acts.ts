// Waking the service worker as the browser does, and looking at the books without opening the app: a page of the app
// would bill by itself.
import type { BrowserContext, CDPSession, Page } from '@playwright/test'
import { giveBooks } from './books-in-page.ts'
import type { Guard } from './browser-fixture.ts'

type Books = typeof import('./books-entry.ts')

export interface Waker {
  /** A page of the origin that is no page of the app. */
  readonly watcher: Page
  sync(tag: string, lastChance?: boolean): Promise<void>
  periodicSync(tag: string): Promise<void>
  message(data: unknown): Promise<void>
  /** Kills every worker of the browser, in the middle of whatever it does. */
  stop(): Promise<void>
}

/** Opens the watcher and attaches the browser's own debugging protocol to its worker. */
export async function openWaker(context: BrowserContext, guard: Guard): Promise<Waker> {
  guard.expectError(/favicon\.ico/) // a picture that stands alone has no head to name its icon
  const watcher = await context.newPage()
  await watcher.goto('/favicon.svg')
  await giveBooks(watcher)
  const session = await context.newCDPSession(watcher)
  const registrationId = await registrationOf(session, new URL(watcher.url()).origin)
  const origin = new URL(watcher.url()).origin
  return {
    watcher,
    sync: async (tag, lastChance = false) =>
      void (await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance })),
    periodicSync: async (tag) =>
      void (await session.send('ServiceWorker.dispatchPeriodicSyncEvent', { origin, registrationId, tag })),
    message: (data) =>
      watcher.evaluate(
        async (what) => (await navigator.serviceWorker.getRegistration())?.active?.postMessage(what),
        data,
      ),
    stop: async () => void (await session.send('ServiceWorker.stopAllWorkers')),
  }
}

async function registrationOf(session: CDPSession, origin: string): Promise<string> {
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL, isDeleted }) => scopeURL === `${origin}/` && !isDeleted)
      if (own !== undefined) resolve(own.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  return found
}

/** Clients whose contract began some months ago and was never billed: each is due for one draft. */
export async function makeDue(page: Page, count: number, months = 2): Promise<void> {
  await giveBooks(page)
  await page.evaluate(
    async ({ wanted, back }) => {
      const books = (globalThis as unknown as { testBooks: Books }).testBooks
      const db = await books.open()
      const now = new Date()
      const startOn = new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 1)).toISOString().slice(0, 10)
      const address = { label: '', line1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' }
      const item = {
        description: 'Care',
        kind: 'recurring',
        timing: 'arrears',
        cadence: { unit: 'month', every: 1 },
        quantity: '1',
        pricing: { kind: 'per-unit', unitPrice: '10' },
        taxIds: [],
        taxIncluded: false,
      }
      for (let at = 0; at < wanted; at += 1) {
        const { id: clientId } = (await books.run(db, 'saveClient', {
          fields: { name: `Client ${at} ${books.newId('cmd')}`, contacts: [], addresses: [address] },
        })) as { id: string }
        const fields = { clientId, name: 'Care', currency: 'EUR', startOn, items: [item] }
        await books.run(db, 'addContract', { fields }, startOn)
      }
      db.close()
    },
    { wanted: count, back: months },
  )
}

/** What the books hold of runs and of what they made. */
export async function looked(page: Page) {
  return page.evaluate(async () => {
    const books = (globalThis as unknown as { testBooks: Books }).testBooks
    const db = await books.open()
    const runs = await db.runs.toArray()
    const invoices = await db.invoices.toArray()
    const charges = await db.charges.toArray()
    db.close()
    return {
      runs: runs.map(({ trigger, place, state, counts, verdict, stoppedBy }) => ({
        trigger,
        place,
        state,
        drafts: counts.drafts,
        verdict: verdict.reason.code,
        stoppedBy,
      })),
      drafts: invoices.filter(({ state }) => state === 'draft').map(({ id, clientId }) => ({ id, clientId })),
      periods: charges.map(({ id }) => id),
    }
  })
}
