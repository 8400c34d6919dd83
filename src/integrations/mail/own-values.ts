// What messages say of the owner's own fields (M-7): values as they stand now, in the words of the document's language.
import { type OwnTemplateField, ownFieldKey } from '../../core/automation/own-template-fields.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import { inFieldOrder } from '../../core/fields/kept-values.ts'
import type { FieldBearers } from '../../core/fields/printed-fields.ts'
import type { DocumentFormats } from '../../documents/document-formats.ts'
import { printFieldValue } from '../../documents/print-document.ts'

/** The fields that texts can name, and whatever carries values of them. */
export interface OwnFacts {
  readonly definitions: readonly FieldDefinition[]
  readonly bearers: FieldBearers
}

/** By the field: its value, those of several contracts side by side; nothing for one without a value. */
export function ownValues(
  { definitions, bearers }: OwnFacts,
  formats: DocumentFormats,
): Readonly<Record<OwnTemplateField, string>> {
  const values: Record<OwnTemplateField, string> = {}
  for (const definition of inFieldOrder(definitions)) {
    const { id, subject, kind } = definition
    const key = ownFieldKey(definition)
    const found = bearers[subject].flatMap((fields) => fields.find(({ fieldId }) => fieldId === id)?.value ?? [])
    if (key === undefined || found.length === 0 || values[key] !== undefined) continue
    const printed = kind === 'number' || kind === 'date' ? kind : undefined
    values[key] = [...new Set(found)].map((value) => printFieldValue(value, printed, formats)).join(', ')
  }
  return values
}
