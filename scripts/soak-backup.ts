// node scripts/run-ts.mjs scripts/soak-backup.ts [INVOICES]
// Backs up and restores an account of 100,000 invoices in the built app and watches the memory of the page: a backup is
// streamed, so the heap may not grow with the books. Exit 1 when it does. Needs `npm run build`; takes some minutes.
import { chromium } from '@playwright/test'
import { runInPage } from '../test/support/books-in-page.ts'
import { chromiumFlags, chromiumPath } from './chromium-path.mjs'
import { listen } from './serve.mjs'

const invoices = Number(process.argv[2] ?? 100_000)
const heapLimit = 150 * 1024 * 1024

const { server, url } = await listen({
  root: process.env.BILLFOLD_TEST_DIST ?? new URL('../dist', import.meta.url).pathname,
  port: 0,
  onViolation: (text: string) => console.error(text),
})
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...chromiumFlags] })
let failed = false
try {
  const context = await browser.newContext({ locale: 'en-GB' })
  await context.addInitScript(() => {
    const pick = async ({ suggestedName }: { suggestedName: string }) => {
      const folder = await navigator.storage.getDirectory()
      return folder.getFileHandle(suggestedName, { create: true })
    }
    Object.assign(window, { showSaveFilePicker: pick })
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30 * 60_000)
  await page.goto(`${url}/data`)
  await page.getByRole('button', { name: 'Back up now' }).waitFor()
  const address = { label: 'Office', line1: 'Hauptstraße 1', city: 'Berlin', postalCode: '10115', country: 'DE' }
  const { label: _label, ...seat } = address
  const profile = { name: 'Ada Practice', address: seat, vatId: 'DE123456789' }
  const fields = {
    description: 'Session',
    quantity: '1',
    unitPrice: '80',
    taxIds: [],
    taxIncluded: false,
    servedOn: '2026-03-01',
  }
  const [, client] = await runInPage(page, [
    ['changeSettings', { version: 1, changes: { profile } }],
    ['saveClient', { fields: { name: 'Meyer Studio', contacts: [], addresses: [address] } }],
  ])
  const clientId = (client as { id: string }).id
  const [, draft] = await runInPage(page, [
    ['addCharge', { clientId, fields }],
    ['draftInvoices', { clientId, chargeIds: 'all' }],
  ])
  await runInPage(page, [['finalizeInvoice', { id: (draft as { invoiceIds: string[] }).invoiceIds[0] }]])
  await multiply(invoices)
  console.log(`${invoices} invoices are in the books`)

  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  const heap = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0
  }
  const watch = async (what: string, act: () => Promise<void>) => {
    await session.send('HeapProfiler.collectGarbage')
    const before = await heap()
    const started = Date.now()
    let peak = before
    let done = false
    const running = act().finally(() => {
      done = true
    })
    while (!done) {
      peak = Math.max(peak, await heap())
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    await running
    const grown = peak - before
    const over = grown > heapLimit
    failed ||= over
    const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`
    console.log(
      `${what}: ${Math.round((Date.now() - started) / 1000)} s, heap ${megabytes(before)} + at most ${megabytes(grown)}${over ? ' TOO MUCH' : ''}`,
    )
  }
  await page.reload()
  await page.getByLabel('Write smaller files').uncheck()
  await watch('backup, written and read back', async () => {
    await page.getByRole('button', { name: 'Back up now' }).click()
    const answer = page.getByText('every row was read back').or(page.getByRole('alert'))
    await answer.waitFor()
    if (!(await answer.innerText()).includes('read back')) throw new Error(await answer.innerText())
  })
  const size = await page.evaluate(async () => {
    for await (const [name, handle] of (await navigator.storage.getDirectory()).entries()) {
      if (name.endsWith('.json')) return (await (handle as FileSystemFileHandle).getFile()).size
    }
    return 0
  })
  console.log(`the file has ${Math.round(size / 1_000_000)} MB`)
} finally {
  await browser.close()
  server.closeAllConnections()
  server.close()
}
process.exitCode = failed ? 1 : 0

/** Copies the one invoice, its document, charge and events under new ids and numbers. */
async function multiply(count: number): Promise<void> {
  const [page] = browser.contexts()[0]?.pages() ?? []
  await page?.evaluate(async (total) => {
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('billfold-acc_'))?.name ?? ''
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const all = (store: string) =>
      new Promise<Record<string, unknown>[]>((resolve) => {
        const request = db.transaction(store).objectStore(store).getAll()
        request.onsuccess = () => resolve(request.result)
      })
    const stores = ['invoices', 'documents', 'charges', 'events', 'sequences']
    const [invoices, documents, charges, events] = await Promise.all(stores.slice(0, 4).map(all))
    const invoice = invoices?.[0] ?? {}
    const document = documents?.[0] as { document: Record<string, unknown> }
    const event = events?.find((one) => one.type === 'invoice.finalized') ?? {}
    for (let start = 2; start <= total; start += 1000) {
      const transaction = db.transaction(stores, 'readwrite', { durability: 'relaxed' })
      for (let at = start; at < Math.min(start + 1000, total + 1); at += 1) {
        const id = `inv_${String(at).padStart(26, '0')}`
        const number = `2026-X${at}`
        transaction.objectStore('invoices').add({ ...invoice, id, number, sequence: at, series: '2026-X{N}' })
        transaction.objectStore('documents').add({ ...document, id, document: { ...document.document, number } })
        transaction.objectStore('charges').add({ ...charges?.[0], id: `chg_${at}`, invoiceId: id })
        for (let one = 0; one < 3; one += 1) {
          transaction
            .objectStore('events')
            .add({ ...event, id: `cmd_X${at}/${one}`, commandId: `cmd_X${at}`, subjects: [id] })
        }
      }
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve
        transaction.onabort = () => reject(transaction.error)
      })
    }
    db.close()
  }, count)
}
