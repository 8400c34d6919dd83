import { Controller, type UseFormReturn } from 'react-hook-form'
import type { BuiltInKind } from '../../core/automation/rule.ts'
import { t } from '../../i18n/translate.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Link } from '../../ui/link.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { LateFeeFields } from './late-fee-fields.tsx'
import { ReminderSteps } from './reminder-steps.tsx'
import type { RuleValues } from './rule-form.ts'

/** The form with texts in and the parameters of one kind of rule out. */
export type RuleForm = UseFormReturn<RuleValues, unknown, object>

/** An endpoint that can send e-mail. */
export interface MailEndpoint {
  readonly id: string
  readonly name: string
}

export interface RuleFieldsProps {
  readonly kind: BuiltInKind
  readonly form: RuleForm
  readonly endpoints: readonly MailEndpoint[]
}

/** The parameters of a built-in rule, from pickers. */
export function RuleFields({ kind, form, endpoints }: RuleFieldsProps) {
  switch (kind) {
    case 'finalization':
      return <FinalizationFields form={form} />
    case 'sending':
      return <SendingFields form={form} endpoints={endpoints} />
    case 'reminders':
      return (
        <Stack gap={3}>
          <ReminderSteps form={form} />
          <WayField form={form} endpoints={endpoints} />
          <Checkbox label={t('automation.attach-pdf')} {...form.register('attachPdf')} />
        </Stack>
      )
    case 'late-fees':
      return <LateFeeFields form={form} />
    case 'collection':
      return (
        <Stack gap={3}>
          <Text tone="quiet">{t('automation.collection-help')}</Text>
          <TextField
            label={t('automation.retry-days')}
            help={t('automation.retry-days-help')}
            autoComplete="off"
            error={form.formState.errors.retryDays?.message}
            {...form.register('retryDays')}
          />
        </Stack>
      )
    case 'backup':
      return (
        <TextField
          label={t('automation.backup-days')}
          help={t('automation.backup-days-help')}
          inputMode="numeric"
          autoComplete="off"
          error={form.formState.errors.backupDays?.message}
          {...form.register('backupDays')}
        />
      )
  }
}

function FinalizationFields({ form }: { readonly form: RuleForm }) {
  const { register, formState, watch } = form
  const policy = watch('policy')
  return (
    <Stack gap={3}>
      <SelectField
        label={t('automation.policy')}
        help={t(`automation.policy-help-${policy}`)}
        options={(['review', 'after-days', 'at-once'] as const).map((value) => ({
          value,
          label: t(`automation.policy-${value}`),
        }))}
        {...register('policy')}
      />
      {policy === 'after-days' && (
        <TextField
          label={t('automation.grace-days')}
          help={t('automation.grace-days-help')}
          inputMode="numeric"
          autoComplete="off"
          error={formState.errors.graceDays?.message}
          {...register('graceDays')}
        />
      )}
      {policy !== 'review' && (
        <Checkbox label={t('automation.ahead')} help={t('automation.ahead-help')} {...register('ahead')} />
      )}
    </Stack>
  )
}

function SendingFields({ form, endpoints }: Pick<RuleFieldsProps, 'form' | 'endpoints'>) {
  const { register, watch } = form
  const when = watch('sendWhen')
  return (
    <Stack gap={3}>
      <SelectField
        label={t('automation.send-when')}
        help={t(`automation.send-help-${when}`)}
        options={(['by-hand', 'on-finalize'] as const).map((value) => ({
          value,
          label: t(`automation.send-${value}`),
        }))}
        {...register('sendWhen')}
      />
      <WayField form={form} endpoints={endpoints} />
      <Checkbox label={t('automation.attach-pdf')} {...register('attachPdf')} />
      <Checkbox
        label={t('automation.list-unpaid')}
        help={t('automation.list-unpaid-help')}
        {...register('listUnpaid')}
      />
    </Stack>
  )
}

/** By the owner's own hand, or through an endpoint that was entered in settings. */
function WayField({ form, endpoints }: Pick<RuleFieldsProps, 'form' | 'endpoints'>) {
  return (
    <Controller
      name="way"
      control={form.control}
      render={({ field }) => {
        const known = field.value === 'prepare' || endpoints.some(({ id }) => id === field.value)
        return (
          <Stack gap={1}>
            <SelectField
              {...field}
              label={t('automation.way')}
              help={t(field.value === 'prepare' ? 'automation.way-help-prepare' : 'automation.way-help-endpoint')}
              options={[
                { value: 'prepare', label: t('automation.way-prepare') },
                ...endpoints.map(({ id, name }) => ({ value: id, label: t('automation.way-endpoint', { name }) })),
                ...(known ? [] : [{ value: field.value, label: t('automation.way-gone') }]),
              ]}
            />
            {endpoints.length === 0 && (
              <Text tone="quiet" size={1}>
                {t('automation.way-none')} <Link to="/settings/connections">{t('automation.way-add')}</Link>
              </Text>
            )}
          </Stack>
        )
      }}
    />
  )
}
