// The third stage: the built app in Chromium, driven by clicking. `given` is made by the commands stage and laid into the
// page's database; after each step the page's rows are read back and shown by the same view. The product has no seam.
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Locator, type Page } from '@playwright/test'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { chromiumFlags, chromiumPath } from '../../../scripts/chromium-path.mjs'
import { listen } from '../../../scripts/serve.mjs'
import { calendarDate } from '../../../src/core/date.ts'
import type { BookEvent } from '../../../src/core/event.ts'
import type { ChargeId, InvoiceId, PaymentId } from '../../../src/core/ids.ts'
import type { Problem } from '../../../src/core/problem.ts'
import { AccountDb, type TableName, tableIndexes } from '../../../src/storage/account-db.ts'
import { viewBooks } from './books-view.ts'
import { type CommandsStage, openCommandsStage } from './commands-stage.ts'
import { Fields, ScenarioError, type Step, type Yaml } from './read-scenario.ts'
import type { Names, Stage } from './scenario-world.ts'

const dist = fileURLToPath(new URL('../../../dist', import.meta.url))
const tables = Object.keys(tableIndexes) as TableName[]
type Rows = Record<string, unknown[]>
/** Milliseconds to wait for what a screen offers, and before it counts as not offered. */
const patience = { offered: 30_000, refused: 3_000 } as const

/** Opens the built app on books that are what `given` says. */
export async function openBrowserStage(given: Yaml): Promise<Stage> {
  if (!existsSync(dist)) throw new ScenarioError('the browser stage needs the built app: npm run build')
  const base = await openCommandsStage(given)
  const { server, url } = await listen({ root: dist, port: await freePort() })
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags })
  const close = async () => {
    await browser.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await base.close()
  }
  try {
    return await BrowserStage.open(base, browser, url, close)
  } catch (error) {
    await close()
    throw error
  }
}

class BrowserStage implements Stage {
  readonly tellsProblems = false
  private readonly base: CommandsStage
  private readonly page: Page
  private readonly url: string
  private readonly closeAll: () => Promise<void>
  private patience: number = patience.offered

  private constructor(base: CommandsStage, page: Page, url: string, closeAll: () => Promise<void>) {
    this.base = base
    this.page = page
    this.url = url
    this.closeAll = closeAll
  }

