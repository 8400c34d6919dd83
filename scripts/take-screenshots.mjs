// Takes the screenshots of the README and of the manifest (shown before installing) from the built app with the sample
// business in it: `node scripts/take-screenshots.mjs`.
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { buildIfStale } from './build-if-stale.mjs'
import { chromiumFlags, chromiumPath } from './chromium-path.mjs'
import { listen } from './serve.mjs'

const root = fileURLToPath(new URL('../dist/', import.meta.url))
const project = fileURLToPath(new URL('..', import.meta.url))

/** Opens the sample business in a fresh context and answers its page. */
async function openSample(browser, origin, options) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options })
  const page = await context.newPage()
  await page.goto(`${origin}/welcome`)
  await page.getByRole('button', { name: 'Try the sample business' }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor({ timeout: 60_000 })
  return page
}

async function shoot(page, name) {
  await page.waitForTimeout(600) // let fonts and charts settle
  await page.screenshot({ path: `${project}${name}.png` })
  console.log(`${name}.png`)
}

async function main() {
  for (const folder of ['docs/screenshots', 'public/screenshots']) await mkdir(project + folder, { recursive: true })
  await buildIfStale()
  const { server, url } = await listen({ root, port: 0 })
  const origin = url.replace(/\/$/, '')
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags })
  try {
    const wide = await openSample(browser, origin, { viewport: { width: 1280, height: 800 } })
    await shoot(wide, 'docs/screenshots/home')
    await shoot(wide, 'public/screenshots/wide')
    await wide.goto(`${origin}/invoices`)
    await shoot(wide, 'docs/screenshots/invoices')
    await wide
      .getByRole('link', { name: /^20\d\d-\d{4}/ })
      .first()
      .click()
    await shoot(wide, 'docs/screenshots/invoice')
    await wide.goto(`${origin}/invoices?state=draft`)
    await wide.getByRole('link', { name: /draft/i }).first().click()
    await shoot(wide, 'docs/screenshots/draft')
    await wide.goto(`${origin}/contracts`)
    await wide
      .getByRole('link', { name: /Support desk/ })
      .first()
      .click()
    await wide.getByRole('heading', { name: 'Schedule' }).waitFor()
    await shoot(wide, 'docs/screenshots/contract')
    await wide.goto(`${origin}/billing`)
    await wide.getByRole('heading', { name: 'Billing' }).waitFor()
    await shoot(wide, 'docs/screenshots/billing')
    await wide.goto(`${origin}/automation`)
    await wide.getByRole('heading', { name: 'Rules', exact: true }).waitFor()
    await shoot(wide, 'docs/screenshots/automation')
    await wide.goto(`${origin}/invoices?state=open`)
    await wide
      .getByRole('link', { name: /^20\d\d-\d{4}/ })
      .first()
      .click()
    await wide.getByRole('button', { name: 'Send' }).click()
    await wide.getByRole('dialog').getByText('Open as e-mail draft').waitFor()
    await shoot(wide, 'docs/screenshots/send')
    await wide.goto(`${origin}/owed`)
    await wide.getByRole('heading', { name: 'Owed to you' }).waitFor()
    await shoot(wide, 'docs/screenshots/owed')
    await wide.goto(`${origin}/invoices/credit-notes`)
    await wide.getByRole('link', { name: /^CN-/ }).first().click()
    await wide.getByText('Credit note', { exact: false }).first().waitFor()
    await shoot(wide, 'docs/screenshots/credit-note')
    await wide.goto(`${origin}/clients`)
    await wide
      .getByRole('link', { name: /The Paper Mill/ })
      .first()
      .click()
    await wide.getByRole('heading', { name: 'Prepaid' }).waitFor()
    await shoot(wide, 'docs/screenshots/prepaid')
    await wide.getByRole('button', { name: 'Sell by invoice' }).first().click()
    const product = wide.getByRole('dialog').getByRole('combobox', { name: 'Pack or plan' })
    await product.fill('care')
    await wide.getByRole('option', { name: /Website care/ }).click()
    await shoot(wide, 'docs/screenshots/sell')
    const dark = await openSample(browser, origin, { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' })
    await shoot(dark, 'docs/screenshots/home-dark')
    const narrow = await openSample(browser, origin, {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      hasTouch: true,
    })
    await shoot(narrow, 'docs/screenshots/home-narrow')
    await narrow.goto(`${origin}/invoices`)
    await shoot(narrow, 'docs/screenshots/invoices-narrow')
    const phone = await openSample(browser, origin, { viewport: { width: 412, height: 892 }, hasTouch: true })
    await shoot(phone, 'public/screenshots/narrow')
  } finally {
    await browser.close()
    server.close()
  }
}

await main()
