// The books of one account: one IndexedDB database, its tables and indexes (design.md section 7).
import { Dexie, type EntityTable, type Table } from 'dexie'
import type { Message } from '../core/automation/message.ts'
import type { Endpoint, OutboxRow, Secret } from '../core/automation/outbox.ts'
import type { AutomationRule } from '../core/automation/rule.ts'
import type { AutomationState, Firing, Notice, QueuedEvent, RuleState, Run, RunEntry } from '../core/automation/run.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Amendment, Contract, ContractItem, Correction, UsageRecord } from '../core/contract/contract.ts'
import type { CreditNote } from '../core/credit/credit-note.ts'
import type { CalendarDate } from '../core/date.ts'
import type { BookEvent } from '../core/event.ts'
import type { FieldDefinition } from '../core/fields/field-definition.ts'
import type { AccountId, BillingGroupId, InvoiceId } from '../core/ids.ts'
import type { Asset, IssuedDocument, Release, Seal } from '../core/invoice/issued.ts'
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
} from '../core/model.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { Refund } from '../core/payments/refund.ts'
import type { StoredMethod } from '../core/payments/stored-method.ts'
import type { UnitLot, UnitUse } from '../core/selling/prepaid-units.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { Sum } from '../core/settlement/sum.ts'
import { sealDocuments } from './seal-documents.ts'
import { upgradedRow, upgradedTables } from './upgrade-rows.ts'
import { wakeAll } from './wake-all.ts'

/** Raised with every change of tables or of the meaning of rows; older code refuses to write under a newer one (G-10). */
export const schemaVersion = 5

export interface MetaRow {
  /** `watched`: the event types that own rules and endpoints wait for. */
  readonly key: 'schema' | 'account' | 'readOnly' | 'watched'
  readonly value: unknown
}

/**
 * The earliest day on which anything of a group or a document can change: derived, rebuildable, perhaps too early and
 * never too late (design.md section 4). A group without a row sleeps until somebody touches it.
 */
export interface WakeupRow {
  readonly id: BillingGroupId | InvoiceId
  readonly kind: 'group' | 'invoice'
  readonly wakeOn: CalendarDate
}

/** How the columns of one kind of import file were matched, kept for the next file of the kind. */
export interface ImportMappingRow {
  readonly signature: string
  readonly mapping: unknown
}

/** Indexes by table; the first is the primary key. IndexedDB cannot index booleans or undefined, hence `state`. */
export const tableIndexes = {
  meta: 'key',
  settings: 'id',
  clients: 'id, *words, [status+sortName+id], [sortName+id], importId',
  billingGroups: 'id, clientId, parked.at',
  taxRates: 'id, state',
  products: 'id, *words, [state+sortName+id], sku, importId',
  contracts: 'id, clientId, billingGroupId, *words, [sortName+id], [state+sortName+id], importId',
  contractItems: 'id, contractId, billingGroupId, clientId, productId',
  amendments: 'id, contractId',
  corrections: 'id, contractItemId, [billingGroupId+state], [clientId+state], [state+id]',
  usageRecords:
    'id, &[contractItemId+sourceKey], [contractItemId+on], [contractItemId+state+on], [state+on+id], importId',
  wakeups: 'id, [kind+wakeOn]',
  charges:
    'id, [clientId+state], [billingGroupId+state], [state+servedOn+id], invoiceId, productId, [contractItemId+period.end], contractId, amends',
  invoices:
    'id, &number, &[series+sequence], *words, [listedOn+id], [state+listedOn+id], [clientId+listedOn+id], [clientId+state], [state+dueOn+id], [dueOn+id], [gross+id], addressId',
  creditNotes:
    'id, &number, &[series+sequence], *invoiceIds, *words, [listedOn+id], [state+listedOn+id], [clientId+listedOn+id]',
  documents: 'id',
  seals: 'id, &[kind+series+sequence]',
  releases: 'id',
  assets: 'id',
  payments: 'id, [receivedOn+id], [clientId+receivedOn+id]',
  allocations: 'id, invoiceId, sourceId, clientId',
  creditEntries: 'id, [clientId+currency], paymentId, creditNoteId, [state+expiresOn], [clientId+receivedOn+id]',
  refunds: 'id, sourceId, [refundedOn+id], [clientId+refundedOn+id]',
  paymentMethods: 'id, clientId',
  cardAttempts: 'id, invoiceId, [clientId+id], [state+id], paymentId',
  purchases: 'id, [clientId+id], productId, invoiceId, planId, wakeOn, expiredOn',
  unitLots: 'id, [clientId+productId], productId, purchaseId, [state+expiresOn], lowSince',
  unitUses: 'id, &[clientId+productId+sourceKey], [clientId+productId+usedOn], usageRecordId, chargeId, importId',
  fields: 'id, subject',
  sequences: 'series, kind',
  sums: 'key, scope',
  automation: 'id',
  rules: 'id, kind',
  ruleStates: 'id',
  firings: 'id, ruleId, runId',
  ruleQueue: 'id',
  messages: 'id, [state+preparedOn+id], invoiceId, [clientId+id]',
  outbox: 'id, [state+nextAt], [endpointId+state+nextAt], [endpointId+createdAt], invoiceId',
  endpoints: 'id',
  secrets: 'id',
  runs: 'id, [told+id], state',
  runEntries: 'id, runId, *subjects',
  notices: 'id, [state+id]',
  events: 'id, *subjects, runId',
  importMappings: 'signature',
} as const

