import { isLink } from '../../core/fields/check-field.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { Fact } from '../../ui/facts.tsx'
import { type OwnFields, ownFieldText } from './own-fields.ts'

/** What a row has in the owner's own fields, as facts: figures and days in the locale, links to open (M-7). */
export function ownFieldFacts(
  definitions: readonly FieldDefinition[] | undefined,
  values: OwnFields,
  locale: string,
): Fact[] {
  return (values ?? []).map(({ fieldId, name, value }) => {
    const kind = definitions?.find(({ id }) => id === fieldId)?.kind
    return {
      label: name,
      value:
        kind === 'link' && isLink(value) ? (
          <a href={value} target="_blank" rel="noopener noreferrer" style={{ overflowWrap: 'anywhere' }}>
            {value}
          </a>
        ) : (
          ownFieldText(kind, value, locale)
        ),
    }
  })
}
