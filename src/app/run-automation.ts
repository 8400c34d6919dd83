/// <reference path="../worker/background-sync.d.ts" />
// Automation in a page, which alone is enough (design.md section 7): what wakes it here, and the run itself, which is the
// worker's. Loaded when the first screen stands, so that nothing of it slows the start.
import { Dexie, liveQuery } from 'dexie'
import { type AccountTick, type TickDeps, tick } from '../automation/tick.ts'
import { type RunTrigger, rulesVersion } from '../core/automation/run.ts'
import { deliverAccounts } from '../integrations/deliver-accounts.ts'
import { accountPorts } from '../worker/account-ports.ts'
import { currentInstant } from '../worker/clock.ts'
import { makeEnvelope } from '../worker/make-envelope.ts'
import { onlyOne } from '../worker/only-one.ts'
import { tellAfterRun } from '../worker/tell-owner.ts'
import { outboxTag, type WorkerMessage } from '../worker/wake-tags.ts'
import { sayBooksClosed, useClosedBooks } from './closed-books.ts'
import type { OpenedAccount } from './open-runtime.ts'
import { registerWakeUps } from './register-wake-ups.ts'
import { pagePlace } from './telling-place.ts'

const hourMs = 3_600_000
/** Events that rules wait for come in bunches: they are looked at when the bunch is over. */
const bunchMs = 1500
/** The longest wait that a timer of the browser counts right. */
const longestTimerMs = 2 ** 31 - 1
/** A page is not cut off as a worker is, but may be closed: what is not delivered then is lost to nobody (leases). */
const deliveryMs = 60_000

/**
 * Runs automation when this begins, whenever the page is looked at again, once an hour, and when something happened that
 * rules wait for; has the outbox delivered when something waits there. Answers how to stop.
 */
export function watchAutomation(opened: OpenedAccount): () => void {
  const { db } = opened
  let stopped = false
  // What fails is shown where it belongs: a parked group, closed books. The next look tries again.
  const run = (trigger: RunTrigger) => {
    if (!stopped) void runAutomation(opened, trigger).catch(() => undefined)
  }
  const seen = () => {
    if (document.visibilityState === 'visible') run('visible')
  }
  run('start')
  const forget = registerWakeUps()
  document.addEventListener('visibilitychange', seen)
  const hourly = setInterval(() => run('hourly'), hourMs)

  let bunch: ReturnType<typeof setTimeout> | undefined
  let looked = ''
  const queue = liveQuery(() => db.ruleQueue.orderBy('id').reverse().limit(1).primaryKeys()).subscribe({
    next: ([newest]) => {
      // What a run left in it, at its limit or paused, waits for the next look.
      if (newest === undefined || newest <= looked) return
      clearTimeout(bunch)
      bunch = setTimeout(() => {
        looked = newest
        run('message')
      }, bunchMs)
    },
    error: () => undefined,
  })

  let later: ReturnType<typeof setTimeout> | undefined
  const outbox = liveQuery(async () => {
    const [first] = await db.outbox
      .where('[state+nextAt]')
      .between(['waiting', Dexie.minKey], ['waiting', Dexie.maxKey])
      .limit(1)
      .toArray()
    return first?.nextAt
  }).subscribe({
    next: (nextAt) => {
      clearTimeout(later)
      if (nextAt === undefined) return
      const wait = Math.max(0, Date.parse(nextAt) - Date.parse(currentInstant()))
      later = setTimeout(() => void deliver(opened).catch(() => undefined), Math.min(wait, longestTimerMs))
    },
    error: () => undefined,
  })
  const online = () => void deliver(opened).catch(() => undefined)
  window.addEventListener('online', online)

  const rules = liveQuery(() => db.automation.get('state')).subscribe({
    next: (state) => {
      const newer = (state?.mark?.rulesVersion ?? 0) > rulesVersion
      if (newer && useClosedBooks.getState().reason === undefined) sayBooksClosed('newer-rules')
    },
    error: () => undefined,
  })

  return () => {
    stopped = true
    forget()
    document.removeEventListener('visibilitychange', seen)
    window.removeEventListener('online', online)
    for (const timer of [bunch, later]) clearTimeout(timer)
    clearInterval(hourly)
    for (const subscription of [queue, outbox, rules]) subscription.unsubscribe()
  }
}

export interface RunOptions extends Pick<TickDeps, 'onProgress' | 'signal'> {
  /** A person asked: only the account on screen, and after a run of it in another window or the worker. */
  readonly byHand?: true
}

/** One run over the accounts of this device; the shown one by its open books, the sample only while it is shown. */
export async function runAutomation(
  opened: OpenedAccount,
  trigger: RunTrigger,
  { byHand, onProgress, signal }: RunOptions = {},
): Promise<readonly AccountTick[]> {
  const { directory, device, entry, db } = opened
  const telling = await pagePlace(directory)
  const { accounts } = await tick(
    {
      accounts: async () => {
        const ports = await accountPorts(directory, device, { entry, db })
        return byHand ? ports.filter(({ id }) => id === entry.id) : ports
      },
      place: 'page',
      now: currentInstant,
      lock: byHand ? waitForIt(signal) : onlyOne,
      pause: nextTurn,
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
      // What could not be told fails no run: the bell tells it.
      tell: (account, open) => tellAfterRun(telling, account, open).catch(() => undefined),
    },
    trigger,
  )
  if (!byHand) await backUp(opened)
  return accounts
}

/** Loaded only where a folder was chosen for it. */
async function backUp({ directory, device, entry, db }: OpenedAccount): Promise<void> {
  if ((await directory.backupFolders.count()) === 0) return
  const { backUpAccounts } = await import('../worker/back-up-accounts.ts')
  await backUpAccounts(directory, await accountPorts(directory, device, { entry, db }))
}

function waitForIt(signal: AbortSignal | undefined): TickDeps['lock'] {
  return async (name, act) => {
    const { locks } = navigator as { readonly locks?: LockManager }
    if (locks === undefined) return act()
    return (await locks.request(name, signal === undefined ? {} : { signal }, act)) as Awaited<ReturnType<typeof act>>
  }
}

/** Lets the page answer touches and draw between two units of a run. */
function nextTurn(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: { yield?(): Promise<void> } }
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve, 0))
}

/**
 * Has the outbox delivered: by the service worker, which goes on when this page is closed; where there is none, here. With
 * Background Sync the browser also waits for the network. Letters are made here: only pages draw a PDF.
 */
async function deliver(opened: OpenedAccount): Promise<void> {
  const { directory, device, entry, db } = opened
  const registration = await navigator.serviceWorker?.getRegistration()
  const worker = registration?.active
  // The worker leaves a sample business alone.
  if (registration === undefined || worker === null || worker === undefined || entry.kind === 'sample') {
    const ports = await accountPorts(directory, device, { entry, db })
    await deliverAccounts(ports, { budgetMs: deliveryMs, lock: onlyOne })
  } else {
    // A sync that has failed once is called again after minutes, however often it is registered meanwhile: hence both.
    await registration.sync?.register(outboxTag).catch(() => undefined)
    worker.postMessage({ type: 'DELIVER' } satisfies WorkerMessage)
  }
  const endpoints = await db.endpoints.toArray()
  const timeZone = (await db.settings.get('account'))?.timeZone
  if (timeZone === undefined || !endpoints.some(({ purpose, state }) => purpose === 'mail' && state === 'on')) return
  const { deliverNow } = await import('../integrations/deliver-now.ts')
  await deliverNow(db, () => makeEnvelope(timeZone, device))
}
