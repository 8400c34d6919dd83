// A headless Chromium with a real profile on disk, as an owner has it: incognito contexts keep their database in memory.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { chromiumFlags, chromiumPath } from '../chromium-path.mjs'

const profiles = fileURLToPath(new URL('../../.cache/bench/profiles', import.meta.url))

/** The folder of a profile; `fresh` empties it first. */
export function profileFolder(name: string, fresh: boolean): string {
  const folder = join(profiles, name)
  if (fresh) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

export function openBrowser(
  folder: string,
  options: { readonly serviceWorkers: 'allow' | 'block' },
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath(),
    headless: true,
    args: [...chromiumFlags, '--enable-precise-memory-info'],
    serviceWorkers: options.serviceWorkers,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
  })
}

/** Resolves at the page's `ready` mark with its time since the navigation began, in ms. */
export function readyTime(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list, observer) => {
          const mark = list.getEntriesByName('ready')[0]
          if (mark === undefined) return
          observer.disconnect()
          resolve(mark.startTime)
        }).observe({ type: 'mark', buffered: true })
      }),
  )
}
