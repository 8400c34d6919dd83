// Changes of a contract in force, from a day on (M-21, M-22, M-25, W-17): pure, so that they can be tried before they
// are signed. What they do to periods that are charged already is for billing/reconcile.ts.

import { endOfItem } from '../billing/charge-period.ts'
import { checkText, invalid } from '../check-fields.ts'
import type { CalendarDate, Instant } from '../date.ts'
import type { AmendmentId, ContractId, ContractItemId } from '../ids.ts'
import { lockedProblem } from '../locked-books.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import { type AmendContext, applyChange, type RequestedChange, type Work } from './amend-item.ts'
import { contractWords } from './build-contract.ts'
import { checkDay } from './check-contract.ts'
import type { Amendment, AmendmentChange, Contract, ContractItem } from './contract.ts'

export interface AmendmentRequest {
  readonly contractId: ContractId
  readonly effectiveOn: CalendarDate
  readonly changes: readonly RequestedChange[]
  readonly note?: string
}

export interface AmendedRows {
  readonly contract: Contract
  /** All items, new ones too; those that did not change are the same objects. */
  readonly items: readonly ContractItem[]
  readonly amendment: Amendment
  /** Items whose charged periods may cost something else now, and from which day on. */
  readonly touchedFrom: ReadonlyMap<ContractItemId, CalendarDate>
}

const MAX_CHANGES = 200

/**
 * A contract as amended.
 * Problems: `contract-ended`, `contract-renewed`, `contract-cancelled` (M-22), `item-ended`, `item-fixed` (M-21),
 * `item-not-ended`, `before-start`, `books-locked`, `not-found`, `field-invalid`, `amount-too-large`,
 * `amends-nothing`.
 */
export function amendRows(
  contract: Contract,
  items: readonly ContractItem[],
  request: AmendmentRequest,
  context: AmendContext,
): Result<AmendedRows, Problem> {
  const problem = requestProblem(contract, request, context)
  if (problem !== undefined) return refused(problem)
  const work: Work = {
    contract,
    items: new Map(items.map((item) => [item.id, item])),
    changes: [],
    touchedFrom: new Map(),
    amendmentId: context.newId('amd'),
    context,
  }
  for (const change of request.changes) {
    const refusal = applyChange(work, change, request.effectiveOn)
    if (refusal !== undefined) return refused(refusal)
  }
  if (work.changes.length === 0) return refused({ code: 'amends-nothing' })
  return ok(amendedRows(work, items, request))
}

function amendedRows(
  { contract, items, changes, touchedFrom, amendmentId, context }: Work,
  before: readonly ContractItem[],
  { effectiveOn, note }: AmendmentRequest,
): AmendedRows {
  const old = new Map(before.map((item) => [item.id, item]))
  const rows = [...items.values()]
  return {
    contract: {
      ...contract,
      ...contractWords(contract, rows),
      version: contract.version + 1,
      updatedAt: context.now,
    },
    items: rows.map((item) => {
      const previous = old.get(item.id)
      return previous === undefined || previous === item ? item : nextVersion(previous, item, context.now)
    }),
    amendment: amendmentRow(contract, amendmentId, effectiveOn, changes, note, context),
    touchedFrom,
  }
}

function nextVersion(previous: ContractItem, item: ContractItem, now: Instant): ContractItem {
  return { ...item, version: previous.version + 1, updatedAt: now }
}

function amendmentRow(
  contract: Contract,
  id: AmendmentId,
  effectiveOn: CalendarDate,
  changes: readonly AmendmentChange[],
  note: string | undefined,
  { today, now }: AmendContext,
): Amendment {
  const text = note?.trim() ?? ''
  return {
    id,
    contractId: contract.id,
    clientId: contract.clientId,
    madeOn: today,
    effectiveOn,
    changes,
    ...(text !== '' && { note: text }),
    createdAt: now,
  }
}

function requestProblem(contract: Contract, request: AmendmentRequest, context: AmendContext): Problem | undefined {
  const { effectiveOn, changes, note } = request
  const { startOn, endOn, name } = contract
  const problem =
    overProblem(contract, context.today) ??
    checkDay('effectiveOn', effectiveOn) ??
    checkText('note', note, 1000) ??
    lockedProblem(context.settings, effectiveOn)
  if (problem !== undefined) return problem
  if (effectiveOn < startOn) return { code: 'before-start', date: effectiveOn, start: startOn }
  if (endOn !== undefined && effectiveOn >= endOn) return { code: 'contract-ended', name, endOn }
  if (changes.length > MAX_CHANGES) return invalid('changes', 'too-many', MAX_CHANGES)
  const keys = changes.flatMap((change) => (change.kind === 'add' ? [] : [`${aspectOf(change.kind)} ${change.itemId}`]))
  return new Set(keys).size < keys.length ? invalid('changes', 'duplicate') : undefined
}

