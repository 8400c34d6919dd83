import { type Minor, minor, sumMinor } from '../money.ts'
import type { LedgerRows } from './ledger-rows.ts'

/** What came in and where it is: the first two are the sum of the others. */
export interface LedgerTotals {
  readonly received: Minor
  readonly credited: Minor
  readonly allocated: Minor
  readonly balances: Minor
  readonly refunded: Minor
  readonly expired: Minor
}

/** The sums of a ledger: received + credited = allocated + balances + refunded + expired. */
export function ledgerTotals({ payments, credits, allocations }: LedgerRows): LedgerTotals {
  const arrived = payments.filter(({ state }) => state === 'received')
  const live = credits.filter(({ state }) => state === 'live')
  const onInvoices = allocations.filter(({ state }) => state === 'live')
  const used = (id: string) =>
    sumMinor(onInvoices.filter(({ sourceId }) => sourceId === id).map(({ amount }) => amount))
  return {
    received: sumMinor(arrived.map(({ amount }) => amount)),
    credited: sumMinor(live.filter(({ paymentId }) => paymentId === undefined).map(({ amount }) => amount)),
    allocated: sumMinor(onInvoices.map(({ amount }) => amount)),
    balances: sumMinor(live.map(({ id, amount, refunded, expired }) => minor(amount - refunded - expired - used(id)))),
    refunded: sumMinor([...arrived, ...live].map(({ refunded }) => refunded)),
    expired: sumMinor(live.map(({ expired }) => expired)),
  }
}
