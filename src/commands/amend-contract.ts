import { type AmendedRows, type AmendmentRequest, amendRows } from '../core/contract/amend-contract.ts'
import type { AmendContext } from '../core/contract/amend-item.ts'
import type { Contract, ContractItem } from '../core/contract/contract.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EventType } from '../core/event.ts'
import type { AmendmentId, ContractId, ContractItemId, CorrectionId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { AccountDb, TableName } from '../storage/account-db.ts'
import { readChargedThrough } from '../storage/read-group.ts'
import { namedByItems } from './add-contract.ts'
import type { Books, Change } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow, readSettings } from './read-rows.ts'
import { reconcileContract, reconcileTables } from './reconcile-contract.ts'

export interface AmendContract {
  readonly id: ContractId
  readonly version: number
  readonly request: AmendmentRequest
}

export interface Amended {
  readonly amendmentId: AmendmentId
  /** What was billed and should have cost less; some may be resolved already, by the setting. */
  readonly correctionIds: readonly CorrectionId[]
}

/** What a command that amends touches. */
export const amendTables = [
  ...reconcileTables,
  'contracts',
  'contractItems',
  'amendments',
] as const satisfies readonly TableName[]

/**
 * Changes a contract from a day on: quantities, prices, items added, ended and un-ended, billing days (M-21). Periods
 * that are charged already follow, as R-14 says.
 * Problems: `not-found`, `stale`, those of `amendRows` and of `reconcileContract`.
 */
export const amendContract: Command<AmendContract, Amended> = {
  name: 'amendContract',
  tables: [...amendTables, 'products'],
  async run(books, { request, ...seen }, envelope): Promise<Result<Amended, Problem>> {
    const found = await readAmendable(books.db, seen)
    if (!found.ok) return found
    const named = await namedByItems(
      books.db,
      request.changes.flatMap((change) => (change.kind === 'add' ? [change.item] : [])),
    )
    if (!named.ok) return named
    const context = { ...(await contextOf(books.db, found.value, envelope)), notProrated: named.value }
    const amended = amendRows(found.value.contract, found.value.items, request, context)
    return amended.ok ? writeAmended(books, found.value, amended.value, 'contract.amended', envelope) : amended
  },
}

export interface Amendable {
  readonly contract: Contract
  readonly items: readonly ContractItem[]
  readonly settings: AccountSettings
}

/** The contract at the version seen, with its items. Problems: `not-found`, `stale`. */
export async function readAmendable(
  db: AccountDb,
  seen: { readonly id: ContractId; readonly version: number },
): Promise<Result<Amendable, Problem>> {
  const found = expectRow('contract', await db.contracts.get(seen.id), seen)
  if (!found.ok) return found
  const items = await db.contractItems.where('contractId').equals(seen.id).toArray()
  return ok({ contract: found.value, items, settings: await readSettings(db) })
}

/** What the pure rules need to know beside the rows. */
export async function contextOf(
  db: AccountDb,
  { contract, items, settings }: Amendable,
  { today, now, newId }: Envelope,
): Promise<AmendContext> {
  const amendments = await db.amendments.where('contractId').equals(contract.id).sortBy('id')
  const through = await Promise.all(items.map(({ id }) => readChargedThrough(db, id)))
  const known = items.flatMap(({ id }, i): [ContractItemId, CalendarDate][] => {
    const date = through[i]
    return date === undefined ? [] : [[id, date]]
  })
  return { settings, today, now, newId, amendments, chargedThroughById: new Map(known) }
}

/** Writes an amendment with all that follows from it. Problems: those of `reconcileContract`. */
export async function writeAmended(
  books: Books,
  before: Amendable,
  rows: AmendedRows,
  type: Extract<EventType, 'contract.amended' | 'contract.cancelled' | 'contract.resumed'>,
  envelope: Envelope,
): Promise<Result<Amended, Problem>> {
  const { contract, items, amendment } = rows
  const old = new Map(before.items.map((item) => [item.id, item]))
  const changed: Change<ContractItem>[] = []
  for (const next of items) {
    const previous = old.get(next.id)
    if (previous !== undefined && previous !== next) changed.push({ next, previous })
  }
  const added = items.filter(({ id }) => !old.has(id))
  await books.contracts.put(contract, before.contract)
  await books.contractItems.putMany(changed)
  await books.contractItems.addMany(added)
  await books.amendments.add(amendment)
  const itemIds = [...changed.map(({ next }) => next.id), ...added.map(({ id }) => id)]
  books.record(type, [contract.id, contract.clientId, amendment.id, ...itemIds], {
    name: contract.name,
    clientName: contract.clientName,
    effectiveOn: amendment.effectiveOn,
  })
  const corrections = await reconcileContract(books, rows, before.settings.billing.corrections, envelope)
  return corrections.ok
    ? ok({ amendmentId: amendment.id, correctionIds: corrections.value })
    : refused(corrections.problem)
}
