import { Dexie } from 'dexie'
import { checkDate, checkDays, checkRequired, checkText, firstProblem, invalid } from '../core/check-fields.ts'
import { type BillingCycle, type BillingGroup, defaultGroup } from '../core/contract/billing-group.ts'
import type { BillingGroupId, ClientId } from '../core/ids.ts'
import type { Client } from '../core/model.ts'
import { isCadence } from '../core/period-chain.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { fieldValues } from './field-values.ts'
import { expectBillable, expectRow } from './read-rows.ts'
import { recordPo } from './set-po-number.ts'

/** What a person enters about a billing group (M-6); the rest of the row is kept by commands. */
export type GroupFields = Pick<
  BillingGroup,
  | 'name'
  | 'offsetDays'
  | 'cycle'
  | 'recipient'
  | 'cc'
  | 'addressId'
  | 'termsDays'
  | 'poNumber'
  | 'paymentMethod'
  | 'customFields'
>

export interface SaveBillingGroup {
  readonly seen?: { readonly id: BillingGroupId; readonly version: number }
  readonly clientId: ClientId
  readonly fields: GroupFields
}

/** Creation offsets in days (M-4). */
export const offsetBounds = { earliest: -60, latest: 30 } as const

const maxCopies = 50

/**
 * Adds a billing group to a client, or changes one: new drafts follow it, invoices that are issued never do (M-14).
 * Problems: `not-found`, `stale`, `client-archived` for a new one, `field-invalid`, `field-required`, `field-value`.
 */
export const saveBillingGroup: Command<SaveBillingGroup, { readonly id: BillingGroupId; readonly version: number }> = {
  name: 'saveBillingGroup',
  tables: ['clients', 'billingGroups'],
  async run(
    books,
    { seen, clientId, fields },
    envelope,
  ): Promise<Result<{ id: BillingGroupId; version: number }, Problem>> {
    if (seen === undefined) {
      const client = await expectBillable(books.db, clientId)
      if (!client.ok) return client
      const problem = groupProblem(fields, client.value)
      if (problem !== undefined) return refused(problem)
      const own = await fieldValues(books.db, 'group', fields.customFields, undefined)
      if (!own.ok) return own
      const id = envelope.newId('grp')
      const name = fields.name.trim()
      const { customFields: _given, ...rest } = fields
      await books.billingGroups.add({
        ...defaultGroup({ id, clientId, name, isDefault: 0 }),
        ...rest,
        ...own.value,
        name,
      })
      books.record('group.added', [id, clientId], { name })
      recordPo(books, client.value, undefined, fields.poNumber, id)
      return ok({ id, version: 1 })
    }
    const found = await expectGroup(books, seen)
    if (!found.ok) return found
    const before = found.value
    const client = await books.db.clients.get(before.clientId)
    if (client === undefined || client.id !== clientId) {
      return refused({ code: 'not-found', entity: 'billingGroup', id: seen.id })
    }
    const problem = groupProblem(fields, client)
    if (problem !== undefined) return refused(problem)
    const own = await fieldValues(books.db, 'group', fields.customFields, before)
    if (!own.ok) return own
    const { id, isDefault, state, mode, hold, standingSince, parked } = before
    const { customFields: _given, ...rest } = fields
    const next: BillingGroup = {
      ...rest,
      ...own.value,
      id,
      clientId,
      isDefault,
      state,
      mode,
      ...(hold === undefined ? {} : { hold }),
      ...(standingSince === undefined ? {} : { standingSince }),
      ...(parked === undefined ? {} : { parked }),
      name: fields.name.trim(),
      version: before.version + 1,
    }
    await books.billingGroups.put(next, before)
    books.record('group.changed', [id, clientId], { name: next.name })
    recordPo(books, client, before.poNumber, next.poNumber, id)
    return ok({ id, version: next.version })
  },
}

interface SeenGroup {
  readonly id: BillingGroupId
  readonly version: number
}

/** The group at the version seen. Problems: `not-found`, `stale`. */
export async function expectGroup(
  books: Books,
  seen: { readonly id: BillingGroupId; readonly version?: number },
): Promise<Result<BillingGroup, Problem>> {
  return expectRow('billingGroup', await books.db.billingGroups.get(seen.id), seen)
}

/** Makes the group the one that takes whatever names no group (M-6). Problems: `not-found`, `stale`, `group-not-active`. */
export const setDefaultGroup: Command<SeenGroup, { readonly version: number }> = {
  name: 'setDefaultGroup',
  tables: ['billingGroups'],
  async run(books, seen): Promise<Result<{ version: number }, Problem>> {
    const found = await expectGroup(books, seen)
    if (!found.ok) return found
    const before = found.value
    if (before.state !== 'active') return refused({ code: 'group-not-active', name: before.name })
    const all = await books.db.billingGroups.where('clientId').equals(before.clientId).toArray()
    const others = all.filter(({ id, isDefault }) => isDefault === 1 && id !== before.id)
    await books.billingGroups.putMany([
      ...others.map((previous) => ({
        next: { ...previous, isDefault: 0 as const, version: previous.version + 1 },
        previous,
      })),
      { next: { ...before, isDefault: 1 as const, version: before.version + 1 }, previous: before },
    ])
    books.record('group.changed', [before.id, before.clientId, ...others.map(({ id }) => id)], { name: before.name })
    return ok({ version: before.version + 1 })
  },
}

