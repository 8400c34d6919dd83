import type { Instant } from '../core/date.ts'
import type { UsageRecordId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
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
 * imported again does not bring it back. Problems: `not-found`, `stale`, `usage-billed`.
 */
export const removeUsage: Command<SeenUsage, UsageVersion> = {
  name: 'removeUsage',
  tables: ['contractItems', 'usageRecords'],
  async run(books, seen, envelope) {
    return moveUsage(books, seen, 'removed', envelope.now)
  },
}

/**
 * Brings a removed entry back, the undo of `removeUsage`: it is billed with its period, or on the next invoice when that
 * has been billed meanwhile. Problems: `not-found`, `stale`, `usage-billed`, `usage-outside` when its item has ended before its day.
 */
export const restoreUsage: Command<SeenUsage, UsageVersion> = {
  name: 'restoreUsage',
  tables: ['contracts', 'contractItems', 'usageRecords'],
  async run(books, seen, envelope) {
    return moveUsage(books, seen, 'open', envelope.now)
  },
}

async function moveUsage(
  books: Books,
  seen: SeenUsage,
  to: 'open' | 'removed',
  now: Instant,
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
  const next = { ...before, state: to, version: before.version + 1, updatedAt: now }
  await books.usageRecords.put(next, before)
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
  return ok({ version: next.version })
}
