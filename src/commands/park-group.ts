import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { BillingGroupId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { Command } from './execute.ts'
import { expectGroup } from './save-billing-group.ts'

/**
 * Takes a group out of the run, with the problem that stopped it, until somebody lets it go on (design.md section 5).
 * Problem: `not-found`.
 */
export const parkGroup: Command<
  { readonly groupId: BillingGroupId; readonly problem: Problem },
  { readonly version: number }
> = {
  name: 'parkGroup',
  tables: ['billingGroups'],
  async run(books, { groupId, problem }, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = await expectGroup(books, { id: groupId })
    if (!found.ok) return found
    const before = found.value
    const parked = { problem, on: envelope.today, at: envelope.now }
    const next: BillingGroup = { ...before, parked, version: before.version + 1 }
    await books.billingGroups.put(next, before)
    books.record('group.parked', [before.id, before.clientId], { name: before.name, code: problem.code })
    // Nothing changes until a person lets it go on, which wakes it.
    books.sleepUntil(before.id, undefined)
    return ok({ version: next.version })
  },
}

/** Lets a parked group take part in the next run. Problem: `not-found`. */
export const unparkGroup: Command<{ readonly groupId: BillingGroupId }, { readonly version: number }> = {
  name: 'unparkGroup',
  tables: ['billingGroups'],
  async run(books, { groupId }): Promise<Result<{ version: number }, Problem>> {
    const found = await expectGroup(books, { id: groupId })
    if (!found.ok) return found
    const { parked: _parked, ...rest } = found.value
    const next: BillingGroup = { ...rest, version: rest.version + 1 }
    await books.billingGroups.put(next, found.value)
    books.record('group.unparked', [next.id, next.clientId], { name: next.name })
    return ok({ version: next.version })
  },
}
