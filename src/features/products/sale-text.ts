import type { ProductSale } from '../../core/selling/product-sale.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { termsText } from '../blocks/sale-terms.ts'

/** How a product is sold, in a few words for a list; an ordinary one says nothing. */
export function saleText(sale: ProductSale | undefined, locale: string): string {
  if (sale === undefined) return ''
  if (sale.kind === 'plan') {
    return sale.terms === undefined ? t('selling.is-plan-any') : t('selling.is-plan', { terms: termsText(sale.terms) })
  }
  if (sale.priceOf === 'unit') return t('selling.is-units')
  return t('selling.is-pack', { units: formatDecimal(sale.units, locale) })
}
