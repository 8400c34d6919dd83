// What the service worker does when the browser, a page or the network wakes it: runs what is due in every account and
// delivers what waits. Loaded at the first wake-up, so that answering pages stays quick.
import { Dexie } from 'dexie'
import { type AccountTick, tick } from '../automation/tick.ts'
import type { RunTrigger } from '../core/automation/run.ts'
import { deliverAccounts } from '../integrations/deliver-accounts.ts'
import { DirectoryDb } from '../storage/directory-db.ts'
import { accountPorts } from './account-ports.ts'
import { backUpAccounts } from './back-up-accounts.ts'
import { currentInstant } from './clock.ts'
import { deviceName } from './device-name.ts'
import { onlyOne } from './only-one.ts'
import { type TellingPlace, tellAfterRun } from './tell-owner.ts'

export interface WakeUp {
  /** `deliver`: only what waits in the outbox. */
  readonly act: 'tick' | 'deliver'
  readonly trigger: RunTrigger
  /** How long the browser lets this wake-up last, less what finishing takes. */
  readonly budgetMs: number
  readonly telling: Omit<TellingPlace, 'directory'>
}

export interface LeftOver {
  /** The time was over before everything was billed. */
  readonly run: boolean
  /** Something in an outbox waits for another attempt. */
  readonly delivery: boolean
}

/** @throws only when a database fails: the browser then wakes the worker again. */
export async function wakeUp({ act, trigger, budgetMs, telling }: WakeUp): Promise<LeftOver> {
  // A device without books: nothing is made for it here.
  if (!(await Dexie.exists('billfold-directory'))) return { run: false, delivery: false }
  const ends = performance.now() + budgetMs
  const directory = new DirectoryDb()
  try {
    const device = await deviceName(directory)
    const accounts = () => accountPorts(directory, device)
    let run = false
    let failed: AccountTick | undefined
    if (act === 'tick') {
      const result = await tick(
        {
          accounts,
          place: 'worker',
          now: currentInstant,
          lock: onlyOne,
          budgetMs,
          // What could not be told fails no run: the bell tells it.
          tell: (account, opened) => tellAfterRun({ ...telling, directory }, account, opened).catch(() => undefined),
        },
        trigger,
      )
      run = result.more
      failed = result.accounts.find((account) => 'failed' in account)
    }
    if (act === 'tick' && !run) await backUpAccounts(directory, await accounts())
    const left = await deliverAccounts(await accounts(), { budgetMs: ends - performance.now(), lock: onlyOne })
    // The database of an account failed: the others are done, and the browser tries again.
    if (failed !== undefined) throw failed.failed
    return { run, delivery: left.nextAt !== undefined }
  } finally {
    directory.close()
  }
}
