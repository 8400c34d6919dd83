import { contractWords } from '../core/contract/build-contract.ts'
import { headProblem, renewalProblem } from '../core/contract/check-contract.ts'
import type { Contract, RenewalTerms } from '../core/contract/contract.ts'
import type { Envelope } from '../core/envelope.ts'
import type { BillingGroupId, ContractId } from '../core/ids.ts'
import type { CustomField } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { groupOf } from './add-contract.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { fieldValues } from './field-values.ts'
import { expectRow } from './read-rows.ts'

export interface ChangeContract {
  readonly id: ContractId
  readonly version: number
  /** What is absent stays; an empty text takes the text away, `null` the renewal. */
  readonly changes: {
    readonly name?: string
    readonly contractNumber?: string
    readonly notes?: string
    readonly poNumber?: string
    readonly renewal?: RenewalTerms | null
    readonly billingGroupId?: BillingGroupId
    readonly customFields?: readonly CustomField[]
  }
}

/**
 * Changes what is not agreed with the client from a day on: words, numbers, renewal, billing group. Moved to another
 * group of the client, all that is not invoiced moves with it, lines on drafts excepted.
 * Problems: `not-found`, `stale`, `field-invalid`, `field-required`, `field-value`, `contract-renewed`,
 * `contract-cancelled` (for the renewal).
 */
export const changeContract: Command<ChangeContract, { readonly version: number }> = {
  name: 'changeContract',
  tables: ['contracts', 'contractItems', 'charges', 'usageRecords', 'corrections', 'billingGroups'],
  async run(books, { changes, ...seen }, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = expectRow('contract', await books.db.contracts.get(seen.id), seen)
    if (!found.ok) return found
    const before = found.value
    const items = await books.db.contractItems.where('contractId').equals(before.id).toArray()
    const { billingGroupId = before.billingGroupId, renewal, customFields, ...texts } = changes
    const group = await groupOf(books.db, before.clientId, billingGroupId)
    if (!group.ok) return group
    const own = await fieldValues(books.db, 'contract', customFields, before)
    if (!own.ok) return own
    const { name, contractNumber, poNumber, notes, renewal: _old, customFields: _values, ...rest } = before
    const wanted = { name, ...optional({ contractNumber, poNumber, notes }), ...texts, ...own.value }
    const terms = renewal === undefined ? before.renewal : (renewal ?? undefined)
    const problem =
      headProblem(wanted) ?? renewalProblem(terms, before.endOn) ?? (renewal === undefined ? undefined : over(before))
    if (problem !== undefined) return refused(problem)
    const next: Contract = {
      ...rest,
      ...contractWords({ ...wanted, clientName: before.clientName }, items),
      billingGroupId,
      ...(terms !== undefined && { renewal: terms }),
      version: before.version + 1,
      updatedAt: envelope.now,
    }
    await books.contracts.put(next, before)
    const moved = billingGroupId === before.billingGroupId ? [] : await moveToGroup(books, next, envelope)
    books.record('contract.changed', [next.id, next.clientId, ...moved], { name: next.name })
    return ok({ version: next.version })
  },
}

function optional<Row extends object>(row: Row): { [Name in keyof Row]?: Exclude<Row[Name], undefined> } {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Row]?: Exclude<Row[Name], undefined>
  }
}

/** What was renewed or cancelled does not renew itself. */
function over({ state, name }: Contract): Problem | undefined {
  if (state === 'renewed') return { code: 'contract-renewed', name }
  return state === 'cancelled' ? { code: 'contract-cancelled', name } : undefined
}

/** Answers the ids of the rows that moved. */
async function moveToGroup(books: Books, { id, billingGroupId }: Contract, { now }: Envelope): Promise<string[]> {
  const { db } = books
  const items = await db.contractItems.where('contractId').equals(id).toArray()
  const itemIds = items.map((item) => item.id)
  const [charges, usage, corrections] = await Promise.all([
    db.charges.where('contractId').equals(id).toArray(),
    Promise.all(
      itemIds.map((itemId) => db.usageRecords.where('[contractItemId+on]').between([itemId], [itemId, []]).toArray()),
    ),
    db.corrections.where('contractItemId').anyOf(itemIds).toArray(),
  ])
  const moved = <Row extends { readonly version: number }>(previous: Row) => ({
    next: { ...previous, billingGroupId, version: previous.version + 1, updatedAt: now },
    previous,
  })
  const openCharges = charges.filter(({ state }) => state === 'open' || state === 'waived')
  const openUsage = usage.flat().filter(({ state }) => state === 'open')
  const openCorrections = corrections.filter(({ state }) => state === 'open')
  await books.contractItems.putMany(items.map(moved))
  await books.charges.putMany(openCharges.map(moved))
  await books.usageRecords.putMany(openUsage.map(moved))
  await books.corrections.putMany(openCorrections.map(moved))
  return [items, openCharges, openUsage, openCorrections].flatMap((rows) => rows.map((row) => row.id))
}
