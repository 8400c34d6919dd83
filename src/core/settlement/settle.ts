// What payments and credits make of an invoice.
import { type CalendarDate, compareDates } from '../date.ts'
import { nextState } from '../invoice/states.ts'
import type { Allocation, FinalizedInvoice } from '../model.ts'
import { type Minor, subtractMinor, sumMinor } from '../money.ts'

/** Money that is on an invoice: its live allocations without write-offs, which are nobody's money. */
export function allocatedTo(allocations: readonly Allocation[]): Minor {
  return sumMinor(allocations.filter(isMoney).map(({ amount }) => amount))
}

function isMoney(allocation: Allocation): boolean {
  return allocation.state === 'live' && allocation.sourceKind !== 'writeOff'
}

/** The day on which the last money came, however late it was entered; not before the invoice itself. */
function paidOn(invoice: FinalizedInvoice, allocations: readonly Allocation[]): CalendarDate {
  const days = allocations.filter(isMoney).map(({ allocatedOn }) => allocatedOn)
  return days.reduce((latest, day) => (compareDates(day, latest) > 0 ? day : latest), invoice.issuedOn)
}

/**
 * The invoice after its allocations changed: amountDue = payable - money on it; open and paid follow from it alone
 * (paid <=> due 0); an uncollectible invoice stays so until nothing is left, then it is paid. Void ones never change.
 * Throws RangeError when more money is on it than it asks for: a command that lets this happen is wrong.
 */
export function settle(invoice: FinalizedInvoice, allocations: readonly Allocation[]): FinalizedInvoice {
  const amountDue = subtractMinor(invoice.payable, allocatedTo(allocations))
  if (amountDue < 0) throw new RangeError(`Invoice ${invoice.number} would be paid beyond what it asks for`)
  if (invoice.state === 'void') return { ...invoice, amountDue: 0 as Minor }
  const { paidOn: _paidOn, ...rest } = invoice
  if (amountDue === 0) {
    const state = nextState(invoice.state, 'settle')
    return { ...rest, state: state === 'paid' ? state : invoice.state, amountDue, paidOn: paidOn(invoice, allocations) }
  }
  return { ...rest, state: invoice.state === 'uncollectible' ? 'uncollectible' : 'open', amountDue }
}
