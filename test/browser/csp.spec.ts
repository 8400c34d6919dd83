import { expect, type Guard, test } from '../support/browser-fixture.ts'

/**
 * Waits until the guard has noticed all of these: what it notices comes a moment after the act, as errors of the page and,
 * through the server, as reports of the browser.
 */
async function expectNoticed(guard: Guard, ...parts: readonly RegExp[]): Promise<void> {
  const noticed: string[] = []
  const missing = async () => {
    noticed.push(...(await guard.take()))
    return parts.filter((part) => !noticed.some((text) => part.test(text))).map(String)
  }
  await expect.poll(missing, { message: 'not noticed by the guard' }).toEqual([])
}

test.describe('the guard notices', () => {
  test('an inline script, eval and an inline style', async ({ page, guard }) => {
    await page.goto('/')
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.ranInline = true'
      document.body.append(script)
      const style = document.createElement('style')
      style.textContent = 'body { outline: 1px solid red }'
      document.body.append(style)
      // In a turn of the page's own: what the debugger runs may always eval.
      const evaluated = await new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(new Function('return true')())
          } catch {
            resolve(false)
          }
        })
      })
      return { inline: 'ranInline' in window, evaluated, styled: getComputedStyle(document.body).outlineStyle }
    })
    expect(ran).toEqual({ inline: false, evaluated: false, styled: 'none' })
    await expectNoticed(
      guard,
      /^console: policy: script-src-elem inline/,
      /^console: policy: style-src-elem inline/,
      /^console: policy: script-src eval/,
      /^policy report: .*script-src-elem/,
      /^policy report: .*style-src-elem/,
      /^policy report: .*"eval"/,
    )
    guard.expectError(/^console: /) // the browser's own words about the same
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
    await expectNoticed(guard, /^console: policy: worker-src/, /^policy report: .*worker-src/)
    guard.expectError(/^console: /) // the browser's own words about the same
  })

  test.describe('with its worker', () => {
    test.use({ workerAtStart: true })

    test('a request that leaves the origin, from a page and from the service worker', async ({
      page,
      guard,
      context,
    }) => {
      await page.goto('/')
      await page.evaluate(() => fetch('https://example.org/from-page').catch(() => undefined))
      await expectNoticed(
        guard,
        /^a request left the origin: .*from-page/,
        /^a request left the machine: .*example\.org/,
      )
      await page.evaluate(() => fetch('http://example.org/plain').catch(() => undefined))
      await expectNoticed(guard, /^console: policy: connect-src/, /^policy report: .*example\.org\/plain/)
      const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
      await worker.evaluate(() => fetch('https://example.net/from-worker').catch(() => undefined))
      await expectNoticed(guard, /^a request left the machine: .*example\.net/)
      await worker.evaluate(() => fetch('http://example.net/plain').catch(() => undefined))
      await expectNoticed(guard, /^policy report: .*example\.net\/plain/)
      guard.expectError(/example\.(org|net)|Failed to load resource/)
    })
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
