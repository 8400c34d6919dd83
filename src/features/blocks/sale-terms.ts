// Terms as people write them: "3, 6, 12".
import { LONGEST_TERM, MOST_TERMS } from '../../core/selling/check-sale.ts'
import { t } from '../../i18n/translate.ts'

export type ReadTerms = { readonly terms: readonly number[] } | { readonly message: string }

/** Whole months, ascending and each once, in whatever order they were typed; else why not, in words. */
export function readTerms(text: string): ReadTerms {
  const parts = text.split(/[\s,;/]+/).filter((part) => part !== '')
  if (parts.length === 0) return { message: t('selling.terms-missing') }
  if (parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) < 1 || Number(part) > LONGEST_TERM)) {
    return { message: t('selling.terms-wrong', { most: LONGEST_TERM }) }
  }
  const terms = [...new Set(parts.map(Number))].sort((left, right) => left - right)
  return terms.length > MOST_TERMS ? { message: t('selling.terms-too-many', { most: MOST_TERMS }) } : { terms }
}

/** As the field shows them. */
export function termsText(terms: readonly number[]): string {
  return terms.join(', ')
}
