import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { listen } from '../../scripts/serve.mjs'
import { distFolder, expect, type Guard, test } from '../support/browser-fixture.ts'
import { openTab } from '../support/page-acts.ts'

test.use({ workerAtStart: true })

/** A copy of the build on a server of its own, whose service worker the test replaces as a release would. */
async function serveCopy(guard: Guard) {
  const folder = mkdtempSync(join(tmpdir(), 'billfold-release-'))
  cpSync(distFolder, folder, { recursive: true })
  const { server, url } = await listen({ root: folder, port: 0 })
  guard.allowOrigin(`http://localhost:${(server.address() as AddressInfo).port}`)
  return {
    url,
    release(version: string): void {
      const page = join(folder, 'index.html')
      writeFileSync(
        page,
        readFileSync(page, 'utf8').replace('</head>', `<meta name="release" content="${version}" /></head>`),
      )
      const worker = join(folder, 'service-worker.js')
      const text = readFileSync(worker, 'utf8')
      const next = text.replace(
        /\{"revision":"[^"]*","url":"index\.html"\}/,
        `{"revision":"${version}","url":"index.html"}`,
      )
      if (next === text) throw new Error('no entry of index.html in the service worker')
      writeFileSync(worker, next)
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const release = (page: Page) =>
  page
    .locator('meta[name="release"]')
    .getAttribute('content', { timeout: 200 })
    .catch(() => null)

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()))
  // Not waitForFunction: to it a promise is an answer, whatever comes of it.
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting != null))
    .toBe(true)
}

const prompt = (page: Page) => page.getByRole('button', { name: /update/i })

test('a new version waits for the word, then every tab reloads into it', async ({ page, guard }) => {
  const copy = await serveCopy(guard)
  try {
    await open(page, copy.url)
    const other = await openTab(page)
    await open(other, new URL('/clients', copy.url).href)
    await page.evaluate(() => Object.assign(window, { oldPage: true }))
    await other.evaluate(() => Object.assign(window, { oldPage: true }))

    copy.release('two')
    await lookForUpdate(page)
    await expect(prompt(page)).toBeVisible()
    await expect(prompt(other)).toBeVisible()

    // No takeover without the word: a reload and a new tab still run the old version.
    await other.reload()
    await other.waitForFunction(() => performance.getEntriesByName('ready').length > 0)
    expect(await release(other)).toBeNull()
    await other.evaluate(() => Object.assign(window, { oldPage: true }))
    expect(await page.evaluate(() => 'oldPage' in window)).toBe(true)

    await prompt(page).click()
    for (const tab of [page, other]) {
      await tab.waitForFunction(() => !('oldPage' in window) && performance.getEntriesByName('ready').length > 0)
      await expect.poll(() => release(tab)).toBe('two')
      await expect(prompt(tab)).toHaveCount(0)
    }
  } finally {
    await copy.close()
  }
})

test('a tab with unsaved work reloads only when the work is saved or given up', async ({ page, guard }) => {
  const copy = await serveCopy(guard)
  try {
    await open(page, copy.url)
    const writing = await openTab(page)
    await open(writing, new URL('/clients/new', copy.url).href)
    const name = writing.getByRole('textbox', { name: /^name/i }).first()
    await name.fill('Half a client')
    await writing.evaluate(() => Object.assign(window, { oldPage: true }))

    copy.release('two')
    await lookForUpdate(page)
    await prompt(page).click()
    await expect.poll(() => release(page)).toBe('two')

    // The other tab runs the new worker already; what was typed stands, and the banner says what it waits for.
    await expect(writing.getByRole('status').filter({ hasText: /reload/i })).toBeVisible()
    expect(await writing.evaluate(() => 'oldPage' in window)).toBe(true)
    await expect(name).toHaveValue('Half a client')

    await name.fill('')
    await writing.waitForFunction(() => !('oldPage' in window))
    await expect.poll(() => release(writing)).toBe('two')
  } finally {
    await copy.close()
  }
})
