import { cancelRows, reinstateRows } from '../core/contract/amend-contract.ts'
import type { CalendarDate } from '../core/date.ts'
import type { ContractId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import type { Result } from '../core/result.ts'
import { type Amended, amendTables, contextOf, readAmendable, writeAmended } from './amend-contract.ts'
import type { Command } from './execute.ts'

export interface CancelContract {
  readonly id: ContractId
  readonly version: number
  /** `start`: as if it had never been (M-11). A day: it goes on until then and not longer (M-10). */
  readonly from: 'start' | CalendarDate
  readonly note?: string
}

/**
 * Ends a whole contract; what was billed beyond the end is corrected as after any amendment.
 * Problems: `not-found`, `stale`, those of `cancelRows` and of `reconcileContract`.
 */
export const cancelContract: Command<CancelContract, Amended> = {
  name: 'cancelContract',
  tables: amendTables,
  async run(books, { from, note, ...seen }, envelope): Promise<Result<Amended, Problem>> {
    const found = await readAmendable(books.db, seen)
    if (!found.ok) return found
    const { contract, items } = found.value
    const cancelled = cancelRows(contract, items, from, await contextOf(books.db, found.value, envelope), note)
    return cancelled.ok ? writeAmended(books, found.value, cancelled.value, 'contract.cancelled', envelope) : cancelled
  },
}

/**
 * Takes a cancellation back: open corrections are withdrawn, credited days are charged again.
 * Problems: `not-found`, `stale`, those of `reinstateRows` and of `reconcileContract`.
 */
export const reinstateContract: Command<Omit<CancelContract, 'from'>, Amended> = {
  name: 'reinstateContract',
  tables: amendTables,
  async run(books, { note, ...seen }, envelope): Promise<Result<Amended, Problem>> {
    const found = await readAmendable(books.db, seen)
    if (!found.ok) return found
    const { contract, items } = found.value
    const back = reinstateRows(contract, items, await contextOf(books.db, found.value, envelope), note)
    return back.ok ? writeAmended(books, found.value, back.value, 'contract.resumed', envelope) : back
  },
}
