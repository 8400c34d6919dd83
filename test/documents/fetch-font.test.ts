import { expect, test, vi } from 'vitest'
import { fetchFont } from '../../src/documents/pdf/fetch-font.ts'

function page(status: number, type: string, body: Uint8Array<ArrayBuffer> = Uint8Array.of(1, 2)): typeof fetch {
  return vi.fn(async () => new Response(body, { status, headers: { 'content-type': type } }))
}

function setUpCache() {
  const kept = new Map<string, Response>()
  vi.stubGlobal('caches', {
    open: async () => ({
      match: async (address: string) => kept.get(address)?.clone(),
      put: async (address: string, response: Response) => void kept.set(address, response),
    }),
  })
  return kept
}

test('another script’s font is fetched once and then read from its cache, offline too', async () => {
  const kept = setUpCache()
  const online = page(200, 'font/ttf')
  vi.stubGlobal('fetch', online)
  expect([...(await fetchFont('hebrew'))]).toEqual([1, 2])
  expect([...kept.keys()]).toEqual(['/fonts/extra/hebrew.ttf'])
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))
  expect([...(await fetchFont('hebrew'))]).toEqual([1, 2])
  expect(online).toHaveBeenCalledTimes(1)
})

test('the base fonts are left to the service worker’s precache', async () => {
  const kept = setUpCache()
  vi.stubGlobal('fetch', page(200, 'font/ttf'))
  await fetchFont('noto-sans-bold')
  expect(kept.size).toBe(0)
})

test('an error or the app’s own page in a font’s place is no font, and is not kept', async () => {
  const kept = setUpCache()
  vi.stubGlobal('fetch', page(404, 'text/plain'))
  await expect(fetchFont('thai')).rejects.toThrow('thai')
  vi.stubGlobal('fetch', page(200, 'text/html; charset=utf-8'))
  await expect(fetchFont('thai')).rejects.toThrow('thai')
  expect(kept.size).toBe(0)
})
