// What clients owe by how long it is late (accounts receivable ageing), per client and currency.
import { type CalendarDate, daysBetween } from './date.ts'
import type { ClientId } from './ids.ts'
import type { FinalizedInvoice } from './model.ts'
import { addMinor, type CurrencyCode, type Minor, minor } from './money.ts'

/** How late, in whole days after the due date: not yet, 1..30, 31..60, 61..90, more. */
export const ageBuckets = ['not-due', '1-30', '31-60', '61-90', 'over-90'] as const

export type AgeBucket = (typeof ageBuckets)[number]

export type AgedSums = Readonly<Record<AgeBucket | 'total', Minor>>

export interface AgedInvoice {
  readonly invoice: FinalizedInvoice
  readonly bucket: AgeBucket
  /** Whole days since the due date; 0 or less: not late. */
  readonly lateDays: number
}

export interface AgedClient {
  readonly clientId: ClientId
  readonly clientName: string
  readonly currency: CurrencyCode
  readonly sums: AgedSums
  /** The longest due first. */
  readonly invoices: readonly AgedInvoice[]
}

export interface Ageing {
  /** A row for each client and currency with something due; by currency, then the most owed first. */
  readonly clients: readonly AgedClient[]
  /** A total for each currency, in the same order. */
  readonly totals: readonly { readonly currency: CurrencyCode; readonly sums: AgedSums }[]
}

/** The bucket of a due date: on the due date itself nothing is late yet. */
export function ageBucketOf(dueOn: CalendarDate, asOf: CalendarDate): AgeBucket {
  const days = daysBetween(dueOn, asOf)
  if (days <= 0) return 'not-due'
  if (days <= 30) return '1-30'
  if (days <= 60) return '31-60'
  return days <= 90 ? '61-90' : 'over-90'
}

/** Ages what is due of open invoices; written-off and settled ones are not in it. Minor units per currency. */
export function ageReceivables(invoices: readonly FinalizedInvoice[], asOf: CalendarDate): Ageing {
  const open = invoices.filter(({ state, amountDue }) => state === 'open' && amountDue > 0)
  const groups = new Map<string, FinalizedInvoice[]>()
  for (const invoice of open) {
    const key = `${invoice.currency} ${invoice.clientId}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [invoice])
    else group.push(invoice)
  }
  const clients = [...groups.values()].map((group) => agedClient(group, asOf))
  clients.sort((left, right) =>
    left.currency === right.currency
      ? right.sums.total - left.sums.total || (left.clientId < right.clientId ? -1 : 1)
      : left.currency < right.currency
        ? -1
        : 1,
  )
  const currencies = [...new Set(clients.map(({ currency }) => currency))]
  return {
    clients,
    totals: currencies.map((currency) => ({
      currency,
      sums: clients.filter((row) => row.currency === currency).reduce((sum, row) => addSums(sum, row.sums), nothing),
    })),
  }
}

function agedClient(group: readonly FinalizedInvoice[], asOf: CalendarDate): AgedClient {
  const keyOf = ({ dueOn, issuedOn, number }: FinalizedInvoice) => `${dueOn} ${issuedOn} ${number}`
  const sorted = [...group].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  // The name as the newest document has it.
  const { clientId, clientName, currency } = sorted.reduce((newest, one) =>
    one.issuedOn >= newest.issuedOn ? one : newest,
  )
  const invoices = sorted.map(
    (invoice): AgedInvoice => ({
      invoice,
      bucket: ageBucketOf(invoice.dueOn, asOf),
      lateDays: daysBetween(invoice.dueOn, asOf),
    }),
  )
  const sums = invoices.reduce(
    (sum, { invoice, bucket }) => addSums(sum, { ...nothing, [bucket]: invoice.amountDue, total: invoice.amountDue }),
    nothing,
  )
  return { clientId, clientName, currency, sums, invoices }
}

const nothing: AgedSums = {
  'not-due': minor(0),
  '1-30': minor(0),
  '31-60': minor(0),
  '61-90': minor(0),
  'over-90': minor(0),
  total: minor(0),
}

function addSums(left: AgedSums, right: AgedSums): AgedSums {
  const keys = Object.keys(nothing) as (keyof AgedSums)[]
  return Object.fromEntries(keys.map((key) => [key, addMinor(left[key], right[key])])) as AgedSums
}
