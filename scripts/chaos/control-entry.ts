// What the chaos harness runs in a page of its own beside the app, at the same origin: it fills the books, moves the
// clock, does the owner's acts and looks. Bundled by race.ts and evaluated through the debugger.
import { didSomething } from '../../src/commands/finish-run.ts'
import type { CalendarDate } from '../../src/core/date.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { AccountDb, accountDbName } from '../../src/storage/account-db.ts'
import { type Act, perform } from './chaos-acts.ts'
import { type ChaosMessage, chaosChannel, chaosClockKey } from './clock/chaos-clock.ts'
import type { Dump } from './make-books.ts'

declare global {
  interface Window {
    /** Given by the harness. */
    chaosStands(realm: string, store: string): void
  }
}

const channel = new BroadcastChannel(chaosChannel)
let workerAfter: number | undefined
let lastWrite = 0

/** Tells the harness who stands in a transaction; tells a worker that begins that it is armed. */
function listen(): void {
  channel.onmessage = ({ data }: MessageEvent<ChaosMessage>) => {
    if (data.kind === 'writes') lastWrite = performance.now()
    if (data.kind === 'stands') window.chaosStands(data.realm, data.store)
    if (data.kind === 'born' && data.realm === 'worker' && workerAfter !== undefined) armWorker(workerAfter)
  }
}

/** Now, and whenever it begins anew until it stands. */
function armWorker(after: number | undefined): void {
  workerAfter = after
  say({ kind: 'arm', realm: 'worker', after: after ?? -1 })
}

function arm(realm: string, after: number): void {
  say({ kind: 'arm', realm, after })
}

function say(message: ChaosMessage): void {
  channel.postMessage(message)
}

function openRaw(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name)
    opening.onupgradeneeded = () => opening.transaction?.abort()
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => resolve(opening.result)
  })
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}

async function accountName(): Promise<string> {
  const directory = await openRaw('billfold-directory')
  const reading = directory.transaction('facts').objectStore('facts').get('currentAccount')
  await done(reading.transaction as IDBTransaction)
  directory.close()
  return accountDbName(reading.result.value as AccountId)
}

/** The books as the seed has them, whatever the app had written at its first start. */
async function fill(dump: Dump): Promise<void> {
  const db = await openRaw(await accountName())
  const tables = Object.keys(dump)
  const transaction = db.transaction(tables, 'readwrite')
  for (const table of tables) {
    const store = transaction.objectStore(table)
    store.clear()
    for (const row of dump[table] ?? []) store.put(row)
  }
  await done(transaction)
  db.close()
}

async function setClock(ahead: number): Promise<void> {
  const directory = await openRaw('billfold-directory')
  const transaction = directory.transaction('facts', 'readwrite')
  transaction.objectStore('facts').put({ key: chaosClockKey, value: String(ahead) })
  await done(transaction)
  directory.close()
  say({ kind: 'clock', ahead })
}

let opened: Promise<AccountDb> | undefined

function books(): Promise<AccountDb> {
  opened ??= (async () => {
    const db = new AccountDb(await accountName())
    await db.open()
    return db
  })()
  return opened
}

async function ownerActs(acts: readonly Act[], name: string, today: string): Promise<readonly string[]> {
  return perform(await books(), acts, name, today as CalendarDate)
}

/** Whether nobody has written for a moment: what was awoken has ended. */
function isQuiet(): boolean {
  return performance.now() - lastWrite > 250
}

/** Whether a whole run that began after `since` has found nothing to do on the day, and nothing was done after it began. */
async function isSettled(today: string, since: string): Promise<boolean> {
  const { runs, events } = await books()
  const [last, did] = await Promise.all([
    runs
      .orderBy('id')
      .reverse()
      .filter(({ state, counts }) => state === 'done' && !didSomething(counts))
      .first(),
    // Ids of the owner's acts have names, and come after all others.
    events.where('id').below('cmd_A').reverse().first(),
  ])
  if (last === undefined || last.asOf !== today || last.startedAt <= since) return false
  return did === undefined || did.id.slice('cmd_'.length) < last.id.slice('run_'.length)
}

/** Whether a run of that place, begun after `since`, has come to its end on the day. */
async function hasRun(today: string, since: string, place: string): Promise<boolean> {
  const { runs } = await books()
  const done = await runs
    .orderBy('id')
    .reverse()
    .filter((run) => run.place === place && run.state === 'done' && run.asOf === today && run.startedAt > since)
    .count()
  return done > 0
}

async function countCharges(): Promise<number> {
  return (await books()).charges.count()
}

/** How many documents wait for the owner's word. */
async function waiting(): Promise<number> {
  return (await (await books()).automation.get('state'))?.waiting.length ?? 0
}

async function readAll(): Promise<Dump> {
  const dump: Record<string, readonly unknown[]> = {}
  for (const table of (await books()).tables) if (table.name !== 'meta') dump[table.name] = await table.toArray()
  return dump
}

export { arm, armWorker, countCharges, fill, hasRun, isQuiet, isSettled, listen, ownerActs, readAll, setClock, waiting }
