// A smoke test in Firefox, over its own debugging protocol (WebDriver BiDi): the built app starts, bills by itself, opens
// with the server stopped and makes a PDF. Prints one line for each step; says so where no Firefox is installed.
//   node scripts/smoke-firefox.mjs        FIREFOX_PATH names one that is not found by itself
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const script = fileURLToPath(import.meta.url)

/** @returns {string | undefined} the executable of an installed Firefox */
export function firefoxPath() {
  const given = process.env.FIREFOX_PATH
  if (given !== undefined && given !== '') return given
  const names = process.platform === 'win32' ? ['firefox.exe'] : ['firefox-esr', 'firefox']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  if (process.platform === 'darwin') candidates.push('/Applications/Firefox.app/Contents/MacOS/firefox')
  return candidates.find((candidate) => existsSync(candidate))
}

if (process.argv[1] === script) {
  if (globalThis.WebSocket === undefined) {
    // Node 20 has WebSocket behind a flag.
    process.exitCode = spawnSync(process.execPath, ['--experimental-websocket', '--no-warnings', script], {
      stdio: 'inherit',
    }).status
  } else process.exitCode = await main()
}

async function main() {
  const firefox = firefoxPath()
  if (firefox === undefined) {
    console.log('firefox: none is installed here: skipped')
    return 0
  }
  const { buildIfStale } = await import('./build-if-stale.mjs')
  const { listen } = await import('./serve.mjs')
  await buildIfStale()
  const site = await listen({ root: join(root, 'dist'), port: 0 })
  const folder = mkdtempSync(join(tmpdir(), 'billfold-firefox-'))
  const browser = await startFirefox(firefox, folder)
  let failed = false
  const step = async (name, act) => {
    if (failed) return
    const began = performance.now()
    try {
      const said = await act()
      console.log(`firefox ${name}${said === undefined ? '' : ` (${said})`}: ok`)
    } catch (error) {
      failed = true
      console.log(`firefox ${name}: failed`)
      console.error(`${error.message} after ${Math.round(performance.now() - began)} ms`)
    }
  }
  try {
    const page = await openPage(browser)
    let before
    await step('starts', async () => {
      await page.goto(site.url)
      await page.until('performance.getEntriesByName("ready").length > 0', 'the first screen')
      await page.until('navigator.serviceWorker.controller !== null', 'the service worker')
      return browser.version
    })
    await step('writes an invoice', async () => {
      await page.load(await booksScript())
      before = await page.evaluate(`(${writeBooks})(testBooks)`)
      return before.number
    })
    await step('opens with the server stopped', async () => {
      site.server.closeAllConnections()
      await new Promise((resolve) => site.server.close(resolve))
      await page.reload()
      await page.until('performance.getEntriesByName("ready").length > 0', 'the first screen without a server')
    })
    await step('bills by itself', async () => {
      await page.goto(site.url)
      await page.load(await booksScript())
      const now = await page.poll(
        `(${readCharges})(testBooks)`,
        ({ charges }) => charges === before.due,
        'the periods that are due',
      )
      return `${before.charges} periods were charged, now ${now.charges}`
    })
    await step('makes a PDF', async () => {
      await page.goto(new URL(`/invoices/${before.invoiceId}`, site.url).href)
      const button = `[...document.querySelectorAll('button')].find((one) => /Download PDF/.test(one.textContent + one.ariaLabel))`
      await page.until(`${button} !== undefined`, 'the button')
      await page.evaluate(`void ${button}.click()`)
      const bytes = await fileIn(browser.downloads)
      if (!bytes.subarray(0, 5).equals(Buffer.from('%PDF-')) || !/%%EOF\s*$/.test(bytes.toString('latin1'))) {
        throw new Error('not a PDF')
      }
      return `${bytes.length} bytes`
    })
    await step('reports no error', async () => {
      if (browser.errors.length > 0) throw new Error(browser.errors.join('\n'))
    })
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    if (site.server.listening) {
      site.server.closeAllConnections()
      site.server.close()
    }
  }
  return failed ? 1 : 0
}

