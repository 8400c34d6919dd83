// What is wrong, or worth knowing, about one row of a file. Texts in import-text.ts.
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
  | 'kind-unknown'
  | 'supplier-archived'
  | 'purchase-only-archived'

export interface RowIssue {
  readonly row: number
  /** The table's column; empty when the whole row is meant. */
  readonly column: string
  readonly code: IssueCode
  /** The cell as it stands, shortened for showing. */
  readonly cell: string
  /** The most characters allowed, with `text-too-long`. */
  readonly limit?: number
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
