// Which lines of which invoices give back what a correction says.
import type { Correction } from '../contract/contract.ts'
import type { InvoiceId } from '../ids.ts'
import { type Minor, minor } from '../money.ts'
import type { Period } from '../period.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import { type CreditPick, creditFigures, leftToCredit } from './credit-figures.ts'
import type { CreditRequest } from './credit-note.ts'
import type { CreditSource } from './plan-credit.ts'

/** A line that billed a period, or a part of what it costs. */
export interface CreditableCharge {
  readonly source: CreditSource
  readonly line: number
}

export interface CorrectedPeriod {
  readonly correction: Correction
  /** In the order in which they are credited. */
  readonly lines: readonly CreditableCharge[]
}

interface Taken {
  readonly source: CreditSource
  readonly line: number
  amount: Minor
  /** The days that the only correction of the line names. */
  period?: Period | undefined
}

/**
 * What a note over these corrections credits: of each line the days that the correction names where they come to its
 * amount, else the amount. Problem: `credit-exceeds` where the lines have not as much left.
 */
export function creditsForCorrections(corrected: readonly CorrectedPeriod[]): Result<CreditRequest[], Problem> {
  const taken = new Map<string, Taken>()
  for (const { correction, lines } of corrected) {
    let needed = -correction.amount
    let found = 0
    for (const { source, line } of lines) {
      if (needed === 0) break
      const key = `${source.invoice.id} ${line}`
      const before = taken.get(key)
      const left = (leftToCredit(source.document, source.prior)[line]?.amount ?? 0) - (before?.amount ?? 0)
      const part = Math.min(needed, Math.max(left, 0))
      if (part === 0) continue
      needed -= part
      found += part
      if (before === undefined) {
        taken.set(key, { source, line, amount: minor(part), period: needed === 0 ? correction.period : undefined })
      } else {
        before.amount = minor(before.amount + part)
        before.period = undefined
      }
    }
    if (needed > 0) {
      const { description, currency } = correction
      return refused({ code: 'credit-exceeds', description, left: minor(found), currency })
    }
  }
  const byInvoice = new Map<InvoiceId, CreditPick[]>()
  for (const each of taken.values()) {
    const { id } = each.source.invoice
    byInvoice.set(id, [...(byInvoice.get(id) ?? []), pickOf(each)])
  }
  return ok([...byInvoice].map(([invoiceId, picks]) => ({ invoiceId, picks })))
}

function pickOf({ source: { document, prior }, line, amount, period }: Taken): CreditPick {
  if (period !== undefined) {
    const pick = { line, kind: 'period', period } as const
    const figures = creditFigures(document, prior, [pick])
    if (figures.ok && figures.value.lines[0]?.amount === amount) return pick
  }
  const left = leftToCredit(document, prior)[line]?.amount
  return left === amount ? { line, kind: 'rest' } : { line, kind: 'amount', amount }
}
