// Why there is (no) invoice: a closed union, each code with its facts (design.md section 4).
import type { CalendarDate } from '../date.ts'
import type { ChargeId, ContractId, ContractItemId, InvoiceId } from '../ids.ts'
import type { CurrencyCode, Minor } from '../money.ts'
import type { Period } from '../period.ts'
import type { Problem } from '../problem.ts'

export type BillingReason =
  | { readonly code: 'account-manual' }
  | { readonly code: 'group-cancelled' }
  | { readonly code: 'group-deactivated'; readonly since?: CalendarDate }
  | { readonly code: 'group-manual'; readonly since?: CalendarDate }
  /** Everything is billed up to the end. */
  | { readonly code: 'contract-ended'; readonly endOn: CalendarDate; readonly chargedThrough?: CalendarDate }
  /** an arrears or usage item is in the contract; `until` is the first day on which a run bills. */
  | {
      readonly code: 'first-invoice-deferred'
      readonly until: CalendarDate
      readonly itemIds: readonly ContractItemId[]
    }
  | { readonly code: 'not-yet-due'; readonly on: CalendarDate; readonly period?: Period; readonly why: NotYet }
  /** M-8. */
  | { readonly code: 'assumed-sent-elsewhere'; readonly before: CalendarDate; readonly periods: number }
  /** today lies in locked books. */
  | { readonly code: 'period-closed'; readonly through: CalendarDate }
  | { readonly code: 'client-on-trial' }
  | { readonly code: 'below-minimum'; readonly total: Minor; readonly minimum: Minor; readonly currency: CurrencyCode }
  | { readonly code: 'too-many-outstanding'; readonly count: number; readonly cap: number }
  | { readonly code: 'address-missing' }
  | { readonly code: 'nothing-open' }
  | {
      readonly code: 'on-hold'
      readonly of: 'group' | 'contract' | 'item'
      readonly since: CalendarDate
      readonly note?: string
    }
  | { readonly code: 'parked'; readonly problem: Problem; readonly on: CalendarDate }
  /** charges by hand of a group without a cycle wait for somebody to bill them. */
  | { readonly code: 'cycle-manual'; readonly chargeIds: readonly ChargeId[] }
  /** these would take the document below 0 and stay open. */
  | {
      readonly code: 'total-negative'
      readonly total: Minor
      readonly currency: CurrencyCode
      readonly chargeIds: readonly ChargeId[]
    }
  /** */
  | { readonly code: 'held-after-void'; readonly chargeIds: readonly ChargeId[] }
  | { readonly code: 'client-archived' }
  /** The outcome `do`. */
  | {
      readonly code: 'due'
      readonly on: CalendarDate
      readonly periods: number
      readonly amount: Minor
      readonly currency: CurrencyCode
    }
  | { readonly code: 'on-draft'; readonly invoiceId: InvoiceId; readonly contractId?: ContractId }

export type NotYet = 'period' | 'offset' | 'cycle' | 'month-not-ended' | 'trial' | 'not-started'

export type BillingReasonCode = BillingReason['code']

/** The order in which the checks are made; the first that stops gives the reason. */
export const billingChecks = [
  'account-manual',
  'group-cancelled',
  'group-deactivated',
  'group-manual',
  'contract-ended',
  'first-invoice-deferred',
  'not-yet-due',
  'assumed-sent-elsewhere',
  'period-closed',
  'client-on-trial',
  'below-minimum',
  'too-many-outstanding',
  'address-missing',
  'nothing-open',
  'on-hold',
  'parked',
  'cycle-manual',
  'total-negative',
  'held-after-void',
  'client-archived',
] as const satisfies readonly BillingReasonCode[]
