// Every way in which a command can refuse, with the figures that its sentence needs (T-4). Closed: texts in i18n/problem-text.ts.
import type { CalendarDate } from './date.ts'
import type { Decimal } from './decimal.ts'
import type { InvoiceId } from './ids.ts'
import type { PatternProblem } from './invoice/number.ts'
import type { InvoiceAct } from './invoice/states.ts'
import type { ChargeState, InvoiceState } from './model.ts'
import type { CurrencyCode, Minor } from './money.ts'
import type { Period } from './period.ts'

export type EntityKind =
  | 'contract'
  | 'contractItem'
  | 'billingGroup'
  | 'usage'
  | 'correction'
  | 'client'
  | 'product'
  | 'taxRate'
  | 'charge'
  | 'invoice'
  | 'payment'
  | 'refund'
  | 'creditNote'
  | 'creditEntry'
  | 'paymentMethod'
  | 'cardAttempt'
  | 'settings'
  | 'import'
  | 'rule'
  | 'endpoint'
  | 'outbox'
  | 'purchase'
  | 'unitLot'
  | 'unitUse'
  | 'field'
  | 'address'
  | 'message'

/** What R-18 asks for before a document may be issued. */
export type MissingField =
  | 'seller-name'
  | 'seller-address'
  | 'seller-tax-id'
  | 'seller-vat-id'
  | 'buyer-address'
  | 'buyer-name'
  | 'buyer-vat-id'
  | 'exemption-reason'
  | 'exchange-rate'

export type FieldReason =
  | 'empty'
  | 'too-long'
  | 'not-a-number'
  | 'not-a-date'
  | 'negative'
  | 'not-positive'
  | 'too-large'
  | 'not-an-email'
  | 'not-an-address'
  | 'unknown-currency'
  | 'unknown-country'
  | 'unknown-time-zone'
  | 'unknown-locale'
  | 'out-of-range'
  | 'too-many-decimals'
  | 'too-many'
  | 'end-before-start'
  | 'not-sorted'
  | 'last-open'
  | 'missing'
  | 'duplicate'
  | 'not-a-link'
  | 'not-a-choice'

/** A house rule that a purchase breaks, with its figures (T-1..T-3, T-6, T-10): the same in the dialog, run and import. */
export type SaleRefusal =
  | { readonly code: 'client-on-trial'; readonly clientName: string }
  | {
      readonly code: 'below-minimum'
      readonly amount: Minor
      readonly minimum: Minor
      /** minimum - amount. */
      readonly missing: Minor
      readonly currency: CurrencyCode
    }
  | {
      readonly code: 'too-many-outstanding'
      readonly count: number
      readonly cap: number
      readonly currency: CurrencyCode
      /** The oldest first; paying or voiding `count - cap + 1` of them lifts it. */
      readonly invoices: readonly { readonly id: InvoiceId; readonly number: string; readonly due: Minor }[]
    }
  | { readonly code: 'address-missing'; readonly clientName: string }
  | { readonly code: 'term-not-allowed'; readonly months: number; readonly allowed: readonly number[] }

