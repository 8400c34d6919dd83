// The steps of "How is this made up?" in words: what each figure is, and the sum that leads to it.
import { currencyExponent } from '../../core/currency.ts'
import { compareDecimals, decimalParts } from '../../core/decimal.ts'
import type { FrozenDocument, FrozenTax } from '../../core/invoice/document.ts'
import type { ExplainedAdjustment, ExplainStep, Rounding } from '../../core/invoice/explain-totals.ts'
import { type CurrencyCode, type Minor, minorToDecimal, negateMinor } from '../../core/money.ts'
import type { DueStep } from '../../core/settlement/explain-due.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatAmount, formatDecimal, formatPercent, formatPrice } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'

export interface ExplainedText {
  readonly title: string
  /** The sum, a line each. */
  readonly sums: readonly string[]
  readonly amount: Minor
  readonly currency: CurrencyCode
}

/** More parts than this are not written out: the rows above say them. */
const mostParts = 6

/** A step of a document's totals in words, in a locale. */
export function explainStepText(step: ExplainStep, document: FrozenDocument, locale: string): ExplainedText {
  const { currency } = document
  const say = sayings(currency, locale)
  const { amount } = say
  const text = (title: string, figure: Minor, ...sums: (string | undefined)[]): ExplainedText => ({
    title,
    sums: sums.filter((sum): sum is string => sum !== undefined && sum !== ''),
    amount: figure,
    currency,
  })
  switch (step.kind) {
    case 'line': {
      const { line, base, adjustments } = step
      const quantity = [formatDecimal(line.quantity, locale), line.unit].filter(Boolean).join(' ')
      const product = say.rounding(base, (exact) =>
        t('statements.explain-product', { quantity, price: formatPrice(line.unitPrice, currency, locale), exact }),
      )
      return text(
        t('statements.explain-line', { position: step.position, description: line.description }),
        step.amount,
        product,
        ...adjustments.map(say.adjustment),
      )
    }
    case 'line-sum':
      return text(t('statements.explain-line-sum'), step.amount, say.sum(step.lines))
    case 'adjustment': {
      const { adjustment, spread } = step
      const signed = adjustment.kind === 'allowance' ? negateMinor(adjustment.amount) : adjustment.amount
      const parts = spread.map((part) =>
        t('statements.explain-spread-part', { taxes: say.taxes(part.taxes), amount: amount(part.amount) }),
      )
      return text(
        adjustment.reason,
        signed,
        adjustment.exact === undefined ? undefined : say.percentOf(adjustment),
        parts.length === 0 ? undefined : t('statements.explain-spread', { parts: parts.join('; ') }),
      )
    }
    case 'group': {
      const { taxes, lines, adjustment, sum, takenOut, net } = step
      const put =
        adjustment === 0
          ? undefined
          : t('statements.explain-put', {
              lines: amount(lines),
              adjustment: signedText(adjustment, amount),
              sum: amount(sum),
            })
      const out =
        takenOut === undefined
          ? undefined
          : say.rounding(takenOut, (exact) =>
              t('statements.explain-taken-out', { sum: amount(sum), taxes: say.rates(taxes), exact }),
            )
      const left = takenOut === undefined && net !== sum ? t('statements.explain-net-left') : undefined
      return text(t('statements.explain-group', { taxes: say.taxes(taxes) }), net, put, out, left)
    }
    case 'net':
      return text(t('statements.explain-net'), step.amount, say.sum(step.parts))
    case 'tax': {
      const { tax, percent, nets, earlierTaxes, baseRemainder, taxable, computed, remainder } = step
      const extra = [
        ...nets,
        ...(earlierTaxes === 0 ? [] : [earlierTaxes]),
        ...(baseRemainder === 0 ? [] : [baseRemainder]),
      ]
      const base =
        extra.length > 1 ? t('statements.explain-base', { sum: say.sum(extra) ?? amount(taxable) }) : undefined
      return text(
        say.taxName(tax.name, percent, tax.category),
        step.amount,
        base,
        earlierTaxes === 0 ? undefined : t('statements.explain-compound', { amount: amount(earlierTaxes) }),
        tax.exemptionReason,
        say.rounding(computed, (exact) =>
          t('statements.explain-rate', { taxable: amount(taxable), percent: formatPercent(percent, locale), exact }),
        ),
        remainder === 0 && baseRemainder === 0
          ? undefined
          : t('statements.explain-remainder', { amount: signedText(remainder, amount) }),
      )
    }
    case 'tax-sum':
      return text(t('statements.explain-tax-sum'), step.amount, say.sum(step.parts))
    case 'gross':
      return text(t('statements.explain-gross'), step.amount, say.sum([step.net, step.tax]))
    case 'withholding':
      return text(
        say.taxName(step.name, step.percent, 'S'),
        negateMinor(step.amount),
        say.rounding(step.computed, (exact) =>
          t('statements.explain-rate', {
            taxable: amount(step.base),
            percent: formatPercent(step.percent, locale),
            exact,
          }),
        ),
        t('statements.explain-withheld'),
        step.remainder === 0
          ? undefined
          : t('statements.explain-remainder', { amount: signedText(step.remainder, amount) }),
      )
    case 'prepaid':
      return text(t('statements.explain-prepaid'), negateMinor(step.amount))
    case 'price-rounding':
      return text(
        t('statements.explain-price-rounding'),
        step.amount,
        t('statements.explain-promised', {
          promised: amount(step.promised),
          net: amount(step.net),
          tax: amount(step.tax),
          rest: amount(step.amount),
        }),
      )
    case 'rounding':
      return text(
        t(document.kind === 'credit-note' ? 'statements.explain-last-rounding' : 'statements.explain-cash'),
        step.amount,
        t('statements.explain-before-after', { before: amount(step.before), after: amount(step.after) }),
      )
    case 'due': {
      const parts = [step.gross, negateMinor(step.withholding), negateMinor(step.prepaid), step.rounding]
      const title = document.kind === 'invoice' ? 'statements.explain-due' : 'statements.explain-credited'
      return text(t(title), step.amount, say.sum(parts.filter((part, index) => index === 0 || part !== 0)))
    }
    case 'account-currency': {
      const { rate, on, source, tax, computed, remainder } = step
      const own = sayings(step.currency, locale)
      const product = own.rounding(computed, (exact) =>
        t('statements.explain-exchange', { tax: amount(tax), rate: formatDecimal(rate, locale), exact }),
      )
      const title = t('statements.explain-tax-in', { currency: step.currency })
      const where = t('statements.explain-rate-of', { source, date: formatDate(on, locale) })
      const rest =
        remainder === 0 ? [] : [t('statements.explain-remainder', { amount: signedText(remainder, own.amount) })]
      return { title, sums: [product, where, ...rest], amount: step.amount, currency: step.currency }
    }
  }
}

