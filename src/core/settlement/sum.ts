// Sums kept beside the rows, so that no screen counts a table (design.md section 7).
import type { CurrencyCode } from '../money.ts'

/**
 * A sum kept where it is written, so that no screen counts a table (design.md section 7).
 * Keys: `client/<id>/<cur>`, `state/<state>/<cur>`, `month/<yyyy-mm>/<cur>`, `due/<date>/<cur>`, `account/<cur>`.
 */
export interface Sum {
  readonly key: string
  readonly scope: 'client' | 'state' | 'month' | 'due' | 'account'
  readonly subject: string
  readonly currency: CurrencyCode
  readonly values: SumValues
}

export type SumField =
  | 'openCharges'
  | 'openChargeCount'
  | 'drafts'
  | 'draftCount'
  | 'invoiced'
  | 'net'
  | 'tax'
  | 'invoiceCount'
  | 'due'
  | 'dueCount'
  | 'received'
  | 'refunded'
  /** Gross of issued credit notes; those of cancelled invoices are not in it. */
  | 'credited'
  | 'credit'
  | 'writtenOff'
/** Minor units, or a count where the name says so; a missing field is 0. */
export type SumValues = Readonly<Partial<Record<SumField, number>>>
