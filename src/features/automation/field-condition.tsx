import type { RuleSubject } from '../../core/automation/own-rule.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import { t } from '../../i18n/translate.ts'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import type { ConditionValues } from './own-rule-form.ts'
import { fieldChoices } from './rule-choices.ts'

/** What a condition asks of the owner's own fields: which one, how, and the value in a field of its kind (M-7). */
export function FieldCondition(props: {
  readonly subject: RuleSubject
  readonly fields: readonly FieldDefinition[]
  readonly value: ConditionValues
  readonly onChange: (value: ConditionValues) => void
  readonly problem: (name: string) => string | undefined
}) {
  const { subject, fields, value, problem } = props
  const change = (changes: Partial<ConditionValues>) => props.onChange({ ...value, ...changes })
  const choices = fieldChoices(fields, subject, value.fieldKey)
  const definition = choices.find(({ id }) => id === value.fieldKey)
  const ordered = definition?.kind === 'number' || definition?.kind === 'date'
  return (
    <>
      {choices.length > 0 && (
        <SelectField
          label={t('automation.custom-field')}
          value={definition?.id ?? ''}
          error={problem('fieldKey')}
          onChange={(event) => change({ fieldKey: event.target.value, fieldIs: 'is', value: '' })}
          options={[
            { value: '', label: t('fields.rule-by-name') },
            ...choices.map(({ id, name, subject: of }) => ({
              value: id,
              label: t('fields.rule-field', { name, of: t(`fields.one-${of}`) }),
            })),
          ]}
        />
      )}
      {definition === undefined ? (
        <TextField
          label={choices.length > 0 ? t('fields.name') : t('automation.custom-field')}
          autoComplete="off"
          value={value.field}
          onChange={(event) => change({ field: event.target.value })}
          error={problem('field')}
        />
      ) : (
        <SelectField
          label={t('automation.comparison')}
          value={ordered || value.fieldIs === 'not' ? value.fieldIs : 'is'}
          onChange={(event) => change({ fieldIs: event.target.value as ConditionValues['fieldIs'] })}
          options={(ordered ? (['is', 'not', 'at-least', 'below'] as const) : (['is', 'not'] as const)).map((is) => ({
            value: is,
            label: t(definition.kind === 'date' ? `fields.rule-day-${is}` : `fields.rule-${is}`),
          }))}
        />
      )}
      <FieldConditionValue
        definition={definition}
        value={value.value}
        onChange={(text) => change({ value: text })}
        error={problem('value')}
      />
    </>
  )
}

function FieldConditionValue(props: {
  readonly definition: FieldDefinition | undefined
  readonly value: string
  readonly onChange: (text: string) => void
  readonly error: string | undefined
}) {
  const { today } = useRuntime()
  const { definition, value, onChange, error } = props
  const field = { label: t('automation.custom-value'), value, error }
  switch (definition?.kind) {
    case 'number':
      return <DecimalField {...field} onChange={onChange} />
    case 'date':
      return <DateField {...field} onChange={onChange} today={today()} />
    case 'choice': {
      const { choices = [] } = definition
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
      return <TextField {...field} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
  }
}
