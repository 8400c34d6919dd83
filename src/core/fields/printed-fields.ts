// Which of the owner's own fields a document carries, and in which order (M-7).
import type { FrozenDocument } from '../invoice/document.ts'
import type { CustomField } from '../model.ts'
import { foldText } from '../search-words.ts'
import type { FieldDefinition, FieldSubject } from './field-definition.ts'
import { inFieldOrder } from './kept-values.ts'

/** Values by what carries them; `contract`: those of every contract that the document bills. */
export type FieldBearers = Readonly<Record<FieldSubject, readonly (readonly CustomField[])[]>>

type PrintedField = NonNullable<FrozenDocument['fields']>[number]

/** The narrower one wins where two are called the same: a group's vendor number stands for its client's. */
const subjects = ['client', 'group', 'contract', 'invoice'] as const satisfies readonly FieldSubject[]

/**
 * The fields of a document: of the client, its group, the contracts and the invoice, those that are for documents and in
 * use. Several contracts print each of their values once.
 */
export function printedFields(definitions: readonly FieldDefinition[], bearers: FieldBearers): readonly PrintedField[] {
  const byName = new Map<string, PrintedField[]>()
  for (const subject of subjects) {
    const wanted = definitions.filter(
      (each) => each.subject === subject && each.onDocuments === 1 && each.state === 'active',
    )
    for (const definition of inFieldOrder(wanted)) {
      const found = bearers[subject].flatMap((fields) => fields.find(({ fieldId }) => fieldId === definition.id) ?? [])
      const values = [...new Set(found.map(({ value }) => value))]
      if (values.length === 0) continue
      const { name, kind } = definition
      byName.set(
        foldText(name),
        values.map((value) => ({ name, value, ...(kind === 'number' || kind === 'date' ? { kind } : {}) })),
      )
    }
  }
  return [...byName.values()].flat()
}
