// Which act lifts a reason: the button beside it.
import type { BillingReason } from './reason.ts'

export type Lift =
  | 'set-account-automatic'
  | 'activate-group'
  | 'set-group-automatic'
  | 'resume-group'
  | 'resume-contract'
  | 'resume-item'
  | 'unpark-group'
  | 'add-address'
  | 'activate-client'
  | 'restore-client'
  | 'bill-by-hand'
  | 'release-charges'
  | 'settle-invoices'
  | 'change-minimum'
  | 'unlock-books'
  | 'bill-now'
  | 'none'

/** The act that a person can take; `none` where time alone, or nothing, changes it. */
export function liftOf(reason: BillingReason): Lift {
  switch (reason.code) {
    case 'account-manual':
      return 'set-account-automatic'
    case 'group-cancelled':
    case 'group-deactivated':
      return 'activate-group'
    case 'group-manual':
      return 'set-group-automatic'
    case 'on-hold':
      return reason.of === 'group' ? 'resume-group' : reason.of === 'contract' ? 'resume-contract' : 'resume-item'
    case 'parked':
      return 'unpark-group'
    case 'address-missing':
      return 'add-address'
    case 'client-on-trial':
      return 'activate-client'
    case 'client-archived':
      return 'restore-client'
    case 'first-invoice-deferred':
    case 'cycle-manual':
      return 'bill-by-hand'
    case 'not-yet-due':
      return servedFirst(reason) ? 'none' : 'bill-by-hand'
    case 'held-after-void':
      return 'release-charges'
    case 'too-many-outstanding':
      return 'settle-invoices'
    case 'below-minimum':
      return 'change-minimum'
    case 'period-closed':
      return 'unlock-books'
    case 'due':
      return 'bill-now'
    case 'contract-ended':
    case 'assumed-sent-elsewhere':
    case 'nothing-open':
    case 'total-negative':
    case 'on-draft':
      return 'none'
  }
}

/** what bills at the end of its period is not billed before it, by nobody. */
function servedFirst({ on, period, why }: Extract<BillingReason, { code: 'not-yet-due' }>): boolean {
  return period !== undefined && on >= period.end && (why === 'period' || why === 'trial' || why === 'not-started')
}
