// What is wrong, or worth knowing, about one row of a file. Texts in import-text.ts.
import type { CalendarDate } from '../../core/date.ts'
import type { Problem } from '../../core/problem.ts'
import type { RowDamage, TableRow } from './table.ts'

export type IssueCode =
  | RowDamage
  | 'name-missing'
  | 'text-too-long'
  | 'amount-unreadable'
  | 'price-missing'
  | 'price-negative'
  | 'price-too-large'
  | 'price-rounded'
  | 'date-invalid'
  | 'duration-unreadable'
  | 'country-unknown'
  | 'currency-unknown'
  | 'terms-unknown'
  | 'locale-unknown'
  | 'email-doubtful'
  | 'tax-unknown'
  | 'field-empty'
  | 'quantity-unreadable'
  | 'quantity-not-positive'
  | 'quantity-negative'
  | 'quantity-too-large'
  | 'too-many-decimals'
  | 'amount-too-large'
  | 'date-outside'
  | 'item-unknown'
  | 'item-ambiguous'
  | 'not-usage-item'
  | 'client-missing'
  | 'client-unknown'
  | 'client-ambiguous'
  | 'client-archived'
  | 'client-added'
  | 'cadence-unreadable'
  | 'timing-unknown'
  | 'item-kind-unknown'
  | 'pricing-unknown'
  | 'tiers-unreadable'
  | 'proration-unknown'
  | 'first-period-unknown'
  | 'whole-number'
  | 'end-before-start'
  | 'end-needed'
  | 'before-start'
  | 'out-of-range'
  | 'tax-missing'
  | 'product-unknown'
  | 'contract-differs'
  | 'contract-row-refused'
  | 'contract-too-long'
  | 'item-repeated'
  | 'own-required'
  | 'own-too-long'
  | 'own-not-a-number'
  | 'own-not-a-date'
  | 'own-not-a-choice'
  | 'own-not-a-link'
  | 'own-too-large'
  | 'own-too-many-decimals'
  | 'sold-product-unknown'
  | 'product-ambiguous'
  | 'not-a-pack'
  | 'balance-or-sale'
  | 'plan-quantity'
  | 'pack-months'
  | 'left-out'
  | 'sale-refused'
  | 'supplier-archived'
  | 'purchase-only-archived'

export interface RowIssue {
  readonly row: number
  /** The table's column; empty when the whole row is meant. */
  readonly column: string
  readonly code: IssueCode
  /** The cell as it stands, shortened for showing. */
  readonly cell: string
  /** The most characters or decimals allowed; the other row, where the code speaks of one; how many, where it counts. */
  readonly limit?: number
  /** What the sale of the row answers, with `sale-refused`. */
  readonly problem?: Problem
  /** The days that count, with `date-outside`. */
  readonly days?: { readonly start: CalendarDate; readonly end?: CalendarDate }
}

/** A row that cannot be trusted as a whole. */
export function damageIssue(row: TableRow & { readonly damage: RowDamage }): RowIssue {
  return {
    row: row.row,
    column: '',
    code: row.damage,
    cell: shorten(row.cells.filter((cell) => cell !== '').join(' | ')),
  }
}

/** At most 80 characters, cut between characters. */
export function shorten(text: string): string {
  const characters = [...text.slice(0, 400)]
  return characters.length <= 80 ? text : `${characters.slice(0, 79).join('')}…`
}
