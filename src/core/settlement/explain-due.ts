// How what a document asked for became what is due: every payment, credit and write-off that counts, by its day.
import type { CalendarDate } from '../date.ts'
import type { Allocation, FinalizedInvoice } from '../model.ts'
import { type Minor, minor, subtractMinor } from '../money.ts'

export interface DueStep {
  readonly id: string
  readonly on: CalendarDate
  readonly kind: Allocation['sourceKind'] | 'voided'
  readonly sourceId: string
  readonly amount: Minor
  /** What is left after it. */
  readonly left: Minor
}

export interface ExplainedDue {
  /** What the document asks for. */
  readonly asked: Minor
  readonly steps: readonly DueStep[]
  /** Of an uncollectible invoice what is due but given up counts as 0 here. */
  readonly left: Minor
}

/** The live allocations of an issued invoice in the order of their days, a write-off last, and what they leave. */
export function explainDue(
  invoice: Pick<FinalizedInvoice, 'id' | 'payable' | 'state' | 'voidedOn' | 'issuedOn'>,
  allocations: readonly Allocation[],
): ExplainedDue {
  const live = allocations.filter(({ state, invoiceId }) => state === 'live' && invoiceId === invoice.id)
  const keyOf = ({ sourceKind, allocatedOn, createdAt, id }: Allocation) =>
    `${sourceKind === 'writeOff' ? 1 : 0} ${allocatedOn} ${createdAt} ${id}`
  live.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  let left = invoice.payable
  const steps: DueStep[] = live.map(({ id, allocatedOn, sourceKind, sourceId, amount }) => {
    left = subtractMinor(left, amount)
    return { id, on: allocatedOn, kind: sourceKind, sourceId, amount, left }
  })
  if (invoice.state === 'void') {
    const { voidedOn, issuedOn, id } = invoice
    steps.push({ id, on: voidedOn ?? issuedOn, kind: 'voided', sourceId: id, amount: left, left: minor(0) })
    left = minor(0)
  }
  return { asked: invoice.payable, steps, left }
}
