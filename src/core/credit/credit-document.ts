// The credit note as it prints: lines and rates of the invoices, everything else of today (R-20, R-24, EN 16931 BG-3).
import { currencyExponent } from '../currency.ts'
import type { CalendarDate } from '../date.ts'
import { compareDecimals, decimal, isZero, multiplyDecimals } from '../decimal.ts'
import type { FrozenAdjustment, FrozenDocument, FrozenLine } from '../invoice/document.ts'
import type { DocumentTotals, LineTotals, TaxSubtotal } from '../invoice/totals.ts'
import type { Client } from '../model.ts'
import { type CurrencyCode, type Minor, minor, minorToDecimal, roundToMinor, sumMinor } from '../money.ts'
import type { AccountSettings } from '../settings.ts'
import { type CreditableLine, creditableLines } from './credit-basis.ts'
import { type CreditedInvoice, type CreditedLine, numberedTaxes, shareOf } from './credit-figures.ts'
import type { CreditSource, PlannedCredit, PlannedInvoice } from './plan-credit.ts'

export interface CreditContext {
  readonly plan: PlannedCredit
  readonly client: Client
  readonly settings: AccountSettings
  readonly reason?: string
}

/** What only issuing adds; absent in the preview of a draft. */
export interface CreditIssue {
  readonly number: string
  readonly issuedOn: CalendarDate
}

/**
 * The document of a credit note: 381, amounts positive for what is given back. Seller, look and language are those of
 * today, the buyer is whom the last of the invoices names, taxes and lines are the invoices'. No due date and no way to
 * pay: nobody owes it.
 */
export function composeCreditNote(
  { plan, client, settings, reason }: CreditContext,
  issue?: CreditIssue,
): FrozenDocument {
  const { invoices } = plan
  const [first, ...others] = invoices
  const several = others.length > 0
  const latest = invoices.reduce((last, each) => (placeOf(each) > placeOf(last) ? each : last)).source.document
  const { currency, taxIncluded, servicePeriod, termsDays } = first.source.document
  const poNumber = first.source.invoice.poAddendum?.poNumber ?? first.source.invoice.poNumber
  const lines = invoices.flatMap((each) => linesOf(each, several))
  return {
    kind: 'credit-note',
    typeCode: '381',
    ...(issue === undefined ? {} : { number: issue.number, issuedOn: issue.issuedOn }),
    termsDays,
    corrects: referenceTo(first),
    ...(several ? { alsoCorrects: others.map(referenceTo) } : {}),
    ...(reason === undefined ? {} : { reason }),
    currency,
    language: client.locale ?? settings.locale,
    seller: settings.profile,
    buyer: latest.buyer,
    ...(several || poNumber === undefined ? {} : { poNumber }),
    ...fieldsOf(invoices),
    ...(several || servicePeriod === undefined ? {} : { servicePeriod }),
    taxIncluded,
    lines,
    allowances: [],
    surcharges: [],
    totals: totalsOf(
      invoices.map(({ figures }) => figures),
      lines.map(({ totals }) => totals),
    ),
    ...accountCurrencyOf(invoices),
    payment: {},
    look: settings.look,
  }
}

function placeOf({ source }: PlannedInvoice): string {
  return `${source.invoice.issuedOn} ${source.invoice.number}`
}

function referenceTo({ source }: PlannedInvoice): NonNullable<FrozenDocument['corrects']> {
  return { number: source.invoice.number, issuedOn: source.invoice.issuedOn }
}

/** The owner's fields that the invoices printed, each once (M-7). */
function fieldsOf(invoices: readonly PlannedInvoice[]): Pick<FrozenDocument, 'fields'> {
  const all = invoices.flatMap(({ source }) => source.document.fields ?? [])
  const fields = [...new Map(all.map((field) => [`${field.name}\n${field.value}`, field])).values()]
  return fields.length === 0 ? {} : { fields }
}

function linesOf({ source, figures }: PlannedInvoice, several: boolean): FrozenLine[] {
  const basis = creditableLines(source.document)
  return figures.lines.map((credited): FrozenLine => {
    const [original, whole] = [source.document.lines[credited.line], basis[credited.line]]
    if (original === undefined || whole === undefined) throw new RangeError('no such line')
    const line = creditedLine(source.document, original, whole, credited)
    return several ? { ...line, invoiceNumber: source.invoice.number } : line
  })
}

/**
 * A line of an invoice as far as it is credited: as it stood there when it is the whole of it; some of its units at
 * their price, less the discounts that fell on them; else one lot of the amount.
 */