/** Runs in the page: a seller, a client, an invoice, and a contract that nobody has billed for two months. */
async function writeBooks(books) {
  const db = await books.open()
  const settings = await db.settings.get('account')
  const address = { line1: 'Lindenweg 4', city: 'Leipzig', postalCode: '04103', country: 'DE' }
  const changes = { profile: { name: 'Ada Practice', address, vatId: 'DE123456789' }, firstRunDone: 1 }
  await books.run(db, 'changeSettings', { version: settings.version, changes })
  const rates = [{ from: '2007-01-01', percent: '19' }]
  const tax = await books.run(db, 'saveTaxRate', {
    fields: { name: 'VAT', category: 'S', kind: 'normal', rates, state: 'active' },
  })
  const client = await books.run(db, 'saveClient', {
    fields: { name: 'Meyer Studio', contacts: [], addresses: [{ label: '', ...address }] },
  })
  const line = { description: 'Design review', quantity: '3', unitPrice: '85', taxIds: [tax.id], taxIncluded: false }
  const now = new Date()
  const today = now.toISOString().slice(0, 10)
  await books.run(db, 'addCharge', { clientId: client.id, fields: { ...line, servedOn: today } })
  const drafted = await books.run(db, 'draftInvoices', { clientId: client.id, chargeIds: 'all' })
  const invoiceId = drafted.invoiceIds[0]
  await books.run(db, 'finalizeInvoice', { id: invoiceId })
  const startOn = new Date(Date.UTC(now.getFullYear(), now.getMonth() - 2, 1)).toISOString().slice(0, 10)
  const item = {
    description: 'Care',
    kind: 'recurring',
    timing: 'advance',
    cadence: { unit: 'month', every: 1 },
    quantity: '1',
    pricing: { kind: 'per-unit', unitPrice: '100' },
    taxIds: [tax.id],
    taxIncluded: false,
  }
  // Entered when it began: its first month is charged by that act, the two since then by the run.
  const contract = { clientId: client.id, name: 'Care', currency: settings.currency, startOn, items: [item] }
  await books.run(db, 'addContract', { fields: contract }, startOn)
  const charges = await db.charges.where('contractId').above('').count()
  const { number } = await db.invoices.get(invoiceId)
  db.close()
  return { number, invoiceId, charges, due: charges + 2 }
}

async function readCharges(books) {
  const db = await books.open()
  const charges = await db.charges.where('contractId').above('').count()
  db.close()
  return { charges }
}

/** The app's own commands for the page, as the browser tests have them (test/support/books-in-page.ts). */
async function booksScript() {
  const { build } = await import('vite')
  const entry = join(root, 'test', 'support', 'books-entry.ts')
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'testBooks' } },
  })
  const [bundle] = Array.isArray(output) ? output : [output]
  return `${bundle.output[0].code}\nglobalThis.testBooks = testBooks`
}

