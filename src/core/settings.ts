// What the owner decides once for a whole account, with the defaults of requirements.md section F.
import type { MessageTemplate, MessageTemplateKey } from './automation/message.ts'
import type { CorrectionWay } from './contract/contract.ts'
import { currencyExponent } from './currency.ts'
import type { CalendarDate, Instant } from './date.ts'
import type { CommandId, TaxRateId } from './ids.ts'
import type { DocumentLook, FrozenAddress, PaymentInstructions } from './invoice/document.ts'
import { type CurrencyCode, type Minor, minor } from './money.ts'
import type { Cadence } from './period.ts'
import type { FirstStub } from './period-chain.ts'
import type { ProrationMode } from './proration.ts'
import type { UsableOn } from './selling/product-sale.ts'

export interface SellerProfile {
  readonly name: string
  readonly address?: FrozenAddress
  readonly email?: string
  readonly phone?: string
  readonly website?: string
  readonly vatId?: string
  readonly taxNumber?: string
  readonly registration?: string
}

export interface NumberSeries {
  /** Pattern with `{YYYY}`, `{YY}`, `{MM}` and `{N}` or `{NNNN}` (zero-padded); a year or month in it restarts the count. */
  readonly pattern: string
  /** The first number to give when the series is new (coming from another system). */
  readonly startAt: number
}

/** How contracts become invoices (requirements.md section F). */
export interface BillingSettings {
  /** M-2; `manual`: nothing is made by itself. */
  readonly mode: 'automatic' | 'manual'
  /** M-3, R-11: a contract in advance is billed when it starts, or when its schedule says so. */
  readonly firstInvoice: 'at-once' | 'by-schedule'
  /** Proposed for new items (M-19). */
  readonly proration: ProrationMode
  /** W-4, proposed for new items. */
  readonly firstStub: FirstStub
  readonly missedPeriods: 'combined' | 'per-period'
  /** I-10: a cycle's invoice holds only what was served before the month in which it is made. */
  readonly endedMonthsOnly: 0 | 1
  /** What becomes of an invoiced period that should have cost less. */
  readonly corrections: CorrectionWay | 'ask'
  /** checks that judge credit and plan purchases, switched on for every automatic invoice. Absent: off. */
  readonly judgeAll: {
    readonly trialClients?: 1
    /** Minor units of the account's currency. */
    readonly minimum?: Minor
    readonly outstandingCap?: number
  }
}

export const defaultBilling: BillingSettings = {
  mode: 'automatic',
  firstInvoice: 'at-once',
  proration: 'actual-days',
  firstStub: 'at-once',
  missedPeriods: 'combined',
  endedMonthsOnly: 0,
  corrections: 'credit-note',
  judgeAll: {},
}

/** House rules of selling by invoice (T-1..T-9, R-29, R-30). */
export interface SellingSettings {
  /** T-1: minor units of the account's currency; a purchase in another currency is not judged by it. 0: none. */
  readonly minimum: Minor
  /** T-2: so many invoices of one currency with something due, and no further purchase; 0: no cap. */
  readonly outstandingCap: number
  /** T-6: whole months, ascending. */
  readonly terms: readonly number[]
  /** T-5. */
  readonly usableOn: UsableOn
  /** T-8: how long before its term's end a plan's renewal is invoiced. */
  readonly renewalLead: Cadence
  /** where a plan goes on whose renewal was paid late. */
  readonly restoreFrom: 'old-end' | 'payment-day'
  /** T-9: days to pay such an invoice; 0: due on receipt. */
  readonly termsDays: number
}

/** T-1..T-9. `minimum` in minor units of the account's currency: 100.00 where it has cents. */
export function defaultSelling(minimum: Minor): SellingSettings {
  return {
    minimum,
    outstandingCap: 3,
    terms: [3, 6, 12],
    usableOn: 'issue',
    renewalLead: { unit: 'month', every: 1 },
    restoreFrom: 'old-end',
    termsDays: 0,
  }
}

export interface AccountSettings {
  readonly id: 'account'
  readonly version: number
  readonly profile: SellerProfile
  /** ISO 3166-1 alpha-2 of the seller. */
  readonly country: string
  /** BCP 47: the owner's words and formats; documents take the client's, else this. */
  readonly locale: string
  readonly currency: CurrencyCode
  /** IANA name; today is the account's day (I-11). */
  readonly timeZone: string
  /** Proposed for a new charge. */
  readonly defaultTaxIds: readonly TaxRateId[]
  readonly pricesIncludeTax: boolean
  /** Days; 0..180. */
  readonly termsDays: number
  readonly numbering: { readonly invoice: NumberSeries; readonly creditNote: NumberSeries }
  readonly payment: PaymentInstructions
  readonly look: DocumentLook
  /** Put on every new draft. */
  readonly documentNotes?: string
  readonly partialPayments: { readonly allowed: boolean; readonly minimum: Minor }
  /** Minor units; absent = no cash rounding. */
  readonly cashUnit?: number
  readonly creditBalance: 'apply' | 'ask' | 'off'
  readonly afterVoid: 'ask' | 'bill-again' | 'drop'
  readonly billing: BillingSettings
  readonly selling: SellingSettings
  /** Texts of messages in the owner's own words; the built-in ones where absent. */
  readonly messages?: Readonly<Partial<Record<MessageTemplateKey, MessageTemplate>>>
  /** A released invoice may be voided by status alone where the country allows it. */
  readonly plainVoid: boolean
  /** Document and payment dates up to and including this day are closed. */
  readonly booksLockedThrough?: CalendarDate
  /** How many years finalized documents must be kept. */
  readonly retentionYears: number
  readonly firstRunDone: 0 | 1
  readonly lastBackupAt?: Instant
  readonly updatedAt: Instant
  readonly lastCommandId?: CommandId
}

/** Settings of a fresh account; the first-run steps fill in the rest. */
export function defaultSettings(
  given: Pick<AccountSettings, 'country' | 'locale' | 'currency' | 'timeZone' | 'updatedAt'> & {
    readonly minimumPayment?: Minor
  },
): AccountSettings {
  const { minimumPayment, ...place } = given
  return {
    id: 'account',
    version: 1,
    ...place,
    profile: { name: '' },
    defaultTaxIds: [],
    pricesIncludeTax: false,
    termsDays: 14,
    numbering: {
      invoice: { pattern: '{YYYY}-{NNNN}', startAt: 1 },
      creditNote: { pattern: 'CN-{YYYY}-{NNNN}', startAt: 1 },
    },
    payment: {},
    look: {
      template: 'classic',
      templateVersion: 1,
      accent: '#0f5c5c',
      paper: ['US', 'CA', 'MX'].includes(place.country) ? 'Letter' : 'A4',
    },
    partialPayments: { allowed: true, minimum: minimumPayment ?? minor(500) },
    creditBalance: 'apply',
    afterVoid: 'ask',
    billing: defaultBilling,
    selling: defaultSelling(minor(100 * 10 ** currencyExponent(place.currency))),
    plainVoid: false,
    retentionYears: 10,
    firstRunDone: 0,
  }
}
