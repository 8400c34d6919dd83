// Papers beside invoices (receipts, statements) in words: every text as it will stand on paper, with the letterhead of
// the owner's documents.
import type { CalendarDate } from '../core/date.ts'
import type { DocumentLook } from '../core/invoice/document.ts'
import type { PrintedHead, PrintedTotal } from './printed-document.ts'

export interface PaperColumn {
  readonly heading: string
  readonly align: 'left' | 'right'
  /** Takes the room that the others leave; one column of a table. */
  readonly grows?: true
}

export interface PaperRow {
  /** As many as there are columns. */
  readonly cells: readonly string[]
  /** Small print below the growing cell. */
  readonly details?: readonly string[]
  readonly weight?: 'sum'
}

export interface PaperTable {
  readonly title?: string
  readonly columns: readonly PaperColumn[]
  readonly rows: readonly PaperRow[]
}

export interface PrintedPaper {
  /** BCP 47: of the texts. */
  readonly language: string
  readonly look: DocumentLook
  /** The day that it says it was made. */
  readonly on: CalendarDate
  /** ISO 3166-1 codes of seller and buyer: they choose between the scripts of Han. */
  readonly countries: readonly string[]
  readonly head: PrintedHead
  /** Sentences above the tables. */
  readonly opening: readonly string[]
  readonly tables: readonly PaperTable[]
  /** Below the last table, on one page with its last row. */
  readonly totals: readonly PrintedTotal[]
  /** Sentences below. */
  readonly closing: readonly string[]
}
