import type { InvoiceId } from '../ids.ts'
import type { Minor } from '../money.ts'

/** Why money cannot be moved so. Amounts are minor units of the ledger's currency. */
export type LedgerProblem =
  | { readonly code: 'invoice-unknown'; readonly id: InvoiceId }
  | { readonly code: 'invoice-twice'; readonly number: string }
  /** Void, or nothing is due. */
  | { readonly code: 'invoice-not-payable'; readonly number: string }
  | { readonly code: 'allocation-too-large'; readonly number: string; readonly due: Minor }
  /** More is put on invoices than came: so much was left when it came to this one. */
  | { readonly code: 'allocations-exceed'; readonly number: string; readonly left: Minor }
  | { readonly code: 'credit-too-small'; readonly left: Minor }
  | { readonly code: 'nothing-to-refund' }
  /** More than what is left together with what is taken off invoices. */
  | { readonly code: 'refund-exceeds'; readonly left: Minor }
  /** More than was paid there. */
  | { readonly code: 'release-exceeds'; readonly paid: Minor }
  | { readonly code: 'payment-allocated'; readonly number: string; readonly amount: Minor }
  | { readonly code: 'already-undone' }
