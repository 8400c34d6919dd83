// Why a whole file cannot be read; texts in import-text.ts. Closed, with the facts that each sentence needs.

import type { ImportField } from './mapping.ts'

export type FileProblem =
  | { readonly code: 'file-empty' }
  | { readonly code: 'file-too-large'; readonly bytes: number; readonly limit: number }
  /** The first bytes name another kind of file: PDF, Excel workbook, picture... */
  | { readonly code: 'file-not-text'; readonly kind: string }
  | { readonly code: 'json-broken'; readonly reason: string }
  | { readonly code: 'json-too-deep'; readonly limit: number }
  /** Well-formed JSON without a list of records in it. */
  | { readonly code: 'json-no-records' }
  /** A header without a single row below it, of a kind that nobody knows. */
  | { readonly code: 'kind-unknown'; readonly columns: readonly string[] }
  /** A list of clients or products in which no column says what a row is called. */
  | { readonly code: 'name-column-missing'; readonly columns: readonly string[] }
  /** A list of contracts or usage without a column that every row needs. */
  | { readonly code: 'columns-missing'; readonly fields: readonly ImportField[]; readonly columns: readonly string[] }
