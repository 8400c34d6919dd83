// The chaos build in a real Chromium with a profile on disk, and a page of the harness's own at the same origin.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test'
import { pageScript } from '../../test/support/page-script.ts'
import { buildIfStale } from '../build-if-stale.mjs'
import { chromiumFlags, chromiumPath } from '../chromium-path.mjs'
import { listen } from '../serve.mjs'

type Control = typeof import('./control-entry.ts')

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface ChaosBrowser {
  readonly context: BrowserContext
  /** Runs a function of control-entry.ts in the harness's page. */
  ask<Name extends keyof Control>(
    name: Name,
    ...args: Parameters<Control[Name]>
  ): Promise<Awaited<ReturnType<Control[Name]>>>
  /** Who is told that a realm stands in a transaction. */
  onStands(listener: (realm: string) => void): void
  /** As the browser does when the network is back, or by the clock. */
  wakeWorker(by: 'sync' | 'periodic-sync'): Promise<void>
  stopWorkers(): Promise<void>
  close(): Promise<void>
}

/** Opens the app once, so that its account and its worker are there, and closes it again. `dist`: another build. */
export async function openChaosBrowser(dist?: string): Promise<ChaosBrowser> {
  if (dist === undefined) await buildIfStale('chaos')
  const { server, url } = await listen({ root: dist ?? join(root, 'dist-chaos'), port: 0 })
  const folder = mkdtempSync(join(tmpdir(), 'billfold-chaos-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath(),
    headless: true,
    // A process of its own for each tab, or one crash would be several.
    args: [...chromiumFlags, '--renderer-process-limit=100', '--disable-features=ProcessPerSiteUpToMainFrameThreshold'],
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 800 },
    baseURL: url,
  })
  const close = async () => {
    await context.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const first = await context.newPage()
    await first.goto('/')
    await first.waitForFunction(
      () => performance.getEntriesByName('ready').length > 0 && navigator.serviceWorker.controller !== null,
      undefined,
      { timeout: 120_000 },
    )
    let listener: (realm: string) => void = () => undefined
    const control = await openControl(context, (realm) => listener(realm))
    const session = await context.newCDPSession(control)
    const origin = new URL(url).origin
    const registrationId = await registrationOf(session, origin)
    await first.close()
    await session.send('ServiceWorker.stopAllWorkers')
    const tag = 'billfold-tick'
    return {
      context,
      ask: (name, ...args) => askIn(control, name, args),
      onStands(told) {
        listener = told
      },
      async wakeWorker(by) {
        if (by === 'sync') {
          await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance: false })
        } else await session.send('ServiceWorker.dispatchPeriodicSyncEvent', { origin, registrationId, tag })
      },
      async stopWorkers() {
        await session.send('ServiceWorker.stopAllWorkers')
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** In the control page. */
declare function chaosControl(): Control

/** A page that is none of the app's, so that nothing of the app runs in it. */
async function openControl(context: BrowserContext, stands: (realm: string) => void): Promise<Page> {
  const control = context.pages()[0] ?? (await context.newPage())
  await control.goto('/favicon.svg')
  await control.exposeFunction('chaosStands', stands)
  await control.evaluate(await controlScript())
  await control.evaluate(() => chaosControl().listen())
  return control
}

function askIn<Name extends keyof Control>(
  control: Page,
  name: Name,
  args: Parameters<Control[Name]>,
): Promise<Awaited<ReturnType<Control[Name]>>> {
  return control.evaluate(
    ([what, given]) =>
      (chaosControl() as unknown as Record<string, (...all: unknown[]) => unknown>)[what as string]?.(
        ...(given as unknown[]),
      ),
    [name, args] as const,
  ) as Promise<Awaited<ReturnType<Control[Name]>>>
}

async function registrationOf(session: CDPSession, origin: string): Promise<string> {
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin))
      if (own !== undefined) resolve(own.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  return registered
}

/** How far nine o'clock of that day in Berlin is ahead of now, roughly: no run comes near midnight. */
export function aheadOf(day: string): number {
  return Date.parse(`${day}T08:00:00.000Z`) - Date.now()
}

async function controlScript(): Promise<string> {
  const code = await pageScript(fileURLToPath(new URL('./control-entry.ts', import.meta.url)), 'chaos')
  return `${code}\nglobalThis.chaosControl = () => chaos`
}
