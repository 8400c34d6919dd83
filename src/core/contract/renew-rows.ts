// M-24: the contract that goes on from the end of another one.
import type { CalendarDate } from '../date.ts'
import type { Envelope } from '../envelope.ts'
import type { Cadence } from '../period.ts'
import { anchorAt, boundaryAt, boundaryIndex } from '../period-chain.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import { agreementOn, agreementsAfter } from './agreement-on.ts'
import { type ContractRows, contractWords } from './build-contract.ts'
import type { Contract, ContractItem } from './contract.ts'

export interface RenewedRows extends ContractRows {
  /** The old contract: renewed, and still billed through its end. */
  readonly before: Contract
}

/**
 * A new contract from the old end on, with the items that ran to that end under what was agreed last. Their billing days
 * go on; what was once is not renewed, nor are trials.
 * Problems: `contract-renewed`, `contract-cancelled`, `not-renewable` for one without end or renewal terms.
 */
export function renewRows(
  contract: Contract,
  items: readonly ContractItem[],
  { today, now, newId }: Pick<Envelope, 'today' | 'now' | 'newId'>,
): Result<RenewedRows, Problem> {
  const { name, endOn, renewal } = contract
  if (contract.state === 'renewed') return refused({ code: 'contract-renewed', name })
  if (contract.state === 'cancelled') return refused({ code: 'contract-cancelled', name })
  const going = items.filter((item) => item.kind !== 'one-off' && (item.endOn === undefined || item.endOn === endOn))
  if (endOn === undefined || renewal === undefined || going.length === 0)
    return refused({ code: 'not-renewable', name })
  const id = newId('con')
  const { renewedFrom: _from, renewedAs: _as, importId: _import, ...head } = contract
  const rows = going.map((item) => renewedItem(item, id, endOn, { now, newId }))
  const next: Contract = {
    ...head,
    ...contractWords(head, rows),
    id,
    version: 1,
    activatedOn: today,
    startOn: endOn,
    endOn: nextEnd(rows, renewal.length, endOn),
    renewedFrom: contract.id,
    createdAt: now,
    updatedAt: now,
  }
  const before: Contract = {
    ...contract,
    state: 'renewed',
    renewedAs: id,
    version: contract.version + 1,
    updatedAt: now,
  }
  return ok({ contract: next, items: rows, before })
}

/** The boundary after the old end, counted from where the items are counted, so that a 31st is not lost on the way. */
function nextEnd(items: readonly ContractItem[], length: Cadence, endOn: CalendarDate): CalendarDate {
  for (const { anchors } of items) {
    const anchor = anchorAt(anchors, endOn)
    const k = boundaryIndex(anchor, length, endOn)
    if (boundaryAt(anchor, length, k) === endOn) return boundaryAt(anchor, length, k + 1)
  }
  return boundaryAt({ origin: endOn }, length, 1)
}

function renewedItem(
  item: ContractItem,
  contractId: Contract['id'],
  startOn: CalendarDate,
  { now, newId }: Pick<Envelope, 'now' | 'newId'>,
): ContractItem {
  const { endOn: _end, addedBy: _added, ...rest } = item
  const { quantity, pricing } = agreementOn(item, startOn)
  const later = agreementsAfter(item, startOn).map((each) => ({
    from: each.from,
    quantity: each.quantity,
    pricing: each.pricing,
  }))
  return {
    ...rest,
    id: newId('itm'),
    version: 1,
    contractId,
    startOn,
    trialDays: 0,
    anchors: [
      { from: startOn, anchor: anchorAt(item.anchors, startOn) },
      ...item.anchors.filter(({ from }) => from > startOn),
    ],
    agreements: [{ from: startOn, quantity, pricing }, ...later],
    renewedFrom: item.id,
    createdAt: now,
    updatedAt: now,
  }
}
