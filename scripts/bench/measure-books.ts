// What must not grow with the books: opening the list, searching, saving, the page's size and its memory. Two profiles
// on disk, one with few invoices and one with many, are measured in turn.
import type { BrowserContext, Page } from '@playwright/test'
import { openBrowser, profileFolder, readyTime } from './bench-browser.ts'
import { type BenchResult, median, ratioResult } from './bench-result.ts'
import type { Bench } from './page/bench-page.ts'
import type { BenchRun } from './run-bench.ts'

declare global {
  interface Window {
    bench: Bench
  }
}

interface Books {
  readonly context: BrowserContext
  readonly page: Page
}

interface Pair {
  readonly small: Books
  readonly large: Books
}

let open: Promise<Pair> | undefined

/** Both books, filled once per run; closed by `closeBooks`. */
function openPair(run: BenchRun): Promise<Pair> {
  open ??= (async () => ({ small: await openBooks(run, run.small), large: await openBooks(run, run.large) }))()
  return open
}

export async function closeBooks(): Promise<void> {
  const pair = await open
  open = undefined
  await pair?.small.context.close()
  await pair?.large.context.close()
}

async function openBooks({ site }: BenchRun, invoices: number, open?: number): Promise<Books> {
  const folder = profileFolder(`books-${invoices}${open === undefined ? '' : `-${open}`}`, true)
  let context = await openBrowser(folder, { serviceWorkers: 'block' })
  let page = await context.newPage()
  await page.goto(site.appUrl)
  await readyTime(page)
  await page.goto(new URL('/page/index.html', site.appUrl).href)
  await readyTime(page)
  const began = performance.now()
  const count = await page.evaluate(([all, some]) => window.bench.fillBooks(all as number, some), [invoices, open])
  if (count !== invoices) throw new Error(`${count} invoices instead of ${invoices}`)
  console.log(`  books of ${count} invoices filled in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  // A fresh browser on the filled profile: what the filling left in memory or to be tidied is not measured.
  await context.close()
  context = await openBrowser(folder, { serviceWorkers: 'block' })
  page = await context.newPage()
  await page.goto(site.appUrl)
  await readyTime(page)
  await page.waitForTimeout(3_000)
  return { context, page }
}

/** The small and the large books in turn, after warm-ups. */
async function inTurn(
  run: BenchRun,
  once: (books: Books, invoices: number) => Promise<number>,
): Promise<{ small: number[]; large: number[] }> {
  const pair = await openPair(run)
  const small: number[] = []
  const large: number[] = []
  for (let round = -run.warmUps; round < run.rounds; round += 1) {
    const few = await once(pair.small, run.small)
    const many = await once(pair.large, run.large)
    if (round < 0) continue
    small.push(few)
    large.push(many)
  }
  return { small, large }
}

/** From the click on "Invoices" in the app until the first rows are painted. Budget: 1.5 times the small books. */
export async function measureListOpen(run: BenchRun): Promise<BenchResult[]> {
  const pair = await openPair(run)
  for (const books of [pair.small, pair.large]) await openHome(books.page, run.site.appUrl)
  const { small, large } = await inTurn(run, async ({ page }) => {
    await page.locator('a[href="/"]').first().click()
    await page.locator('main h1').first().waitFor()
    await page.waitForTimeout(300)
    return page.evaluate(openListInPage, '/invoices')
  })
  const note = `click to first rows painted, ${run.large} invoices; floor: the same with ${run.small}`
  return [ratioResult({ name: 'list-open', n: run.large, unit: 'ms', note }, large, small, 1.5)]
}

/** From a keystroke until its results stand, for a rare prefix, a common one and two words. Budget: 1.5 times. */
export async function measureSearch(run: BenchRun): Promise<BenchResult[]> {
  const pair = await openPair(run)
  for (const books of [pair.small, pair.large]) await openList(books.page, run.site.appUrl)
  const results: BenchResult[] = []
  for (const [kind, text] of [
    ['rare prefix', 'zeppel'],
    ['common prefix', 'cons'],
    ['two words', 'b zeppel'],
  ] as const) {
    const { small, large } = await inTurn(run, async ({ page }) => {
      await page.evaluate(typeInPage, '')
      const time = await page.evaluate(typeInPage, text)
      return time
    })
    const note = `${kind}: keystroke to results painted, ${run.large} invoices; floor: the same with ${run.small}`
    results.push(ratioResult({ name: 'search', n: run.large, unit: 'ms', note }, large, small, 1.5))
  }
  return results
}

/** execute() of a changed 12-line draft. Budgets: 6 times a raw transaction of the same rows; 1.5 times the small books. */
export async function measureSave(run: BenchRun): Promise<BenchResult[]> {
  const raw: number[] = []
  const pair = await openPair(run)
  for (const { page } of [pair.small, pair.large]) {
    await page.goto(new URL('/page/index.html', run.site.appUrl).href)
    await readyTime(page)
  }
  let turn = 0
  const { small, large } = await inTurn(run, async ({ page }, invoices) => {
    const times = await page.evaluate(() => window.bench.openSaving())
    turn += 1
    if (invoices === run.large && turn > run.warmUps * 2) raw.push(times.raw)
    return times.save
  })
  const note = 'execute() of a 12-line draft, every line changed'
  return [
    ratioResult(
      { name: 'save', n: run.large, unit: 'ms', note: `${note}; floor: one raw transaction of the same rows` },
      large,
      raw,
      6,
    ),
    ratioResult(
      { name: 'save', n: run.large, unit: 'ms', note: `${note}; floor: the same with ${run.small} invoices` },
      large,
      small,
      1.5,
    ),
  ]
}

/** Elements on the list page: those in view, however long the list. Budget: 1.1 times, for digits and dates differ. */
export async function measureDomNodes(run: BenchRun): Promise<BenchResult[]> {
  const pair = await openPair(run)
  const [small, large] = await Promise.all(
    [pair.small, pair.large].map(async ({ page }) => {
      await openList(page, run.site.appUrl)
      return page.evaluate(() => document.querySelectorAll('*').length)
    }),
  )
  const note = `elements of the list page with ${run.large} invoices; floor: with ${run.small}`
  return [
    ratioResult({ name: 'dom-nodes', n: run.large, unit: 'nodes', note }, [large as number], [small as number], 1.1),
  ]
}

/** JS heap after a collection, with the list open. Budget: twice the small books. */
export async function measureHeap(run: BenchRun): Promise<BenchResult[]> {
  const pair = await openPair(run)
  const sizes: number[] = []
  for (const { page, context } of [pair.small, pair.large]) {
    await openList(page, run.site.appUrl)
    const session = await context.newCDPSession(page)
    const rounds: number[] = []
    for (let round = 0; round < 3; round += 1) {
      await session.send('HeapProfiler.collectGarbage')
      const { usedSize } = await session.send('Runtime.getHeapUsage')
      rounds.push(usedSize / 1_048_576)
    }
    sizes.push(median(rounds))
  }
  const [small, large] = sizes
  const note = `heap with the list of ${run.large} invoices open; floor: of ${run.small}`
  return [ratioResult({ name: 'heap', n: run.large, unit: 'MB', note }, [large as number], [small as number], 2)]
}

const openOnes = 200

/**
 * Ageing and dashboard of books of both sizes with the same 200 open invoices, as queries in the page, in turn, and the
 * ageing from the click to its painted rows. Budget: 1.5 times the small books.
 */
export async function measureAgeing(run: BenchRun): Promise<BenchResult[]> {
  const sizes = [Math.max(run.small, 1_000), run.large]
  const [small, large] = [
    await openBooks(run, sizes[0] as number, openOnes),
    await openBooks(run, sizes[1] as number, openOnes),
  ]
  try {
    const times = {
      ageing: [[], []] as [number[], number[]],
      dashboard: [[], []] as [number[], number[]],
      click: [[], []] as [number[], number[]],
    }
    for (const { page } of [small, large]) await openHome(page, run.site.appUrl)
    for (let round = -run.warmUps; round < run.rounds; round += 1) {
      for (const [at, { page }] of [small, large].entries()) {
        await page.locator('a[href="/"]').first().click()
        await page.locator('main a[href="/owed"]').waitFor()
        await page.waitForTimeout(300)
        const painted = await page.evaluate(openListInPage, '/owed')
        if (round >= 0) times.click[at as 0 | 1].push(painted)
      }
    }
    for (const { page } of [small, large]) {
      await page.goto(new URL('/page/index.html', run.site.appUrl).href)
      await readyTime(page)
    }
    for (let round = -run.warmUps; round < run.rounds; round += 1) {
      for (const [at, { page }] of [small, large].entries()) {
        const { ageing, dashboard, aged } = await page.evaluate(() => window.bench.measureOpenOnes())
        if (aged !== openOnes) throw new Error(`${aged} open invoices were aged`)
        if (round < 0) continue
        times.ageing[at as 0 | 1].push(ageing)
        times.dashboard[at as 0 | 1].push(dashboard)
      }
    }
    const n = run.large
    const result = (what: string, [few, many]: [number[], number[]]) => {
      const note = `${what}, ${n} invoices, ${openOnes} of them open; floor: the same of ${sizes[0]}`
      return ratioResult({ name: 'ageing', n, unit: 'ms', note }, many, few, 1.5)
    }
    return [
      result('query of the ageing', times.ageing),
      result('query of the dashboard', times.dashboard),
      result('click on "Owed to you" to rows painted', times.click),
    ]
  } finally {
    await Promise.all([small.context.close(), large.context.close()])
  }
}

async function openHome(page: Page, appUrl: string): Promise<void> {
  await page.goto(appUrl)
  await readyTime(page)
}

async function openList(page: Page, appUrl: string): Promise<void> {
  await page.goto(new URL('/invoices', appUrl).href)
  await page.locator('main [role="grid"] [role="row"][aria-rowindex="2"]').waitFor()
  await page.waitForTimeout(500)
}

/** In the page: follows the link and resolves once rows with text were painted. */
function openListInPage(place: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const link = document.querySelector<HTMLAnchorElement>(`nav a[href="${place}"]`)
    if (link === null) {
      reject(new Error(`no link to ${place}`))
      return
    }
    const began = performance.now()
    const stands = () => {
      const row = document.querySelector('main [role="grid"] [role="row"][aria-rowindex="2"]')
      return row !== null && (row.textContent ?? '').length > 10
    }
    const observer = new MutationObserver(() => {
      if (!stands()) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)))
    })
    observer.observe(document.body, { childList: true, subtree: true, characterData: true })
    link.click()
    setTimeout(() => reject(new Error('the list did not open')), 30_000)
  })
}

/**
 * In the page: types into the search field and resolves with the time until the last change of the rows was painted.
 * "Last" is known after half a second of quiet.
 */
function typeInPage(text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const field = document.querySelector<HTMLInputElement>(
      'main input[type="search"], main [role="search"] input, main input[role="searchbox"]',
    )
    const main = document.querySelector('main')
    if (field === null || main === null) {
      reject(new Error('no search field'))
      return
    }
    const began = performance.now()
    let painted = 0
    const observer = new MutationObserver((changes) => {
      const ofRows = changes.some(({ target }) => {
        const element = target instanceof Element ? target : target.parentElement
        return element?.closest('[role="grid"], [role="rowgroup"]') !== null || element === main
      })
      if (!ofRows && document.querySelector('main [role="grid"]') !== null) return
      requestAnimationFrame(() =>
        setTimeout(() => {
          painted = performance.now() - began
        }),
      )
    })
    observer.observe(main, { childList: true, subtree: true, characterData: true })
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
    let before = -1
    const wait = () => {
      if (painted === before) {
        observer.disconnect()
        if (painted === 0 && text !== '') reject(new Error(`typing "${text}" changed nothing`))
        else resolve(painted)
        return
      }
      before = painted
      setTimeout(wait, 500)
    }
    setTimeout(wait, 500)
  })
}
