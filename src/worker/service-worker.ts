// The service worker: the whole app is kept at install, so that every page opens without a network. A new version waits
// until the owner asks for it (message SKIP_WAITING, sent by src/app/register-worker.ts); it never takes over by itself.
import { clientsClaim } from 'workbox-core'
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

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
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})
