import type { UsageRecord } from '../core/contract/contract.ts'
import type { Envelope } from '../core/envelope.ts'
import type { UsageRecordId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { coverTables, coverUsage, uncoverUsage } from './cover-usage.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'
import { outsideProblem } from './record-usage.ts'

interface SeenUsage {
  readonly id: UsageRecordId
  readonly version: number
}

interface UsageVersion {
  readonly version: number
}

/**
 * Takes an entry of usage out, before it is billed; its row stays, so that its key stays taken and a file that is
 * imported again does not bring it back. Prepaid units that covered it are there again. Problems: `not-found`, `stale`, `usage-billed`.
 */
export const removeUsage: Command<SeenUsage, UsageVersion> = {
  name: 'removeUsage',
  tables: ['contractItems', 'usageRecords', ...coverTables],
  async run(books, seen, envelope) {
    return moveUsage(books, seen, 'removed', envelope)
  },
}

/**
 * Brings a removed entry back, the undo of `removeUsage`: it is billed with its period, or on the next invoice when that
 * has been billed meanwhile. Problems: `not-found`, `stale`, `usage-billed`, `usage-outside` when its item has ended before its day.
 */
export const restoreUsage: Command<SeenUsage, UsageVersion> = {
  name: 'restoreUsage',
  tables: ['contracts', 'contractItems', 'usageRecords', ...coverTables],
  async run(books, seen, envelope) {
    return moveUsage(books, seen, 'open', envelope)
  },
}

async function moveUsage(
  books: Books,
  seen: SeenUsage,
  to: 'open' | 'removed',
  envelope: Envelope,
): Promise<Result<UsageVersion, Problem>> {
  const current = await books.db.usageRecords.get(seen.id)
  // Billed has more to say than "changed since".
  if (current?.state === 'billed') return refused({ code: 'usage-billed', sourceKey: current.sourceKey })
  const found = expectRow('usage', current, seen)
  if (!found.ok) return found
  const before = found.value
  const item = await books.db.contractItems.get(before.contractItemId)
  if (item === undefined) return refused({ code: 'not-found', entity: 'contractItem', id: before.contractItemId })
  if (to === 'open') {
    const contract = await books.db.contracts.get(before.contractId)
    if (contract === undefined) return refused({ code: 'not-found', entity: 'contract', id: before.contractId })
    const outside = outsideProblem(item, contract, before.on)
    if (outside !== undefined) return refused(outside)
  }
  const moved: UsageRecord = { ...before, state: to, version: before.version + 1, updatedAt: envelope.now }
  books.record(
    to === 'removed' ? 'usage.removed' : 'usage.recorded',
    [before.id, before.contractItemId, before.contractId, before.clientId],
    {
      description: item.description,
      on: before.on,
      quantity: before.quantity,
      ...(item.unit === undefined ? {} : { unit: item.unit }),
      ...(to === 'open' ? { again: true } : {}),
    },
  )
  const next =
    to === 'open'
      ? await coverUsage(books, [{ item, record: moved }], envelope)
      : [await uncoverUsage(books, moved, envelope)]
  await books.usageRecords.putMany(next.map((each) => ({ next: each, previous: before })))
  return ok({ version: moved.version })
}
