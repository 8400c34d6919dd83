// The race: three tabs and the service worker bill the same books in a real browser, and are killed again and again,
// inside transactions too, while the clock jumps from day to day.
import type { CDPSession, Page } from '@playwright/test'
import { aheadOf, type ChaosBrowser, openChaosBrowser } from './chaos-browser.ts'
import type { ChaosRealm } from './clock/chaos-clock.ts'
import type { Dump } from './make-books.ts'
import type { ChaosDay } from './plan-year.ts'
import { type Chance, chanceOf } from './random.ts'

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

export async function race(options: RaceOptions): Promise<Raced> {
  const browser = await openChaosBrowser(options.dist)
  try {
    return await new Race(browser, options).run()
  } finally {
    await browser.close()
  }
}

interface Tab {
  readonly page: Page
  readonly session: CDPSession
}

const tabs = ['tab-1', 'tab-2', 'tab-3'] as const
/** How long a day may take until it is settled. */
const dayLimitMs = 300_000

class Race {
  readonly #browser: ChaosBrowser
  readonly #options: RaceOptions
  readonly #kills: Kills = { crashed: 0, closed: 0, stopped: 0, inside: 0 }
  readonly #tabs = new Map<string, Tab>()
  readonly #standing = new Map<string, () => void>()
  /** Kills that may happen on the days up to now. */
  #quota = 0
  #settled = false
  #ahead = 0

  constructor(browser: ChaosBrowser, options: RaceOptions) {
    this.#browser = browser
    this.#options = options
    browser.onStands((realm) => this.#standing.get(realm)?.())
  }

  async run(): Promise<Raced> {
    const { start, days, kills, seed, onDay } = this.#options
    await this.#browser.ask('fill', start)
    const outcomes: string[] = []
    for (const [at, day] of days.entries()) {
      this.#ahead = aheadOf(day.on)
      await this.#browser.ask('setClock', this.#ahead)
      outcomes.push(...(await this.#browser.ask('ownerActs', day.acts, `D${at}`, day.on)))
      this.#quota = Math.ceil((kills * (at + 1)) / days.length)
      await this.#raceDay(day, chanceOf(seed, 100 + at))
      if ((await this.#browser.ask('waiting')) > 0) {
        outcomes.push(...(await this.#browser.ask('ownerActs', [{ kind: 'confirm' }], `C${at}`, day.on)))
        await this.#raceDay(day, chanceOf(seed, 1_000 + at))
      }
      onDay?.(at + 1, this.#killed)
    }
    return { dump: await this.#browser.ask('readAll'), outcomes, kills: this.#kills }
  }

  get #killed(): number {
    const { crashed, closed, stopped } = this.#kills
    return crashed + closed + stopped
  }

  /** All race until nothing is left to do on the day. */
  async #raceDay({ on }: ChaosDay, chance: Chance): Promise<void> {
    const since = new Date(Date.now() + this.#ahead).toISOString()
    const until = Date.now() + dayLimitMs
    while (!(await this.#browser.ask('isSettled', on, since))) {
      this.#settled = false
      const racers = tabs.map((name, at) => this.#tab(name, chanceOf(chance.between(0, 1e6), at)))
      racers.push(this.#worker(chanceOf(chance.between(0, 1e6), 9)))
      try {
        while (!(await this.#browser.ask('isSettled', on, since))) {
          if (Date.now() > until) throw new Error(`${on} was not settled within ${dayLimitMs / 1000} s`)
          await pause(80)
        }
      } finally {
        this.#settled = true
        await Promise.all(racers)
      }
      while (!(await this.#browser.ask('isQuiet'))) await pause(50)
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
        tab = await within(10_000, this.#openTab({ name, alone: chance.next() < 0.5, after }))
        if (tab === undefined) continue
        this.#tabs.set(name, tab)
      } else {
        await this.#browser.ask('arm', name, after)
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
    await this.#browser.ask('arm', name, -1)
  }

  async #openTab(realm: ChaosRealm): Promise<Tab> {
    const page = await this.#browser.context.newPage()
    const session = await this.#browser.context.newCDPSession(page)
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
    while (!this.#settled) {
      const stands = this.#whenStands('worker')
      const inside = this.#mayKill() && chance.next() < 0.6
      await this.#browser.ask('armWorker', inside ? chance.between(0, 60) : undefined)
      // A worker that is just being stopped may leave the call without an answer.
      await within(5_000, this.#browser.wakeWorker(chance.next() < 0.5 ? 'sync' : 'periodic-sync'))
      const came = await this.#first(inside ? stands : pause(chance.between(50, 600)), 1_500)
      this.#standing.delete('worker')
      if (!came || this.#settled || !this.#mayKill()) continue
      this.#kills.stopped += 1
      if (inside) this.#kills.inside += 1
      await within(5_000, this.#browser.stopWorkers())
    }
    await this.#browser.ask('armWorker', undefined)
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
