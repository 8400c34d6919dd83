import { expect, test } from '../support/browser-fixture.ts'

test.describe('the guard notices', () => {
  test('an inline script, eval and an inline style', async ({ page, guard }) => {
    await page.goto('/')
    const evalRan = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.ranInline = true'
      document.body.append(script)
      const style = document.createElement('style')
      style.textContent = 'body { outline: 1px solid red }'
      document.body.append(style)
      return { inline: 'ranInline' in window, styled: getComputedStyle(document.body).outlineStyle }
    })
    expect(evalRan).toEqual({ inline: false, styled: 'none' })
    const noticed = (await guard.take()).join('\n')
    expect(noticed).toContain('script-src-elem')
    expect(noticed).toContain('style-src-elem')
  })

  test('a worker that breaks the policy', async ({ page, guard }) => {
    await page.goto('/')
    const blocked = await page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' })))
          worker.onerror = () => resolve(true)
          worker.onmessage = () => resolve(false)
        }),
    )
    expect(blocked).toBe(true)
    expect((await guard.take()).join('\n')).toContain('worker-src')
  })

  test('a request that leaves the origin, from a page and from the service worker', async ({
    page,
    guard,
    context,
  }) => {
    await page.goto('/')
    await page.evaluate(() => fetch('https://example.org/from-page').catch(() => undefined))
    expect((await guard.take()).join('\n')).toContain('example.org')
    await page.evaluate(() => fetch('http://example.org/plain').catch(() => undefined))
    expect((await guard.take()).join('\n')).toContain('connect-src')
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
    await worker.evaluate(() => fetch('https://example.org/from-worker').catch(() => undefined))
    expect((await guard.take()).join('\n')).toContain('example.org')
    await worker.evaluate(() => fetch('http://example.org/plain').catch(() => undefined))
    expect((await guard.take()).join('\n')).toContain('policy report')
  })
})

test('the policy is strict, the same in the page and in the header', async ({ page }) => {
  const response = await page.goto('/')
  const header = response?.headers()['content-security-policy'] ?? ''
  const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  expect(meta).toBeTruthy()
  expect(header.startsWith(`${meta};`)).toBe(true)
  const directives = new Map(header.split('; ').map((text) => [text.split(' ')[0], text.split(' ').slice(1).join(' ')]))
  expect(directives.get('default-src')).toBe("'none'")
  expect(directives.get('script-src')).toBe("'self'")
  expect(directives.get('worker-src')).toBe("'self'")
  expect(directives.get('connect-src')).toBe("'self' https:")
  expect(directives.get('object-src')).toBe("'none'")
  expect(directives.get('base-uri')).toBe("'none'")
  expect(directives.get('form-action')).toBe("'none'")
  expect(directives.get('frame-ancestors')).toBe("'none'")
  expect(header).not.toContain('unsafe')
})
