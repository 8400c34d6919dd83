// Prepaid units of a client and a product: lots that were granted, and what was used of them. Rows of the books.
import type { CalendarDate, Instant } from '../date.ts'
import type { Decimal } from '../decimal.ts'
import type {
  ChargeId,
  ClientId,
  CommandId,
  ProductId,
  PurchaseId,
  UnitLotId,
  UnitUseId,
  UsageRecordId,
} from '../ids.ts'
import type { Cadence } from '../period.ts'

/** Units that came in together. Always: granted = used + left + expired + returned, none of them below 0. */
export interface UnitLot {
  readonly id: UnitLotId
  readonly version: number
  readonly clientId: ClientId
  readonly productId: ProductId
  /** Bought; given by hand; or brought along from another system. */
  readonly origin: 'purchase' | 'gift' | 'import'
  readonly purchaseId?: PurchaseId
  readonly granted: Decimal
  readonly used: Decimal
  readonly left: Decimal
  readonly expired: Decimal
  /** Gone with the invoice that sold them (Build 2). */
  readonly returned: Decimal
  readonly grantedOn: CalendarDate
  /** 0: they wait for the payment of their invoice (T-5). */
  readonly usable: 0 | 1
  /** On this day what is left is gone. */
  readonly expiresOn?: CalendarDate
  /** While they wait for their first payment: how long they last from then on, as it was sold. */
  readonly expiresAfter?: Cadence
  /** `empty`: nothing is left. */
  readonly state: 'live' | 'empty'
  /** On the client's lot of this product that was granted last: since when so few are left that the owner is reminded. */
  readonly lowSince?: CalendarDate
  readonly note?: string
  readonly importId?: CommandId
  /** As a purchase's: the same opening balance is taken over once. */
  readonly sourceKey?: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** What a run says of prepaid units. */
export interface UnitsReason {
  readonly code: 'units-expired'
  readonly clientName: string
  readonly product: string
  readonly units: Decimal
}

/** Units used on a day. Undone, never deleted. */
export interface UnitUse {
  readonly id: UnitUseId
  readonly version: number
  readonly clientId: ClientId
  readonly productId: ProductId
  readonly usedOn: CalendarDate
  /** Above 0; = the parts + overdraft. */
  readonly units: Decimal
  /** Which lots they came from, those that expire first before others, else oldest first. */
  readonly parts: readonly { readonly lotId: UnitLotId; readonly units: Decimal }[]
  /** What no lot had: it became the charge. */
  readonly overdraft: Decimal
  readonly chargeId?: ChargeId
  /** Unique for a client and product: the same usage is counted once (M-29). A tap's is its own id. */
  readonly sourceKey: string
  readonly usageRecordId?: UsageRecordId
  readonly note?: string
  readonly state: 'live' | 'undone'
  readonly importId?: CommandId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}
