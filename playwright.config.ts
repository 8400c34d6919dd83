import { defineConfig } from '@playwright/test'
import { chromiumFlags, chromiumPath } from './scripts/chromium-path.mjs'
import { recorderPort } from './test/support/test-ports.ts'

// The browser tests run on the built app (npm run build first). test/support/browser-fixture.ts serves it and holds
// every test to two promises: no request leaves the origin, nothing breaks the Content-Security-Policy.
export default defineConfig({
  testDir: 'test/browser',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  // Test by test, the long one first: no worker is left alone with a long file at the end.
  fullyParallel: true,
  projects: [
    { name: 'chaos', testMatch: '**/chaos.spec.ts' },
    { name: 'screens', testIgnore: '**/chaos.spec.ts' },
  ],
  // A test that passes only the second time does not fail the run, but is named at its end: it is to be mended.
  retries: 1,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 800 },
    // Playwright presses nothing that moves.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace costs a sixth of the time: `npm run browser -- NAME --trace on` makes one.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromiumPath(),
      args: [...chromiumFlags, `--proxy-server=http://127.0.0.1:${recorderPort}`],
    },
  },
})
