// The billing run: each group that may have something to do, one transaction each. A group that fails is parked with
// its problem and the run goes on (design.md section 5).
import { billGroup, type GroupBilled } from '../commands/bill-group.ts'
import { execute } from '../commands/execute.ts'
import { parkGroup } from '../commands/park-group.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, ContractId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import type { Books } from '../queries/account-entries.ts'
import { listDueGroups } from '../queries/list-due-groups.ts'
import { renewContracts } from './renew-contracts.ts'

export interface BillingDeps {
  readonly books: Books
  /** A fresh envelope of automation for each command. */
  readonly envelope: () => Envelope
  /** Gives the page a turn between chunks; absent: the next macrotask. */
  readonly pause?: () => Promise<void>
}

export interface BillingProgress {
  readonly done: number
  readonly total: number
  readonly invoices: number
}

export interface BillingRunOptions {
  readonly onProgress?: (progress: BillingProgress) => void
  /** Stops before the next group; what is done stays done. */
  readonly signal?: AbortSignal
}

export interface BillingRun {
  /** Groups that were planned. */
  readonly groups: number
  /** Drafts that were made or got lines. */
  readonly invoices: number
  readonly parked: number
  /** Stopped before the end: by its signal, or because nothing can be written now. */
  readonly stopped?: 'aborted' | Problem
}

const chunk = 25

/**
 * Bills every group that is due by the day, and renews what goes on by itself (M-24). Sleeping groups are not read.
 * Nothing is held in memory beyond one group. Three windows may run at once: each period is billed once by its key.
 * @throws only when the database itself fails, a closed one or a full disk; what is done stays done
 */
export async function billDueGroups(
  { books, envelope, pause = nextTask }: BillingDeps,
  asOf: CalendarDate,
  { onProgress, signal }: BillingRunOptions = {},
): Promise<BillingRun> {
  const due = await listDueGroups(books, asOf)
  let [groups, invoices, parked] = [0, 0, 0]
  for (const groupId of due) {
    if (signal?.aborted === true) return { groups, invoices, parked, stopped: 'aborted' }
    const outcome = await billOneGroup(books, groupId, asOf, envelope)
    if (outcome.kind === 'stop') return { groups, invoices, parked, stopped: outcome.problem }
    groups += 1
    if (outcome.kind === 'parked') parked += 1
    if (outcome.kind === 'billed') invoices += outcome.invoices
    if (groups % chunk === 0 || groups === due.length) {
      onProgress?.({ done: groups, total: due.length, invoices })
      await pause()
    }
  }
  return { groups, invoices, parked }
}

export type GroupOutcome =
  | {
      readonly kind: 'billed'
      readonly invoices: number
      /** What each pass over it did and said; the last one says where it stands. */
      readonly passes: readonly GroupBilled[]
      readonly renewed: readonly ContractId[]
    }
  | { readonly kind: 'gone' }
  | { readonly kind: 'parked'; readonly problem: Problem }
  | { readonly kind: 'stop'; readonly problem: Problem }

/**
 * Bills one group and renews its contracts, until nothing more is due. A group that fails is parked with its problem.
 * @throws only when the database itself fails
 */
export async function billOneGroup(
  books: Books,
  groupId: BillingGroupId,
  asOf: CalendarDate,
  envelope: () => Envelope,
): Promise<GroupOutcome> {
  const problem = await withoutFaults(async (): Promise<GroupOutcome | Problem> => {
    const tried = new Set<ContractId>()
    const passes: GroupBilled[] = []
    const went: ContractId[] = []
    let invoices = 0
    for (;;) {
      const billed = await execute(books, billGroup, { groupId, asOf }, envelope())
      if (!billed.ok) return billed.problem
      passes.push(billed.value)
      invoices += billed.value.invoiceIds.length
      // M-24: the new contract may be due at once, and a contract that is long over goes on until the day is covered.
      const due = billed.value.renewals.filter(({ contractId }) => !tried.has(contractId))
      if (due.length === 0) return { kind: 'billed', invoices, passes, renewed: went }
      for (const { contractId } of due) tried.add(contractId)
      const renewed = await renewContracts(books, due, envelope)
      if (!renewed.ok) return renewed.problem
      invoices += renewed.value.invoices
      went.push(...renewed.value.renewed)
    }
  })
  if ('kind' in problem) return problem
  // Removed since the list was read.
  if (problem.code === 'not-found' && problem.entity === 'billingGroup') return { kind: 'gone' }
  if (stopsTheRun.has(problem.code)) return { kind: 'stop', problem }
  const result = await execute(books, parkGroup, { groupId, problem }, envelope())
  return result.ok ? { kind: 'parked', problem } : { kind: 'gone' }
}

/** True of everything alike: parking one group after the other would be wrong. */
export const stopsTheRun: ReadonlySet<Problem['code']> = new Set([
  'schema-newer',
  'read-only',
  'date-in-future',
  'newer-rules',
  'clock-went-back',
  'automation-paused',
])

/** A fault of the program or of these rows is their problem; one of the database is everybody's. */
export async function withoutFaults<Value>(act: () => Promise<Value>): Promise<Value | Problem> {
  try {
    return await act()
  } catch (error) {
    if (isDatabaseFault(error)) throw error
    return { code: 'run-failed', detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
}

const databaseFaults: ReadonlySet<string> = new Set([
  // The browser gave the transaction up: it closes the window, or the connection.
  'AbortError',
  'DatabaseClosedError',
  'QuotaExceededError',
  'InvalidStateError',
  'OpenFailedError',
  'TimeoutError',
  'UnknownError',
  'VersionError',
  'MissingAPIError',
])

function isDatabaseFault(error: unknown): boolean {
  const { name, inner } = error as { readonly name?: string; readonly inner?: unknown }
  if (name !== undefined && databaseFaults.has(name)) return true
  return inner !== undefined && inner !== null && inner !== error && isDatabaseFault(inner)
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
