// The owner's own fields: their definitions, and what of them a document carries (M-7).
import type { FieldDefinition, FieldSubject } from '../core/fields/field-definition.ts'
import { printedFields } from '../core/fields/printed-fields.ts'
import type { BillingGroupId } from '../core/ids.ts'
import type { FrozenDocument } from '../core/invoice/document.ts'
import type { Charge, Client, CustomField } from '../core/model.ts'
import type { AccountDb, TableName } from './account-db.ts'

/** All fields of a subject, the archived ones too. */
export function readFields(db: AccountDb, subject: FieldSubject): Promise<FieldDefinition[]> {
  return db.fields.where('subject').equals(subject).toArray()
}

/** What reading a document's fields touches. */
export const printedFieldTables = ['fields', 'billingGroups', 'contracts'] as const satisfies readonly TableName[]

export interface DocumentBearers {
  readonly client: Pick<Client, 'customFields'>
  readonly draft: { readonly billingGroupId: BillingGroupId; readonly customFields?: readonly CustomField[] }
  readonly charges: readonly Pick<Charge, 'contractId'>[]
}

/** The fields that a document over these charges prints; groups and contracts are read only where some field prints. */
export async function readPrintedFields(
  db: AccountDb,
  { client, draft, charges }: DocumentBearers,
): Promise<NonNullable<FrozenDocument['fields']>> {
  const definitions = (await db.fields.toArray()).filter(
    ({ onDocuments, state }) => onDocuments === 1 && state === 'active',
  )
  if (definitions.length === 0) return []
  const wants = (subject: FieldSubject) => definitions.some((each) => each.subject === subject)
  const contractIds = [...new Set(charges.flatMap(({ contractId }) => contractId ?? []))]
  const [group, contracts] = await Promise.all([
    wants('group') ? db.billingGroups.get(draft.billingGroupId) : undefined,
    wants('contract') ? db.contracts.bulkGet(contractIds) : [],
  ])
  return printedFields(definitions, {
    client: [client.customFields ?? []],
    group: [group?.customFields ?? []],
    contract: contracts.map((contract) => contract?.customFields ?? []),
    invoice: [draft.customFields ?? []],
  })
}
