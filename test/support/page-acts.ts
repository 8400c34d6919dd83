// What browser tests of screens do again and again.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page, test } from '@playwright/test'

const require = createRequire(import.meta.url)
/** axe as its package for Playwright brings it; given to each page once and not, as by that package, at every reading. */
const axeSource = readFileSync(
  createRequire(require.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
)

/** Opens a place of the app and waits until its rows are on screen. */
export async function openPlace(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0)
}

/** A second tab, in a window of its own: one behind another is drawn a few times a second, and every press waits for that. */
export async function openTab(page: Page): Promise<Page> {
  const context = page.context()
  const browser = await context.browser()?.newBrowserCDPSession()
  if (browser === undefined) throw new Error('A profile on disk opens tabs by newPage()')
  const own = await context.newCDPSession(page)
  const { browserContextId } = (await own.send('Target.getTargetInfo')).targetInfo
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    browser.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      ...(browserContextId === undefined ? {} : { browserContextId }),
    }),
  ])
  await Promise.all([own.detach(), browser.detach()])
  return tab
}

/** Takes the network away once the service worker holds the app: what follows works from this device alone. */
export async function goOffline(page: Page): Promise<void> {
  // Where the fixture holds the worker back; the app asks for it when its first screen stands.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null || 'letWorkerIn' in globalThis)
  await page.evaluate(() => (globalThis as { letWorkerIn?: () => void }).letWorkerIn?.())
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.context().setOffline(true)
}

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const

interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: string[] }[] }[]
  }>
}

/** What axe finds on the page as it is drawn now. Of the dark theme only the colours are another page than the light one. */
export async function violations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  // Through the debugger, once for each page: the Content-Security-Policy of the app stays as it is.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  return page.evaluate(
    async (rules) => {
      const { axe } = globalThis as unknown as { axe: Axe }
      const runOnly = rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } }
      const found = await axe.run(document, { resultTypes: ['violations'], ...runOnly })
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
      )
    },
    colorScheme === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined,
  )
}

/** No violation that axe knows and nothing wider than the window, in both themes and at both sizes, down to 360 px. */
export async function expectSound(page: Page, what: string): Promise<void> {
  // Readings of a whole page by axe: seconds on a busy machine.
  test.setTimeout(test.info().timeout + 30_000)
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await violations(page, colorScheme), `${what}, ${colorScheme}, ${size.width} px`).toEqual([])
    }
  }
  await page.setViewportSize({ width: 360, height: 740 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(wide, `${what}: horizontal scroll at 360 px`).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light' })
}
