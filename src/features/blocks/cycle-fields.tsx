import type { CalendarDate } from '../../core/date.ts'
import { formatDate, formatWeekday } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { DateField } from '../../ui/date-field.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { cycleText } from './cycle-text.ts'
import { type CycleKind, type CycleValues, cycleOf, nextOfCycle } from './cycle-values.ts'

const kinds = ['manual', 'weekly', 'two-weekly', 'monthly', 'quarterly'] as const

/** When invoices are gathered: by hand, weekly, every 2 weeks, monthly with a day, quarterly (P-11). */
export function CycleFields(props: {
  readonly value: CycleValues
  readonly onChange: (value: CycleValues) => void
  readonly today: CalendarDate
  /** What holds without a cycle of its own, in words: offered as a choice. */
  readonly inherited?: string
  readonly labelHidden?: boolean
}) {
  const { value, onChange, today } = props
  const locale = useLocale()
  const change = (changed: Partial<CycleValues>) => onChange({ ...value, ...changed })
  const read = cycleOf(value)
  const next = 'cycle' in read ? nextOfCycle(read.cycle, today) : undefined
  const help =
    value.kind === '' || value.kind === 'manual'
      ? t(value.kind === '' ? 'billing.help-cycle-inherited' : 'billing.help-cycle-manual')
      : next === undefined
        ? undefined
        : t('billing.cycle-next', { on: formatDate(next, locale) })
  return (
    <Columns gap={3}>
      <SelectField
        label={t('billing.cycle')}
        {...(help !== undefined && { help })}
        value={value.kind}
        onChange={(event) => change({ kind: event.target.value as CycleKind })}
        options={[
          ...(props.inherited === undefined
            ? []
            : [{ value: '', label: t('billing.cycle-inherited', { cycle: props.inherited }) }]),
          ...(value.kept === undefined ? [] : [{ value: 'kept', label: cycleText(value.kept, locale) }]),
          ...kinds.map((kind) => ({ value: kind, label: t(`billing.cycle-${kind}`) })),
        ]}
      />
      {value.kind === 'weekly' && (
        <SelectField
          label={t('billing.cycle-weekday')}
          value={value.weekday}
          onChange={(event) => change({ weekday: event.target.value })}
          options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: formatWeekday(day, locale) }))}
        />
      )}
      {value.kind === 'two-weekly' && (
        <DateField
          label={t('billing.cycle-first-on')}
          help={t('billing.cycle-first-on-help')}
          value={value.firstOn}
          onChange={(firstOn) => change({ firstOn })}
          today={today}
          error={'field' in read ? t('billing.cycle-first-on-missing') : undefined}
        />
      )}
      {(value.kind === 'monthly' || value.kind === 'quarterly') && (
        <TextField
          label={t(value.kind === 'monthly' ? 'billing.cycle-day' : 'billing.cycle-quarter-day')}
          help={t('billing.cycle-day-help')}
          inputMode="numeric"
          autoComplete="off"
          value={value.day}
          onChange={(event) => change({ day: event.target.value })}
          error={'field' in read ? t('billing.cycle-day-wrong') : undefined}
        />
      )}
    </Columns>
  )
}
