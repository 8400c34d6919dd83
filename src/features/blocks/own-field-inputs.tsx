import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import { t } from '../../i18n/translate.ts'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import { fieldsInUse, type OwnFieldTexts } from './own-fields.ts'

/** One input for each of the owner's own fields, by its kind; nothing where there are none (M-7). */
export function OwnFieldInputs(props: {
  readonly definitions: readonly FieldDefinition[]
  readonly value: OwnFieldTexts
  readonly onChange: (value: OwnFieldTexts) => void
  /** What is wrong with the field of an id, in words. */
  readonly problem: (id: string) => string | undefined
}) {
  const { definitions, value, onChange, problem } = props
  const inUse = fieldsInUse(definitions)
  if (inUse.length === 0) return null
  return (
    <Columns gap={3}>
      {inUse.map((definition) => (
        <OwnFieldInput
          key={definition.id}
          definition={definition}
          value={value[definition.id] ?? ''}
          onChange={(text) => onChange({ ...value, [definition.id]: text })}
          error={problem(definition.id)}
        />
      ))}
    </Columns>
  )
}

function OwnFieldInput(props: {
  readonly definition: FieldDefinition
  readonly value: string
  readonly onChange: (text: string) => void
  readonly error: string | undefined
}) {
  const { today } = useRuntime()
  const { definition, value, onChange, error } = props
  const { id, name, kind, choices = [], required } = definition
  const field = { label: name, name: id, value, error, optional: required === 0 }
  switch (kind) {
    case 'number':
      return <DecimalField {...field} onChange={onChange} />
    case 'date':
      return <DateField {...field} onChange={onChange} today={today()} />
    case 'choice': {
      // One that is no choice any more stays until another is picked.
      const offered = value === '' || choices.includes(value) ? choices : [value, ...choices]
      return (
        <SelectField
          {...field}
          onChange={(event) => onChange(event.target.value)}
          options={[
            { value: '', label: t('fields.no-choice') },
            ...offered.map((choice) => ({ value: choice, label: choice })),
          ]}
        />
      )
    }
    default:
      return (
        <TextField
          {...field}
          autoComplete="off"
          {...(kind === 'link' && { inputMode: 'url', placeholder: 'https://' })}
          onChange={(event) => onChange(event.target.value)}
        />
      )
  }
}
