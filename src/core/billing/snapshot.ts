// What the billing planner reads: everything of one group in memory, nothing else (design.md section 3).
import type { BillingGroup } from '../contract/billing-group.ts'
import type { Contract, ContractItem, Correction, UsageRecord } from '../contract/contract.ts'
import type { CalendarDate } from '../date.ts'
import type { ChargeId, ContractItemId, InvoiceId, TaxRateId, UsageRecordId } from '../ids.ts'
import type { Charge, Client, DraftInvoice, TaxRate } from '../model.ts'
import type { CurrencyCode } from '../money.ts'
import type { Decision } from '../plan.ts'
import type { AccountSettings } from '../settings.ts'
import type { BillingReason } from './reason.ts'

export interface AccountFacts {
  readonly settings: Pick<
    AccountSettings,
    'currency' | 'billing' | 'booksLockedThrough' | 'cashUnit' | 'pricesIncludeTax'
  >
  readonly taxRateById: ReadonlyMap<TaxRateId, TaxRate>
}

export interface ItemSnapshot {
  readonly item: ContractItem
  /** The largest period end over the item's chain charges, in every state; absent: nothing charged yet. */
  readonly chargedThrough?: CalendarDate
  /** Usage items: every record, not removed, of periods that are not charged yet or that got late records. */
  readonly usage: readonly UsageRecord[]
  /** Usage items: the charges, of any state and cause, of the periods that got late records. */
  readonly charges: readonly Charge[]
  /** Usage items: the corrections, of any state, of the periods that got late records; the group's open ones where absent. */
  readonly corrections?: readonly Correction[]
}

export interface GroupSnapshot {
  readonly group: BillingGroup
  readonly client: Client
  readonly contracts: readonly Contract[]
  readonly items: readonly ItemSnapshot[]
  /** The group's open charges, those of contracts included. */
  readonly openCharges: readonly Charge[]
  readonly drafts: readonly DraftInvoice[]
  /** Corrections to be resolved; they make no charge by themselves. */
  readonly corrections: readonly Correction[]
  /** Finalized invoices of the client with something due. */
  readonly outstandingCount: number
}

export interface BillingSnapshot {
  readonly account: AccountFacts
  readonly groups: readonly GroupSnapshot[]
}

/** A charge that an item makes: the row without what the command's envelope gives. */
export type PlannedCharge = Omit<Charge, 'version' | 'createdAt' | 'updatedAt' | 'invoiceId' | 'held'>

export type BillingIntent =
  | {
      readonly kind: 'charge'
      readonly charge: PlannedCharge
      /** The usage that it bills. */
      readonly usageIds: readonly UsageRecordId[]
    }
  | {
      /** One invoice: a new draft, or lines for an automatic one that is there. */
      readonly kind: 'draft'
      readonly draftId?: InvoiceId
      readonly currency: CurrencyCode
      readonly taxIncluded: boolean
      /** In the order of the lines; open ones and those of `charge` intents. */
      readonly chargeIds: readonly ChargeId[]
      /** The billing date when it is still to come, and always with one invoice per missed period: one draft for each. */
      readonly billsOn?: CalendarDate
    }

export interface GroupPlan {
  readonly intents: readonly BillingIntent[]
  readonly decisions: readonly Decision<BillingReason>[]
  /** The earliest day on which planning again can give anything new; absent: never without somebody's act. May be too early, never too late. */
  readonly wakeOn?: CalendarDate
}

export interface BillingOptions {
  /**
   * `run`: what automation does. `activation`: inside the transaction that starts a contract. `hand`: a person
   * bills now: manual modes, offsets, cycles and days to come do not stop it.
   */
  readonly by: 'run' | 'activation' | 'hand'
  /** `hand`: through which day (billing dates on or before it) the periods of an item are billed; absent items are left alone. */
  readonly itemsThrough?: ReadonlyMap<ContractItemId, CalendarDate>
  /** `hand`: the open charges to bill, held ones too. */
  readonly chargeIds?: ReadonlySet<ChargeId>
  /** `activation`: the contract's items. */
  readonly itemIds?: ReadonlySet<ContractItemId>
  /** Running ahead: what stops the whole group is set aside, closed books excepted. */
  readonly lifted?: true
}