async function fileIn(folder) {
  const until = Date.now() + 20_000
  while (Date.now() < until) {
    const name = readdirSync(folder).find((one) => one.endsWith('.pdf'))
    const bytes = name === undefined ? undefined : readFileSync(join(folder, name))
    if (bytes !== undefined && bytes.length > 0 && !readdirSync(folder).some((one) => one.endsWith('.part')))
      return bytes
    await pause(100)
  }
  throw new Error('no PDF was saved')
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** A fresh profile that asks nothing of the network by itself and saves what is downloaded. */
async function startFirefox(path, folder) {
  const profile = join(folder, 'profile')
  const downloads = join(folder, 'downloads')
  mkdirSync(profile)
  mkdirSync(downloads)
  const preferences = {
    'browser.download.dir': downloads,
    'browser.download.folderList': 2,
    'browser.download.useDownloadDir': true,
    'browser.download.always_ask_before_handling_new_types': false,
    'pdfjs.disabled': true,
    'browser.helperApps.neverAsk.saveToDisk': 'application/pdf',
    'browser.shell.checkDefaultBrowser': false,
    'browser.startup.homepage_override.mstone': 'ignore',
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.enabled': false,
    'app.update.disabledForTesting': true,
    'app.normandy.enabled': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'services.settings.server': 'data:,#remote-settings-dummy/v1',
    'browser.safebrowsing.update.enabled': false,
    'extensions.update.enabled': false,
    'intl.accept_languages': 'en-GB',
    'intl.locale.requested': 'en-US',
  }
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`)
  writeFileSync(join(profile, 'user.js'), lines.join('\n'))
  const child = spawn(path, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder, MOZ_HEADLESS: '1' },
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const address = await new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`Firefox did not start: ${said}`)), 60_000)
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text) => {
      said += text
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)
      if (found === null) return
      clearTimeout(timer)
      resolve(found[1])
    })
    child.once('exit', () => reject(new Error(`Firefox ended: ${said}`)))
  })
  const connection = await connect(`${address}/session`)
  const { capabilities } = await connection.send('session.new', { capabilities: {} })
  const errors = []
  connection.on('log.entryAdded', ({ level, type, text }) => {
    // Looking for an update of the app fails while the server is stopped.
    if (level === 'error' && type === 'javascript' && !/ServiceWorker|NetworkError/.test(text)) errors.push(text)
  })
  await connection.send('session.subscribe', { events: ['log.entryAdded'] })
  return {
    send: connection.send,
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    downloads,
    errors,
    async close() {
      await Promise.race([connection.send('browser.close', {}).catch(() => undefined), pause(3_000)])
      connection.close()
      await Promise.race([ended, pause(5_000)])
      if (child.exitCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}

/** One WebDriver BiDi connection: commands with their answers, events with their listeners. */
function connect(address) {
  const socket = new WebSocket(address)
  const waiting = new Map()
  const listeners = new Map()
  let last = 0
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data)
    if (message.type === 'event') listeners.get(message.method)?.(message.params)
    const one = waiting.get(message.id)
    if (one === undefined) return
    waiting.delete(message.id)
    if (message.type === 'success') one.resolve(message.result)
    else one.reject(new Error(`${one.method}: ${message.error}: ${message.message}`))
  })
  socket.addEventListener('close', () => {
    for (const { method, reject } of waiting.values()) reject(new Error(`${method}: the connection ended`))
    waiting.clear()
  })
  const connection = {
    on: (event, listener) => listeners.set(event, listener),
    close: () => socket.close(),
    send(method, params) {
      last += 1
      const id = last
      socket.send(JSON.stringify({ id, method, params }))
      return new Promise((resolve, reject) => waiting.set(id, { method, resolve, reject }))
    },
  }
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(connection))
    socket.addEventListener('error', () => reject(new Error(`no connection to ${address}`)))
  })
}

async function evaluate(send, context, expression) {
  const answer = await send('script.evaluate', { expression, target: { context }, awaitPromise: true })
  if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text)
  return JSON.parse(answer.result.value)
}

async function openPage({ send }) {
  const { context } = await send('browsingContext.create', { type: 'tab' })
  const page = {
    goto: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    reload: () => send('browsingContext.reload', { context, wait: 'complete' }),
    load: (code) => evaluate(send, context, `${code};'null'`),
    /** The value of an expression, which has to be plain data. */
    evaluate: (code) => evaluate(send, context, `(async () => JSON.stringify((await (${code})) ?? null))()`),
    async poll(code, holds, what) {
      const until = Date.now() + 30_000
      for (;;) {
        const value = await page.evaluate(code)
        if (holds(value)) return value
        if (Date.now() > until) throw new Error(`${what} did not come: ${JSON.stringify(value)}`)
        await pause(200)
      }
    },
    until: (code, what) => page.poll(`Boolean(${code})`, (value) => value, what),
  }
  return page
}
