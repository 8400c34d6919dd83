// What browser tests of screens do again and again.
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

/** Opens a place of the app and waits until its rows are on screen. */
export async function openPlace(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0)
}

/** Takes the network away once the service worker holds the app: what follows works from this device alone. */
export async function goOffline(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.context().setOffline(true)
}

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const

/**
 * What axe finds on the page as it is drawn now. Of the dark theme only the colours are another page than the light one.
 * Without frames there is nothing that the mode which opens a second page would see more.
 */
export async function violations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
  const found = await axe.analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)
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
