// Random acts on the owner's own fields: their definitions, and values on whatever carries them.
import fc from 'fast-check'
import { changeInvoiceFields } from '../../src/commands/annotate-invoice.ts'
import { saveBillingGroup } from '../../src/commands/save-billing-group.ts'
import { archiveField, moveField, removeField, restoreField, saveField } from '../../src/commands/save-field.ts'
import type { CustomField } from '../../src/core/model.ts'
import type { TestBooks } from './open-test-books.ts'

const acts = ['add', 'add', 'rename', 'move', 'archive', 'restore', 'remove', 'group', 'group', 'invoice'] as const

export interface FieldStep {
  readonly act: (typeof acts)[number]
  /** Which row, by number. */
  readonly pick: number
}

export const fieldStep: fc.Arbitrary<FieldStep> = fc.record({ act: fc.constantFrom(...acts), pick: fc.nat(1000) })

/** Each act once, in an order in which it finds something to do. */
export const fieldWarmUp: readonly FieldStep[] = [
  { act: 'add', pick: 1 },
  { act: 'add', pick: 3 },
  { act: 'add', pick: 5 },
  { act: 'add', pick: 7 },
  { act: 'group', pick: 0 },
  { act: 'invoice', pick: 0 },
  { act: 'rename', pick: 0 },
  { act: 'move', pick: 0 },
  { act: 'archive', pick: 1 },
  { act: 'restore', pick: 1 },
  // Values stand in the others: this one is new, and the last.
  { act: 'add', pick: 2 },
  { act: 'remove', pick: 4 },
]

/** Does one act with whatever rows it finds; one that finds none does nothing, one that is refused writes nothing. */
export async function performField(books: TestBooks, { act, pick }: FieldStep): Promise<void> {
  const { db } = books
  const one = <Row>(rows: readonly Row[]): Row | undefined => rows[pick % Math.max(rows.length, 1)]
  const definitions = await db.fields.orderBy('id').toArray()
  const field = one(definitions)
  const subject = pick % 4 === 1 ? 'group' : 'invoice'
  const fields = { subject, name: `Field ${pick}`, kind: 'text', required: 0, onDocuments: 1 } as const
  const values = (of: string): CustomField[] =>
    definitions
      .filter((each) => each.subject === of)
      .map(({ id, name }, index) => ({ fieldId: id, name, value: (pick + index) % 3 === 2 ? '' : `Value ${pick}` }))
  switch (act) {
    case 'add':
      await books.run(saveField, { fields })
      return
    case 'rename':
      if (field === undefined) return
      await books.run(saveField, {
        seen: field,
        fields: { ...fields, subject: field.subject, name: `Renamed ${pick}` },
      })
      return
    case 'move':
      if (field !== undefined) await books.must(moveField, { id: field.id, version: field.version, to: pick % 3 })
      return
    case 'archive':
      if (field !== undefined) await books.must(archiveField, field)
      return
    case 'restore':
      if (field !== undefined) await books.must(restoreField, field)
      return
    case 'remove':
      if (field !== undefined) await books.run(removeField, field)
      return
    case 'group': {
      const group = one(await db.billingGroups.orderBy('id').toArray())
      if (group === undefined) return
      const { id, version, clientId, name, offsetDays, cc } = group
      await books.run(saveBillingGroup, {
        seen: { id, version },
        clientId,
        fields: { name, offsetDays, cc, customFields: values('group') },
      })
      return
    }
    case 'invoice': {
      const invoice = one((await db.invoices.orderBy('id').toArray()).filter(({ state }) => state !== 'draft'))
      if (invoice === undefined) return
      const { id, version } = invoice
      await books.run(changeInvoiceFields, { id, version, customFields: values('invoice') })
    }
  }
}
