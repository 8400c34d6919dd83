// A schema that says less or more than core's type would let a file in that no command could have written, or refuse one.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { appVersion } from '../../src/core/app-version.ts'
import type { Message } from '../../src/core/automation/message.ts'
import type { Endpoint, OutboxRow } from '../../src/core/automation/outbox.ts'
import type { AutomationRule } from '../../src/core/automation/rule.ts'
import type {
  AutomationState,
  Firing,
  Notice,
  QueuedEvent,
  RuleState,
  Run,
  RunEntry,
} from '../../src/core/automation/run.ts'
import type { BillingGroup } from '../../src/core/contract/billing-group.ts'
import type { Amendment, Contract, ContractItem, Correction, UsageRecord } from '../../src/core/contract/contract.ts'
import type { CreditNote } from '../../src/core/credit/credit-note.ts'
import type { BookEvent } from '../../src/core/event.ts'
import type { FieldDefinition } from '../../src/core/fields/field-definition.ts'
import type { Asset, IssuedDocument, Release, Seal } from '../../src/core/invoice/issued.ts'
import type {
  Allocation,
  Charge,
  Client,
  CreditEntry,
  Invoice,
  Payment,
  Product,
  Sequence,
  TaxRate,
} from '../../src/core/model.ts'
import type { CardAttempt } from '../../src/core/payments/card-attempt.ts'
import type { Refund } from '../../src/core/payments/refund.ts'
import type { StoredMethod } from '../../src/core/payments/stored-method.ts'
import type { UnitLot, UnitUse } from '../../src/core/selling/prepaid-units.ts'
import type { Purchase } from '../../src/core/selling/purchase.ts'
import type { AccountSettings } from '../../src/core/settings.ts'
import type { Sum } from '../../src/core/settlement/sum.ts'
import type { ImportMappingRow } from '../../src/storage/account-db.ts'
import { type BackupTable, backupTables } from '../../src/storage/backup/backup-format.ts'
import { rowProblem, type rowSchemas } from '../../src/storage/backup/row-schemas.ts'

interface Rows {
  settings: AccountSettings
  clients: Client
  billingGroups: BillingGroup
  taxRates: TaxRate
  products: Product
  contracts: Contract
  contractItems: ContractItem
  amendments: Amendment
  corrections: Correction
  usageRecords: UsageRecord
  charges: Charge
  invoices: Invoice
  creditNotes: CreditNote
  documents: IssuedDocument
  seals: Seal
  releases: Release
  assets: Asset
  payments: Payment
  allocations: Allocation
  creditEntries: CreditEntry
  refunds: Refund
  paymentMethods: StoredMethod
  cardAttempts: CardAttempt
  purchases: Purchase
  unitLots: UnitLot
  unitUses: UnitUse
  fields: FieldDefinition
  sequences: Sequence
  sums: Sum
  automation: AutomationState
  rules: AutomationRule
  ruleStates: RuleState
  firings: Firing
  ruleQueue: QueuedEvent
  messages: Message
  outbox: OutboxRow
  endpoints: Endpoint
  runs: Run
  runEntries: RunEntry
  notices: Notice
  events: BookEvent
  importMappings: ImportMappingRow
}

// Both sides without `readonly`, intersections written out; brands, optional marks and unions stay.
type Plain<T> = T extends string | number | boolean | undefined | null | Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : unknown extends T
      ? unknown
      : T extends object
        ? { -readonly [Key in keyof T]: Plain<T[Key]> }
        : T
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : { readonly core: A; readonly schema: B }
type Differing = {
  [Table in BackupTable as Same<Plain<Rows[Table]>, Plain<z.infer<(typeof rowSchemas)[Table]>>> extends true
    ? never
    : Table]: Same<Plain<Rows[Table]>, Plain<z.infer<(typeof rowSchemas)[Table]>>>
}

describe('the schemas of rows', () => {
  it('say exactly what the types of core say', () => {
    const differing: Differing = {}
    expect(differing).toEqual({})
    const tables: readonly (keyof Rows)[] = backupTables
    expect(tables).toHaveLength(42)
  })

  it('name the place of what does not belong', () => {
    expect(rowProblem('sequences', { series: 'invoice {N}', kind: 'invoice', last: -1 })).toBe('last')
    expect(
      rowProblem('sequences', { series: 'invoice {N}', kind: 'invoice', last: 1, lastIssuedOn: '2026-02-30' }),
    ).toBe('lastIssuedOn')
    expect(rowProblem('sequences', { series: 'invoice {N}', kind: 'invoice', last: 1, lastIssuedOn: undefined })).toBe(
      'lastIssuedOn',
    )
    expect(rowProblem('sequences', { series: 'invoice {N}', kind: 'invoice', last: 1 })).toBeUndefined()
  })
})

describe('the version in backups', () => {
  it('is the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(appVersion).toBe(version)
  })
})