  static async open(
    base: CommandsStage,
    browser: Browser,
    url: string,
    close: () => Promise<void>,
  ): Promise<BrowserStage> {
    const context = await browser.newContext({
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      serviceWorkers: 'block',
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await page.clock.setFixedTime(noon(base.today))
    await page.goto(url)
    await ready(page)
    await page.evaluate(layRows, await dump(base.db))
    return new BrowserStage(base, page, url, close)
  }

  async perform(step: Step): Promise<Problem | undefined> {
    const path = `step ${step.index} (${step.verb})`
    if (step.twice) throw new ScenarioError(`${path}: a click cannot repeat a command's message`)
    if (step.verb === 'on') {
      this.base.today = calendarDate(String(step.input))
      await this.page.clock.setFixedTime(noon(this.base.today))
      return undefined
    }
    const perform = this.verbs[step.verb]
    if (perform === undefined) throw new ScenarioError(`the browser stage does not know "${step.verb}"`)
    const fields =
      typeof step.input === 'string'
        ? new Fields({ [subjectOf[step.verb] ?? 'invoice']: step.input }, path)
        : new Fields(step.input, path)
    const before = await this.readRows()
    // What is not expected to be offered is not waited for so long.
    this.patience = step.refused === undefined ? patience.offered : patience.refused
    const done = await perform(fields)
    fields.done()
    const after = await (done ? this.rowsAfterAct(before) : this.readRows())
    this.bindNew(before, after, step.input)
    if (done) return undefined
    // The screen says no in its own way; which code stands behind it is the commands stage's matter.
    return { code: step.refused ?? 'nothing-selected' } as Problem
  }

  async view() {
    const db = new AccountDb('billfold-scenario-view', { indexedDB: new IDBFactory(), IDBKeyRange })
    await db.open()
    const rows = await this.readRows()
    for (const name of tables) if (name !== 'meta') await db.table(name).bulkPut(rows[name] ?? [])
    const { names, currency, eventsBefore, today } = this.base
    const view = await viewBooks(db, names, currency, eventsBefore, calendarDate(today))
    db.close()
    return view
  }

  close(): Promise<void> {
    return this.closeAll()
  }

  /** A screen shows an act as done when it is written, a press on a menu before: the owner's event tells. */
  private async rowsAfterAct(before: Rows): Promise<Rows> {
    const known = new Set((before.events as BookEvent[]).map(({ id }) => id))
    const until = Date.now() + patience.offered
    for (;;) {
      const after = await this.readRows()
      if ((after.events as BookEvent[]).some(({ id, actor }) => actor === 'user' && !known.has(id))) return after
      if (Date.now() > until) throw new ScenarioError('the screen let the act through, but nothing was written')
      await this.page.waitForTimeout(20)
    }
  }

  /** Each answers whether the act went through; false when the screen did not let it. */
  private readonly verbs: Readonly<Record<string, (fields: Fields) => Promise<boolean>>> = {
    draftInvoices: async (fields) => {
      const clientId = this.base.names.clients.get(fields.text('client'))
      const charges = fields.optional('charges') === 'all' ? undefined : (fields.optionalTexts('charges') ?? [])
      fields.optional('as')
      if (charges === undefined) {
        await this.goto(`/clients/${clientId}`)
        if (!(await this.click(this.button(/^draft an invoice$/i)))) return false
      } else {
        await this.goto(`/charges?client=${clientId}`)
        for (const name of charges) {
          const tick = this.page.getByRole('checkbox', { name: `Select ${name}`, exact: true })
          if (!(await appears(tick, this.patience))) return false
          await tick.check()
        }
        if (!(await this.click(this.button(/^invoice selected charges$/i)))) return false
      }
      return this.confirm(/^draft (invoice|\d+ invoices)$/i)
    },
    finalizeInvoice: async (fields) => {
      await this.gotoInvoice(fields.text('draft'))
      if (!(await this.click(this.button(/^finalize & lock$/i)))) return false
      return this.confirm(/^finalize & lock$/i)
    },
    discardDraft: async (fields) => {
      await this.gotoInvoice(fields.text('draft'))
      return (await this.menu(/^discard draft$/i)) && this.confirm(/^discard draft$/i)
    },
    voidInvoice: async (fields) => {
      const charges = fields.text('charges')
      await this.gotoInvoice(fields.text('invoice'))
      if (!(await this.menu(/^void invoice$/i))) return false
      const choice = this.page
        .getByRole('dialog')
        .getByRole('radio', { name: charges === 'drop' ? /^drop them/i : /^bill again/i })
      if (!(await appears(choice, this.patience))) return false
      await choice.check({ force: true })
      return this.confirm(/^void invoice$/i)
    },
    writeOffInvoice: async (fields) => {
      await this.gotoInvoice(fields.text('invoice'))
      if (!(await this.menu(/^write off$/i))) return false
      const reason = fields.optionalText('reason')
      if (reason !== undefined)
        await this.page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill(reason)
      return this.confirm(/^write off$/i)
    },
    reopenInvoice: async (fields) => {
      await this.gotoInvoice(fields.text('invoice'))
      return this.menu(/^take the write-off back$/i)
    },
    recordPayment: async (fields) => this.recordPayment(fields),
    undoPayment: async (fields) => {
      const payment = fields.text('payment')
      const reason = fields.optionalText('reason') ?? 'entered by mistake'
      const rows = await this.readRows()
      const of = (rows.allocations as { sourceId: string; invoiceId: string }[]).find(
        ({ sourceId }) => sourceId === this.base.names.payments.get(payment),
      )
      if (of === undefined) throw new ScenarioError('the browser stage undoes a payment from the invoice that it paid')
      await this.goto(`/invoices/${of.invoiceId}`)
      if (!(await this.click(this.page.getByRole('button', { name: /^undo payment$/i }).first()))) return false
      await this.page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill(reason)
      return this.confirm(/^undo payment$/i)
    },
  }

  private async recordPayment(fields: Fields): Promise<boolean> {
    fields.text('client')
    const amount = fields.text('amount')
    const shares = fields.optional('allocate') === 'oldest-first' ? undefined : fields.optionalFields('allocate')
    fields.optionalText('as')
    for (const name of ['receivedOn', 'method', 'currency', 'reference']) {
      if (fields.optional(name) !== undefined)
        throw fields.wrong(name, 'nothing: the browser stage records payments of today')
    }
    const [first, ...more] = shares?.entries() ?? (await this.openInvoices())
    if (first === undefined || more.length > 0) {
      throw new ScenarioError('the browser stage pays one open invoice at a time')
    }
    await this.gotoInvoice(first[0])
    if (!(await this.click(this.button(/^record payment$/i)))) return false
    const dialog = this.page.getByRole('dialog')
    if (!(await this.click(dialog.getByRole('button', { name: /^next$/i })))) return false
    await dialog.getByLabel('Amount', { exact: true }).fill(amount)
    const next = dialog.getByRole('button', { name: /^next$/i })
    if (!(await this.click(next))) return false
    return this.confirm(/^record payment$/i)
  }

  private async openInvoices(): Promise<[string, Yaml][]> {
    const rows = (await this.readRows()).invoices as { id: string; state: string }[]
    return rows.filter(({ state }) => state === 'open').map(({ id }) => [this.base.names.invoices.nameOf(id) ?? id, ''])
  }

  private button(name: RegExp): Locator {
    return this.page.getByRole('main').getByRole('button', { name }).first()
  }

  private async menu(name: RegExp): Promise<boolean> {
    if (!(await this.click(this.page.getByRole('button', { name: /^more acts$/i }).first()))) return false
    return this.click(this.page.getByRole('menuitem', { name }))
  }

  /** Presses the confirming button of the dialog; the act went through when the dialog is gone. */
  private async confirm(name: RegExp): Promise<boolean> {
    const dialog = this.page.getByRole('dialog')
    if (!(await this.click(dialog.getByRole('button', { name })))) return false
    try {
      await dialog.waitFor({ state: 'hidden', timeout: this.patience })
      return true
    } catch {
      return false
    }
  }

  private async click(target: Locator): Promise<boolean> {
    if (!(await appears(target, this.patience))) return false
    try {
      // Waits until it is enabled, too: a screen may still be reading what it acts on.
      await target.click({ timeout: this.patience })
      return true
    } catch {
      return false
    }
  }

  private async goto(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.url).href)
    await ready(this.page)
  }