/**
 * Removes a group that nothing refers to; one that was used can be deactivated or cancelled.
 * Problems: `not-found`, `stale`, `group-default`, `group-in-use`.
 */
export const removeBillingGroup: Command<SeenGroup, null> = {
  name: 'removeBillingGroup',
  tables: [
    'billingGroups',
    'contracts',
    'contractItems',
    'charges',
    'invoices',
    'creditEntries',
    'corrections',
    'usageRecords',
  ],
  async run(books, seen): Promise<Result<null, Problem>> {
    const found = await expectGroup(books, seen)
    if (!found.ok) return found
    const group = found.value
    const { id, name, clientId } = group
    if (group.isDefault === 1) return refused({ code: 'group-default', name })
    const { contracts, charges, others } = await usesOf(books, group)
    if (contracts + charges + others > 0) return refused({ code: 'group-in-use', name, contracts, charges })
    await books.billingGroups.remove(group)
    books.record('group.removed', [id, clientId], { name })
    return ok(null)
  },
}

async function usesOf(
  { db }: Books,
  { id, clientId }: BillingGroup,
): Promise<{ readonly contracts: number; readonly charges: number; readonly others: number }> {
  const inStates = [
    [id, Dexie.minKey],
    [id, Dexie.maxKey],
  ] as const
  const [contracts, charges, corrections, invoices, credit] = await Promise.all([
    db.contracts.where('billingGroupId').equals(id).count(),
    db.charges
      .where('[billingGroupId+state]')
      .between(...inStates)
      .count(),
    db.corrections
      .where('[billingGroupId+state]')
      .between(...inStates)
      .count(),
    db.invoices
      .where('[clientId+state]')
      .between([clientId, Dexie.minKey], [clientId, Dexie.maxKey])
      .filter((invoice) => invoice.billingGroupId === id)
      .count(),
    db.creditEntries
      .where('[clientId+currency]')
      .between([clientId, Dexie.minKey], [clientId, Dexie.maxKey])
      .filter((entry) => entry.billingGroupId === id)
      .count(),
  ])
  return { contracts, charges, others: corrections + invoices + credit }
}

/** The first thing wrong with a group's fields. */
export function groupProblem(fields: GroupFields, client: Pick<Client, 'addresses'>): Problem | undefined {
  const { offsetDays, cycle, recipient, cc, addressId } = fields
  if (!Number.isInteger(offsetDays) || offsetDays < offsetBounds.earliest || offsetDays > offsetBounds.latest) {
    return { code: 'field-invalid', field: 'offsetDays', reason: 'out-of-range' }
  }
  if (cc.length > maxCopies) return { code: 'field-invalid', field: 'cc', reason: 'too-many', limit: maxCopies }
  if (addressId !== undefined && !client.addresses.some(({ id }) => id === addressId)) {
    return { code: 'field-invalid', field: 'addressId', reason: 'missing' }
  }
  return firstProblem(
    checkRequired('name', fields.name),
    recipient === undefined ? undefined : checkRequired('recipient', recipient.name),
    recipient?.email === undefined ? undefined : checkEmail('recipientEmail', recipient.email),
    ...cc.map((email) => checkEmail('cc', email)),
    checkDays('termsDays', fields.termsDays),
    checkText('poNumber', fields.poNumber, 60),
    cycle === undefined ? undefined : cycleProblem(cycle),
  )
}

/** What is wrong with a billing cycle: a rhythm that never comes, or a first day that is none (P-11). */
export function cycleProblem(cycle: BillingCycle): Problem | undefined {
  if (cycle.kind === 'manual') return undefined
  const { cadence, anchor } = cycle
  if (!isCadence(cadence)) return { code: 'field-invalid', field: 'cadence', reason: 'out-of-range' }
  const { day } = anchor
  if (day !== undefined && (!Number.isInteger(day) || day < 1 || day > 31)) {
    return { code: 'field-invalid', field: 'billingDay', reason: 'out-of-range', limit: 31 }
  }
  return checkDate('origin', anchor.origin)
}

/** An address as far as this program can judge it: something on both sides of one @. */
function checkEmail(field: string, email: string): Problem | undefined {
  if (email.length > 320) return invalid(field, 'too-long', 320)
  return /^[^\s@]+@[^\s@]+$/.test(email) ? undefined : invalid(field, 'not-an-email')
}
