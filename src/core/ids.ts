// Branded identifiers: prefix + ULID, made outside core (design.md section 2).
import type { Brand } from './brand.ts'

export type AccountId = Brand<string, 'AccountId'>
export type ClientId = Brand<string, 'ClientId'>
export type BillingGroupId = Brand<string, 'BillingGroupId'>
export type ProductId = Brand<string, 'ProductId'>
export type TaxRateId = Brand<string, 'TaxRateId'>
export type ChargeId = Brand<string, 'ChargeId'>
export type InvoiceId = Brand<string, 'InvoiceId'>
export type CreditNoteId = Brand<string, 'CreditNoteId'>
export type PaymentId = Brand<string, 'PaymentId'>
export type RefundId = Brand<string, 'RefundId'>
export type AllocationId = Brand<string, 'AllocationId'>
export type CreditEntryId = Brand<string, 'CreditEntryId'>
export type AddressId = Brand<string, 'AddressId'>
export type ContractId = Brand<string, 'ContractId'>
export type ContractItemId = Brand<string, 'ContractItemId'>
export type AmendmentId = Brand<string, 'AmendmentId'>
export type CorrectionId = Brand<string, 'CorrectionId'>
export type UsageRecordId = Brand<string, 'UsageRecordId'>
export type RuleId = Brand<string, 'RuleId'>
export type RunId = Brand<string, 'RunId'>
export type MessageId = Brand<string, 'MessageId'>
export type OutboxId = Brand<string, 'OutboxId'>
export type EndpointId = Brand<string, 'EndpointId'>
export type NoticeId = Brand<string, 'NoticeId'>
export type StoredMethodId = Brand<string, 'StoredMethodId'>
export type CardAttemptId = Brand<string, 'CardAttemptId'>
export type PurchaseId = Brand<string, 'PurchaseId'>
export type UnitLotId = Brand<string, 'UnitLotId'>
export type UnitUseId = Brand<string, 'UnitUseId'>
export type FieldId = Brand<string, 'FieldId'>
export type EventId = Brand<string, 'EventId'>
export type CommandId = Brand<string, 'CommandId'>

/** Which prefix stands before the ULID of each kind of row. */
export interface IdByPrefix {
  readonly acc: AccountId
  readonly cli: ClientId
  readonly grp: BillingGroupId
  readonly prd: ProductId
  readonly tax: TaxRateId
  readonly chg: ChargeId
  readonly inv: InvoiceId
  readonly cn: CreditNoteId
  readonly pay: PaymentId
  readonly all: AllocationId
  readonly cre: CreditEntryId
  readonly adr: AddressId
  readonly con: ContractId
  readonly itm: ContractItemId
  readonly amd: AmendmentId
  readonly usg: UsageRecordId
  readonly rul: RuleId
  readonly run: RunId
  readonly msg: MessageId
  readonly end: EndpointId
  readonly ntc: NoticeId
  readonly ref: RefundId
  readonly mth: StoredMethodId
  readonly pur: PurchaseId
  readonly lot: UnitLotId
  readonly use: UnitUseId
  readonly fld: FieldId
  readonly cmd: CommandId
}

/** Makes a fresh identifier; deterministic in tests, random at the edges of the app. */
export type NewId = <Prefix extends keyof IdByPrefix>(prefix: Prefix) => IdByPrefix[Prefix]
