import { isZero } from '../../core/decimal.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import type { PurchaseView } from '../../queries/get-purchase-view.ts'

/** What becomes of a pack's units when its invoice is taken back: what goes back, and what was used already. */
export function unitsGoBack({ units, unit }: PurchaseView, locale: string): string[] {
  if (units === undefined) return []
  const words = (number: typeof units.left) => {
    const text = formatDecimal(number, locale)
    return unit === undefined ? text : `${text} ${unit}`
  }
  const back = isZero(units.left) ? [] : [t('selling.units-go-back', { units: words(units.left) })]
  return isZero(units.used) ? back : [...back, t('selling.units-stay-used', { units: words(units.used) })]
}