  private gotoInvoice(name: string): Promise<void> {
    return this.goto(`/invoices/${this.base.names.invoices.get(name)}`)
  }

  private readRows(): Promise<Rows> {
    return this.page.evaluate(readAllRows)
  }

  /** Rows that the step made get the names that it gives. */
  private bindNew(before: Rows, after: Rows, input: Yaml): void {
    const given = typeof input === 'object' && !Array.isArray(input) ? (input as Record<string, Yaml>).as : undefined
    const names = typeof given === 'string' ? [given] : ((given as string[] | undefined) ?? [])
    const { invoices, payments } = this.base.names
    bind(invoices as Names<string>, fresh(before, after, 'invoices') as InvoiceId[], names)
    bind(payments as Names<string>, fresh(before, after, 'payments') as PaymentId[], names)
    for (const id of fresh(before, after, 'charges') as ChargeId[]) this.base.names.charges.bind(id, id)
  }
}

/** The field that a step means when it gives a name alone. */
const subjectOf: Readonly<Record<string, string>> = {
  finalizeInvoice: 'draft',
  discardDraft: 'draft',
  undoPayment: 'payment',
}

function bind(known: Names<string>, ids: readonly string[], names: readonly string[]): void {
  ids.forEach((id, at) => {
    known.bind(names[at] ?? `${known.kind} ${known.entries().length + 1}`, id)
  })
}

function fresh(before: Rows, after: Rows, table: string): string[] {
  const old = new Set((before[table] as { id: string }[]).map(({ id }) => id))
  return (after[table] as { id: string }[]).map(({ id }) => id).filter((id) => !old.has(id))
}

async function dump(db: AccountDb): Promise<Rows> {
  const rows: Rows = {}
  for (const name of tables) if (name !== 'meta') rows[name] = await db.table(name).toArray()
  return rows
}

/** Whether it comes into view soon: a screen may not offer an act at all. */
async function appears(target: Locator, timeout: number): Promise<boolean> {
  try {
    await target.waitFor({ state: 'visible', timeout })
    return true
  } catch {
    return false
  }
}

async function ready(page: Page): Promise<void> {
  // The page's own `ready` mark does not exist under a fixed clock.
  await page.locator('main h1').first().waitFor()
}

function noon(day: string): Date {
  return new Date(`${day}T10:00:00.000Z`)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** In the page: replaces the rows of the account that the app has just made. */
async function layRows(rows: Rows): Promise<void> {
  const name = (await indexedDB.databases()).map((one) => one.name ?? '').find((one) => one.startsWith('billfold-acc_'))
  if (name === undefined) throw new Error('the app has made no account')
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  await new Promise<void>((resolve, reject) => {
    const transaction = db.transaction(Object.keys(rows), 'readwrite')
    for (const [table, list] of Object.entries(rows)) {
      const store = transaction.objectStore(table)
      store.clear()
      for (const row of list) store.put(row)
    }
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error)
  })
  db.close()
}

/** In the page: every row but bytes, which no view shows. */
async function readAllRows(): Promise<Rows> {
  const name =
    (await indexedDB.databases()).map((one) => one.name ?? '').find((one) => one.startsWith('billfold-acc_')) ?? ''
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const stores = [...db.objectStoreNames]
  const transaction = db.transaction(stores, 'readonly')
  const rows: Rows = {}
  await Promise.all(
    stores.map(
      (store) =>
        new Promise<void>((resolve, reject) => {
          const request = transaction.objectStore(store).getAll()
          request.onsuccess = () => {
            rows[store] = store === 'releases' || store === 'assets' ? [] : request.result
            resolve()
          }
          request.onerror = () => reject(request.error)
        }),
    ),
  )
  db.close()
  return rows
}
