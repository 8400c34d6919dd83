// The one React context: what app/ wires once and every screen uses.
import { createContext, type ReactNode, useContext } from 'react'
import type { BillingRun, BillingRunOptions } from '../automation/bill-due-groups.ts'
import type { AccountRun, TickProgress } from '../automation/tick.ts'
import type { Command } from '../commands/execute.ts'
import type { CalendarDate, Instant } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AccountId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import type { Result } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountEntryView, Books, Directory } from '../queries/account-entries.ts'

/** A run of automation that a person asks for. */
export interface RunByHandOptions {
  /** After a word for what waited. */
  readonly confirmed?: true
  readonly onProgress?: (progress: TickProgress) => void
  readonly signal?: AbortSignal
}

export interface Runtime {
  /** The open account's books, for queries and live rows (`blocks/use-rows.ts`). */
  readonly books: Books
  readonly directory: Directory
  readonly account: AccountEntryView
  /** Live: a change in another tab arrives here too. */
  readonly settings: AccountSettings
  /** The account's own calendar day now (I-11). */
  today(): CalendarDate
  now(): Instant
  /**
   * Runs a command once, as the user. Give `key` (from `newKey()`, made when a form opens) where a double click or a
   * retry must be the same act.
   */
  run<Input, Value>(
    command: Command<Input, Value>,
    input: Input,
    key?: Envelope['commandId'],
  ): Promise<Result<Value, Problem>>
  newKey(): Envelope['commandId']
  /** Bills every group that is due today, as automation does by itself; waits for a run in another window. */
  runBilling(options?: BillingRunOptions): Promise<BillingRun>
  /** Everything that automation does by itself today, at once; undefined for books that are only looked at. */
  runAutomation(options?: RunByHandOptions): Promise<AccountRun | undefined>
  /** For the few acts that are no command on one account: backup, restore, accounts. */
  envelope(key?: Envelope['commandId']): Envelope
  newAccountId(): AccountId
  /** Shows another account of this device in this tab. */
  openAccount(id: AccountId): Promise<void>
  /** Makes the sample business as an account of its own and shows it; `onProgress` is told the part done, 0..1. */
  openSample(name: string, onProgress: (part: number) => void, signal?: AbortSignal): Promise<void>
}

const RuntimeContext = createContext<Runtime | undefined>(undefined)

export function RuntimeProvider({ runtime, children }: { readonly runtime: Runtime; readonly children: ReactNode }) {
  return <RuntimeContext.Provider value={runtime}>{children}</RuntimeContext.Provider>
}

/** The runtime of the open account. */
export function useRuntime(): Runtime {
  const runtime = useContext(RuntimeContext)
  if (runtime === undefined) throw new Error('No account is open')
  return runtime
}
