import { type Collection, Dexie } from 'dexie'
import type { CalendarDate } from '../core/date.ts'
import type { Invoice, InvoiceState } from '../core/model.ts'
import { addMinor, type CurrencyCode, type Minor, ZERO } from '../core/money.ts'
import type { Sum } from '../core/settlement/sum.ts'
import type { Books } from './account-entries.ts'
import type { InvoiceFilter } from './invoice-filter.ts'

/** The place after which a page begins: the key of the last row before it, in the index that the list walks. */
export interface InvoiceCursor {
  readonly part: 'rows' | 'drafts'
  readonly key: readonly (string | number)[]
}

export interface InvoicePage {
  readonly rows: readonly Invoice[]
  readonly next?: InvoiceCursor
}

/** One range of one index in the list's order; `keyOf` names a row's place in it. */
export interface Lane {
  readonly part: InvoiceCursor['part']
  readonly index: string
  readonly lower: readonly unknown[]
  readonly upper: readonly unknown[]
  /** The upper bound is left out: `due before today`. */
  readonly upperOpen?: boolean
  readonly keyOf: (row: Invoice) => InvoiceCursor['key']
}

/**
 * One page of a plain list, read by key (keyset): as fast at the end of 100,000 as at the beginning. Only for filters
 * that `isPlainList` admits. Sorted by due date, drafts, which have none, come last.
 */
export async function listInvoices(
  books: Books,
  filter: InvoiceFilter,
  today: CalendarDate,
  after: InvoiceCursor | undefined,
  limit: number,
): Promise<InvoicePage> {
  const lanes = lanesOf(filter, today)
  const rows: Invoice[] = []
  let cursor = after
  for (const lane of lanes) {
    if (cursor !== undefined && cursor.part !== lane.part) continue
    const wanted = limit + 1 - rows.length
    const found = await walkLane(books, lane, filter.descending && lane.part === 'rows', cursor)
      .limit(wanted)
      .toArray()
    cursor = undefined
    rows.push(...found)
    if (rows.length > limit) {
      const last = rows[limit - 1]
      const own = lanes.length === 1 ? lane : lanes[last?.state === 'draft' ? 1 : 0]
      if (last !== undefined && own !== undefined) {
        return { rows: rows.slice(0, limit), next: { part: own.part, key: own.keyOf(last) } }
      }
    }
  }
  return { rows }
}

/** The rows of a lane after a place, first to last as the list shows them. */
export function walkLane(
  books: Books,
  lane: Lane,
  descending: boolean,
  after: InvoiceCursor | undefined,
): Collection<Invoice, Invoice['id']> {
  const at = after?.part === lane.part ? after.key : undefined
  const lower = at !== undefined && !descending ? at : lane.lower
  const upper = at !== undefined && descending ? at : lane.upper
  const includeUpper = at !== undefined && descending ? false : lane.upperOpen !== true
  const range = books.invoices
    .where(lane.index)
    .between([...lower], [...upper], !(at !== undefined && !descending), includeUpper)
  return descending ? range.reverse() : range
}

/** The ranges that hold the list, one after the other. */
export function lanesOf(filter: InvoiceFilter, today: CalendarDate): readonly Lane[] {
  const { state, clientId, from, to, sort } = filter
  const { minKey, maxKey } = Dexie
  const days = { lower: [from ?? minKey], upper: [to ?? maxKey, maxKey] }
  if (sort === 'amount') {
    return [
      {
        part: 'rows',
        index: '[gross+id]',
        lower: [minKey],
        upper: [maxKey, maxKey],
        keyOf: (row) => [row.gross, row.id],
      },
    ]
  }
  const plainState = state === 'late' ? 'open' : state
  if (sort === 'due') {
    const keyOf = (row: Invoice) => (row.state === 'draft' ? [row.listedOn, row.id] : [row.dueOn, row.id])
    if (plainState !== undefined && plainState !== 'draft') {
      return [
        {
          part: 'rows',
          index: '[state+dueOn+id]',
          lower: [plainState, minKey],
          upper: state === 'late' ? [plainState, today] : [plainState, maxKey, maxKey],
          ...(state === 'late' && { upperOpen: true }),
          keyOf: (row) => [plainState, ...keyOf(row)],
        },
      ]
    }
    const drafts = stateLane('drafts', 'draft', days)
    if (plainState === 'draft') return [drafts]
    return [{ part: 'rows', index: '[dueOn+id]', lower: [minKey], upper: [maxKey, maxKey], keyOf }, drafts]
  }
  if (clientId !== undefined) {
    return [
      {
        part: 'rows',
        index: '[clientId+listedOn+id]',
        lower: [clientId, ...days.lower],
        upper: [clientId, ...days.upper],
        keyOf: (row) => [clientId, row.listedOn, row.id],
      },
    ]
  }
  if (plainState !== undefined) return [stateLane('rows', plainState, days)]
  return [{ part: 'rows', index: '[listedOn+id]', ...days, keyOf: (row) => [row.listedOn, row.id] }]
}

function stateLane(
  part: Lane['part'],
  state: InvoiceState,
  days: { readonly lower: readonly unknown[]; readonly upper: readonly unknown[] },
): Lane {
  return {
    part,
    index: '[state+listedOn+id]',
    lower: [state, ...days.lower],
    upper: [state, ...days.upper],
    keyOf: (row) => [state, row.listedOn, row.id],
  }
}

/** How many invoices stand in each state, and what is due: from kept sums, nothing is counted. */
export interface InvoiceCounts {
  readonly count: Readonly<Record<InvoiceState | 'late', number>>
  readonly due: readonly { readonly currency: CurrencyCode; readonly amount: Minor }[]
  readonly late: readonly { readonly currency: CurrencyCode; readonly amount: Minor }[]
}

export async function summarizeInvoices(books: Books, today: CalendarDate): Promise<InvoiceCounts> {
  const [states, lateDays] = await Promise.all([
    books.sums.where('key').startsWith('state/').toArray(),
    books.sums.where('key').between('due/', `due/${today}`, true, false).toArray(),
  ])
  const count = { draft: 0, open: 0, late: 0, paid: 0, void: 0, uncollectible: 0 }
  for (const { subject, values } of states) count[subject as InvoiceState] += values.invoiceCount ?? 0
  for (const { values } of lateDays) count.late += values.dueCount ?? 0
  return { count, due: perCurrency(states), late: perCurrency(lateDays) }
}

function perCurrency(sums: readonly Sum[]): InvoiceCounts['due'] {
  const amounts = new Map<CurrencyCode, Minor>()
  for (const { currency, values } of sums) {
    amounts.set(currency, addMinor(amounts.get(currency) ?? ZERO, (values.due ?? 0) as Minor))
  }
  return [...amounts]
    .filter(([, amount]) => amount !== 0)
    .map(([currency, amount]) => ({ currency, amount }))
    .sort((left, right) => right.amount - left.amount)
}
