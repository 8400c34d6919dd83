// Takes the screenshots that the manifest shows before the app is installed: `node scripts/take-store-screenshots.mjs`.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { buildIfStale } from './build-if-stale.mjs'
import { chromiumFlags, chromiumPath } from './chromium-path.mjs'
import { listen } from './serve.mjs'

const folder = fileURLToPath(new URL('../public/screenshots/', import.meta.url))
const shots = [
  ['wide', { width: 1280, height: 800 }],
  ['narrow', { width: 412, height: 892 }],
]

mkdirSync(folder, { recursive: true })
await buildIfStale()
const { server, url } = await listen({ root: fileURLToPath(new URL('../dist', import.meta.url)), port: 0 })
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags })
try {
  for (const [name, viewport] of shots) {
    const context = await browser.newContext({ viewport, locale: 'en-GB', serviceWorkers: 'block' })
    const page = await context.newPage()
    await page.goto(url)
    await page.getByRole('button', { name: /sample business/i }).click()
    await page
      .getByText(/owed to you/i)
      .first()
      .waitFor({ timeout: 60_000 })
    await page.goto(url)
    await page
      .getByText(/owed to you/i)
      .first()
      .waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `${folder}${name}.png` })
    await context.close()
  }
} finally {
  await browser.close()
  server.close()
}
