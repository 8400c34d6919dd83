// The race: three tabs and the service worker bill the same books in a real browser, and are killed again and again,
// inside transactions too, while the clock jumps from day to day.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import { buildIfStale } from '../build-if-stale.mjs'
import { chromiumFlags, chromiumPath } from '../chromium-path.mjs'
import { listen } from '../serve.mjs'
import type { ChaosRealm } from './clock/chaos-clock.ts'
import type { Dump } from './make-books.ts'
import type { ChaosDay } from './plan-year.ts'
import { type Chance, chanceOf } from './random.ts'

type Control = typeof import('./control-entry.ts')

export interface Kills {
  /** Tabs whose process was crashed, tabs that were closed or reloaded, workers that were stopped. */
  crashed: number
  closed: number
  stopped: number
  /** How many of them stood inside a transaction. */
  inside: number
}

export interface Raced {
  readonly dump: Dump
  readonly outcomes: readonly string[]
  readonly kills: Kills
}

export interface RaceOptions {
  readonly seed: number
  readonly kills: number
  readonly start: Dump
  readonly days: readonly ChaosDay[]
  readonly onDay?: (done: number, kills: number) => void
  /** A build other than dist-chaos, made by a test that wants to see a fault found. */
  readonly dist?: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))

export async function race(options: RaceOptions): Promise<Raced> {
  if (options.dist === undefined) await buildIfStale('chaos')
  const { server, url } = await listen({ root: options.dist ?? join(root, 'dist-chaos'), port: 0 })
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
  try {
    return await new Race(context, url, options).run()
  } finally {
    await context.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Tab {
  readonly page: Page
  readonly session: CDPSession
}

const tabs = ['tab-1', 'tab-2', 'tab-3'] as const
/** How long a day may take until it is settled. */
const dayLimitMs = 120_000

class Race {
  readonly #context: BrowserContext
  readonly #url: string
  readonly #options: RaceOptions
  readonly #kills: Kills = { crashed: 0, closed: 0, stopped: 0, inside: 0 }
  readonly #tabs = new Map<string, Tab>()
  readonly #standing = new Map<string, () => void>()
  #control!: Page
  #session!: CDPSession
  #registrationId = ''
  /** Kills that may happen on the days up to now. */
  #quota = 0
  #settled = false
  #ahead = 0

  constructor(context: BrowserContext, url: string, options: RaceOptions) {
    this.#context = context
    this.#url = url
    this.#options = options
  }

  async run(): Promise<Raced> {
    const { start, days, kills, seed, onDay } = this.#options
    await this.#openControl()
    await this.#ask('fill', start)
    const outcomes: string[] = []
    for (const [at, day] of days.entries()) {
      this.#ahead = aheadOf(day.on)
      await this.#ask('setClock', this.#ahead)
      outcomes.push(...(await this.#ask('ownerActs', day.acts, `D${at}`, day.on)))
      this.#quota = Math.ceil((kills * (at + 1)) / days.length)
      await this.#raceDay(day, chanceOf(seed, 100 + at))
      if ((await this.#ask('waiting')) > 0) {
        outcomes.push(...(await this.#ask('ownerActs', [{ kind: 'confirm' }], `C${at}`, day.on)))
        await this.#raceDay(day, chanceOf(seed, 1_000 + at))
      }
      onDay?.(at + 1, this.#killed)
    }
    return { dump: await this.#ask('readAll'), outcomes, kills: this.#kills }
  }

  get #killed(): number {
    const { crashed, closed, stopped } = this.#kills
    return crashed + closed + stopped
  }

  /** Starts the app once, so that the account and the worker are there, then keeps a page that is none of the app's. */
  async #openControl(): Promise<void> {
    const first = await this.#context.newPage()
    await first.goto('/')
    await first.waitForFunction(
      () => performance.getEntriesByName('ready').length > 0 && navigator.serviceWorker.controller !== null,
    )
    this.#control = this.#context.pages()[0] ?? (await this.#context.newPage())
    await this.#control.goto('/favicon.svg')
    await this.#control.exposeFunction('chaosStands', (realm: string) => this.#standing.get(realm)?.())
    await this.#control.evaluate(await controlScript())
    await this.#control.evaluate(() => chaosControl().listen())
    this.#session = await this.#context.newCDPSession(this.#control)
    const origin = new URL(this.#url).origin
    const registered = new Promise<string>((resolve) => {
      this.#session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin))
        if (own !== undefined) resolve(own.registrationId)
      })
    })
    await this.#session.send('ServiceWorker.enable')
    this.#registrationId = await registered
    await first.close()
    await this.#session.send('ServiceWorker.stopAllWorkers')
  }

  #ask<Name extends keyof Control>(
    name: Name,
    ...args: Parameters<Control[Name]>
  ): Promise<Awaited<ReturnType<Control[Name]>>> {
    return this.#control.evaluate(
      ([what, given]) =>
        (chaosControl() as unknown as Record<string, (...all: unknown[]) => unknown>)[what as string]?.(
          ...(given as unknown[]),
        ),
      [name, args] as const,
    ) as Promise<Awaited<ReturnType<Control[Name]>>>
  }

  /** All race until nothing is left to do on the day. */
  async #raceDay({ on }: ChaosDay, chance: Chance): Promise<void> {
    const since = new Date(Date.now() + this.#ahead).toISOString()
    const until = Date.now() + dayLimitMs
    while (!(await this.#ask('isSettled', on, since))) {
      this.#settled = false
      const racers = tabs.map((name, at) => this.#tab(name, chanceOf(chance.between(0, 1e6), at)))
      racers.push(this.#worker(chanceOf(chance.between(0, 1e6), 9)))
      try {
        while (!(await this.#ask('isSettled', on, since))) {
          if (Date.now() > until) throw new Error(`${on} was not settled within ${dayLimitMs / 1000} s`)
          await pause(80)
        }
      } finally {
        this.#settled = true
        await Promise.all(racers)
      }
      while (!(await this.#ask('isQuiet'))) await pause(50)
    }
  }

  /** A tab runs what is due when its first screen stands and whenever it is looked at, and is killed again and again. */
  async #tab(name: string, chance: Chance): Promise<void> {
    while (!this.#settled) {
      const inside = this.#mayKill() && chance.next() < 0.7
      const after = inside ? chance.between(0, 60) : -1
      const stands = this.#whenStands(name)
      let tab = this.#tabs.get(name)
      if (tab === undefined) {
        tab = await within(10_000, this.#openTab({ name, lockless: chance.next() < 0.5, after }))
        if (tab === undefined) continue
        this.#tabs.set(name, tab)
      } else {
        await this.#ask('arm', name, after)
        const looked = tab.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
        await within(1_000, looked)
      }
      if (await this.#first(inside ? stands : pause(chance.between(100, 900)), 1_500)) {
        await this.#kill(name, inside, chance)
      } else if (chance.next() < 0.3) {
        // It found nothing to do, or the worker died while it answered for the page.
        this.#tabs.delete(name)
        await within(5_000, tab.page.close())
      }
    }
    this.#standing.delete(name)
    await this.#ask('arm', name, -1)
  }

  async #openTab(realm: ChaosRealm): Promise<Tab> {
    const page = await this.#context.newPage()
    const session = await this.#context.newCDPSession(page)
    await page.addInitScript((text) => {
      window.name = text
    }, JSON.stringify(realm))
    // A worker that is stopped meanwhile may have been asked for this page.
    await page.goto('/', { waitUntil: 'commit', timeout: 5_000 }).catch(() => undefined)
    return { page, session }
  }

  async #kill(name: string, inside: boolean, chance: Chance): Promise<void> {
    const tab = this.#tabs.get(name)
    if (tab === undefined || this.#settled || !this.#mayKill()) return
    this.#tabs.delete(name)
    if (inside) this.#kills.inside += 1
    if (inside || chance.next() < 0.5) {
      this.#kills.crashed += 1
      const crashed = new Promise<void>((resolve) => tab.page.once('crash', () => resolve()))
      tab.session.send('Page.crash').catch(() => undefined)
      await within(3_000, crashed)
    } else this.#kills.closed += 1
    await within(5_000, tab.page.close())
  }

  /** Wakes the worker as the browser does, and stops it, again and again. */
  async #worker(chance: Chance): Promise<void> {
    const origin = new URL(this.#url).origin
    const registrationId = this.#registrationId
    while (!this.#settled) {
      const stands = this.#whenStands('worker')
      const inside = this.#mayKill() && chance.next() < 0.6
      await this.#ask('armWorker', inside ? chance.between(0, 60) : undefined)
      const tag = 'billfold-tick'
      if (chance.next() < 0.5) {
        await this.#session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance: false })
      } else {
        await this.#session.send('ServiceWorker.dispatchPeriodicSyncEvent', { origin, registrationId, tag })
      }
      const came = await this.#first(inside ? stands : pause(chance.between(50, 600)), 1_500)
      this.#standing.delete('worker')
      if (!came || this.#settled || !this.#mayKill()) continue
      this.#kills.stopped += 1
      if (inside) this.#kills.inside += 1
      await this.#session.send('ServiceWorker.stopAllWorkers')
    }
    await this.#ask('armWorker', undefined)
  }

  #mayKill(): boolean {
    return this.#killed < this.#quota
  }

  #whenStands(realm: string): Promise<void> {
    return new Promise((resolve) => this.#standing.set(realm, resolve))
  }

  /** Whether it came before the day was settled, and in time. */
  async #first(promise: Promise<unknown>, limitMs = 10_000): Promise<boolean> {
    let came = false
    void promise.then(() => {
      came = true
    })
    const until = Date.now() + limitMs
    while (!came && !this.#settled && Date.now() < until) await pause(10)
    return came
  }
}

/** In the control page. */
declare function chaosControl(): Control

/** How far nine o'clock of that day in Berlin is ahead of now, roughly: no run comes near midnight. */
function aheadOf(day: string): number {
  return Date.parse(`${day}T08:00:00.000Z`) - Date.now()
}

/** What it comes to, or undefined when it fails or takes longer: a killed page may leave calls without an answer. */
async function within<Value>(ms: number, promise: Promise<Value> | undefined): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  return Promise.race([promise?.catch(() => undefined), late]).finally(() => clearTimeout(timer))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function controlScript(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('./control-entry.ts', import.meta.url)),
        formats: ['iife'],
        name: 'chaos',
      },
    },
  })
  const [bundle] = Array.isArray(output) ? output : [output]
  if (bundle === undefined || !('output' in bundle)) throw new Error('The control page was not built')
  return `${bundle.output[0].code}\nglobalThis.chaosControl = () => chaos`
}
