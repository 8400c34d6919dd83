// Fonts come from our own origin. The base faces lie in the service worker's precache; the others are kept when they
// are first used, so that a document drawn once can be drawn offline.
import { type FontId, fontPath, isBaseFont } from './font-files.ts'

/** Change with the files: old copies are then no longer used. */
const cacheName = 'billfold-fonts-1'

/** The bytes of a font file. Rejects when it can be had neither from the cache nor from the network. */
export async function fetchFont(id: FontId): Promise<Uint8Array> {
  const address = `${import.meta.env.BASE_URL}${fontPath(id)}`
  const cached = !isBaseFont(id) && typeof caches !== 'undefined'
  const cache = cached ? await caches.open(cacheName).catch(() => undefined) : undefined
  const known = await cache?.match(address)
  if (known !== undefined) return new Uint8Array(await known.arrayBuffer())
  const response = await fetch(address)
  // A single-page server answers an unknown path with its page.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html') === true) {
    throw new Error(`font ${id}: ${response.status}`)
  }
  const copy = response.clone()
  const bytes = new Uint8Array(await response.arrayBuffer())
  await cache?.put(address, copy).catch(() => undefined)
  return bytes
}
