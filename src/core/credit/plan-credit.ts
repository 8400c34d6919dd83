// What a credit note over one or several invoices comes to, and why it may not be written (R-24, R-25, W-9).
import type { FrozenDocument } from '../invoice/document.ts'
import type { FinalizedInvoice } from '../model.ts'
import { type Minor, minor, sumMinor } from '../money.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import { type CreditedInvoice, type CreditPick, creditFigures, leftToCredit } from './credit-figures.ts'
import type { CreditRequest, CreditWish } from './credit-note.ts'

/** An issued invoice with what its issued credit notes took back of it. */
export interface CreditSource {
  readonly invoice: FinalizedInvoice
  readonly document: FrozenDocument
  readonly prior: readonly CreditedInvoice[]
}

export interface PlannedInvoice {
  readonly source: CreditSource
  readonly request: CreditRequest
  readonly figures: CreditedInvoice
}

/** Amounts in minor units of the one currency. */
export interface PlannedCredit {
  /** In the order of the request; at least one. */
  readonly invoices: readonly [PlannedInvoice, ...PlannedInvoice[]]
  readonly net: Minor
  readonly tax: Minor
  readonly gross: Minor
  /** What the client gets; above 0. */
  readonly total: Minor
}

/**
 * The figures of a note. Problems: `credit-empty` (W-14), `nothing-left-to-credit`, `credit-not-positive`,
 * `credit-exceeds-invoice`,
 * `field-invalid` for a line or an invoice named twice or not there, `wrong-state` for a void one, `clients-differ`,
 * `groups-differ`, `currencies-differ`, `tax-inclusion-differs`, `outside-scope-mixed` (BR-O-11),
 * `exchange-rates-differ`, and those of `creditFigures`.
 */
export function planCredit(
  sources: readonly CreditSource[],
  wishes: readonly CreditWish[],
): Result<PlannedCredit, Problem> {
  const planned: PlannedInvoice[] = []
  for (const { invoiceId, picks } of wishes) {
    const source = sources.find(({ invoice }) => invoice.id === invoiceId)
    if (source === undefined) return refused({ code: 'not-found', entity: 'invoice', id: invoiceId })
    if (planned.some(({ request }) => request.invoiceId === invoiceId))
      return refused(badField('invoices', 'duplicate'))
    const one = planInvoice(source, picks)
    if (!one.ok) return one
    planned.push(one.value)
  }
  const [first, ...others] = planned
  if (first === undefined) return refused({ code: 'credit-empty' })
  const problem = mixedProblem(planned.map(({ source }) => source))
  if (problem !== undefined) return refused(problem)
  const sum = (field: 'net' | 'tax' | 'gross' | 'total') => sumMinor(planned.map(({ figures }) => figures[field]))
  const total = sum('total')
  if (total <= 0) return refused({ code: 'credit-not-positive', total, currency: first.source.invoice.currency })
  return ok({ invoices: [first, ...others], net: sum('net'), tax: sum('tax'), gross: sum('gross'), total })
}

function planInvoice(source: CreditSource, picks: CreditWish['picks']): Result<PlannedInvoice, Problem> {
  const { invoice, document, prior } = source
  const { state, number } = invoice
  if (state === 'void') return refused({ code: 'wrong-state', act: 'credit', state, number })
  const left = leftOfInvoice(source)
  if (left <= 0) return refused({ code: 'nothing-left-to-credit', number })
  const chosen = picks === 'rest' ? restPicks(source) : picks
  if (chosen.length === 0) return refused({ code: 'credit-empty' })
  const lines = chosen.map(({ line }) => line)
  if (new Set(lines).size < lines.length) return refused(badField('lines', 'duplicate'))
  if (lines.some((line) => document.lines[line] === undefined)) return refused(badField('lines', 'out-of-range'))
  if (chosen.some((pick) => pick.kind === 'amount' && !Number.isInteger(pick.amount))) {
    return refused(badField('lines', 'not-a-number'))
  }
  const figures = creditFigures(document, prior, chosen)
  if (!figures.ok) {
    return refused(figures.problem.code === 'nothing-selected' ? { code: 'credit-empty' } : figures.problem)
  }
  // Lines alone are not enough: without the line below 0 beside it a line is more than its invoice asked for.
  if (figures.value.total > left) {
    return refused({ code: 'credit-exceeds-invoice', number, left, currency: invoice.currency })
  }
  return ok({ source, request: { invoiceId: invoice.id, picks: chosen }, figures: figures.value })
}

/** What the notes of an invoice may still give: what it asks for, what was prepaid included, less what they gave. */
export function leftOfInvoice({ document, prior }: Pick<CreditSource, 'document' | 'prior'>): Minor {
  const { gross, withholding, rounding } = document.totals
  return minor(gross - withholding + rounding - sumMinor(prior.map(({ total }) => total)))
}

/** All that is left of an invoice, line by line. */
export function restPicks({ document, prior }: Pick<CreditSource, 'document' | 'prior'>): CreditPick[] {
  return leftToCredit(document, prior).flatMap(({ amount }, line) => (amount === 0 ? [] : [{ line, kind: 'rest' }]))
}

function badField(field: string, reason: 'duplicate' | 'out-of-range' | 'not-a-number'): Problem {
  return { code: 'field-invalid', field, reason }
}

/** Why these invoices cannot be on one document. */
function mixedProblem(sources: readonly CreditSource[]): Problem | undefined {
  const differ = (fact: (source: CreditSource) => unknown) => new Set(sources.map(fact)).size > 1
  if (differ(({ invoice }) => invoice.clientId)) return { code: 'clients-differ' }
  if (differ(({ invoice }) => invoice.billingGroupId)) return { code: 'groups-differ' }
  if (differ(({ invoice }) => invoice.currency)) {
    return { code: 'currencies-differ', currencies: sources.map(({ invoice }) => invoice.currency) }
  }
  if (differ(({ document }) => document.taxIncluded)) return { code: 'tax-inclusion-differs' }
  const outside = ({ document }: CreditSource) =>
    document.lines.some(({ taxes }) => taxes.some(({ category }) => category === 'O'))
  if (differ(outside)) return { code: 'outside-scope-mixed' }
  const rateOf = ({ document }: CreditSource) =>
    JSON.stringify(document.accountCurrency && [document.accountCurrency.rate, document.accountCurrency.on])
  if (differ(rateOf)) {
    return { code: 'exchange-rates-differ', numbers: sources.map(({ invoice }) => invoice.number) }
  }
  return undefined
}
