import type { Decimal } from '../core/decimal.ts'
import { formatDecimal } from '../i18n/format-money.ts'
import type { AmountProblem } from '../i18n/parse-amount.ts'
import { t } from '../i18n/translate.ts'

/** What is wrong with a typed number, with an example of a right one in the owner's locale. */
export function amountProblemText(problem: AmountProblem, locale: string): string {
  const example = formatDecimal('1234.5' as Decimal, locale, 2)
  switch (problem.code) {
    case 'empty':
      return t('ui.number-empty')
    case 'not-a-number':
      return t('ui.number-not-a-number', { example })
    case 'ambiguous':
      return t('ui.number-ambiguous', { example })
    case 'too-many-decimals':
      return t('ui.number-too-many-decimals', { places: problem.places ?? 0 })
    case 'too-large':
      return t('ui.number-too-large')
    case 'other-currency':
      return t('ui.number-other-currency')
  }
}
