// What one payment over very many invoices costs to write.
import { openBrowser, profileFolder, readyTime } from './bench-browser.ts'
import { type BenchResult, ratioResult } from './bench-result.ts'
import type { BenchRun } from './run-bench.ts'

const invoices = 500

/** One payment over 500 open invoices. Budget: three times the raw rows, in one transaction as ours. */
export async function measurePay500(run: BenchRun): Promise<BenchResult[]> {
  const context = await openBrowser(profileFolder('pay-500', true), { serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(600_000)
    await page.goto(new URL('/page/index.html', run.site.appUrl).href)
    await readyTime(page)
    const ours: number[] = []
    const raw: number[] = []
    let rows = 0
    for (let round = -run.warmUps; round < run.rounds; round += 1) {
      const once = await page.evaluate((count) => window.bench.payMany(count), invoices)
      rows = once.rows
      if (round < 0) continue
      ours.push(once.ours)
      raw.push(once.raw)
    }
    const note = `execute() of one payment over ${invoices} open invoices: ${rows} rows; floor: as many of the same rows in one raw transaction`
    return [ratioResult({ name: 'pay-500', n: invoices, unit: 'ms', note }, ours, raw, 3)]
  } finally {
    await context.close()
  }
}
