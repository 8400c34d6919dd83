// What a run says of a plan whose day has come.
import type { CalendarDate } from '../date.ts'
import type { SaleRefusal } from '../problem.ts'

export type PlanReason =
  /** T-8: the invoice of the next term is made. */
  | { readonly code: 'plan-renewed'; readonly from: CalendarDate; readonly to: CalendarDate }
  /** what was to be paid by that day was not. */
  | { readonly code: 'plan-expired'; readonly on: CalendarDate }
  /** A house rule, or the catalogue, stands against the renewal: tried again by each run, until the term ends. */
  | { readonly code: 'renewal-refused'; readonly refusal: SaleRefusal }
  | { readonly code: 'not-sold-any-more'; readonly name: string }
