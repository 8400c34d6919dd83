import { zodResolver } from '@hookform/resolvers/zod'
import { useId } from 'react'
import { Controller } from 'react-hook-form'
import { type GroupFields, saveBillingGroup } from '../../commands/save-billing-group.ts'
import type { BillingGroup } from '../../core/contract/billing-group.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { Address, Client } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { CycleFields } from '../blocks/cycle-fields.tsx'
import { cycleText } from '../blocks/cycle-text.ts'
import { OwnFieldInputs } from '../blocks/own-field-inputs.tsx'
import { ownFieldTexts, withOwnFields } from '../blocks/own-fields.ts'
import { paymentMethodOptions } from '../blocks/payment-methods.ts'
import { RuleExceptions } from '../blocks/rule-exceptions.tsx'
import { useRowForm } from '../blocks/use-row-form.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { type GroupValues, groupDifferences, groupSchema, groupValues, mergedGroup } from './group-schema.ts'

/** A new billing group of a client, or one to edit: who gets its invoices, where, when and on what terms (M-6). */
export function GroupDialog(props: GroupDialogProps) {
  const fields = useRows((books) => listFields(books, 'group'), [])
  return fields === undefined ? null : <GroupForm {...props} fields={fields} />
}

interface GroupDialogProps {
  readonly client: Client
  readonly group?: BillingGroup
  readonly onClose: () => void
}

function GroupForm(props: GroupDialogProps & { readonly fields: readonly FieldDefinition[] }) {
  const { client, onClose, fields } = props
  const { settings, run, today } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const day = today()
  const { form, seen, dirty, problem, save, stale } = useRowForm<BillingGroup, GroupValues, GroupFields, unknown>({
    row: props.group,
    valuesOf: (row) => ({
      ...groupValues(row, day),
      ownFields: ownFieldTexts(fields, row?.customFields, locale),
    }),
    resolverOf: (row) => withOwnFields(zodResolver(groupSchema()), fields, row?.customFields, locale),
    formKey: (row) => `group/${row?.id ?? `new/${client.id}`}`,
    mode: 'onTouched',
    send: (entered, row, key) => {
      const given = row === undefined ? {} : { seen: { id: row.id, version: row.version } }
      return run(saveBillingGroup, { ...given, clientId: client.id, fields: entered }, key)
    },
    onSaved: ({ name }, _value, row) => {
      toast({ message: t(row === undefined ? 'billing.group-added' : 'billing.group-saved', { name }) })
      onClose()
    },
    nameOf: ({ name }) => name,
    differences: (mine, theirs, base) => groupDifferences(mine, theirs, base, { locale, client, fields }),
    merge: mergedGroup,
  })
  const { control, register, formState, handleSubmit, watch } = form
  const { errors } = formState
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
          onSubmit={handleSubmit(save)}
          problem={problem}
          errorCount={Object.keys(errors).length}
          submitCount={formState.submitCount}
        >
          {dirty.notice}
          {seen !== undefined && <RuleExceptions clientId={client.id} groupId={seen.id} />}
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
                  ...offered(client, props.group?.addressId).map((address) => ({
                    value: address.id,
                    label: addressLine(address),
                  })),
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
            <Controller
              name="ownFields"
              control={control}
              render={({ field }) => (
                <OwnFieldInputs
                  definitions={fields}
                  value={field.value}
                  onChange={field.onChange}
                  problem={(id) => errors.ownFields?.[id]?.message}
                />
              )}
            />
          </Stack>
        </Form>
      </Dialog>
      {stale}
    </>
  )
}

/** An address in one line, as a choice among several. */
function addressLine({ label, recipient, line1, postalCode, city }: Address): string {
  const place = [postalCode, city].filter((part) => part !== undefined && part !== '').join(' ')
  return [label, recipient, line1, place].filter((part) => part !== undefined && part !== '').join(', ')
}

/** The addresses in use, and the one that the group has. */
function offered(client: Client, chosen: Address['id'] | undefined): readonly Address[] {
  return client.addresses.filter(({ id, archivedOn }) => archivedOn === undefined || id === chosen)
}
