// Drawing PDFs: against raw pdfkit in the same worker, over many documents, and from the click in the app.
import type { Page } from '@playwright/test'
import { openBrowser, profileFolder, readyTime } from './bench-browser.ts'
import { type BenchResult, limitResult, median, ratioResult } from './bench-result.ts'
import type { BenchRun } from './run-bench.ts'
import { openSampleBusiness } from './sample-business.ts'

/** Warm generation of 12 lines. Budget: twice raw tagged pdfkit drawing the same words with the same fonts. */
export function measurePdfWarm12(run: BenchRun): Promise<BenchResult[]> {
  return warm(run, 12, run.rounds)
}

export function measurePdfWarm1000(run: BenchRun): Promise<BenchResult[]> {
  return warm(run, 1_000, run.rounds)
}

async function warm({ site, warmUps }: BenchRun, lines: number, rounds: number): Promise<BenchResult[]> {
  return onBenchPage(site.appUrl, async (page) => {
    const ours: number[] = []
    const raw: number[] = []
    for (let round = -warmUps; round < rounds; round += 1) {
      const mine = await page.evaluate((count) => window.bench.drawPdf('ours', count), lines)
      const theirs = await page.evaluate((count) => window.bench.drawPdf('raw', count), lines)
      if (round < 0) continue
      ours.push(mine)
      raw.push(theirs)
    }
    const note = `${lines} lines, warm; floor: raw tagged pdfkit, same words, fonts and worker`
    return [ratioResult({ name: `pdf-warm-${lines}`, n: lines, unit: 'ms', note }, ours, raw, 2)]
  })
}

/** The tenth document of 1,000 lines by the product's client. Budget: 1.3 times the first. */
export async function measurePdfTenth({ site, rounds }: BenchRun): Promise<BenchResult[]> {
  const series = Math.max(1, Math.floor(rounds / 5))
  const first: number[] = []
  const tenth: number[] = []
  for (let round = 0; round < series; round += 1) {
    const times = await onBenchPage(site.appUrl, (page) => page.evaluate(() => window.bench.drawTen()))
    first.push(times[0] as number)
    tenth.push(times[9] as number)
  }
  const note = 'the tenth document of 1,000 lines in a row; floor: the first, worker warmed'
  return [ratioResult({ name: 'pdf-tenth-1000', n: 1_000, unit: 'ms', note }, tenth, first, 1.3)]
}

/** In the app: the page of a finalized invoice is open; from the click on download to the bytes. Budget: 60 ms. */
export async function measurePdfOpenClick({ site, warmUps, rounds }: BenchRun): Promise<BenchResult[]> {
  const context = await openBrowser(profileFolder('pdf-click', true), { serviceWorkers: 'block' })
  try {
    await context.addInitScript(watchDownloads)
    const page = await context.newPage()
    await openSampleBusiness(page, site.appUrl)
    await page.goto(new URL('/invoices', site.appUrl).href)
    const links = page.locator('main [role="row"] a[href^="/invoices/"]')
    await links.first().waitFor()
    const paths = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
    const times: number[] = []
    for (let round = -warmUps; times.length < rounds; round += 1) {
      const path = paths[(round + warmUps) % paths.length] as string
      await page.goto(new URL(path, site.appUrl).href)
      await readyTime(page)
      const button = page.getByRole('button', { name: /download/i }).first()
      if ((await button.count()) === 0) continue
      // An owner needs a moment to find the button; the worker draws meanwhile.
      await page.waitForTimeout(1_500)
      const download = page.waitForEvent('download')
      await button.click()
      await download
      const time = await page.evaluate(() => (window as unknown as { bytesAfter: number }).bytesAfter)
      if (round >= 0) times.push(time)
    }
    console.log(
      `  pdf-open-click: ${times.map((time) => time.toFixed(0)).join(' ')} ms, median ${median(times).toFixed(1)}`,
    )
    const note = 'open invoice page, click on download to the bytes'
    return [limitResult({ name: 'pdf-open-click', n: 0, unit: 'ms', note }, times, 60)]
  } finally {
    await context.close()
  }
}

/** In the page: the time from the last click to the moment when bytes are handed over for saving. */
function watchDownloads(): void {
  let clickedAt = 0
  addEventListener(
    'click',
    (event) => {
      if (event.isTrusted) clickedAt = performance.now()
    },
    true,
  )
  const make = URL.createObjectURL.bind(URL)
  URL.createObjectURL = (thing: Blob | MediaSource) => {
    Object.assign(window, { bytesAfter: performance.now() - clickedAt })
    return make(thing)
  }
}

async function onBenchPage<Value>(appUrl: string, work: (page: Page) => Promise<Value>): Promise<Value> {
  const context = await openBrowser(profileFolder('pdf', true), { serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    await page.goto(new URL('/page/index.html', appUrl).href)
    await readyTime(page)
    return await work(page)
  } finally {
    await context.close()
  }
}
