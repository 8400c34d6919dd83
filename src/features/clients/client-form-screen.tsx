import { zodResolver } from '@hookform/resolvers/zod'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Controller } from 'react-hook-form'
import { type ClientFields, saveClient } from '../../commands/save-client.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { ClientId } from '../../core/ids.ts'
import type { Client } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { listTaxRates } from '../../queries/get-settings.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Form } from '../../ui/form.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { fieldError } from '../blocks/address-fields.tsx'
import { CurrencyField } from '../blocks/currency-field.tsx'
import { CycleFields } from '../blocks/cycle-fields.tsx'
import { LanguageField } from '../blocks/language-field.tsx'
import { OwnFieldInputs } from '../blocks/own-field-inputs.tsx'
import { fieldsInUse, ownFieldTexts, withOwnFields } from '../blocks/own-fields.ts'
import { TaxPicker } from '../blocks/tax-picker.tsx'
import { useRowForm } from '../blocks/use-row-form.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { AddressListFields } from './address-list-fields.tsx'
import { clientDifferences, mergedClient } from './client-differences.ts'
import { type ClientValues, clientSchema, clientValues } from './client-schema.ts'
import { ContactListFields } from './contact-list-fields.tsx'
import { CustomFieldList } from './custom-field-list.tsx'
import { MissingClient } from './missing-client.tsx'
import { useClient } from './use-client.ts'

/** A new client (/clients/new), or an existing one's details (/clients/ID/edit). */
export function ClientFormScreen() {
  const { id } = useParams({ strict: false }) as { id?: ClientId }
  const client = useClient(id)
  const fields = useRows((books) => listFields(books, 'client'), [])
  if ((id !== undefined && client === undefined) || fields === undefined)
    return <Page title={t('clients.edit')} narrow />
  if (client === null) return <MissingClient />
  return <ClientForm key={id ?? 'new'} client={client} fields={fields} />
}

