// Pending invoices put together for a list: by client, by contract, and those that wait for somebody. Pure.
import type { CalendarDate } from '../../core/date.ts'
import { addMinor, type CurrencyCode, type Minor, ZERO } from '../../core/money.ts'
import type { PendingRow } from '../../queries/list-pending.ts'

export interface CurrencySum {
  readonly currency: CurrencyCode
  readonly amount: Minor
}

/** Several pending invoices as one line of a list. */
export interface PendingPile {
  readonly key: string
  readonly name: string
  /** Beside a contract: whose it is. */
  readonly clientName?: string
  readonly rows: readonly PendingRow[]
  readonly nextOn: CalendarDate
  /** One for each currency: with tax by client; by contract the lines alone, as they are priced. */
  readonly sums: readonly CurrencySum[]
}

/** What an invoice to come will ask for; its lines' sum where a tax rate is missing. */
export function totalOf(row: PendingRow): Minor {
  return row.totals?.gross ?? row.net
}

/** One sum for each currency, by code. */
export function sumsOf(amounts: readonly CurrencySum[]): CurrencySum[] {
  const byCurrency = new Map<CurrencyCode, Minor>()
  for (const { currency, amount } of amounts) {
    byCurrency.set(currency, addMinor(byCurrency.get(currency) ?? ZERO, amount))
  }
  return [...byCurrency]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([currency, amount]) => ({ currency, amount }))
}

/** The totals of invoices, one for each currency. */
export function totalsOfRows(rows: readonly PendingRow[]): CurrencySum[] {
  return sumsOf(rows.map((row) => ({ currency: row.currency, amount: totalOf(row) })))
}

/** The soonest first, then by client. */
export function byDay(rows: readonly PendingRow[]): PendingRow[] {
  return [...rows].sort(
    (left, right) =>
      compare(left.plannedOn, right.plannedOn) ||
      compare(left.client.sortName, right.client.sortName) ||
      compare(left.key, right.key),
  )
}

/** A line for each client, by name. */
export function byClient(rows: readonly PendingRow[]): PendingPile[] {
  return pilesOf(rows, (row) => [{ key: row.clientId, name: row.client.name }]).map((pile) => ({
    ...pile,
    sums: totalsOfRows(pile.rows),
  }))
}

/** A line for each contract, by name; charges by hand belong to none. */
export function byContract(rows: readonly PendingRow[]): PendingPile[] {
  return pilesOf(rows, (row) =>
    row.contracts.map(({ id, name }) => ({ key: id, name, clientName: row.client.name })),
  ).map((pile) => ({
    ...pile,
    sums: sumsOf(pile.rows.flatMap(({ charges }) => charges.filter(({ contractId }) => contractId === pile.key))),
  }))
}

type PileHead = Pick<PendingPile, 'key' | 'name' | 'clientName'>

function pilesOf(
  rows: readonly PendingRow[],
  headsOf: (row: PendingRow) => readonly PileHead[],
): Omit<PendingPile, 'sums'>[] {
  const piles = new Map<string, { readonly head: PileHead; readonly rows: PendingRow[] }>()
  for (const row of byDay(rows)) {
    for (const head of headsOf(row)) {
      const pile = piles.get(head.key) ?? { head, rows: [] }
      pile.rows.push(row)
      piles.set(head.key, pile)
    }
  }
  return [...piles.values()]
    .map(({ head, rows: own }) => ({ ...head, rows: own, nextOn: (own[0] as PendingRow).plannedOn }))
    .sort((left, right) => left.name.localeCompare(right.name))
}

/** What is due and comes only when somebody acts: one for each group and reason. */
export interface WaitingPile {
  readonly key: string
  readonly first: PendingRow
  readonly stoppedBy: NonNullable<PendingRow['stoppedBy']>
  readonly sums: readonly CurrencySum[]
}

/** Invoices whose day has come and that something stops. What holds for the whole account is said elsewhere. */
export function waitingPiles(rows: readonly PendingRow[], today: CalendarDate): WaitingPile[] {
  const piles = new Map<string, { readonly first: PendingRow; readonly rows: PendingRow[] }>()
  for (const row of byDay(rows)) {
    const { stoppedBy } = row
    if (stoppedBy === undefined || stoppedBy.code === 'account-manual' || row.plannedOn > today) continue
    const subject =
      stoppedBy.code === 'on-hold' && stoppedBy.of !== 'group' ? (row.item?.id ?? row.contracts[0]?.id) : ''
    const key = `${row.groupId} ${stoppedBy.code} ${subject ?? ''}`
    const pile = piles.get(key) ?? { first: row, rows: [] }
    pile.rows.push(row)
    piles.set(key, pile)
  }
  return [...piles]
    .map(([key, { first, rows: own }]) => ({
      key,
      first,
      stoppedBy: first.stoppedBy as NonNullable<PendingRow['stoppedBy']>,
      sums: totalsOfRows(own),
    }))
    .sort((left, right) => left.first.client.name.localeCompare(right.first.client.name))
}

function compare(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1
}
