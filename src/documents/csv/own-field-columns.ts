import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { ClientId } from '../../core/ids.ts'
import type { CustomField } from '../../core/model.ts'
import { protectText } from './protected-text.ts'

/** The owner's own fields as further columns of a file (M-7): named as they are, values in machine form. */
export interface OwnFieldColumns {
  readonly names: readonly string[]
  cellsOf(values: readonly CustomField[] | undefined): string[]
}

/** The fields that a file of invoices or charges shows beside its own columns, and what their clients have in them. */
export interface OwnFieldsOfRows {
  readonly clientFields: readonly FieldDefinition[]
  readonly invoiceFields: readonly FieldDefinition[]
  readonly ofClient: ReadonlyMap<ClientId, readonly CustomField[]>
}

/** Columns of some fields, in their order. */
export function ownFieldColumns(definitions: readonly FieldDefinition[]): OwnFieldColumns {
  return {
    names: definitions.map(({ name }) => protectText(name)),
    cellsOf: (values) =>
      definitions.map(({ id, kind }) => {
        const value = values?.find(({ fieldId }) => fieldId === id)?.value ?? ''
        // Numbers and days run nowhere, and an apostrophe would make them texts.
        return kind === 'number' || kind === 'date' ? value : protectText(value)
      }),
  }
}
