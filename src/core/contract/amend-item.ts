// One change of an amendment, done to the item that it names.
import { endOfItem } from '../billing/charge-period.ts'
import { invalid } from '../check-fields.ts'
import { type CalendarDate, type Instant, laterOf } from '../date.ts'
import { type Decimal, decimal } from '../decimal.ts'
import type { AmendmentId, ContractItemId, NewId, ProductId } from '../ids.ts'
import { lockedProblem } from '../locked-books.ts'
import type { Cadence } from '../period.ts'
import { type AnchorChange, anchorAt, anchorOnDay, type BillingTiming } from '../period-chain.ts'
import type { Problem } from '../problem.ts'
import type { Pricing } from '../rating/pricing.ts'
import type { AccountSettings } from '../settings.ts'
import { agreementOn } from './agreement-on.ts'
import { itemRow } from './build-contract.ts'
import { changeTerms } from './change-terms.ts'
import { agreementProblem, checkWhole, itemProblem } from './check-contract.ts'
import type { Agreement, Amendment, AmendmentChange, Contract, ContractItem } from './contract.ts'
import type { ItemFields } from './contract-fields.ts'

export type RequestedChange =
  | {
      readonly kind: 'agreement'
      readonly itemId: ContractItemId
      readonly quantity?: Decimal
      readonly pricing?: Pricing
      /** M-21: refused where they differ from the item's own. */
      readonly cadence?: Cadence
      readonly timing?: BillingTiming
    }
  | { readonly kind: 'add'; readonly item: ItemFields }
  | { readonly kind: 'end'; readonly itemId: ContractItemId }
  /** Takes the end back, as if it had not been: the day from which the request counts does not matter. */
  | { readonly kind: 'unend'; readonly itemId: ContractItemId }
  | { readonly kind: 'billing-day'; readonly itemId: ContractItemId; readonly day: number }

export interface AmendContext {
  readonly settings: Pick<AccountSettings, 'billing' | 'booksLockedThrough'>
  readonly today: CalendarDate
  readonly now: Instant
  readonly newId: NewId
  /** Products that are excluded from proration (W-5). */
  readonly notProrated?: ReadonlySet<ProductId>
  /** A new billing day acts on what is not charged yet. */
  readonly chargedThroughById?: ReadonlyMap<ContractItemId, CalendarDate>
  /** What was amended before, oldest first: un-ending restores the end that was there before the ending. */
  readonly amendments?: readonly Amendment[]
}

/** An amendment in the making: what each change has come to so far. */
export interface Work {
  readonly contract: Contract
  readonly items: Map<ContractItemId, ContractItem>
  readonly changes: AmendmentChange[]
  readonly touchedFrom: Map<ContractItemId, CalendarDate>
  readonly amendmentId: AmendmentId
  readonly context: AmendContext
}

/** Does one change to the item that it names. Problems: those of `amendRows`. */
export function applyChange(work: Work, change: RequestedChange, effectiveOn: CalendarDate): Problem | undefined {
  if (change.kind === 'add') return addItem(work, change.item, effectiveOn)
  const item = work.items.get(change.itemId)
  if (item === undefined) return { code: 'not-found', entity: 'contractItem', id: change.itemId }
  if (change.kind === 'unend') return unendItem(work, item)
  const ended = endedProblem(work, item, effectiveOn)
  if (ended !== undefined) return ended
  switch (change.kind) {
    case 'agreement':
      return changeAgreement(work, item, change, effectiveOn)
    case 'end':
      return endItem(work, item, effectiveOn)
    case 'billing-day':
      return changeBillingDay(work, item, change.day, effectiveOn)
  }
}

/** M-21: an item that has ended, by today or by the day from which the change counts. */
function endedProblem({ contract, context }: Work, item: ContractItem, on: CalendarDate): Problem | undefined {
  const endOn = endOfItem(item, contract)
  if (endOn === undefined || endOn > laterOf(on, context.today)) return undefined
  return { code: 'item-ended', description: item.description, endOn }
}

function changeAgreement(
  work: Work,
  item: ContractItem,
  change: Extract<RequestedChange, { kind: 'agreement' }>,
  on: CalendarDate,
): Problem | undefined {
  const fixed = fixedField(item, change)
  if (fixed !== undefined) return { code: 'item-fixed', description: item.description, field: fixed }
  if (on < item.startOn) return { code: 'before-start', date: on, start: item.startOn }
  const before = agreementOn(item, on)
  const terms = { quantity: change.quantity ?? before.quantity, pricing: change.pricing ?? before.pricing }
  const problem = agreementProblem(terms, item.kind, work.contract.currency)
  if (problem !== undefined) return problem
  const wanted = {
    ...(change.quantity !== undefined && { quantity: decimal(change.quantity) }),
    ...(change.pricing !== undefined && { pricing: change.pricing }),
  }
  const agreements = changeTerms(item, on, wanted, work.amendmentId)
  if (agreements === item.agreements) return undefined
  const next = { ...item, agreements }
  work.items.set(item.id, next)
  work.changes.push({
    kind: 'agreement',
    itemId: item.id,
    before: termsOf(before),
    after: termsOf(agreementOn(next, on)),
  })
  touch(work, item.id, on)
  return undefined
}

