// The filter of the list as it stands in the address, so that back, reload and links keep it.
import { parseCalendarDate } from '../../core/date.ts'
import { type Decimal, parseDecimal } from '../../core/decimal.ts'
import type { ClientId } from '../../core/ids.ts'
import type { InvoiceFilter, InvoiceSort } from '../../queries/invoice-filter.ts'

export const listStates = ['draft', 'open', 'late', 'paid', 'void', 'uncollectible'] as const
export type ListState = (typeof listStates)[number]

/** Names in the address that narrow the list, besides the state and the simple search. */
export const advancedNames = ['number', 'client', 'po', 'line', 'from', 'to', 'min', 'max'] as const

const sorts: readonly InvoiceSort[] = ['date', 'due', 'amount']

/** Late ones are shown the longest late first, everything else the newest first. */
export function defaultSort(state: ListState | undefined): {
  readonly sort: InvoiceSort
  readonly descending: boolean
} {
  return state === 'late' ? { sort: 'due', descending: false } : { sort: 'date', descending: true }
}

/** The filter that an address asks for; what cannot be read is left out. Amounts are plain decimals there. */
export function filterFromUrl(get: (name: string) => string, typed: string): InvoiceFilter {
  const state = listStates.find((one) => one === get('state'))
  const standard = defaultSort(state)
  const sort = sorts.find((one) => one === get('sort')) ?? standard.sort
  const direction = get('dir')
  const optional = <Value>(name: string, value: Value | undefined | '') =>
    value === undefined || value === '' ? {} : { [name]: value }
  return {
    sort,
    descending:
      direction === '' ? (sort === standard.sort ? standard.descending : sort !== 'due') : direction === 'desc',
    ...optional('state', state),
    ...optional('clientId', get('client') as ClientId),
    ...optional('from', parseCalendarDate(get('from'))),
    ...optional('to', parseCalendarDate(get('to'))),
    ...optional('min', boundOf(get('min'))),
    ...optional('max', boundOf(get('max'))),
    ...optional('text', typed.trim()),
    ...optional('number', get('number')),
    ...optional('poNumber', get('po')),
    ...optional('line', get('line')),
  }
}

/** A bound in major units from the address; one that no amount can reach is no bound. */
function boundOf(text: string): Decimal | undefined {
  const value = parseDecimal(text)
  return value !== undefined && /^-?\d{1,12}(\.|$)/.test(value) ? value : undefined
}
