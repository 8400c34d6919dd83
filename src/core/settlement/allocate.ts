// Which invoice gets how much of an amount (I-4, P-7): oldest due first, never more than is due.
import type { CalendarDate } from '../date.ts'
import type { InvoiceId } from '../ids.ts'
import { type Minor, minor } from '../money.ts'

export interface Receivable {
  readonly id: InvoiceId
  readonly issuedOn: CalendarDate
  readonly dueOn: CalendarDate
  readonly number: string
  readonly amountDue: Minor
}

export interface Share {
  readonly invoiceId: InvoiceId
  readonly amount: Minor
}

/** Spreads an amount over invoices of one client and currency, the longest due first; what is left stays unallocated. */
export function allocateOldestFirst(
  amount: Minor,
  receivables: readonly Receivable[],
): { readonly shares: Share[]; readonly left: Minor } {
  let left = amount
  const shares: Share[] = []
  for (const { id, amountDue } of [...receivables].sort(oldestFirst)) {
    const share = minor(Math.min(left, amountDue))
    if (share <= 0) continue
    shares.push({ invoiceId: id, amount: share })
    left = minor(left - share)
  }
  return { shares, left }
}

/** Due first, of those the issued first. */
export function oldestFirst(left: Receivable, right: Receivable): number {
  const keyOf = ({ dueOn, issuedOn, number }: Receivable) => `${dueOn} ${issuedOn} ${number}`
  return keyOf(left) < keyOf(right) ? -1 : 1
}
