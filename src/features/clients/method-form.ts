import type { PaymentMethod } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'

export interface MethodValues {
  readonly kind: PaymentMethod
  readonly label: string
  /** As typed; blank: nothing of its own. */
  readonly termsDays: string
  readonly makeDefault: boolean
}

export interface MethodWords {
  readonly label?: string
  readonly termsDays?: number
}

/** Whole days from 0 to 180; the sentence for what is none. */
export function termsProblem(typed: string): string | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  return /^\d{1,3}$/.test(text) && Number(text) <= 180 ? undefined : t('cards.terms-wrong')
}

/** What the commands take of the form: blanks are left out. */
export function methodWords({ label, termsDays }: Pick<MethodValues, 'label' | 'termsDays'>): MethodWords {
  const [words, days] = [label.trim(), termsDays.trim()]
  return { ...(words === '' ? {} : { label: words }), ...(days === '' ? {} : { termsDays: Number(days) }) }
}