function ClientForm(props: { readonly client: Client | undefined; readonly fields: readonly FieldDefinition[] }) {
  const { client, fields } = props
  const { settings, run, today } = useRuntime()
  const { locale } = settings
  const navigate = useNavigate()
  const taxes = useRows((books) => listTaxRates(books, { archived: true }), [])
  const proposedName = useUrlQuery().get('name')
  const rowForm = useRowForm<Client, ClientValues, ClientFields, { readonly id: ClientId }>({
    row: client,
    valuesOf: (row) => {
      const ownFields = ownFieldTexts(fields, row?.customFields, locale)
      const values = { ...clientValues(row, settings, today()), ownFields }
      return row === undefined ? { ...values, name: proposedName } : values
    },
    resolverOf: (row) => withOwnFields(zodResolver(clientSchema), fields, row?.customFields, locale),
    formKey: (row) => `client/${row?.id ?? 'new'}`,
    mode: 'onTouched',
    send: (entered, row, key) => {
      const given = row === undefined ? {} : { seen: { id: row.id, version: row.version } }
      return run(saveClient, { ...given, fields: entered }, key)
    },
    onSaved: ({ name }, { id }, row) => {
      toast({ message: t(row === undefined ? 'clients.added' : 'clients.saved', { name }) })
      void navigate({ to: `/clients/${id}`, replace: true })
    },
    nameOf: ({ name }) => name,
    differences: (mine, theirs, base) =>
      clientDifferences(mine, theirs, base, {
        locale,
        fields,
        taxName: (taxId) => taxes?.find((tax) => tax.id === taxId)?.name ?? taxId,
      }),
    merge: mergedClient,
  })
  const { form, seen, dirty, problem, save, stale } = rowForm
  const { control, register, formState, handleSubmit, setFocus } = form
  const { errors } = formState

  // After the page took the focus to its heading.
  useEffect(() => {
    if (client === undefined) setFocus('name')
  }, [client, setFocus])

  const back = seen === undefined ? '/clients' : `/clients/${seen.id}`
  return (
    <Page
      narrow
      title={seen === undefined ? t('app.new-client') : t('clients.edit-name', { name: seen.name })}
      back={{ to: back, label: seen === undefined ? t('app.clients') : seen.name }}
    >
      <Form
        onSubmit={handleSubmit(save)}
        problem={problem}
        errorCount={Object.keys(errors).length}
        submitCount={formState.submitCount}
        foot={
          <>
            <ButtonLink to={back}>{t('ui.cancel')}</ButtonLink>
            <Button kind="main" type="submit" busy={formState.isSubmitting}>
              {seen === undefined ? t('clients.add') : t('clients.save')}
            </Button>
          </>
        }
      >
        {dirty.notice}
        <Section title={t('clients.who')}>
          <Stack gap={3}>
            <TextField
              label={t('clients.name')}
              help={t('clients.name-help')}
              autoComplete="off"
              error={fieldError(errors.name?.message)}
              {...register('name')}
            />
            <Columns gap={3}>
              <TextField
                label={t('clients.email')}
                type="email"
                optional
                help={t('clients.email-help')}
                autoComplete="off"
                error={fieldError(errors.email?.message)}
                {...register('email')}
              />
              <TextField
                label={t('clients.phone')}
                type="tel"
                optional
                autoComplete="off"
                error={fieldError(errors.phone?.message)}
                {...register('phone')}
              />
              <TextField
                label={t('clients.website')}
                optional
                inputMode="url"
                autoComplete="off"
                error={fieldError(errors.website?.message)}
                {...register('website')}
              />
              <TextField
                label={t('clients.client-number')}
                optional
                autoComplete="off"
                error={fieldError(errors.clientNumber?.message)}
                {...register('clientNumber')}
              />
            </Columns>
          </Stack>
        </Section>
        <AddressListFields form={form} />
        <ContactListFields form={form} />
        {fieldsInUse(fields).length > 0 && (
          <Section title={t('fields.title')}>
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
          </Section>
        )}
        <CustomFieldList form={form} hasOwn={fieldsInUse(fields).length > 0} />
        <Section title={t('clients.billing')} help={t('clients.billing-help')}>
          <Stack gap={4}>
            <Columns gap={3}>
              <Controller
                name="currency"
                control={control}
                render={({ field }) => (
                  <CurrencyField
                    optional
                    value={field.value}
                    onChange={field.onChange}
                    placeholder={settings.currency}
                    error={fieldError(errors.currency?.message)}
                  />
                )}
              />
              <TextField
                label={t('clients.terms')}
                optional
                inputMode="numeric"
                autoComplete="off"
                placeholder={String(settings.termsDays)}
                error={fieldError(errors.termsDays?.message)}
                {...register('termsDays')}
              />
              <TextField
                label={t('clients.vat-id')}
                optional
                autoComplete="off"
                error={fieldError(errors.vatId?.message)}
                {...register('vatId')}
              />
              <TextField
                label={t('clients.tax-number')}
                optional
                autoComplete="off"
                error={fieldError(errors.taxNumber?.message)}
                {...register('taxNumber')}
              />
              <TextField
                label={t('clients.po-number')}
                optional
                help={t('clients.po-number-help')}
                autoComplete="off"
                error={fieldError(errors.poNumber?.message)}
                {...register('poNumber')}
              />
              <Controller
                name="locale"
                control={control}
                render={({ field }) => (
                  <LanguageField
                    optional
                    label={t('clients.language')}
                    value={field.value}
                    onChange={field.onChange}
                    placeholder={settings.locale}
                  />
                )}
              />
            </Columns>
            <Controller
              name="cycle"
              control={control}
              render={({ field }) => <CycleFields value={field.value} onChange={field.onChange} today={today()} />}
            />
            <Controller
              name="taxIds"
              control={control}
              render={({ field }) => (
                <TaxPicker label={t('clients.taxes')} value={field.value} onChange={(ids) => field.onChange(ids)} />
              )}
            />
            <Checkbox label={t('clients.trial')} help={t('clients.trial-help')} {...register('trial')} />
          </Stack>
        </Section>
        <Section title={t('clients.notes')}>
          <TextArea
            label={t('clients.notes')}
            labelHidden
            help={t('clients.notes-help')}
            error={fieldError(errors.notes?.message)}
            {...register('notes')}
          />
        </Section>
      </Form>
      {stale}
    </Page>
  )
}
