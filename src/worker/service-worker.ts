/// <reference path="./sync-events.d.ts" />
// The service worker: the whole app is kept at install, so that every page opens without a network. A new version waits
// until the owner asks for it (message SKIP_WAITING, sent by src/app/register-worker.ts); it never takes over by itself.
// Woken by the browser or by a page it runs what is due and delivers what waits, with or without a page (G-5, R-33).
import { clientsClaim } from 'workbox-core'
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import type { RunTrigger } from '../core/automation/run.ts'
import type { NotificationLink, TellingPlace } from './tell-owner.ts'
import { outboxTag, type PageMessage, tickTag, type WorkerMessage } from './wake-tags.ts'

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (PrecacheEntry | string)[] }

/** Fonts of scripts beyond Latin, Greek and Cyrillic: fetched from our own origin when first needed, then kept. */
const extraFontsCache = 'billfold-extra-fonts-v1'

// The first version serves the page that installed it at once; a later one activates only when asked for.
clientsClaim()
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()

registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html')))

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/fonts/extra/'),
  async ({ request }) => {
    const cache = await caches.open(extraFontsCache)
    const kept = await cache.match(request)
    if (kept !== undefined) return kept
    const response = await fetch(request)
    if (response.ok) await cache.put(request, response.clone())
    return response
  },
)

self.addEventListener('message', (event) => {
  const { type } = (event.data ?? {}) as Partial<WorkerMessage>
  if (type === 'SKIP_WAITING') void self.skipWaiting()
  if (type === 'TICK') event.waitUntil(wake('tick', 'message', messageMs))
  if (type === 'DELIVER') event.waitUntil(wake('deliver', 'message', messageMs))
})

self.addEventListener('sync', (event) => {
  if (event.tag === tickTag) event.waitUntil(wake('tick', 'sync', syncMs))
  if (event.tag === outboxTag) event.waitUntil(deliver(event))
})

self.addEventListener('periodicsync', (event) => {
  if (event.tag === tickTag) event.waitUntil(wake('tick', 'periodic-sync', syncMs))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openApp(event.notification.data as NotificationLink))
})

/** The browser ends a wake-up by a message after five minutes, and one by sync after three: then it is cut off. */
const messageMs = 240_000
const syncMs = 150_000

const telling: Omit<TellingPlace, 'directory'> = {
  registration: self.registration,
  mayNotify: () => Notification.permission === 'granted',
  looked: async () => (await windows()).some(({ visibilityState }) => visibilityState === 'visible'),
}

/** Runs and delivers; what the time did not suffice for goes on in a sync of its own. */
async function wake(act: 'tick' | 'deliver', trigger: RunTrigger, budgetMs: number): Promise<{ delivery: boolean }> {
  const { wakeUp } = await import('./wake-up.ts')
  const left = await wakeUp({ act, trigger, budgetMs, telling })
  if (left.run) await self.registration.sync?.register(tickTag).catch(() => undefined)
  // The browser tries that one again by itself, later and later.
  if (left.delivery && trigger !== 'sync') await self.registration.sync?.register(outboxTag).catch(() => undefined)
  return left
}

async function deliver(event: SyncEvent): Promise<void> {
  const { delivery } = await wake('deliver', 'sync', syncMs)
  // A sync that fails is called again when the browser sees fit; after the last time pages and the next run go on.
  if (delivery && !event.lastChance) throw new Error('Something waits for another attempt')
}

function windows(): Promise<readonly WindowClient[]> {
  return self.clients.matchAll({ type: 'window', includeUncontrolled: true })
}

/** Brings a window of the app to the front at what the notification is about, or opens one. */
async function openApp({ accountId, to }: NotificationLink): Promise<void> {
  const open = await windows()
  const window = open.find(({ visibilityState }) => visibilityState === 'visible') ?? open[0]
  if (window === undefined) {
    const { showNext } = await import('./show-next.ts')
    await showNext(accountId)
    await self.clients.openWindow(to)
    return
  }
  // A window that cannot be brought to the front shows the place all the same.
  await window.focus().catch(() => undefined)
  window.postMessage({ type: 'OPEN', accountId, to } satisfies PageMessage)
}