/** Ending and un-ending contradict each other as ending twice does. */
function aspectOf(kind: RequestedChange['kind']): string {
  return kind === 'unend' ? 'end' : kind
}

/** M-22: what has ended or was renewed is not amended any more; a cancelled contract is, up to its end. */
function overProblem({ state, endOn, name }: Contract, today: CalendarDate): Problem | undefined {
  if (state === 'renewed') return { code: 'contract-renewed', name }
  if (endOn === undefined || endOn > today) return undefined
  return state === 'cancelled' ? { code: 'contract-cancelled', name } : { code: 'contract-ended', name, endOn }
}

/**
 * The contract cancelled, from its start (as if it had never been) or from a day; until that day it goes on (M-10,
 * M-11). Items keep ends of their own.
 * Problems: `contract-renewed`, `contract-cancelled`, `contract-ended`, `before-start`, `books-locked`, `field-invalid`.
 */
export function cancelRows(
  contract: Contract,
  items: readonly ContractItem[],
  from: 'start' | CalendarDate,
  context: AmendContext,
  note?: string,
): Result<AmendedRows, Problem> {
  const { startOn, endOn, name } = contract
  const on = from === 'start' ? startOn : from
  const problem =
    overProblem(contract, context.today) ??
    (contract.state === 'cancelled' ? ({ code: 'contract-cancelled', name } as const) : undefined) ??
    checkDay('from', on) ??
    checkText('note', note, 1000) ??
    lockedProblem(context.settings, on)
  if (problem !== undefined) return refused(problem)
  if (on < startOn) return refused({ code: 'before-start', date: on, start: startOn })
  if (endOn !== undefined && on >= endOn) return refused({ code: 'contract-ended', name, endOn })
  const change: AmendmentChange = {
    kind: 'cancelled',
    from: on === startOn ? 'start' : on,
    ...(endOn !== undefined && { before: endOn }),
  }
  const next: Contract = {
    ...contract,
    state: 'cancelled',
    endOn: on,
    version: contract.version + 1,
    updatedAt: context.now,
  }
  return ok({
    contract: next,
    items,
    amendment: amendmentRow(contract, context.newId('amd'), on, [change], note, context),
    touchedFrom: new Map(items.map(({ id }) => [id, on])),
  })
}

/**
 * The cancellation taken back: the contract has the end again that it had before.
 * Problems: `contract-renewed`, `amends-nothing` for one that is not cancelled, `books-locked`, `field-invalid`.
 */
export function reinstateRows(
  contract: Contract,
  items: readonly ContractItem[],
  context: AmendContext,
  note?: string,
): Result<AmendedRows, Problem> {
  const { endOn, ...endless } = contract
  if (contract.state === 'renewed') return refused({ code: 'contract-renewed', name: contract.name })
  if (contract.state !== 'cancelled' || endOn === undefined) return refused({ code: 'amends-nothing' })
  const problem = checkText('note', note, 1000) ?? lockedProblem(context.settings, endOn)
  if (problem !== undefined) return refused(problem)
  const cancellation = (context.amendments ?? [])
    .flatMap(({ changes }) => changes)
    .findLast((change) => change.kind === 'cancelled')
  const restored = cancellation?.kind === 'cancelled' ? cancellation.before : undefined
  const next: Contract = {
    ...endless,
    ...(restored !== undefined && { endOn: restored }),
    state: 'active',
    version: contract.version + 1,
    updatedAt: context.now,
  }
  const running = items.filter((item) => endOfItem(item, contract) !== endOfItem(item, next))
  return ok({
    contract: next,
    items,
    amendment: amendmentRow(
      contract,
      context.newId('amd'),
      endOn,
      running.map(({ id }) => ({ kind: 'unended', itemId: id, before: endOn })),
      note,
      context,
    ),
    touchedFrom: new Map(running.map(({ id }) => [id, endOn])),
  })
}
