// What every browser test runs in: the built app on a server of this process, and a guard that fails the test when a
// request leaves the origin, the Content-Security-Policy is broken (workers included), or the page reports an error.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, test as base, chromium, expect } from '@playwright/test'
import { chromiumFlags, chromiumPath } from '../../scripts/chromium-path.mjs'
import { listen } from '../../scripts/serve.mjs'
import { appPort, recorderPort } from './test-ports.ts'

/** The build under test; BILLFOLD_TEST_DIST names another, so that several runs need not wait for each other. */
export const distFolder = process.env.BILLFOLD_TEST_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url))

export interface Guard {
  /** Errors of the console or page that this test provokes on purpose. */
  expectError(pattern: RegExp): void
  /** A further origin that the test serves itself, such as a server that it stops. */
  allowOrigin(origin: string): void
  /** Watches a context that the test made itself. */
  watch(context: BrowserContext): Promise<void>
  /** Everything that was noticed so far, and forgets it: for tests of the guard. */
  take(): Promise<readonly string[]>
}

export interface AppServer {
  readonly url: string
  readonly origin: string
  /** Ends the server and every open connection; afterwards nothing answers on the port. */
  stop(): Promise<void>
  /** Serves on the same port again. */
  start(): Promise<void>
}

interface Recorder {
  readonly server: Server
  /** What any part of the browser asked for beyond this machine; the recorder refuses it. */
  readonly seen: string[]
}

interface TestFixtures {
  /**
   * Whether pages get their service worker at once. It keeps the whole app at its start, which is more work than most
   * tests; for the others it waits until goOffline() lets it in.
   */
  workerAtStart: boolean
  guard: Guard
  /** The app on a server of its own that the test may stop. */
  ownServer: AppServer
  /** A browser with a real profile on disk (not incognito), as an owner has it. */
  profile: BrowserContext
}

interface WorkerFixtures {
  app: { readonly url: string; readonly violations: string[] }
  recorder: Recorder
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  workerAtStart: [false, { option: true }],
  app: [
    async ({ browserName: _ }, use) => {
      const violations: string[] = []
      const { server, url } = await listen({
        root: distFolder,
        port: appPort,
        onViolation: (text) => violations.push(text),
      })
      await use({ url, violations })
      await close(server)
    },
    { scope: 'worker' },
  ],
  recorder: [
    async ({ browserName: _ }, use) => {
      const recorder = await startRecorder()
      await use(recorder)
      await close(recorder.server)
    },
    { scope: 'worker', auto: true },
  ],
  baseURL: async ({ app }, use) => use(app.url),
  guard: [
    async ({ context, app, recorder, workerAtStart }, use, testInfo) => {
      const origins = new Set([new URL(app.url).origin])
      const expected: RegExp[] = []
      const noticed: string[] = []
      const drain = async (): Promise<string[]> => {
        await new Promise((resolve) => setTimeout(resolve, 100)) // reports of workers arrive a moment later
        const leaks = recorder.seen.splice(0).map((request) => `a request left the machine: ${request}`)
        const broken = app.violations.splice(0).map((report) => `policy report: ${report}`)
        return [...noticed.splice(0), ...leaks, ...broken].filter((text) => !expected.some((one) => one.test(text)))
      }
      const guard: Guard = {
        expectError: (pattern) => void expected.push(pattern),
        allowOrigin: (origin) => void origins.add(origin),
        watch: async (made) => {
          if (!workerAtStart) await made.addInitScript(holdWorker)
          await watch(made, origins, noticed)
        },
        take: drain,
      }
      await guard.watch(context)
      recorder.seen.length = 0
      app.violations.length = 0
      await use(guard)
      const left = await drain()
      if (testInfo.status === testInfo.expectedStatus) expect(left, 'noticed by the guard').toEqual([])
    },
    { auto: true },
  ],
  ownServer: async ({ app, guard }, use) => {
    const onViolation = (text: string) => void app.violations.push(text)
    let { server, url } = await listen({ root: distFolder, port: 0, onViolation })
    const port = (server.address() as AddressInfo).port
    const origin = new URL(url).origin
    guard.allowOrigin(origin)
    await use({
      url,
      origin,
      stop: () => close(server),
      start: async () => {
        server = (await listen({ root: distFolder, port, onViolation })).server
      },
    })
    await close(server)
  },
  profile: async ({ guard, app }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'billfold-profile-'))
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: chromiumPath(),
      args: [...chromiumFlags, ...proxyFlags],
      headless: true,
      locale: 'en-GB',
      baseURL: app.url,
    })
    await guard.watch(context)
    await use(context)
    await context.close()
    rmSync(folder, { recursive: true, force: true })
  },
})

export { expect }

/** Sends whatever is not for this machine to the recorder. */
const proxyFlags = [`--proxy-server=http://127.0.0.1:${recorderPort}`]

async function watch(context: BrowserContext, origins: ReadonlySet<string>, noticed: string[]): Promise<void> {
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (!['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol)) return
    if (!origins.has(url.origin)) noticed.push(`a request left the origin: ${request.url()}`)
  })
  context.on('weberror', (error) => {
    // An exception of the browser itself has an empty stack: its message says what it was.
    const { stack, name, message } = error.error()
    noticed.push(`uncaught in ${error.page()?.url() ?? 'a worker'}: ${stack || `${name}: ${message}`}`)
  })
  context.on('console', (message) => {
    if (message.type() === 'error') noticed.push(`console: ${message.text()} (${message.location().url})`)
  })
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
    })
  })
}

/** In the page: registering a service worker waits until somebody calls `letWorkerIn`. */
function holdWorker(): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (container === undefined) return
  const plain = container.register.bind(container)
  container.register = (...given) =>
    new Promise((resolve, reject) => {
      Object.assign(globalThis, { letWorkerIn: () => plain(...given).then(resolve, reject) })
    })
}

/**
 * What Chromium itself asks for, at its start and while a form is open; a page that asked for it would be noticed as a
 * request of the page.
 */
const browserOwn =
  /^(CONNECT |http:\/\/)((accounts|clients2)\.google\.com|(update|content-autofill|optimizationguide-pa)\.googleapis\.com|redirector\.gvt1\.com)[:/]/

/** A proxy that never forwards: it writes down what it is asked for and answers 403. */
function startRecorder(): Promise<Recorder> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const asked = request.url ?? ''
    if (!browserOwn.test(asked)) seen.push(asked)
    response.writeHead(403).end()
  })
  server.on('connect', (request, socket) => {
    const asked = `CONNECT ${request.url}`
    if (!browserOwn.test(asked)) seen.push(asked)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(recorderPort, '127.0.0.1', () => resolve({ server, seen }))
  })
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
