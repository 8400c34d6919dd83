// Which lines of which invoices give back what a correction says.
import type { Correction } from '../contract/contract.ts'
import { divideRounded } from '../decimal.ts'
import type { InvoiceId } from '../ids.ts'
import type { FrozenDocument } from '../invoice/document.ts'
import { type Minor, minor, minorFromBigInt } from '../money.ts'
import type { Period } from '../period.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import { creditableLines } from './credit-basis.ts'
import { type CreditPick, creditFigures, leftToCredit } from './credit-figures.ts'
import type { CreditRequest } from './credit-note.ts'
import type { CreditSource, PlannedCredit } from './plan-credit.ts'

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
      const asked = onLine(source, line, needed)
      const part = Math.min(asked, Math.max(left, 0))
      if (part === 0) continue
      // Shares of the document's allowances are rounded once for each note: the last of them takes what there is.
      const enough = part === asked || (asked !== needed && asked - part <= source.prior.length + 1)
      const covered = enough ? needed : Math.min(ofCharge(source, line, part), needed)
      needed -= covered
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

/**
 * How much of each correction the lines of a note give back, below 0 like the correction's amount and never beyond it: a
 * person may have made the note smaller, or left lines out.
 */
export function creditedOf(corrected: readonly CorrectedPeriod[], { invoices }: PlannedCredit): readonly Minor[] {
  const given = new Map<string, number>()
  for (const { request, figures } of invoices) {
    for (const { line, amount } of figures.lines) given.set(`${request.invoiceId} ${line}`, amount)
  }
  return corrected.map(({ correction, lines }) => {
    let needed = -correction.amount
    for (const { source, line } of lines) {
      const key = `${source.invoice.id} ${line}`
      const there = given.get(key) ?? 0
      if (needed === 0 || there <= 0) continue
      const asked = onLine(source, line, needed)
      const part = Math.min(asked, there)
      const enough = part === asked || (asked !== needed && asked - part <= source.prior.length + 1)
      given.set(key, there - part)
      needed -= enough ? needed : Math.min(ofCharge(source, line, part), needed)
    }
    return minor(correction.amount + needed)
  })
}

/** What an amount of the charge is on its line: less where the document's allowances fell on it. */
function onLine({ document }: CreditSource, line: number, amount: number): number {
  const [worth, whole] = worthOf(document, line)
  return scaled(amount, worth, whole)
}

function ofCharge({ document }: CreditSource, line: number, amount: number): number {
  return amountOfCharge(document, line, amount)
}

/** The amount of the charge that an amount of its line stands for, minor units. */
export function amountOfCharge(document: FrozenDocument, line: number, amount: number): number {
  const [worth, whole] = worthOf(document, line)
  return scaled(amount, whole, worth)
}

function worthOf(document: FrozenDocument, line: number): readonly [number, number] {
  return [creditableLines(document)[line]?.amount ?? 0, document.lines[line]?.totals.amount ?? 0]
}

function scaled(amount: number, numerator: number, denominator: number): number {
  if (numerator === denominator || denominator === 0) return amount
  return minorFromBigInt(divideRounded(BigInt(amount) * BigInt(numerator), BigInt(denominator), 'half-away-from-zero'))
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
