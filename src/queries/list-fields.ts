import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { FieldDefinition, FieldSubject } from '../core/fields/field-definition.ts'
import { inFieldOrder } from '../core/fields/kept-values.ts'
import type { FieldBearers } from '../core/fields/printed-fields.ts'
import type { ClientId } from '../core/ids.ts'
import type { Charge, Client, CustomField, DraftInvoice, FinalizedInvoice } from '../core/model.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readFields } from '../storage/read-fields.ts'

/** The owner's own fields of a subject, or of all, in their order; the archived ones too (M-7). */
export async function listFields(db: AccountDb, subject?: FieldSubject): Promise<FieldDefinition[]> {
  return inFieldOrder(subject === undefined ? await db.fields.toArray() : await readFields(db, subject))
}

/** What a draft's preview needs to print fields: all definitions, and values of whatever stands behind the draft. */
export interface DraftFields {
  readonly definitions: readonly FieldDefinition[]
  readonly bearers: Omit<FieldBearers, 'invoice'>
}

/** The fields behind a draft, its own excepted; groups and contracts are read only where there are fields at all. */
export async function getDraftFields(
  db: AccountDb,
  { billingGroupId }: Pick<DraftInvoice, 'billingGroupId'>,
  client: Client,
  charges: readonly Charge[],
): Promise<DraftFields> {
  const definitions = await listFields(db)
  if (definitions.length === 0) return { definitions, bearers: { client: [], group: [], contract: [] } }
  const contractIds = [...new Set(charges.flatMap(({ contractId }) => contractId ?? []))]
  const [group, contracts] = await Promise.all([
    db.billingGroups.get(billingGroupId),
    db.contracts.bulkGet(contractIds),
  ])
  return {
    definitions,
    bearers: {
      client: [client.customFields ?? []],
      group: [group?.customFields ?? []],
      contract: contracts.map((contract) => contract?.customFields ?? []),
    },
  }
}

/** All definitions, and the values of whatever stands behind an issued invoice as they are now. */
export interface MessageFields {
  readonly definitions: readonly FieldDefinition[]
  readonly bearers: FieldBearers
}

/** What messages about an invoice may say of the owner's fields; contracts are read only where some field is theirs. */
export async function getMessageFields(
  db: AccountDb,
  invoice: FinalizedInvoice,
  client: Client,
  group: BillingGroup | undefined,
): Promise<MessageFields> {
  const definitions = await listFields(db)
  const asks = definitions.some(({ subject }) => subject === 'contract')
  const charges = asks ? await db.charges.where('invoiceId').equals(invoice.id).toArray() : []
  const contracts = await db.contracts.bulkGet([...new Set(charges.flatMap(({ contractId }) => contractId ?? []))])
  const of = (row: { readonly customFields?: readonly CustomField[] } | undefined) => [row?.customFields ?? []]
  return {
    definitions,
    bearers: { client: of(client), group: of(group), contract: contracts.flatMap(of), invoice: of(invoice) },
  }
}

/** The fields in use that files show beside their own columns, and what some clients have in them. */
export async function getFieldColumns(
  db: AccountDb,
  clientIds: readonly ClientId[],
): Promise<{
  readonly clientFields: readonly FieldDefinition[]
  readonly invoiceFields: readonly FieldDefinition[]
  readonly ofClient: ReadonlyMap<ClientId, readonly CustomField[]>
}> {
  const inUse = (await listFields(db)).filter(({ state }) => state === 'active')
  const of = (subject: FieldSubject) => inUse.filter((each) => each.subject === subject)
  const clientFields = of('client')
  const clients = clientFields.length === 0 ? [] : await db.clients.bulkGet([...new Set(clientIds)])
  const ofClient = clients.flatMap((client) =>
    client === undefined ? [] : [[client.id, client.customFields ?? []] as const],
  )
  return { clientFields, invoiceFields: of('invoice'), ofClient: new Map(ofClient) }
}
