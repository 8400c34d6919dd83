import type { FieldDefinition, FieldSubject } from '../core/fields/field-definition.ts'
import { inFieldOrder } from '../core/fields/kept-values.ts'
import type { FieldBearers } from '../core/fields/printed-fields.ts'
import type { Charge, Client, DraftInvoice } from '../core/model.ts'
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
