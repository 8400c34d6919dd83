// What a list of invoices is asked for (W-19), and whether one invoice fits.
import { currencyExponent } from '../core/currency.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Decimal } from '../core/decimal.ts'
import type { ClientId } from '../core/ids.ts'
import type { Invoice, InvoiceState } from '../core/model.ts'
import { roundToMinor } from '../core/money.ts'
import { searchWords } from '../core/search-words.ts'

export type InvoiceSort = 'date' | 'due' | 'amount'

export interface InvoiceFilter {
  /** `late`: open and due before today. */
  readonly state?: InvoiceState | 'late'
  readonly clientId?: ClientId
  /** Day of issue, of creation for drafts; both days included. */
  readonly from?: CalendarDate
  readonly to?: CalendarDate
  /** Major units of each invoice's own currency; both included. */
  readonly min?: Decimal
  readonly max?: Decimal
  /** Every typed word begins a word of number, client, PO number or lines. */
  readonly text?: string
  readonly number?: string
  readonly poNumber?: string
  /** Words of the lines. */
  readonly line?: string
  readonly sort: InvoiceSort
  readonly descending: boolean
}

/** Whether an invoice fits everything that the filter asks. */
export function fitsInvoiceFilter(filter: InvoiceFilter, today: CalendarDate): (invoice: Invoice) => boolean {
  const words = searchWords(filter.text, filter.line)
  const numberWords = searchWords(filter.number)
  const poWords = searchWords(filter.poNumber)
  const { state, clientId, from, to, min, max } = filter
  return (invoice) => {
    if (clientId !== undefined && invoice.clientId !== clientId) return false
    if (state === 'late') {
      if (invoice.state !== 'open' || invoice.dueOn >= today) return false
    } else if (state !== undefined && invoice.state !== state) return false
    if (from !== undefined && invoice.listedOn < from) return false
    if (to !== undefined && invoice.listedOn > to) return false
    if (min !== undefined && invoice.gross < roundToMinor(min, currencyExponent(invoice.currency))) return false
    if (max !== undefined && invoice.gross > roundToMinor(max, currencyExponent(invoice.currency))) return false
    if (!allBegin(words, invoice.words)) return false
    if (numberWords.length > 0 && !allBegin(numberWords, wordsOfNumber(invoice))) return false
    return poWords.length === 0 || allBegin(poWords, wordsOfPo(invoice))
  }
}

function allBegin(typed: readonly string[], own: readonly string[]): boolean {
  return typed.every((word) => own.some((one) => one.startsWith(word)))
}

function wordsOfNumber(invoice: Invoice): string[] {
  return invoice.state === 'draft' ? [] : searchWords(invoice.number, String(invoice.sequence))
}

function wordsOfPo(invoice: Invoice): string[] {
  return searchWords(invoice.poNumber, invoice.state === 'draft' ? undefined : invoice.poAddendum?.poNumber)
}

/** Whether one index answers the filter in its order, page by page. */
export function isPlainList(filter: InvoiceFilter): boolean {
  const { state, clientId, sort } = filter
  const searched = [filter.text, filter.number, filter.poNumber, filter.line].some(
    (text) => searchWords(text).length > 0,
  )
  if (searched || filter.min !== undefined || filter.max !== undefined) return false
  const ranged = filter.from !== undefined || filter.to !== undefined
  if (sort === 'date') return state === undefined || (state !== 'late' && clientId === undefined)
  if (ranged || clientId !== undefined) return false
  return sort === 'due' || state === undefined
}
