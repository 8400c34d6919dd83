import { expect, test } from '../support/browser-fixture.ts'

test.use({ workerAtStart: true })

test('works with the server stopped after one load: reload, deep link, new tab', async ({ page, ownServer, guard }) => {
  await page.goto(ownServer.url)
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)

  await ownServer.stop()
  guard.expectError(/Failed to load resource|net::ERR_CONNECTION_REFUSED|service-worker.js/) // looking for an update fails
  expect(
    await fetch(ownServer.url).then(
      () => 'answered',
      () => 'stopped',
    ),
  ).toBe('stopped')

  await page.reload()
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0)

  await page.goto(new URL('/settings/numbering?from=link#top', ownServer.url).href)
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0)

  const tab = await page.context().newPage()
  await tab.goto(new URL('/clients', ownServer.url).href)
  await tab.waitForFunction(() => performance.getEntriesByName('ready').length > 0)
})

test('every file of the build that a page can ask for is kept for offline use', async ({ page, ownServer }) => {
  await page.goto(ownServer.url)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  const manifest = (await (await page.request.get(new URL('/service-worker.js', ownServer.url).href)).text()) ?? ''
  const kept = await page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.includes('precache'))
    const urls = await Promise.all(
      names.map(async (name) =>
        (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname),
      ),
    )
    return urls.flat()
  })
  expect(kept).toContain('/index.html')
  const scripts = [...manifest.matchAll(/"(assets\/[^"]+\.(?:js|css|ttf))"/g)].map((match) => `/${match[1]}`)
  expect(scripts.length).toBeGreaterThan(0)
  for (const script of scripts) expect(kept).toContain(script)
})
