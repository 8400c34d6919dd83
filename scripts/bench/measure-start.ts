// How fast the first screen stands: main-thread CPU of a cold start, and time to ready of a warm one.
import { gzipSync } from 'node:zlib'
import type { BrowserContext, Page } from '@playwright/test'
import { openBrowser, profileFolder, readyTime } from './bench-browser.ts'
import { type BenchResult, limitResult, ratioResult } from './bench-result.ts'
import type { BenchRun } from './run-bench.ts'
import { openSampleBusiness } from './sample-business.ts'

/** JS and CSS that the dashboard of the sample business asks for until ready, gzip. Budget: 250 KB, exact. */
export async function measureSize({ site }: BenchRun): Promise<BenchResult[]> {
  const context = await openBrowser(await sampleProfile(site.appUrl), { serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    const sizes = new Map<string, number>()
    const bodies: Promise<void>[] = []
    page.on('response', (response) => {
      const path = new URL(response.url()).pathname
      if (!/\.(js|css)$/.test(path)) return
      bodies.push(response.body().then((body) => void sizes.set(path, gzipSync(body, { level: 9 }).length)))
    })
    await page.goto(site.appUrl, { waitUntil: 'commit' })
    const ready = await readyTime(page)
    const before = await page.evaluate(
      (at) =>
        performance
          .getEntriesByType('resource')
          .filter(({ startTime }) => startTime <= at)
          .map(({ name }) => new URL(name).pathname),
      ready,
    )
    await Promise.all(bodies)
    const own = [...sizes].filter(([path]) => before.includes(path) && !/worker/.test(path))
    const total = own.reduce((sum, [, bytes]) => sum + bytes, 0) / 1024
    const note = `JS and CSS until ready on the dashboard, gzip, ${own.length} files`
    return [limitResult({ name: 'size', n: 0, unit: 'KB', note }, [total], 250)]
  } finally {
    await context.close()
  }
}

/**
 * Main-thread CPU (CDP TaskDuration) from a new browser process to ready, without a service worker, HTTP or code cache,
 * on the dashboard of the sample business. Budget: 3 times the empty page.
 */
export async function measureColdCpu({ site, warmUps, rounds }: BenchRun): Promise<BenchResult[]> {
  const folder = await sampleProfile(site.appUrl)
  const ours: number[] = []
  const floor: number[] = []
  for (let round = -warmUps; round < rounds; round += 1) {
    const app = await coldCpu(folder, site.appUrl)
    const empty = await coldCpu(folder, site.emptyUrl)
    if (round < 0) continue
    ours.push(app)
    floor.push(empty)
  }
  const note = 'main-thread CPU to ready, cold, no service worker; floor: empty Vite + React page'
  return [ratioResult({ name: 'cold-cpu', n: 0, unit: 'ms', note }, ours, floor, 3)]
}

/** Navigation to ready with everything in the service worker's cache. Budget: 2.5 times the empty page, same worker. */
export async function measureWarmReady({ site, warmUps, rounds }: BenchRun): Promise<BenchResult[]> {
  const context = await openBrowser(await sampleProfile(site.appUrl), { serviceWorkers: 'allow' })
  try {
    for (const url of [site.appUrl, site.emptyUrl]) await installWorker(context, url)
    const ours: number[] = []
    const floor: number[] = []
    for (let round = -warmUps; round < rounds; round += 1) {
      const app = await warmReady(context, site.appUrl)
      const empty = await warmReady(context, site.emptyUrl)
      if (round < 0) continue
      ours.push(app)
      floor.push(empty)
    }
    const note = 'navigation to ready, served by the service worker; floor: empty page with the same worker'
    return [ratioResult({ name: 'warm-ready', n: 0, unit: 'ms', note }, ours, floor, 2.5)]
  } finally {
    await context.close()
  }
}

async function sampleProfile(appUrl: string): Promise<string> {
  const folder = profileFolder('sample', true)
  const context = await openBrowser(folder, { serviceWorkers: 'block' })
  try {
    await openSampleBusiness(await context.newPage(), appUrl)
  } finally {
    await context.close()
  }
  return folder
}

async function coldCpu(folder: string, url: string): Promise<number> {
  const context = await openBrowser(folder, { serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    await session.send('Performance.enable')
    await page.goto(url, { waitUntil: 'commit' })
    await readyTime(page)
    const { metrics } = await session.send('Performance.getMetrics')
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value
    if (seconds === undefined) throw new Error('the browser told no TaskDuration')
    return seconds * 1000
  } finally {
    await context.close()
  }
}

async function installWorker(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.close()
}

async function warmReady(context: BrowserContext, url: string): Promise<number> {
  const page: Page = await context.newPage()
  await page.goto(url, { waitUntil: 'commit' })
  const time = await readyTime(page)
  await page.close()
  return time
}
