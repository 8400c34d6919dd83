// Why something cannot be sold or used, with its figures and the way out (T-4).
import type { Decimal } from '../core/decimal.ts'
import type { Problem, SaleRefusal } from '../core/problem.ts'
import { formatDecimal, formatMoney } from './format-money.ts'
import { t } from './translate.ts'

/** The house rule that a purchase breaks, as one or two sentences. */
export function saleRefusalText(refusal: SaleRefusal, locale: string): string {
  switch (refusal.code) {
    case 'client-on-trial':
    case 'address-missing':
      return t(`problems.${refusal.code}`, { clientName: refusal.clientName })
    case 'below-minimum': {
      const money = (amount: typeof refusal.amount) => formatMoney(amount, refusal.currency, locale)
      return t('problems.below-minimum', {
        amount: money(refusal.amount),
        minimum: money(refusal.minimum),
        missing: money(refusal.missing),
      })
    }
    case 'too-many-outstanding':
      return t('problems.too-many-outstanding', {
        count: refusal.count,
        cap: refusal.cap,
        invoices: refusal.invoices
          .map(({ number, due }) => `${number} (${formatMoney(due, refusal.currency, locale)})`)
          .join(', '),
      })
    case 'term-not-allowed':
      return t('problems.term-not-allowed', { months: refusal.months, allowed: refusal.allowed.join(', ') })
  }
}

export function unitsShortText(problem: Extract<Problem, { code: 'units-short' }>, locale: string): string {
  const amount = (units: Decimal) => {
    const number = formatDecimal(units, locale)
    return problem.unit === undefined ? number : `${number} ${problem.unit}`
  }
  const [wanted, left] = [amount(problem.wanted), amount(problem.left)]
  return problem.waiting === '0'
    ? t('problems.units-short', { wanted, left })
    : t('problems.units-short-waiting', { wanted, left, waiting: amount(problem.waiting) })
}
