// Automation: what a run costs that finds nothing to do, and whether a page stays quick while the worker catches up.
import type { CDPSession } from '@playwright/test'
import { addMonths } from '../../src/core/date.ts'
import { aheadOf, openChaosBrowser } from '../chaos/chaos-browser.ts'
import { makeBooks } from '../chaos/make-books.ts'
import { yearStart } from '../chaos/plan-year.ts'
import { openBrowser, profileFolder, readyTime } from './bench-browser.ts'
import { type BenchResult, limitResult, ratioResult } from './bench-result.ts'
import type { BenchRun } from './run-bench.ts'

/** Tables whose rows belong to somebody who sleeps. */
const sleepers = ['clients', 'billingGroups', 'contracts', 'contractItems', 'charges', 'invoices', 'documents'] as const

/**
 * A run with everything asleep: main-thread CPU of the page, and every row read, whatever its table. Budgets: 300 ms at
 * 10,000 contracts and 100,000 invoices; not one row more than beside 20 and 100, and none of those that sleep.
 */
export async function measureIdleTick(run: BenchRun): Promise<BenchResult[]> {
  const context = await openBrowser(profileFolder('idle-tick', true), { serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(1_200_000)
    await page.goto(new URL('/page/index.html', run.site.appUrl).href)
    await readyTime(page)
    const session = await context.newCDPSession(page)
    const { sleeping } = run.contracts
    await page.evaluate(() => window.bench.openIdleBooks(20, 100))
    const few = await page.evaluate(() => window.bench.runIdle())
    await page.evaluate(([c, i]) => window.bench.openIdleBooks(c as number, i as number), [sleeping, run.large])
    await session.send('Performance.enable')
    const times: number[] = []
    const reads: number[] = []
    let tables = ''
    for (let round = -run.warmUps; round < run.rounds; round += 1) {
      const before = await taskMs(session)
      const idle = await page.evaluate(() => window.bench.runIdle())
      const spent = (await taskMs(session)) - before
      for (const name of sleepers) {
        if (idle.tables[name] !== undefined)
          throw new Error(`${idle.tables[name]} rows of ${name} that sleep were read`)
      }
      tables = Object.entries(idle.tables)
        .map(([name, rows]) => `${name} ${rows}`)
        .join(', ')
      if (round < 0) continue
      times.push(spent)
      reads.push(idle.read)
    }
    const books = `${sleeping} contracts and ${run.large} issued invoices, all asleep`
    return [
      limitResult(
        { name: 'idle-tick', n: sleeping, unit: 'ms', note: `main-thread CPU of a run over ${books}` },
        times,
        300,
      ),
      ratioResult(
        {
          name: 'idle-tick',
          n: sleeping,
          unit: 'rows',
          note: `rows read beside ${books}: ${tables}; floor: beside 20 and 100`,
        },
        reads,
        [few.read],
        1,
      ),
    ]
  } finally {
    await context.close()
  }
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value
  if (seconds === undefined) throw new Error('the browser told no TaskDuration')
  return seconds * 1000
}

/**
 * The longest task of a page that shows the dashboard while the service worker bills a whole year, in the chaos build,
 * whose clock goes a year ahead. Budget: 50 ms.
 */
export async function measureWorkerCatchUp(run: BenchRun): Promise<BenchResult[]> {
  const contracts = Math.min(60, run.contracts.caughtUp)
  const { dump } = await makeBooks(1, contracts)
  const longest: number[] = []
  let about = ''
  for (let round = 0; round < Math.min(3, run.rounds); round += 1) {
    const browser = await openChaosBrowser()
    try {
      await browser.ask('fill', dump)
      await browser.ask('setClock', aheadOf(yearStart))
      const page = await browser.context.newPage()
      await page.addInitScript(() => {
        const tasks: number[] = []
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) tasks.push(duration)
        }).observe({ type: 'longtask' })
        Object.assign(window, { tasks })
      })
      await page.goto('/')
      await readyTime(page)
      // The page's own first run comes to rest before the year passes.
      await quiet(browser)
      const billed = await browser.ask('countCharges')
      await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks.splice(0))
      const year = addMonths(yearStart, 12)
      const ahead = aheadOf(year)
      await browser.ask('setClock', ahead)
      const since = new Date(Date.now() + ahead).toISOString()
      await browser.wakeWorker('sync')
      const until = Date.now() + 300_000
      while (!(await browser.ask('hasRun', year, since, 'worker'))) {
        if (Date.now() > until) throw new Error('the worker did not catch up')
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks)
      const charges = (await browser.ask('countCharges')) - billed
      if (charges < contracts) throw new Error(`the worker billed ${charges} periods only`)
      longest.push(Math.max(0, ...tasks))
      about = `${charges} periods of ${contracts} contracts`
    } finally {
      await browser.close()
    }
  }
  const note = `longest task of the open dashboard while the worker catches up a year: ${about}; 0: none over 50 ms`
  return [limitResult({ name: 'worker-catch-up', n: contracts, unit: 'ms', note }, longest, 50)]
}

/** Nobody writes, and what a page does in its first moments, such as loading what later clicks need, is over. */
async function quiet(browser: Awaited<ReturnType<typeof openChaosBrowser>>): Promise<void> {
  for (let still = 0; still < 25; ) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    still = (await browser.ask('isQuiet')) ? still + 1 : 0
  }
}
