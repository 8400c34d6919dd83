// Standing still and going on again (R-3, M-9, M-12): holds, states and modes of billing groups.

import { checkText } from '../core/check-fields.ts'
import { type BillingGroup, standsStill, withStanding } from '../core/contract/billing-group.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { EventType } from '../core/event.ts'
import type { BillingGroupId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { lockedToday } from './read-rows.ts'
import { expectGroup } from './save-billing-group.ts'
import { gapTables, skipGroupGap } from './skip-group-gap.ts'
import { hurryCharges } from './stop-charges.ts'

interface SeenGroup {
  readonly id: BillingGroupId
  readonly version: number
}

interface Moved {
  readonly version: number
}

/** What becomes of the time in which a group stood still. */
export type Gap = 'bill' | 'skip'

/** Stops billing of a group until it is activated again; again: changes the note. Problems: `not-found`, `stale`, `field-invalid`. */
export const holdGroup: Command<SeenGroup & { readonly note?: string }, Moved> = {
  name: 'holdGroup',
  tables: ['billingGroups', 'cardAttempts', 'outbox'],
  async run(books, { note, ...seen }, envelope) {
    const { today } = envelope
    const problem = checkText('note', note, 1000)
    if (problem !== undefined) return refused(problem)
    const moved = await moveGroup(books, seen, today, 'group.held', (group) => ({
      ...group,
      hold: { since: group.hold?.since ?? today, ...(note === undefined || note.trim() === '' ? {} : { note }) },
    }))
    if (moved.ok) await hurryGroup(books, seen.id, envelope)
    return moved
  },
}

/** What a client was to confirm of its invoices is taken back. */
async function hurryGroup(books: Books, id: BillingGroupId, envelope: Envelope): Promise<void> {
  const group = await books.db.billingGroups.get(id)
  if (group === undefined) return
  const attempts = await books.db.cardAttempts
    .where('[clientId+id]')
    .between([group.clientId, ''], [group.clientId, '\uffff'])
    .filter(({ billingGroupId }) => billingGroupId === id)
    .toArray()
  await hurryCharges(books, attempts, envelope)
}

/**
 * Deactivates a group; its contracts go on without being billed (M-12).
 * Problems: `not-found`, `stale`, `books-locked` where today is closed.
 */
export const deactivateGroup: Command<SeenGroup, Moved> = {
  name: 'deactivateGroup',
  tables: ['billingGroups', 'settings'],
  run: (books, seen, envelope) => endGroup(books, seen, envelope, 'inactive'),
}

/** Gives a group up; it can be set active again. Problems: `not-found`, `stale`, `books-locked` where today is closed. */
export const cancelGroup: Command<SeenGroup, Moved> = {
  name: 'cancelGroup',
  tables: ['billingGroups', 'settings'],
  run: (books, seen, envelope) => endGroup(books, seen, envelope, 'cancelled'),
}

async function endGroup(
  books: Books,
  seen: SeenGroup,
  envelope: Envelope,
  state: 'inactive' | 'cancelled',
): Promise<Result<Moved, Problem>> {
  const problem = await lockedToday(books.db, envelope)
  if (problem !== undefined) return refused(problem)
  const type = state === 'inactive' ? 'group.deactivated' : 'group.cancelled'
  return moveGroup(books, seen, envelope.today, type, (group) => ({ ...group, state }))
}

/**
 * Lets a group bill by itself or by hand only (M-9). `gap` says what becomes of the time since it was manual, when
 * nothing else lets it stand still; where absent it is billed. Problems: `not-found`, `stale`, `charge-key-taken`.
 */
export const setGroupMode: Command<SeenGroup & { readonly mode: BillingGroup['mode']; readonly gap?: Gap }, Moved> = {
  name: 'setGroupMode',
  tables: gapTables,
  run: (books, { mode, gap = 'bill', ...seen }, envelope) =>
    goOn(books, seen, envelope, 'group.changed', gap, (group) => ({ ...group, mode })),
}

/**
 * Lifts hold, deactivation and cancellation. `gap`: bill the time in which it stood still, or skip it. A group
 * that is manual keeps standing still for the run: its gap is asked about when it becomes automatic.
 * Problems: `not-found`, `stale`, `charge-key-taken`.
 */
export const activateGroup: Command<SeenGroup & { readonly gap: Gap }, Moved> = {
  name: 'activateGroup',
  tables: gapTables,
  run: (books, { gap, ...seen }, envelope) =>
    goOn(books, seen, envelope, 'group.activated', gap, (group) => ({
      ...withoutHold(group, envelope.today),
      state: 'active',
    })),
}

/** The days of a hold are kept when it is over: no late fee accrues on them. */
function withoutHold({ hold, ...group }: BillingGroup, today: CalendarDate): BillingGroup {
  if (hold === undefined || hold.since >= today) return group
  return { ...group, pastHolds: [...(group.pastHolds ?? []), { start: hold.since, end: today }] }
}

async function goOn(
  books: Books,
  seen: SeenGroup,
  envelope: Envelope,
  type: EventType,
  gap: Gap,
  change: (group: BillingGroup) => BillingGroup,
): Promise<Result<Moved, Problem>> {
  const before = await books.db.billingGroups.get(seen.id)
  const moved = await moveGroup(books, seen, envelope.today, type, change)
  if (!moved.ok) return moved
  const since = before?.standingSince
  if (before === undefined || since === undefined || standsStill(change(before)) || gap === 'bill') return moved
  const skipped = await skipGroupGap(books, before, since, envelope)
  return skipped.ok ? moved : skipped
}

async function moveGroup(
  books: Books,
  seen: SeenGroup,
  today: CalendarDate,
  type: EventType,
  change: (group: BillingGroup) => BillingGroup,
): Promise<Result<Moved, Problem>> {
  const found = await expectGroup(books, seen)
  if (!found.ok) return found
  const before = found.value
  const next = { ...withStanding(change(before), today), version: before.version + 1 }
  await books.billingGroups.put(next, before)
  books.record(type, [next.id, next.clientId], { name: next.name })
  return ok({ version: next.version })
}
