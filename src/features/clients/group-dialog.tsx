import { zodResolver } from '@hookform/resolvers/zod'
import { useId, useMemo, useRef, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { type GroupFields, saveBillingGroup } from '../../commands/save-billing-group.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import type { Address, Client } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { CycleFields } from '../blocks/cycle-fields.tsx'
import { cycleText } from '../blocks/cycle-text.ts'
import { paymentMethodOptions } from '../blocks/payment-methods.ts'
import { StaleDialog } from '../blocks/stale-dialog.tsx'
import { useRuntime } from '../runtime.tsx'
import { type GroupValues, groupDifferences, groupSchema, groupValues, mergedGroup } from './group-schema.ts'

/** A new billing group of a client, or one to edit: who gets its invoices, where, when and on what terms (M-6). */
export function GroupDialog(props: {
  readonly client: Client
  readonly group?: BillingGroup
  readonly onClose: () => void
}) {
  const { client, onClose } = props
  const { settings, run, newKey, today } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const day = today()
  const [seen, setSeen] = useState(props.group)
  const base = useMemo(() => groupValues(seen, day), [seen, day])
  const form = useForm<GroupValues, unknown, GroupFields>({
    defaultValues: base,
    resolver: zodResolver(groupSchema()),
    mode: 'onTouched',
  })
  const { control, register, formState, handleSubmit, getValues, reset, watch } = form
  const { errors } = formState
  const dirty = useDirtyForm(`group/${seen?.id ?? `new/${client.id}`}`, form)
  const [problem, setProblem] = useState<string>()
  const [theirs, setTheirs] = useState<BillingGroup>()
  const key = useRef(newKey())

  const send = async (fields: GroupFields, row = seen) => {
    setProblem(undefined)
    const given = row === undefined ? {} : { seen: { id: row.id, version: row.version } }
    const saved = await run(saveBillingGroup, { ...given, clientId: client.id, fields }, key.current)
    key.current = newKey()
    if (saved.ok) {
      dirty.saved()
      toast({ message: t(row === undefined ? 'billing.group-added' : 'billing.group-saved', { name: fields.name }) })
      onClose()
    } else if (saved.problem.code === 'stale') setTheirs(saved.problem.current as BillingGroup)
    else setProblem(problemText(saved.problem, locale))
  }
  const saveOver = async (row: BillingGroup, fromTheirs: readonly string[]) => {
    reset(mergedGroup(getValues(), groupValues(row, day), fromTheirs), { keepDefaultValues: true })
    setTheirs(undefined)
    await handleSubmit((fields) => send(fields, row))()
  }
  const offsetWhen = watch('offsetWhen')

  return (
    <>
      <Dialog
        open
        firm
        wide
        title={seen === undefined ? t('billing.group-new') : t('billing.group-edit', { name: seen.name })}
        onClose={onClose}
        foot={
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
              {seen === undefined ? t('billing.group-add') : t('billing.group-save')}
            </Button>
          </>
        }
      >
        <Form
          id={formId}
          onSubmit={handleSubmit((fields) => send(fields))}
          problem={problem}
          errorCount={Object.keys(errors).length}
          submitCount={formState.submitCount}
        >
          {dirty.notice}
          <Stack gap={3}>
            <TextField
              label={t('billing.group-name')}
              help={t('billing.group-name-help')}
              autoComplete="off"
              error={errors.name?.message}
              {...register('name')}
            />
            <Columns gap={3}>
              <TextField
                label={t('billing.recipient')}
                optional
                placeholder={client.name}
                autoComplete="off"
                error={errors.recipientName?.message}
                {...register('recipientName')}
              />
              <TextField
                label={t('billing.recipient-email')}
                optional
                type="email"
                placeholder={client.email ?? ''}
                autoComplete="off"
                error={errors.recipientEmail?.message}
                {...register('recipientEmail')}
              />
              <TextField
                label={t('billing.cc')}
                optional
                help={t('billing.cc-help')}
                autoComplete="off"
                error={errors.cc?.message}
                {...register('cc')}
              />
              <SelectField
                label={t('billing.group-address')}
                options={[
                  { value: '', label: t('billing.group-address-default') },
                  ...client.addresses.map((address) => ({ value: address.id, label: addressLine(address) })),
                ]}
                {...register('addressId')}
              />
            </Columns>
            <Controller
              name="cycle"
              control={control}
              render={({ field }) => (
                <CycleFields
                  value={field.value}
                  onChange={field.onChange}
                  today={day}
                  inherited={cycleText(client.billingCycle, locale)}
                />
              )}
            />
            <Columns gap={3}>
              <SelectField
                label={t('billing.offset')}
                help={t(`billing.help-offset-${offsetWhen}`)}
                options={(['on', 'before', 'after'] as const).map((when) => ({
                  value: when,
                  label: t(`billing.offset-${when}`),
                }))}
                {...register('offsetWhen')}
              />
              {offsetWhen !== 'on' && (
                <TextField
                  label={t('billing.offset-days')}
                  help={t('billing.offset-days-help')}
                  inputMode="numeric"
                  autoComplete="off"
                  error={errors.offsetDays?.message}
                  {...register('offsetDays')}
                />
              )}
            </Columns>
            <Columns gap={3}>
              <TextField
                label={t('clients.terms')}
                optional
                inputMode="numeric"
                autoComplete="off"
                placeholder={String(client.termsDays ?? settings.termsDays)}
                error={errors.termsDays?.message}
                {...register('termsDays')}
              />
              <TextField
                label={t('clients.po-number')}
                optional
                placeholder={client.poNumber ?? ''}
                autoComplete="off"
                error={errors.poNumber?.message}
                {...register('poNumber')}
              />
              <SelectField
                label={t('billing.payment-method')}
                options={[{ value: '', label: t('billing.payment-method-any') }, ...paymentMethodOptions()]}
                {...register('paymentMethod')}
              />
            </Columns>
          </Stack>
        </Form>
      </Dialog>
      {theirs !== undefined && (
        <StaleDialog
          what={theirs.name}
          fields={groupDifferences(getValues(), groupValues(theirs, day), base, { locale, client })}
          onSave={(fromTheirs) => void saveOver(theirs, fromTheirs)}
          onTakeTheirs={() => {
            dirty.saved()
            setSeen(theirs)
            reset(groupValues(theirs, day))
            setTheirs(undefined)
          }}
          onClose={() => setTheirs(undefined)}
        />
      )}
    </>
  )
}

/** An address in one line, as a choice among several. */
function addressLine({ label, recipient, line1, postalCode, city }: Address): string {
  const place = [postalCode, city].filter((part) => part !== undefined && part !== '').join(' ')
  return [label, recipient, line1, place].filter((part) => part !== undefined && part !== '').join(', ')
}
