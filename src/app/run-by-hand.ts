import type { AccountRun } from '../automation/tick.ts'
import type { RunByHandOptions } from '../features/runtime.tsx'
import type { OpenedAccount } from './open-runtime.ts'
import { runAutomation } from './run-automation.ts'

/**
 * The whole run of the shown account, by a person's word, after one that is going on.
 * @throws when the database fails, or when it was stopped while it waited
 */
export async function runByHand(opened: OpenedAccount, options: RunByHandOptions): Promise<AccountRun | undefined> {
  if (opened.entry.state !== 'active') return undefined
  const { confirmed, onProgress, signal } = options
  const [account] = await runAutomation(opened, confirmed ? 'confirmed' : 'by-hand', {
    byHand: true,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  if (account !== undefined && 'failed' in account) throw account.failed
  return account?.run
}
