// Gives a page of the built app the commands of the product, for rows that would take too long by clicking.
import { fileURLToPath } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { pageScript } from './page-script.ts'

let script: Promise<string> | undefined

/** The bundle of books-entry.ts, built once per process. */
function booksScript(): Promise<string> {
  script ??= pageScript(fileURLToPath(new URL('./books-entry.ts', import.meta.url)), 'testBooks').then(
    (code) => `${code}\nglobalThis.testBooks = testBooks`,
  )
  return script
}

/** Makes `testBooks` (open, run, newId) known to the page as it is loaded now; again after each load. */
export async function giveBooks(page: Page): Promise<void> {
  if (await page.evaluate(() => 'testBooks' in globalThis)) return
  // Through the debugger: the Content-Security-Policy of the app stays as it is.
  await page.evaluate(await booksScript())
}

/** Runs commands one after the other in the page: `[name, input, today?]`; gives their answers. */
export async function runInPage(
  page: Page,
  acts: readonly (readonly [name: string, input: unknown, today?: string])[],
): Promise<unknown[]> {
  await giveBooks(page)
  return page.evaluate(async (list) => {
    const books = (globalThis as unknown as { testBooks: typeof import('./books-entry.ts') }).testBooks
    const db = await books.open()
    const answers: unknown[] = []
    for (const [name, input, today] of list) answers.push(await books.run(db, name, input, today))
    db.close()
    return answers
  }, acts)
}

/** Waits until the run that each start of the app makes is over: it would act on rows that a test plants meanwhile. */
export async function quiet(page: Page): Promise<void> {
  await giveBooks(page)
  const lastRun = () =>
    page.evaluate(async () => {
      const books = (globalThis as unknown as { testBooks: typeof import('./books-entry.ts') }).testBooks
      const db = await books.open()
      const run = await db.runs.orderBy('id').last()
      db.close()
      return run?.state
    })
  await expect.poll(lastRun, { message: 'the run at the start', timeout: 40_000 }).toBe('done')
}