export type Problem =
  | { readonly code: 'not-found'; readonly entity: EntityKind; readonly id: string }
  /** G-2: someone else saved first; `current` is the row as it stands now. */
  | { readonly code: 'stale'; readonly entity: EntityKind; readonly id: string; readonly current: unknown }
  | { readonly code: 'field-invalid'; readonly field: string; readonly reason: FieldReason; readonly limit?: number }
  | PatternProblem
  | { readonly code: 'client-archived'; readonly clientName: string }
  | {
      readonly code: 'client-has-records'
      readonly clientName: string
      readonly openCharges: number
      readonly invoices: number
    }
  | { readonly code: 'nothing-selected' }
  | {
      readonly code: 'charge-not-open'
      readonly description: string
      readonly state: ChargeState
      readonly invoiceNumber?: string
    }
  | { readonly code: 'clients-differ' }
  | { readonly code: 'currencies-differ'; readonly currencies: readonly CurrencyCode[] }
  | { readonly code: 'tax-inclusion-differs' }
  | { readonly code: 'outside-scope-mixed' }
  | { readonly code: 'tax-rate-missing'; readonly taxName: string; readonly on: CalendarDate }
  | {
      readonly code: 'wrong-state'
      readonly act: InvoiceAct | 'change' | 'discard' | 'pay' | 'add-po' | 'release' | 'undo' | 'credit' | 'issue'
      readonly state: InvoiceState | 'undone' | 'issued'
      readonly number?: string
    }
  | { readonly code: 'draft-empty' }
  | { readonly code: 'total-negative'; readonly total: Minor; readonly currency: CurrencyCode }
  | { readonly code: 'finalize-missing'; readonly fields: readonly MissingField[] }
  /** never a document dated before the last one of its kind. */
  | { readonly code: 'date-before-last'; readonly today: CalendarDate; readonly last: CalendarDate }
  | { readonly code: 'number-taken'; readonly number: string }
  | { readonly code: 'books-locked'; readonly through: CalendarDate; readonly date: CalendarDate }
  | { readonly code: 'date-in-future'; readonly date: CalendarDate; readonly today: CalendarDate }
  /** Money goes back on the day on which it came, or later. */
  | { readonly code: 'refund-before-money'; readonly date: CalendarDate; readonly received: CalendarDate }
  | {
      readonly code: 'payment-allocated'
      readonly number: string
      readonly amount: Minor
      readonly currency: CurrencyCode
    }
  | {
      readonly code: 'payment-below-minimum'
      readonly minimum: Minor
      readonly due: Minor
      readonly currency: CurrencyCode
    }
  | { readonly code: 'payment-partial-refused'; readonly due: Minor; readonly currency: CurrencyCode }
  | {
      readonly code: 'allocation-too-large'
      readonly number: string
      readonly due: Minor
      readonly currency: CurrencyCode
    }
  | { readonly code: 'amount-too-large' }
  | { readonly code: 'no-credit'; readonly clientName: string }
  /** more than what is left of a line. */
  | {
      readonly code: 'credit-exceeds'
      readonly description: string
      readonly left: Minor
      readonly currency: CurrencyCode
    }
  | { readonly code: 'credit-quantity-exceeds'; readonly description: string; readonly left: Decimal }
  /** W-14: at least one line. */
  | { readonly code: 'credit-empty' }
  /** everything of the invoice is credited. */
  | { readonly code: 'nothing-left-to-credit'; readonly number: string }
  /** more than what is left of the whole, where lines below 0 were left out. */
  | {
      readonly code: 'credit-exceeds-invoice'
      readonly number: string
      readonly left: Minor
      readonly currency: CurrencyCode
    }
  /** A credit note gives something back. */
  | { readonly code: 'credit-not-positive'; readonly total: Minor; readonly currency: CurrencyCode }
  /** one document has one rate. */
  | { readonly code: 'exchange-rates-differ'; readonly numbers: readonly string[] }
  /** W-9/10. */
  | { readonly code: 'credit-period-outside'; readonly description: string; readonly full?: Period }
  | { readonly code: 'credit-period-taken'; readonly description: string; readonly left: readonly Period[] }
  /** What is taken back of it is not taken back again: it is credited on, not voided. */
  | {
      readonly code: 'has-credit-notes'
      readonly number: string
      readonly credited: Minor
      readonly currency: CurrencyCode
    }
  | { readonly code: 'groups-differ' }
  /** W-13: more than what is left of the credit. */
  | { readonly code: 'credit-too-small'; readonly left: Minor; readonly currency: CurrencyCode }
  /** M-17. */
  | { readonly code: 'credit-expired'; readonly on: CalendarDate }
  | { readonly code: 'nothing-to-refund' }
  | { readonly code: 'refund-exceeds'; readonly left: Minor; readonly currency: CurrencyCode }
  | { readonly code: 'release-exceeds'; readonly paid: Minor; readonly currency: CurrencyCode }
  /** P-6: only a stored card can be charged. */
  | { readonly code: 'no-stored-card'; readonly clientName: string }
  /** another attempt may still take the money. */
  | {
      readonly code: 'attempt-under-way'
      readonly number: string
      readonly state: 'pending' | 'unknown' | 'needs-action'
      /** Not the charge: money of it that goes back. */
      readonly refund?: 1
    }
  | { readonly code: 'processor-off'; readonly name: string }
  /** nothing is collected while it is on hold. */
  | { readonly code: 'invoice-held'; readonly number: string; readonly since: CalendarDate }
  | { readonly code: 'default-method' }
  /** Another row has the key of this period: planted or damaged, never overwritten (design.md section 5). */
  | { readonly code: 'charge-key-taken'; readonly id: string }
  /** The billing run failed for a group by a fault of its own; `detail` is for the report of it. */
  | { readonly code: 'run-failed'; readonly detail: string }
  | { readonly code: 'contract-ended'; readonly name: string; readonly endOn: CalendarDate }
  | { readonly code: 'contract-renewed'; readonly name: string }
  | { readonly code: 'contract-cancelled'; readonly name: string }
  | { readonly code: 'item-ended'; readonly description: string; readonly endOn: CalendarDate }
  | { readonly code: 'item-not-ended'; readonly description: string }
  /** M-21. */
  | { readonly code: 'item-fixed'; readonly description: string; readonly field: 'cadence' | 'timing' }
  | { readonly code: 'before-start'; readonly date: CalendarDate; readonly start: CalendarDate }
  | { readonly code: 'amends-nothing' }
  /** P-9: only work that was invoiced is amended by a difference. */
  | { readonly code: 'charge-not-invoiced'; readonly description: string }
  | { readonly code: 'charge-of-contract'; readonly description: string }
  | { readonly code: 'charge-credited'; readonly description: string }
  | { readonly code: 'not-renewable'; readonly name: string }
  | { readonly code: 'usage-duplicate'; readonly sourceKey: string }
  | { readonly code: 'usage-billed'; readonly sourceKey: string }
  | {
      readonly code: 'usage-outside'
      readonly on: CalendarDate
      readonly start: CalendarDate
      readonly end?: CalendarDate
    }
  | { readonly code: 'not-usage-item'; readonly description: string }
  /** what is served is billed after it, early or not. */
  | { readonly code: 'period-not-ended'; readonly description: string; readonly end: CalendarDate }
  | { readonly code: 'nothing-to-bill'; readonly reasonCode: string }
  | { readonly code: 'group-in-use'; readonly name: string; readonly contracts: number; readonly charges: number }
  | { readonly code: 'group-default'; readonly name: string }
  | { readonly code: 'group-not-active'; readonly name: string }
  | { readonly code: 'correction-resolved' }
  /** resolved once, so drafted once. */
  | { readonly code: 'correction-drafted'; readonly description: string }
  | { readonly code: 'import-changed-since'; readonly kept: number }
  /** Invoices keep their numbers: an import that sold is not undone, each invoice can be voided. */
  | { readonly code: 'import-sold'; readonly invoices: number }
  /** The person stopped a long import; nothing of it stays. */
  | { readonly code: 'import-stopped' }
  /** G-10: newer code has been here; the older one must not write. */
  | { readonly code: 'schema-newer'; readonly found: number; readonly known: number }
  /** G-10: automation of a newer version has run in these books; this one must be reloaded first. */
  | { readonly code: 'newer-rules'; readonly found: number; readonly own: number }
  /** */
  | { readonly code: 'clock-went-back'; readonly lastRunOn: CalendarDate; readonly today: CalendarDate }
  /** */
  | { readonly code: 'automation-paused' }
  | { readonly code: 'message-not-prepared'; readonly state: 'sent' | 'cancelled' | 'skipped' }
  | { readonly code: 'no-recipient'; readonly clientName: string }
  | { readonly code: 'template-field-unknown'; readonly field: string; readonly at: number }
  | { readonly code: 'endpoint-in-use'; readonly name: string; readonly rules: number }
  | { readonly code: 'delivery-not-open'; readonly state: 'delivered' | 'cancelled' | 'sending' }
  /** An own rule that could set itself off. */
  | { readonly code: 'rule-loops'; readonly event: string }
  | { readonly code: 'rule-action-unfit'; readonly action: string; readonly subject: string }
  | { readonly code: 'rule-condition-unfit'; readonly condition: string; readonly subject: string }
  | SaleRefusal
  /** Not a pack and not a plan. */
  | { readonly code: 'not-for-sale'; readonly name: string }
  /** lines of a purchase change with the purchase only. */
  | { readonly code: 'purchase-fixed'; readonly description: string }
  | { readonly code: 'purchase-undone'; readonly description: string }
  /** Never below zero; `waiting`: units that wait for the payment of their invoice (T-5). */
  | {
      readonly code: 'units-short'
      readonly wanted: Decimal
      readonly left: Decimal
      readonly waiting: Decimal
      readonly unit?: string
    }
  /** What was used beyond the prepaid units is on a document. */
  | { readonly code: 'overdraft-billed'; readonly number?: string }
  | { readonly code: 'plan-renewed'; readonly description: string }
  /** a term that is not paid is not renewed. */
  | { readonly code: 'plan-unpaid'; readonly description: string }
  /** M-7. `others`: the names of those that are missing after the first. */
  | { readonly code: 'field-required'; readonly name: string; readonly others?: readonly string[] }
  | { readonly code: 'field-value'; readonly name: string; readonly reason: FieldReason }
  | { readonly code: 'field-in-use'; readonly name: string; readonly rows: number }
  /** T-11: a client's only address stays. */
  | { readonly code: 'address-last' }
  /** A restore point opened for looking only. */
  | { readonly code: 'read-only' }
