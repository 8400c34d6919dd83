// Standing still and going on, of a contract or of one item.
import { checkText } from '../core/check-fields.ts'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import { earlierOf } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ContractId, ContractItemId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { readGroupSnapshot } from '../storage/read-group.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow, lockedToday, readSettings } from './read-rows.ts'
import { gapTables, skipItemGap } from './skip-group-gap.ts'

interface Seen<Id> {
  readonly id: Id
  readonly version: number
}

interface Moved {
  readonly version: number
}

/** What becomes of the time in which it stood still. */
type Gap = 'bill' | 'skip'

/** Stops billing of a contract from today on; again: changes the note. Problems: `not-found`, `stale`, `field-invalid`, `books-locked`. */
export const holdContract: Command<Seen<ContractId> & { readonly note?: string }, Moved> = {
  name: 'holdContract',
  tables: ['contracts', 'settings'],
  async run(books, { note, ...seen }, envelope) {
    const found = expectRow('contract', await books.db.contracts.get(seen.id), seen)
    if (!found.ok) return found
    const problem = await holdProblem(books, note, envelope)
    if (problem !== undefined) return refused(problem)
    const next = held(found.value, note, envelope)
    await books.contracts.put(next, found.value)
    books.record('contract.held', [next.id, next.clientId], { name: next.name })
    return ok({ version: next.version })
  },
}

/** Stops billing of one item from today on; again: changes the note. Problems: `not-found`, `stale`, `field-invalid`, `books-locked`. */
export const holdItem: Command<Seen<ContractItemId> & { readonly note?: string }, Moved> = {
  name: 'holdItem',
  tables: ['contractItems', 'settings'],
  async run(books, { note, ...seen }, envelope) {
    const found = expectRow('contractItem', await books.db.contractItems.get(seen.id), seen)
    if (!found.ok) return found
    const problem = await holdProblem(books, note, envelope)
    if (problem !== undefined) return refused(problem)
    const next = held(found.value, note, envelope)
    await books.contractItems.put(next, found.value)
    books.record('item.held', [next.id, next.contractId, next.clientId], { description: next.description })
    return ok({ version: next.version })
  },
}

async function holdProblem(books: Books, note: string | undefined, envelope: Envelope): Promise<Problem | undefined> {
  return checkText('note', note, 1000) ?? (await lockedToday(books.db, envelope))
}

function held<Row extends Contract | ContractItem>(row: Row, note: string | undefined, { today, now }: Envelope): Row {
  const text = note?.trim() ?? ''
  const hold = { since: row.hold?.since ?? today, ...(text !== '' && { note: text }) }
  return { ...row, hold, version: row.version + 1, updatedAt: now }
}

/**
 * Lets a contract go on. `gap` says what becomes of the time in which it stood still: billed by the next run, or
 * skipped. Items that stood still longer by themselves are asked about when they go on.
 * Problems: `not-found`, `stale`, `amends-nothing` for one that is not on hold, `books-locked`, `charge-key-taken`.
 */
export const resumeContract: Command<Seen<ContractId> & { readonly gap: Gap }, Moved> = {
  name: 'resumeContract',
  tables: gapTables,
  async run(books, { gap, ...seen }, envelope): Promise<Result<Moved, Problem>> {
    const found = expectRow('contract', await books.db.contracts.get(seen.id), seen)
    if (!found.ok) return found
    const { hold, ...rest } = found.value
    if (hold === undefined) return refused({ code: 'amends-nothing' })
    const problem = await lockedToday(books.db, envelope)
    if (problem !== undefined) return refused(problem)
    const next: Contract = { ...rest, version: rest.version + 1, updatedAt: envelope.now }
    await books.contracts.put(next, found.value)
    books.record('contract.resumed', [next.id, next.clientId], { name: next.name, gap })
    if (gap === 'bill') return ok({ version: next.version })
    const items = await books.db.contractItems.where('contractId').equals(next.id).toArray()
    const standing = items.filter((item) => item.hold === undefined || item.hold.since >= hold.since)
    const ids = new Set(standing.map(({ id }) => id))
    const skipped = await skipItems(books, next, ids, hold.since, envelope)
    return skipped === undefined ? ok({ version: next.version }) : refused(skipped)
  },
}

/**
 * Lets one item go on, as `resumeContract` does. While its contract stands still the days since are skipped too.
 * Problems: `not-found`, `stale`, `amends-nothing` for one that is not on hold, `books-locked`, `charge-key-taken`.
 */
export const resumeItem: Command<Seen<ContractItemId> & { readonly gap: Gap }, Moved> = {
  name: 'resumeItem',
  tables: gapTables,
  async run(books, { gap, ...seen }, envelope): Promise<Result<Moved, Problem>> {
    const found = expectRow('contractItem', await books.db.contractItems.get(seen.id), seen)
    if (!found.ok) return found
    const { hold, ...rest } = found.value
    if (hold === undefined) return refused({ code: 'amends-nothing' })
    const settings = await readSettings(books.db)
    const problem = lockedProblem(settings, envelope.today)
    if (problem !== undefined) return refused(problem)
    const contract = await books.db.contracts.get(rest.contractId)
    if (contract === undefined) return refused({ code: 'not-found', entity: 'contract', id: rest.contractId })
    const next: ContractItem = { ...rest, version: rest.version + 1, updatedAt: envelope.now }
    await books.contractItems.put(next, found.value)
    books.record('item.resumed', [next.id, next.contractId, next.clientId], { description: next.description, gap })
    if (gap === 'bill') return ok({ version: next.version })
    const since = contract.hold === undefined ? hold.since : earlierOf(hold.since, contract.hold.since)
    const skipped = await skipItems(books, contract, new Set([next.id]), since, envelope)
    return skipped === undefined ? ok({ version: next.version }) : refused(skipped)
  },
}

async function skipItems(
  books: Books,
  contract: Contract,
  itemIds: ReadonlySet<ContractItemId>,
  since: Contract['startOn'],
  envelope: Envelope,
): Promise<Problem | undefined> {
  const snapshot = await readGroupSnapshot(books.db, contract.billingGroupId)
  if (snapshot === undefined) return { code: 'not-found', entity: 'billingGroup', id: contract.billingGroupId }
  // What the group stood still longer is not charged on the way: it is asked about when the group goes on.
  const from = snapshot.group.standingSince === undefined ? since : earlierOf(since, snapshot.group.standingSince)
  for (const each of snapshot.items.filter(({ item }) => itemIds.has(item.id))) {
    const skipped = await skipItemGap(books, each, contract, from, envelope)
    if (!skipped.ok) return skipped.problem
  }
  return undefined
}
