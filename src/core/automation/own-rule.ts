// A rule of the owner's own: when something happens or a day comes, if all of this holds, then do that.

import type { CalendarDate, Instant } from '../date.ts'
import type { Decimal } from '../decimal.ts'
import type { EventType } from '../event.ts'
import type { EndpointId, FieldId } from '../ids.ts'
import type { ClientStatus, InvoiceState } from '../model.ts'
import type { CurrencyCode, Minor } from '../money.ts'

/** What kind of row a rule looks at and acts on. */
export type RuleSubject = 'client' | 'invoice' | 'contract'

/** The events that a rule may wait for, and the row of each that it is about. */
export const ruleEvents = {
  'client.added': 'client',
  'contract.added': 'contract',
  'contract.renewed': 'contract',
  'contract.cancelled': 'contract',
  'draft.made': 'invoice',
  'invoice.finalized': 'invoice',
  'invoice.paid': 'invoice',
  'invoice.voided': 'invoice',
  'invoice.written-off': 'invoice',
  'payment.recorded': 'client',
  'payment.undone': 'client',
} as const satisfies Partial<Record<EventType, RuleSubject>>

export type RuleEvent = keyof typeof ruleEvents

export type RuleTrigger =
  | { readonly kind: 'event'; readonly event: RuleEvent }
  /** On every so-many-th day, weekday (1 Monday .. 7 Sunday) or day of the month (1..31, clamped), over all clients. */
  | { readonly kind: 'every'; readonly unit: 'day' }
  | { readonly kind: 'every'; readonly unit: 'week'; readonly weekday: number }
  | { readonly kind: 'every'; readonly unit: 'month'; readonly day: number }
  /** So many days before (negative) or after a day of an open invoice or a contract; -366..366. */
  | { readonly kind: 'around'; readonly date: 'invoice-due' | 'invoice-issued' | 'contract-end'; readonly days: number }

export type RuleCondition =
  | { readonly kind: 'client-is'; readonly not: 0 | 1; readonly clientIds: readonly string[] }
  | { readonly kind: 'client-status'; readonly status: ClientStatus }
  | { readonly kind: 'client-tag'; readonly not: 0 | 1; readonly tag: string }
  | { readonly kind: 'client-country'; readonly country: string }
  | { readonly kind: 'currency'; readonly currency: CurrencyCode }
  /** Of the invoice: gross or what is due; of the client: all that is due. Amounts of another currency do not match. */
  | {
      readonly kind: 'amount'
      readonly of: 'gross' | 'due' | 'client-due'
      readonly is: 'at-least' | 'below'
      readonly amount: Minor
      readonly currency: CurrencyCode
    }
  /** Days since the issue date or since the due date (negative: before it). */
  | {
      readonly kind: 'age'
      readonly of: 'issued' | 'due'
      readonly is: 'at-least' | 'below'
      readonly days: number
    }
  | { readonly kind: 'invoice-state'; readonly states: readonly InvoiceState[] }
  | { readonly kind: 'invoice-tag'; readonly not: 0 | 1; readonly tag: string }
  /**
   * A field of the owner's own has this value (M-7): numbers and days by what they are worth, texts ignoring case.
   * What is absent: of the client, any field of the name, a text, equal.
   */
  | {
      readonly kind: 'custom-field'
      readonly of?: 'group' | 'contract' | 'invoice'
      readonly fieldId?: FieldId
      readonly name: string
      /** As rows hold it: a number as an exact decimal, a day as YYYY-MM-DD. */
      readonly value: string
      readonly compare?: 'number' | 'date'
      readonly is?: 'not' | 'at-least' | 'below'
    }

export type RuleAction =
  /** Drafts the client's open charges, one draft for each group and currency. */
  | { readonly kind: 'draft' }
  | { readonly kind: 'finalize' }
  /** Prepares a message about the invoice; with an endpoint it goes there. */
  | { readonly kind: 'remind' }
  | {
      readonly kind: 'add-fee'
      readonly fee:
        | { readonly kind: 'amount'; readonly amount: Minor; readonly currency: CurrencyCode }
        | { readonly kind: 'percent'; readonly percent: Decimal }
      readonly description: string
    }
  | { readonly kind: 'apply-credit' }
  /** `text` may hold fields in braces, as templates do. */
  | { readonly kind: 'notify'; readonly text: string }
  | { readonly kind: 'webhook'; readonly endpointId: EndpointId }
  | { readonly kind: 'tag'; readonly on: 'client' | 'invoice'; readonly tag: string; readonly remove: 0 | 1 }

export interface OwnRule {
  readonly name: string
  readonly when: RuleTrigger
  /** All must hold; none: always. */
  readonly conditions: readonly RuleCondition[]
  /** One or more, in order. */
  readonly actions: readonly RuleAction[]
  /** How many subjects at most in one run, 1..500; what is over waits for the next run. */
  readonly limit: number
  /** Switched on, or given another trigger, then: nothing before it counts. Written by commands only. */
  readonly since?: { readonly on: CalendarDate; readonly at: Instant }
}

/** How deep one rule may set off another. */
export const maxRuleDepth = 3
