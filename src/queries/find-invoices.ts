import { Dexie } from 'dexie'
import { currencyExponent } from '../core/currency.ts'
import type { CalendarDate } from '../core/date.ts'
import type { Invoice } from '../core/model.ts'
import { roundToMinor } from '../core/money.ts'
import { searchWords } from '../core/search-words.ts'
import type { Books } from './account-entries.ts'
import { fitsInvoiceFilter, type InvoiceFilter } from './invoice-filter.ts'
import { lanesOf, walkLane } from './list-invoices.ts'

export interface FoundInvoices {
  readonly rows: readonly Invoice[]
  /** More may fit: ask again with a larger limit. */
  readonly more: boolean
  /** How many invoices were looked at before the search stopped early; absent when it is complete. */
  readonly stoppedAfter?: number
}

/** Up to here the rows behind one condition are read and filtered; beyond it the list itself is walked. */
const FEW = 400
const CHUNK = 500
/** A walk that finds too little ends here unless it is asked to go on: an answer now beats a complete one later. */
const MOST_WALKED = 10_000

/**
 * Invoices that fit every condition, without a scan or a count: the rarest condition's index entries are read when they
 * are few, else the list's own index is walked until enough fit, with a stop (W-19).
 * @param thorough walks to the end, however long it takes
 */
export async function findInvoices(
  books: Books,
  filter: InvoiceFilter,
  today: CalendarDate,
  limit: number,
  thorough = false,
): Promise<FoundInvoices> {
  const fits = fitsInvoiceFilter(filter, today)
  const rare = await rarestKeys(books, filter, today)
  if (rare !== undefined) {
    const rows = (await books.invoices.bulkGet([...new Set(rare)])).filter((row): row is Invoice => row !== undefined)
    const found = rows.filter(fits).sort(inOrder(filter))
    return { rows: found.slice(0, limit), more: found.length > limit }
  }
  const found: Invoice[] = []
  let walked = 0
  for (const lane of lanesOf(filter, today)) {
    let after: Parameters<typeof walkLane>[3]
    for (;;) {
      const rows = await walkLane(books, lane, filter.descending && lane.part === 'rows', after)
        .limit(CHUNK)
        .toArray()
      for (const row of rows) if (fits(row)) found.push(row)
      walked += rows.length
      const last = rows.at(-1)
      if (found.length > limit) return { rows: found.slice(0, limit), more: true }
      if (rows.length < CHUNK || last === undefined) break
      if (walked >= MOST_WALKED && !thorough) return { rows: found, more: false, stoppedAfter: walked }
      after = { part: lane.part, key: lane.keyOf(last) }
    }
  }
  return { rows: found, more: false }
}

/** The shortest list of keys that some condition alone allows, if it is short; undefined when all are common. */
async function rarestKeys(
  books: Books,
  filter: InvoiceFilter,
  today: CalendarDate,
): Promise<readonly Invoice['id'][] | undefined> {
  const { invoices } = books
  const { minKey, maxKey } = Dexie
  const { clientId, state, from, to } = filter
  const words = searchWords(filter.text, filter.line, filter.number, filter.poNumber)
  const ranges = words.map((word) => invoices.where('words').startsWith(word))
  if (clientId !== undefined) {
    ranges.push(
      invoices.where('[clientId+listedOn+id]').between([clientId, from ?? minKey], [clientId, to ?? maxKey, maxKey]),
    )
  }
  if (state === 'late') ranges.push(invoices.where('[state+dueOn+id]').between(['open', minKey], ['open', today]))
  else if (state !== undefined) {
    ranges.push(invoices.where('[state+listedOn+id]').between([state, from ?? minKey], [state, to ?? maxKey, maxKey]))
  }
  if (from !== undefined || to !== undefined) {
    ranges.push(invoices.where('[listedOn+id]').between([from ?? minKey], [to ?? maxKey, maxKey]))
  }
  if (filter.min !== undefined || filter.max !== undefined) ranges.push(await amountRange(books, filter))
  const lists = await Promise.all(ranges.map((range) => range.limit(FEW + 1).primaryKeys()))
  const shortest = lists.reduce<readonly Invoice['id'][] | undefined>(
    (best, list) => (best === undefined || list.length < best.length ? list : best),
    undefined,
  )
  return shortest !== undefined && shortest.length <= FEW ? shortest : undefined
}

/** Bounds in minor units wide enough for every currency of the books; each row is compared in its own. */
async function amountRange(books: Books, { min, max }: InvoiceFilter) {
  // Every invoice counts in the sum of its state, voided ones included.
  const states = await books.sums.where('scope').equals('state').toArray()
  const exponents = states.map(({ currency }) => currencyExponent(currency))
  const bounds = (value: NonNullable<typeof min>) => exponents.map((exponent) => roundToMinor(value, exponent))
  const lower = min === undefined || exponents.length === 0 ? Dexie.minKey : Math.min(...bounds(min))
  const upper = max === undefined || exponents.length === 0 ? Dexie.maxKey : Math.max(...bounds(max))
  return books.invoices.where('[gross+id]').between([lower], [upper, Dexie.maxKey])
}

function inOrder({ sort, descending }: InvoiceFilter): (left: Invoice, right: Invoice) => number {
  const sign = descending ? -1 : 1
  return (left, right) => {
    if (sort === 'amount' && left.gross !== right.gross) return (left.gross - right.gross) * sign
    const [one, other] = [placeOf(left, sort), placeOf(right, sort)]
    // Drafts have no due date: they come last either way, the oldest first.
    if (one === undefined && other === undefined) return left.listedOn + left.id < right.listedOn + right.id ? -1 : 1
    if (one === undefined || other === undefined) return one === undefined ? 1 : -1
    if (one !== other) return one < other ? -sign : sign
    return left.id < right.id ? -sign : sign
  }
}

function placeOf(invoice: Invoice, sort: InvoiceFilter['sort']): string | undefined {
  if (sort !== 'due') return invoice.listedOn
  return invoice.state === 'draft' ? undefined : invoice.dueOn
}