/** A payment, credit or write-off that lowers what is due, in words. */
export function dueStepText({ kind, on }: DueStep, locale: string): string {
  return t(`statements.explain-${dueWords[kind]}`, { date: formatDate(on, locale) })
}

const dueWords = {
  payment: 'payment',
  creditNote: 'by-credit-note',
  creditBalance: 'by-credit',
  writeOff: 'by-write-off',
  voided: 'by-void',
} as const

function signedText(amount: Minor, format: (amount: Minor) => string): string {
  return amount < 0 ? `\u2212 ${format(negateMinor(amount))}` : `+ ${format(amount)}`
}

/** The same sentences in one currency and locale. */
function sayings(currency: CurrencyCode, locale: string) {
  const exponent = currencyExponent(currency)
  const amount = (value: Minor) => formatAmount(value, currency, locale)
  /** The product with its exact value, and the rounding where there was one. */
  const rounding = ({ exact, goesOn, rounded }: Rounding, product: (exact: string) => string): string => {
    if (!goesOn && compareDecimals(exact, minorToDecimal(rounded, exponent)) === 0) return product(amount(rounded))
    const digits = formatDecimal(exact, locale, Math.min(decimalParts(exact).scale, 20))
    return t('statements.explain-rounded', {
      product: product(goesOn ? `${digits}\u2026` : digits),
      rounded: amount(rounded),
    })
  }
  const percentOf = ({ percent, base, exact }: ExplainedAdjustment): string =>
    percent === undefined || base === undefined || exact === undefined
      ? ''
      : rounding(exact, (value) =>
          t('statements.explain-rate', {
            taxable: amount(base),
            percent: formatPercent(percent, locale),
            exact: value,
          }),
        )
  return {
    amount,
    rounding,
    percentOf,
    sum(parts: readonly Minor[]): string | undefined {
      if (parts.length < 2 || parts.length > mostParts) return undefined
      const total = parts.reduce((sum, part) => sum + part, 0) as Minor
      const [first, ...others] = parts
      const text = [amount(first as Minor), ...others.map((part) => signedText(part, amount))].join(' ')
      return t('statements.explain-sum', { text, total: amount(total) })
    },
    adjustment(each: ExplainedAdjustment): string {
      const product = percentOf(each)
      const values = { reason: each.reason, amount: amount(each.amount), product }
      if (product === '') return t(`statements.explain-${each.kind}`, values)
      return t(`statements.explain-${each.kind}-percent`, values)
    },
    taxName(name: string, percent: FrozenTax['percent'], category: string): string {
      const rate = formatPercent(percent, locale)
      const says = category === 'O' || name.replace(/\s/g, '').includes(rate.replace(/\s/g, ''))
      return says ? name : `${name} ${rate}`.trim()
    },
    taxes(taxes: readonly FrozenTax[]): string {
      if (taxes.length === 0) return t('statements.explain-untaxed')
      return taxes.map(({ name, percent, category }) => this.taxName(name, percent, category)).join(' + ')
    },
    rates(taxes: readonly FrozenTax[]): string {
      return (
        taxes.map(({ percent }) => formatPercent(percent, locale)).join(' + ') ||
        formatPercent('0' as FrozenTax['percent'], locale)
      )
    },
  }
}