export type TableName = keyof typeof tableIndexes

/** Tables whose rows are written once and refuse any change (R-23, G-7). */
export const appendOnlyTables = ['events', 'documents', 'seals', 'releases', 'assets'] as const

/** An IndexedDB other than the page's own. */
export interface DatabaseHost {
  readonly indexedDB: IDBFactory
  readonly IDBKeyRange: typeof IDBKeyRange
}

export class AccountDb extends Dexie {
  declare readonly meta: EntityTable<MetaRow, 'key'>
  declare readonly settings: EntityTable<AccountSettings, 'id'>
  declare readonly clients: EntityTable<Client, 'id'>
  declare readonly billingGroups: EntityTable<BillingGroup, 'id'>
  declare readonly taxRates: EntityTable<TaxRate, 'id'>
  declare readonly products: EntityTable<Product, 'id'>
  declare readonly contracts: EntityTable<Contract, 'id'>
  declare readonly contractItems: EntityTable<ContractItem, 'id'>
  declare readonly amendments: EntityTable<Amendment, 'id'>
  declare readonly corrections: EntityTable<Correction, 'id'>
  declare readonly usageRecords: EntityTable<UsageRecord, 'id'>
  declare readonly wakeups: EntityTable<WakeupRow, 'id'>
  declare readonly charges: EntityTable<Charge, 'id'>
  declare readonly invoices: Table<Invoice, Invoice['id']>
  declare readonly creditNotes: Table<CreditNote, CreditNote['id']>
  declare readonly documents: Table<IssuedDocument, IssuedDocument['id']>
  declare readonly seals: Table<Seal, Seal['id']>
  declare readonly releases: Table<Release, Release['id']>
  declare readonly assets: EntityTable<Asset, 'id'>
  declare readonly payments: EntityTable<Payment, 'id'>
  declare readonly allocations: EntityTable<Allocation, 'id'>
  declare readonly creditEntries: EntityTable<CreditEntry, 'id'>
  declare readonly refunds: EntityTable<Refund, 'id'>
  declare readonly paymentMethods: EntityTable<StoredMethod, 'id'>
  declare readonly cardAttempts: EntityTable<CardAttempt, 'id'>
  declare readonly purchases: Table<Purchase, Purchase['id']>
  declare readonly unitLots: EntityTable<UnitLot, 'id'>
  declare readonly unitUses: EntityTable<UnitUse, 'id'>
  declare readonly fields: EntityTable<FieldDefinition, 'id'>
  declare readonly sequences: EntityTable<Sequence, 'series'>
  declare readonly sums: EntityTable<Sum, 'key'>
  declare readonly automation: EntityTable<AutomationState, 'id'>
  declare readonly rules: Table<AutomationRule, AutomationRule['id']>
  declare readonly ruleStates: EntityTable<RuleState, 'id'>
  declare readonly firings: EntityTable<Firing, 'id'>
  declare readonly ruleQueue: EntityTable<QueuedEvent, 'id'>
  declare readonly messages: EntityTable<Message, 'id'>
  declare readonly outbox: EntityTable<OutboxRow, 'id'>
  declare readonly endpoints: EntityTable<Endpoint, 'id'>
  declare readonly secrets: EntityTable<Secret, 'id'>
  declare readonly runs: EntityTable<Run, 'id'>
  declare readonly runEntries: EntityTable<RunEntry, 'id'>
  declare readonly notices: EntityTable<Notice, 'id'>
  declare readonly events: EntityTable<BookEvent, 'id'>
  declare readonly importMappings: EntityTable<ImportMappingRow, 'signature'>

  constructor(name: string, host?: DatabaseHost) {
    super(name, { ...host, cache: 'disabled' })
    this.version(schemaVersion)
      .stores(tableIndexes)
      .upgrade(async (transaction) => {
        const { value: from } = await transaction.table('meta').get('schema')
        for (const name of upgradedTables(from, schemaVersion)) {
          await transaction
            .table(name)
            .toCollection()
            .modify((row, ref) => {
              ref.value = upgradedRow(name, row, from, schemaVersion)
            })
        }
        // Schema 4 seals what was issued.
        if (from < 4) await sealDocuments(transaction)
        await wakeAll(transaction)
      })
    for (const name of appendOnlyTables) {
      const table = this.table(name)
      table.hook('updating', () => {
        throw new Error(`A row of ${name} is never changed`)
      })
      table.hook('deleting', () => {
        throw new Error(`A row of ${name} is never deleted`)
      })
    }
    this.on('populate', (transaction) => {
      transaction.table('meta').add({ key: 'schema', value: schemaVersion })
    })
  }
}

/** The IndexedDB name of an account's database. */
export function accountDbName(accountId: AccountId): string {
  return `billfold-${accountId}`
}
