import type { Decimal } from '../decimal.ts'
import type { CurrencyCode, Minor } from '../money.ts'
import type { Period } from '../period.ts'

/** Why lines of an invoice cannot be credited so. `left` is what can be. */
export type ProblemOfCredit =
  | { readonly code: 'nothing-selected' }
  | {
      readonly code: 'credit-exceeds'
      readonly description: string
      readonly left: Minor
      readonly currency: CurrencyCode
    }
  | { readonly code: 'credit-quantity-exceeds'; readonly description: string; readonly left: Decimal }
  /** W-9/10: a period outside the invoiced one is refused. */
  | { readonly code: 'credit-period-outside'; readonly description: string; readonly full?: Period }
  | { readonly code: 'credit-period-taken'; readonly description: string; readonly left: readonly Period[] }
