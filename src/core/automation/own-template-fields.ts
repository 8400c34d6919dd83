// The owner's own fields in texts (M-7): "{client: Vendor number}". Known by the subject and the name, however it is cased.
import type { FieldDefinition, FieldSubject } from '../fields/field-definition.ts'
import { foldText } from '../search-words.ts'

/** The subject and the folded name of an own field. */
export type OwnTemplateField = `${FieldSubject}: ${string}`

/** What stands between the braces, as an own field; undefined where it has not the form of one. */
export function readOwnField(inner: string): OwnTemplateField | undefined {
  const [, subject, name = ''] = /^\s*(client|group|contract|invoice)\s*:([^{}\n]*)$/i.exec(inner) ?? []
  const folded = foldText(name)
  return subject === undefined || folded === '' ? undefined : `${subject.toLowerCase() as FieldSubject}: ${folded}`
}

export function isOwnField(field: string): field is OwnTemplateField {
  return field.includes(': ')
}

/** How a text names a field of the owner's, without the braces; those in its own name would end it, and go. */
export function ownFieldInText({ subject, name }: Pick<FieldDefinition, 'subject' | 'name'>): string {
  return `${subject}: ${name.replace(/[{}\n]/g, ' ').trim()}`
}

/** By which the values of a field are found; undefined for one that no text can name. */
export function ownFieldKey(definition: Pick<FieldDefinition, 'subject' | 'name'>): OwnTemplateField | undefined {
  return readOwnField(ownFieldInText(definition))
}

/** The text with a renamed field under its new name; undefined where it does not name the field. */
export function renamedInText(
  text: string,
  before: Pick<FieldDefinition, 'subject' | 'name'>,
  next: Pick<FieldDefinition, 'subject' | 'name'>,
): string | undefined {
  const key = ownFieldKey(before)
  // Doubled braces stand for themselves, as `parseTemplate` reads them.
  const renamed = text.replace(/\{\{|\}\}|\{([^{}\n]*)\}/g, (written: string, inner: string | undefined) =>
    inner !== undefined && readOwnField(inner) === key ? `{${ownFieldInText(next)}}` : written,
  )
  return key === undefined || renamed === text ? undefined : renamed
}
