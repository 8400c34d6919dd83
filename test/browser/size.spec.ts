import { gzipSync } from 'node:zlib'
import { expect, test } from '../support/browser-fixture.ts'

// "The first screen" is everything until performance.mark('ready') on the dashboard, without a service worker's help.
test('the first screen asks for at most 250 KB of JS and CSS (gzip)', async ({ page }) => {
  const files = new Map<string, number>()
  const pending: Promise<void>[] = []
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname
    if (!/\.(js|css)$/.test(path) || response.request().serviceWorker() !== null || /worker/.test(path)) return
    const read = response.body().then((body) => void files.set(path, gzipSync(body, { level: 9 }).length))
    // What comes after ready may still be on its way when the test ends.
    pending.push(read.catch(() => undefined))
  })
  await page.goto('/')
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0)
  const atReady = await page.evaluate(() => {
    const ready = performance.getEntriesByName('ready')[0]?.startTime ?? 0
    return performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime <= ready)
      .map((entry) => new URL(entry.name).pathname)
  })
  await Promise.all(pending)
  const counted = [...files].filter(([path]) => atReady.includes(path))
  const total = counted.reduce((sum, [, bytes]) => sum + bytes, 0)
  console.log(`first screen: ${(total / 1024).toFixed(1)} KB gzip in ${counted.length} files`)
  expect(counted.length).toBeGreaterThan(0)
  expect(total).toBeLessThanOrEqual(250 * 1024)
})
