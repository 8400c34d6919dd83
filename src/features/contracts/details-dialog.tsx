import { useId } from 'react'
import { Controller } from 'react-hook-form'
import { type ChangeContract, changeContract } from '../../commands/change-contract.ts'
import type { Contract } from '../../core/contract/contract.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import { t } from '../../i18n/translate.ts'
import { listGroupsOfClient } from '../../queries/list-client-groups.ts'
import { listFields } from '../../queries/list-fields.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { OwnFieldInputs } from '../blocks/own-field-inputs.tsx'
import { ownFieldTexts, withOwnFields } from '../blocks/own-fields.ts'
import { useRowForm } from '../blocks/use-row-form.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import {
  type DetailsValues,
  detailsDifferences,
  detailsResolver,
  detailsValues,
  mergedDetails,
} from './details-form.ts'
import { ContractNotesField, ContractNumberFields } from './number-fields.tsx'
import { RenewalFields } from './renewal-fields.tsx'

/** Name, numbers, notes, renewal and billing group: what needs no amendment. */
export function DetailsDialog(props: DetailsProps) {
  const fields = useRows((books) => listFields(books, 'contract'), [])
  return fields === undefined ? null : <DetailsForm {...props} fields={fields} />
}

interface DetailsProps {
  readonly contract: Contract
  readonly onClose: () => void
}

function DetailsForm({ contract, onClose, fields }: DetailsProps & { readonly fields: readonly FieldDefinition[] }) {
  const { run, settings } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const groups = useRows((books) => listGroupsOfClient(books, contract.clientId), [contract.clientId])
  const rowForm = useRowForm<Contract, DetailsValues, ChangeContract['changes'], unknown>({
    row: contract,
    valuesOf: (row = contract) => ({
      ...detailsValues(row),
      ownFields: ownFieldTexts(fields, row.customFields, locale),
    }),
    resolverOf: (row = contract) => withOwnFields(detailsResolver(row), fields, row.customFields, locale),
    formKey: () => `contract/details/${contract.id}`,
    send: (changes, row = contract, key) => run(changeContract, { id: row.id, version: row.version, changes }, key),
    onSaved: (changes, _value, row = contract) => {
      toast({ message: t('contracts.details-saved', { name: changes.name ?? row.name }) })
      onClose()
    },
    nameOf: ({ name }) => name,
    differences: (mine, theirs, base) =>
      detailsDifferences(mine, theirs, base, (id) => groups?.find((group) => group.id === id)?.name ?? id, fields),
    merge: mergedDetails,
  })
  const { form, dirty, problem, save, stale, seen = contract } = rowForm
  const { register, formState, handleSubmit, watch } = form
  const { errors } = formState

  return (
    <>
      <Dialog
        open
        firm
        wide
        title={t('contracts.edit-details')}
        onClose={onClose}
        foot={
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
              {t('contracts.save-details')}
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
          <Stack gap={3}>
            <TextField
              label={t('contracts.name')}
              autoComplete="off"
              error={errors.name?.message}
              {...register('name')}
            />
            <ContractNumberFields register={register} errors={errors} />
            {groups !== undefined && groups.length > 1 && (
              <SelectField
                label={t('contracts.group')}
                help={t('contracts.group-move-help')}
                options={groups.map((group) => ({ value: group.id, label: group.name }))}
                {...register('billingGroupId')}
              />
            )}
            {seen.endOn === undefined ? (
              <Text tone="quiet">{t('contracts.renews-needs-end')}</Text>
            ) : (
              seen.state === 'active' && (
                <>
                  <Checkbox label={t('contracts.renews')} help={t('contracts.renews-help')} {...register('renews')} />
                  {watch('renews') && <RenewalFields register={register} errors={errors} />}
                </>
              )
            )}
            <Controller
              name="ownFields"
              control={form.control}
              render={({ field }) => (
                <OwnFieldInputs
                  definitions={fields}
                  value={field.value}
                  onChange={field.onChange}
                  problem={(id) => errors.ownFields?.[id]?.message}
                />
              )}
            />
            <ContractNotesField register={register} errors={errors} />
          </Stack>
        </Form>
      </Dialog>
      {stale}
    </>
  )
}
