import type { Page } from '@playwright/test'
import { readyTime } from './bench-browser.ts'

/** Opens the sample business of a fresh profile as an owner does, and waits for its dashboard. */
export async function openSampleBusiness(page: Page, appUrl: string): Promise<void> {
  await page.goto(appUrl)
  await readyTime(page)
  await page.getByRole('button', { name: /sample business/i }).click()
  await page
    .getByText(/owed to you/i)
    .first()
    .waitFor()
}
