import { Controller, useWatch } from 'react-hook-form'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { Client } from '../../core/model.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { t } from '../../i18n/translate.ts'
import { listGroupsOfClient } from '../../queries/list-client-groups.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Chips, ToggleChip } from '../../ui/chip.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Section } from '../../ui/section.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { CurrencyField } from '../blocks/currency-field.tsx'
import { OwnFieldInputs } from '../blocks/own-field-inputs.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { type ContractForm, lastDayOfTerm } from './contract-form.ts'
import { hasBillingDay } from './item-form.ts'
import { ContractNotesField, ContractNumberFields } from './number-fields.tsx'
import { RenewalFields } from './renewal-fields.tsx'

/** Who, what it is called, from when to when, on which day it bills. */
export function ContractHeadFields(props: {
  readonly form: ContractForm
  readonly onClient: (client: Client | undefined) => void
}) {
  const { form, onClient } = props
  const { today } = useRuntime()
  const { control, register, formState, setValue } = form
  const { errors } = formState
  const [clientId, term, startOn, lastDay, renews, items] = useWatch({
    control,
    name: ['clientId', 'term', 'startOn', 'lastDay', 'renews', 'items'],
  })
  const groups = useRows(
    async (books) => (clientId === '' ? [] : await listGroupsOfClient(books, clientId)),
    [clientId],
  )
  const start = knownDate(startOn)
  return (
    <Section title={t('contracts.agreement')}>
      <Stack gap={3}>
        <Columns gap={3}>
          <Controller
            name="clientId"
            control={control}
            render={({ field }) => (
              <ClientPicker
                {...field}
                canCreate
                error={errors.clientId?.message}
                onChange={(id, client) => {
                  field.onChange(id)
                  onClient(client)
                }}
              />
            )}
          />
          <TextField
            label={t('contracts.name')}
            placeholder={t('contracts.name-hint')}
            autoComplete="off"
            error={errors.name?.message}
            {...register('name')}
          />
        </Columns>
        <Columns gap={3}>
          <Controller
            name="startOn"
            control={control}
            render={({ field }) => (
              <DateField {...field} label={t('contracts.start')} today={today()} error={errors.startOn?.message} />
            )}
          />
          <Controller
            name="currency"
            control={control}
            render={({ field }) => (
              <CurrencyField value={field.value} onChange={field.onChange} error={errors.currency?.message} />
            )}
          />
          <SelectField
            label={t('contracts.billing-day')}
            help={items.some(hasBillingDay) ? t('contracts.billing-day-help') : t('contracts.billing-day-none')}
            options={[
              { value: '', label: t('contracts.billing-day-start') },
              ...Array.from({ length: 31 }, (_, i) => ({
                value: String(i + 1),
                label: i === 30 ? t('contracts.billing-day-last') : t('contracts.billing-day-number', { day: i + 1 }),
              })),
            ]}
            {...register('billingDay')}
          />
          {groups !== undefined && groups.length > 1 && (
            <SelectField
              label={t('contracts.group')}
              options={groups.map((group) => ({ value: group.isDefault === 1 ? '' : group.id, label: group.name }))}
              {...register('billingGroupId')}
            />
          )}
        </Columns>
        <Controller
          name="term"
          control={control}
          render={({ field }) => (
            <Segmented
              label={t('contracts.term')}
              value={field.value}
              onChange={field.onChange}
              options={[
                { value: 'open', label: t('contracts.term-open') },
                { value: 'fixed', label: t('contracts.term-fixed') },
              ]}
            />
          )}
        />
        {term === 'fixed' && (
          <Stack gap={3}>
            <Columns gap={3}>
              <Controller
                name="lastDay"
                control={control}
                render={({ field }) => (
                  <DateField
                    {...field}
                    label={t('contracts.last-day')}
                    help={t('contracts.last-day-help')}
                    today={today()}
                    error={errors.lastDay?.message}
                  />
                )}
              />
              {start !== undefined && (
                <Chips label={t('contracts.term-lengths')}>
                  {([3, 6, 12, 24] as const).map((months) => {
                    const day = lastDayOfTerm(start, months)
                    return (
                      <ToggleChip
                        key={months}
                        label={t('contracts.term-months', { months })}
                        on={lastDay === day}
                        onToggle={() => setValue('lastDay', day, { shouldDirty: true, shouldValidate: true })}
                      />
                    )
                  })}
                </Chips>
              )}
            </Columns>
            <Checkbox label={t('contracts.renews')} help={t('contracts.renews-help')} {...register('renews')} />
            {renews && <RenewalFields register={register} errors={errors} />}
          </Stack>
        )}
      </Stack>
    </Section>
  )
}

/** Numbers under which both sides know it, the owner's own fields, and notes. */
export function ContractNotesFields(props: {
  readonly form: ContractForm
  readonly fields: readonly FieldDefinition[]
}) {
  const { register, formState, control } = props.form
  const { errors } = formState
  return (
    <Section title={t('contracts.numbers')}>
      <Stack gap={3}>
        <ContractNumberFields register={register} errors={errors} />
        <Controller
          name="ownFields"
          control={control}
          render={({ field }) => (
            <OwnFieldInputs
              definitions={props.fields}
              value={field.value}
              onChange={field.onChange}
              problem={(id) => errors.ownFields?.[id]?.message}
            />
          )}
        />
        <ContractNotesField register={register} errors={errors} />
      </Stack>
    </Section>
  )
}
