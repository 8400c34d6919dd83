import { type Minor, minor } from '../money.ts'

/**
 * What an invoice of another program must have been paid, in minor units, when only what was open is known: one that is
 * called paid was paid whole, whatever its balance says; without a balance nothing was paid.
 */
export function impliedPayment(row: {
  readonly amount: Minor
  readonly balance?: Minor
  readonly paid: boolean
}): Minor {
  if (row.paid) return row.amount
  const { amount, balance = amount } = row
  return minor(Math.max(0, amount - Math.max(0, balance)))
}
