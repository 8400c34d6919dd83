import type { RuleEvent } from '../../core/automation/own-rule.ts'
import { formatWeekday } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './builder.module.css'
import type { OwnRuleValues, TriggerKind } from './own-rule-form.ts'
import { eventChoices } from './rule-choices.ts'

const kinds: readonly TriggerKind[] = ['event', 'around', 'day', 'week', 'month']

export type TriggerValues = Pick<
  OwnRuleValues,
  'trigger' | 'event' | 'weekday' | 'monthDay' | 'aroundDate' | 'aroundWhen' | 'aroundDays'
>

/** When a rule looks: after something happened, or on a day. */
export function TriggerFields(props: {
  readonly value: TriggerValues
  readonly onChange: (changes: Partial<TriggerValues>) => void
  readonly problem: (name: keyof TriggerValues) => string | undefined
}) {
  const { value, onChange, problem } = props
  const { locale } = useRuntime().settings
  return (
    <div className={styles.fields}>
      <SelectField
        label={t('automation.trigger')}
        value={value.trigger}
        onChange={(event) => onChange({ trigger: event.target.value as TriggerKind })}
        options={kinds.map((kind) => ({ value: kind, label: t(`automation.trigger-${kind}`) }))}
      />
      {value.trigger === 'event' && (
        <SelectField
          label={t('automation.event')}
          value={value.event}
          onChange={(event) => onChange({ event: event.target.value as RuleEvent })}
          options={eventChoices.map((event) => ({ value: event, label: t(`automation.when-${event}`) }))}
        />
      )}
      {value.trigger === 'week' && (
        <SelectField
          label={t('automation.weekday')}
          value={value.weekday}
          onChange={(event) => onChange({ weekday: event.target.value })}
          options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: formatWeekday(day, locale) }))}
        />
      )}
      {value.trigger === 'month' && (
        <TextField
          label={t('automation.month-day')}
          help={t('automation.month-day-help')}
          inputMode="numeric"
          autoComplete="off"
          value={value.monthDay}
          onChange={(event) => onChange({ monthDay: event.target.value })}
          error={problem('monthDay')}
        />
      )}
      {value.trigger === 'around' && (
        <>
          {value.aroundWhen !== 'on' && (
            <TextField
              label={t('automation.days')}
              inputMode="numeric"
              autoComplete="off"
              value={value.aroundDays}
              onChange={(event) => onChange({ aroundDays: event.target.value })}
              error={problem('aroundDays')}
            />
          )}
          <SelectField
            label={t('automation.around-when')}
            value={value.aroundWhen}
            onChange={(event) => onChange({ aroundWhen: event.target.value as OwnRuleValues['aroundWhen'] })}
            options={(['before', 'on', 'after'] as const).map((when) => ({
              value: when,
              label: t(`automation.around-${when}`),
            }))}
          />
          <SelectField
            label={t('automation.around-date')}
            value={value.aroundDate}
            onChange={(event) => onChange({ aroundDate: event.target.value as OwnRuleValues['aroundDate'] })}
            options={(['invoice-due', 'invoice-issued', 'contract-end'] as const).map((date) => ({
              value: date,
              label: t(`automation.date-${date}`),
            }))}
          />
        </>
      )}
    </div>
  )
}
