import { type Minor, minor } from '../money.ts'
import type { Release } from './ledger-rows.ts'

/**
 * What of the named allocations a refund takes off their invoices: it takes what is free first, then the allocations in
 * their order, each no further than named. What is not needed stays where it lies.
 */
export function neededReleases(amount: Minor, free: Minor, named: readonly Release[]): Release[] {
  let open = Math.max(0, amount - free)
  return named.flatMap(({ allocationId, amount: most }) => {
    const part = Math.min(open, most)
    open -= Math.max(0, part)
    // What is no amount at all is for the ledger to refuse.
    return part > 0 || most <= 0 ? [{ allocationId, amount: most <= 0 ? most : minor(part) }] : []
  })
}
