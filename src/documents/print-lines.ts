// Lines, taxes and totals in words.
import type { CalendarDate } from '../core/date.ts'
import { compareDecimals, type Decimal } from '../core/decimal.ts'
import type { FrozenAdjustment, FrozenDocument, FrozenLine, FrozenTax } from '../core/invoice/document.ts'
import type { Minor } from '../core/money.ts'
import type { DocumentFormats } from './document-formats.ts'
import type { DocumentWords } from './document-words.ts'
import { filled } from './print-party.ts'
import { printRating } from './print-rating.ts'
import type { PrintedLine, PrintedTax, PrintedTotal } from './printed-document.ts'

/** The one day on which everything was served: said once among the references instead of under each line. */
export function commonServiceDate(lines: readonly FrozenLine[]): CalendarDate | undefined {
  const day = lines[0]?.servedOn
  return lines.every((line) => line.servedOn === day && line.period === undefined) ? day : undefined
}

/** `withDates` is off where the document says the one day of all lines. */
export function printLine(
  line: FrozenLine,
  index: number,
  withDates: boolean,
  words: DocumentWords,
  formats: DocumentFormats,
): PrintedLine {
  const quantity = formats.quantity(line.quantity)
  const rating = printRating(line, words, formats)
  return {
    position: String(index + 1),
    description: line.description,
    details: [
      ...(line.invoiceNumber === undefined ? [] : [`${words.say('of-invoice')}: ${line.invoiceNumber}`]),
      ...(withDates ? serviceDates(line, words, formats) : []),
      ...(rating === undefined ? [] : [rating]),
      ...line.allowances.map((allowance) => adjustment(allowance, 'allowance', words, formats)),
      ...line.surcharges.map((surcharge) => adjustment(surcharge, 'surcharge', words, formats)),
    ],
    quantity: filled(line.unit) ? words.say('quantity-unit', { quantity, unit: line.unit }) : quantity,
    price: formats.price(line.unitPrice),
    tax: chargedTaxes(line)
      .map((tax) => formats.percent(tax.percent))
      .join(' + '),
    amount: formats.amount(line.totals.amount),
  }
}

/** Whether any line says a rate; without one the column would be empty. */
export function showsTax(lines: readonly FrozenLine[]): boolean {
  return lines.some((line) => chargedTaxes(line).length > 0)
}

/** Withholding is no tax of the line: it stands among the totals. Outside the scope of tax there is no rate. */
function chargedTaxes(line: FrozenLine): FrozenTax[] {
  return line.taxes.filter((tax) => tax.kind !== 'withholding' && tax.category !== 'O')
}

function serviceDates(line: FrozenLine, words: DocumentWords, formats: DocumentFormats): string[] {
  if (line.period !== undefined) return [`${words.say('service-period')}: ${formats.period(line.period)}`]
  if (line.servedOn !== undefined) return [`${words.say('service-date')}: ${formats.date(line.servedOn)}`]
  return []
}

function adjustment(
  { amount, base, percent, reason }: FrozenAdjustment,
  word: 'allowance' | 'surcharge',
  words: DocumentWords,
  formats: DocumentFormats,
): string {
  if (percent === undefined || base === undefined) return words.say(word, { amount: formats.amount(amount), reason })
  const values = {
    percent: formats.percent(percent),
    base: formats.amount(base),
    amount: formats.amount(amount),
    reason,
  }
  return words.say(word === 'allowance' ? 'allowance-percent' : 'surcharge-percent', values)
}

/** One row per tax category and rate (BG-23), with the reason where no tax is charged. */
export function printTaxes(
  { lines, totals }: FrozenDocument,
  words: DocumentWords,
  formats: DocumentFormats,
): PrintedTax[] {
  return totals.taxes.map((subtotal) => {
    const tax = taxOf(
      lines,
      (one) => one.category === subtotal.category && one.kind === subtotal.kind && same(one.percent, subtotal.percent),
    )
    const reason = tax?.exemptionReason
    return {
      tax: namedRate(
        tax?.name ?? words.say('tax'),
        subtotal.category === 'O' ? undefined : subtotal.percent,
        words,
        formats,
      ),
      ...(filled(reason) && { reason }),
      base: formats.amount(subtotal.taxable),
      amount: formats.amount(subtotal.tax),
    }
  })
}

/** The rate once, also when the owner's name for the tax already says it ("VAT 19 %"). */
function namedRate(name: string, percent: Decimal | undefined, words: DocumentWords, formats: DocumentFormats): string {
  if (percent === undefined) return name
  const shown = formats.percent(percent)
  const bare = shown.replace(/[\s%]/g, '')
  const saysRate = new RegExp(`(^|[^\\d.,])${bare.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*%`).test(name)
  return saysRate ? name : words.say('tax-named', { name, percent: shown })
}

export function printTotals(document: FrozenDocument, words: DocumentWords, formats: DocumentFormats): PrintedTotal[] {
  const { totals, allowances, surcharges, lines } = document
  const rows: PrintedTotal[] = []
  const add = (label: string, amount: Minor, weight: PrintedTotal['weight'] = 'plain') =>
    rows.push({ label, value: formats.amount(amount), weight })
  const adjusted = allowances.length + surcharges.length > 0
  if (adjusted) add(words.say(document.taxIncluded ? 'subtotal-included' : 'subtotal'), totals.lineSum)
  for (const allowance of allowances) add(documentAdjustment(allowance, words, formats), -allowance.amount as Minor)
  for (const surcharge of surcharges) add(documentAdjustment(surcharge, words, formats), surcharge.amount)
  if (totals.taxes.length > 0) {
    add(words.say('net'), totals.net)
    add(words.say('tax-total'), totals.tax)
  }
  add(words.say('gross'), totals.gross, 'sum')
  for (const withholding of totals.withholdings) {
    const tax = taxOf(lines, (one) => one.kind === 'withholding' && same(one.percent, withholding.percent))
    const values = {
      name: tax?.name ?? words.say('tax'),
      percent: formats.percent(withholding.percent),
      base: formats.amount(withholding.base),
    }
    add(words.say('withholding', values), -withholding.amount as Minor)
  }
  if (totals.prepaid !== 0) add(words.say('prepaid'), -totals.prepaid as Minor)
  if (totals.rounding !== 0) add(words.say('rounding'), totals.rounding)
  const label = words.say(document.kind === 'invoice' ? 'due' : 'credited')
  rows.push({ label, value: formats.money(totals.due), weight: 'due' })
  return rows
}

function documentAdjustment(
  { reason, percent, base }: FrozenAdjustment,
  words: DocumentWords,
  formats: DocumentFormats,
): string {
  if (percent === undefined || base === undefined) return reason
  return words.say('adjustment-percent', { reason, percent: formats.percent(percent), base: formats.amount(base) })
}

function taxOf(lines: readonly FrozenLine[], wanted: (tax: FrozenTax) => boolean): FrozenTax | undefined {
  for (const line of lines) {
    const found = line.taxes.find(wanted)
    if (found !== undefined) return found
  }
  return undefined
}

function same(left: Decimal, right: Decimal): boolean {
  return compareDecimals(left, right) === 0
}
