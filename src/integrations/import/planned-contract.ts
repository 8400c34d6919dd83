// What a contracts file comes to, and what of the books its preview has to know.
import type { Contract } from '../../core/contract/contract.ts'
import type { ContractFields, ItemFields } from '../../core/contract/contract-fields.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { ClientId, TaxRateId } from '../../core/ids.ts'
import type { Product, TaxRate } from '../../core/model.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { BillingSettings } from '../../core/settings.ts'
import type { DateOrder } from './date-column.ts'
import type { KnownClient } from './find-client.ts'

/** The client of a contract: one of the books, or one that the import adds (`key` tells the added ones apart). */
export type ContractClient =
  | { readonly kind: 'known'; readonly id: ClientId; readonly name: string }
  | {
      readonly kind: 'added'
      readonly key: string
      readonly name: string
      readonly email?: string
      readonly clientNumber?: string
    }

export interface PlannedContract {
  readonly client: ContractClient
  readonly fields: Omit<ContractFields, 'clientId'>
  /** M-8: how many periods of all its items count as sent from elsewhere. */
  readonly sentElsewhere: number
}

export interface ImportedContractRow {
  readonly contract: PlannedContract
  readonly item: ItemFields
}

export type ExistingContract = Pick<Contract, 'clientId' | 'name' | 'contractNumber' | 'startOn'>

export interface ContractContext {
  /** The account's day: what would have billed before it counts as sent from elsewhere. */
  readonly today: CalendarDate
  readonly currency: CurrencyCode
  readonly billing: Pick<BillingSettings, 'proration' | 'firstStub'>
  readonly taxIds: readonly TaxRateId[]
  readonly taxIncluded: boolean
  /** Absent: the account's taxes are not known here, and a row may name any. */
  readonly taxes?: readonly TaxRate[]
  readonly clients: readonly KnownClient[]
  readonly products: readonly Product[]
  readonly contracts: readonly ExistingContract[]
  /** What becomes of contracts whose client is not there. */
  readonly missingClients: 'refuse' | 'add'
  /** The owner's own fields of contracts (M-7). */
  readonly fields?: readonly FieldDefinition[]
  readonly decimal?: '.' | ','
  readonly dateOrder?: DateOrder
}
