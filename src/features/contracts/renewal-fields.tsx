import type { FieldErrors, UseFormRegister } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'

export interface RenewalValues {
  renewEvery: string
  renewUnit: 'month' | 'year'
  noticeDays: string
}

/** How a contract goes on after its end, and how long before it that is decided (M-24). */
export function RenewalFields<Values extends RenewalValues>(props: {
  readonly register: UseFormRegister<Values>
  readonly errors: FieldErrors<RenewalValues>
}) {
  const register = props.register as unknown as UseFormRegister<RenewalValues>
  const { errors } = props
  return (
    <Columns gap={3}>
      <TextField
        label={t('contracts.renew-every')}
        inputMode="numeric"
        autoComplete="off"
        error={errors.renewEvery?.message}
        {...register('renewEvery')}
      />
      <SelectField
        label={t('contracts.renew-unit')}
        options={[
          { value: 'month', label: t('contracts.unit-month') },
          { value: 'year', label: t('contracts.unit-year') },
        ]}
        {...register('renewUnit')}
      />
      <TextField
        label={t('contracts.notice-days')}
        help={t('contracts.notice-days-help')}
        inputMode="numeric"
        autoComplete="off"
        error={errors.noticeDays?.message}
        {...register('noticeDays')}
      />
    </Columns>
  )
}