export function creditedLine(
  document: FrozenDocument,
  original: FrozenLine,
  whole: CreditableLine,
  credited: CreditedLine,
): FrozenLine {
  const { amount, net, quantity } = credited
  const entire = quantity !== undefined && compareDecimals(quantity, original.quantity) === 0
  if (entire && amount === original.totals.amount) return { ...original, totals: { ...original.totals, net } }
  const { rating: _rating, allowances: _allowances, surcharges: _surcharges, ...kept } = original
  // A line of no units has a value where only a document's surcharge fell on it: no price explains that.
  const some = quantity !== undefined && !isZero(original.quantity)
  if (some && amount === shareOf(whole.amount, quantity, original.quantity)) {
    const base = roundToMinor(multiplyDecimals(quantity, original.unitPrice), currencyExponent(document.currency))
    const adjusted = shareOfDiscounts(document, original, minor(base - amount))
    if (adjusted !== undefined) {
      return { ...kept, quantity, ...adjusted, totals: { ...amountsOf(adjusted), base, amount, net } }
    }
  }
  const { unit: _unit, ...lot } = kept
  return {
    ...lot,
    ...(credited.period === undefined ? {} : { period: credited.period, servedOn: credited.period.start }),
    quantity: amount < 0 ? decimal('-1') : decimal('1'),
    unitPrice: minorToDecimal(minor(Math.abs(amount)), currencyExponent(document.currency)),
    allowances: [],
    surcharges: [],
    totals: { base: amount, allowances: [], surcharges: [], amount, net },
  }
}

type Adjusted = Pick<FrozenLine, 'allowances' | 'surcharges'>

/** What fell on these units of the line's and the document's discounts; undefined where a rest has no such reason. */
function shareOfDiscounts(document: FrozenDocument, line: FrozenLine, less: Minor): Adjusted | undefined {
  if (less === 0) return { allowances: [], surcharges: [] }
  const sources = less > 0 ? [line.allowances, document.allowances] : [line.surcharges, document.surcharges]
  const reasons = [...new Set(sources.flat().map(({ reason }) => reason))]
  if (reasons.length === 0) return undefined
  const adjustment: FrozenAdjustment = { reason: reasons.join(', '), amount: minor(Math.abs(less)) }
  return less > 0 ? { allowances: [adjustment], surcharges: [] } : { allowances: [], surcharges: [adjustment] }
}

function amountsOf({ allowances, surcharges }: Adjusted): Pick<LineTotals, 'allowances' | 'surcharges'> {
  const amounts = (adjustments: readonly FrozenAdjustment[]) => adjustments.map(({ amount }) => amount)
  return { allowances: amounts(allowances), surcharges: amounts(surcharges) }
}

/** Exactly what the invoices' parts come to, per tax and rate. */
function totalsOf(figures: readonly CreditedInvoice[], lines: readonly LineTotals[]): DocumentTotals {
  const sum = (field: 'net' | 'tax' | 'gross' | 'withholding' | 'rounding' | 'total') =>
    sumMinor(figures.map((each) => each[field]))
  return {
    lines,
    lineSum: sumMinor(lines.map(({ amount }) => amount)),
    allowances: [],
    surcharges: [],
    allowanceTotal: minor(0),
    surchargeTotal: minor(0),
    net: sum('net'),
    taxes: taxesOf(figures),
    tax: sum('tax'),
    gross: sum('gross'),
    withholdings: withholdingsOf(figures),
    withholding: sum('withholding'),
    prepaid: minor(0),
    rounding: sum('rounding'),
    due: sum('total'),
  }
}

function taxesOf(figures: readonly CreditedInvoice[]): TaxSubtotal[] {
  const byKey = new Map<string, TaxSubtotal>()
  for (const { taxes } of figures) {
    for (const { subtotal, key } of numberedTaxes(taxes)) {
      const { taxable = 0, tax = 0 } = byKey.get(key) ?? {}
      byKey.set(key, { ...subtotal, taxable: minor(taxable + subtotal.taxable), tax: minor(tax + subtotal.tax) })
    }
  }
  return [...byKey.values()]
}

function withholdingsOf(figures: readonly CreditedInvoice[]): DocumentTotals['withholdings'] {
  const byPercent = new Map<string, DocumentTotals['withholdings'][number]>()
  for (const { withholdings } of figures) {
    for (const each of withholdings) {
      const { base = 0, amount = 0 } = byPercent.get(each.percent) ?? {}
      byPercent.set(each.percent, { ...each, base: minor(base + each.base), amount: minor(amount + each.amount) })
    }
  }
  return [...byPercent.values()]
}

/** the tax in the currency of the books at the invoice's rate; what exhausts its tax takes the rest of it. */
function accountCurrencyOf(invoices: PlannedCredit['invoices']): Pick<FrozenDocument, 'accountCurrency'> {
  const frozen = invoices[0].source.document.accountCurrency
  if (frozen === undefined) return {}
  const tax = sumMinor(invoices.map(({ source, figures }) => taxInBooks(source, figures, frozen.currency)))
  return { accountCurrency: { ...frozen, tax } }
}

function taxInBooks({ document, prior }: CreditSource, { tax }: CreditedInvoice, currency: CurrencyCode): Minor {
  const { accountCurrency, totals } = document
  if (accountCurrency === undefined) return minor(0)
  const converted = (amount: Minor) =>
    roundToMinor(
      multiplyDecimals(minorToDecimal(amount, currencyExponent(document.currency)), accountCurrency.rate),
      currencyExponent(currency),
    )
  // In the order of the notes: what has no tax takes none of the rest, though all of it is given by then.
  let [credited, inBooks] = [0, 0]
  const next = (part: Minor): Minor => {
    const exhausts = part !== 0 && credited + part === totals.tax
    const own = exhausts ? minor(accountCurrency.tax - inBooks) : converted(part)
    credited += part
    inBooks += own
    return own
  }
  for (const note of prior) next(note.tax)
  return next(tax)
}