function fixedField(
  item: ContractItem,
  { cadence, timing }: Extract<RequestedChange, { kind: 'agreement' }>,
): 'cadence' | 'timing' | undefined {
  const { unit, every } = cadence ?? item.cadence
  if (unit !== item.cadence.unit || every !== item.cadence.every) return 'cadence'
  return timing !== undefined && timing !== item.timing ? 'timing' : undefined
}

function termsOf({ quantity, pricing }: Agreement): Pick<Agreement, 'quantity' | 'pricing'> {
  return { quantity, pricing }
}

function addItem(work: Work, fields: ItemFields, on: CalendarDate): Problem | undefined {
  const { contract, amendmentId, context } = work
  const term = {
    startOn: on,
    currency: contract.currency,
    ...(contract.endOn !== undefined && { endOn: contract.endOn }),
  }
  const problem = itemProblem(fields, term)
  if (problem !== undefined) return problem
  const item = itemRow(fields, contract, on, { ...context, addedBy: amendmentId })
  // Two items with one key would share their charges.
  if (work.items.has(item.id)) return invalid('items', 'duplicate')
  work.items.set(item.id, item)
  work.changes.push({ kind: 'added', itemId: item.id })
  return undefined
}

/** An item that has not begun ends on its start: it never was. */
function endItem(work: Work, item: ContractItem, on: CalendarDate): Problem | undefined {
  const endOn = laterOf(on, item.startOn)
  work.items.set(item.id, { ...item, endOn })
  work.changes.push({ kind: 'ended', itemId: item.id, ...(item.endOn !== undefined && { before: item.endOn }) })
  touch(work, item.id, endOn)
  return undefined
}

function unendItem(work: Work, item: ContractItem): Problem | undefined {
  const { contract, context } = work
  const { endOn, ...endless } = item
  if (endOn === undefined) return { code: 'item-not-ended', description: item.description }
  const locked = lockedProblem(context.settings, endOn)
  if (locked !== undefined) return locked
  const restored = endBefore(item, context.amendments ?? [])
  const next: ContractItem = restored === undefined ? endless : { ...endless, endOn: restored }
  if (endOfItem(next, contract) === endOfItem(item, contract)) {
    return { code: 'item-not-ended', description: item.description }
  }
  work.items.set(item.id, next)
  work.changes.push({ kind: 'unended', itemId: item.id, before: endOn })
  touch(work, item.id, endOn)
  return undefined
}

/** The end that the item had before an amendment gave it this one; none: it goes on with its contract. */
function endBefore({ id, endOn, startOn }: ContractItem, amendments: readonly Amendment[]): CalendarDate | undefined {
  for (const { effectiveOn, changes } of amendments.toReversed()) {
    if (laterOf(effectiveOn, startOn) !== endOn) continue
    const ending = changes.find((change) => change.kind === 'ended' && change.itemId === id)
    if (ending?.kind === 'ended') return ending.before
  }
  return undefined
}

function changeBillingDay(work: Work, item: ContractItem, day: number, on: CalendarDate): Problem | undefined {
  const { unit } = item.cadence
  if (item.kind === 'one-off' || unit === 'day' || unit === 'week') return invalid('day', 'out-of-range')
  const problem = checkWhole('day', day, 1, 31)
  if (problem !== undefined) return problem
  // Periods that are charged keep their boundaries; the new ones are counted from where they end.
  const from = laterOf(on, work.context.chargedThroughById?.get(item.id) ?? on)
  const before = anchorAt(item.anchors, from)
  // The month of a yearly or quarterly item stays; its day is another one.
  const anchor = anchorOnDay(before.origin, day)
  if (anchor.origin === before.origin && anchor.day === before.day) return undefined
  const anchors: AnchorChange[] = [
    ...item.anchors.filter((each) => each.from < from),
    { from, anchor },
    ...item.anchors.filter((each) => each.from > from),
  ]
  work.items.set(item.id, { ...item, anchors })
  work.changes.push({ kind: 'billing-day', itemId: item.id, day })
  return undefined
}

function touch({ touchedFrom }: Work, id: ContractItemId, from: CalendarDate): void {
  const before = touchedFrom.get(id)
  if (before === undefined || from < before) touchedFrom.set(id, from)
}
