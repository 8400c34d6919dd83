import { useFieldArray } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { fieldError } from '../blocks/address-fields.tsx'
import type { ClientForm } from './client-schema.ts'

/** Fields of this client alone, beside those that all clients have (M-7); rules can ask for them. */
export function CustomFieldList({ form, hasOwn }: { readonly form: ClientForm; readonly hasOwn: boolean }) {
  const { control, register, formState } = form
  const { fields, append, remove } = useFieldArray({ control, name: 'customFields' })
  return (
    <Section
      title={hasOwn ? t('fields.others') : t('clients.custom-fields')}
      help={t('clients.custom-fields-help')}
      acts={
        <Button icon="plus" onClick={() => append({ name: '', value: '' })}>
          {t('clients.add-custom-field')}
        </Button>
      }
    >
      {fields.length > 0 && (
        <Stack gap={3}>
          {fields.map((field, index) => {
            const errors = formState.errors.customFields?.[index]
            const number = index + 1
            return (
              <fieldset key={field.id} aria-label={t('clients.custom-field-number', { number })}>
                <Row gap={2} align="top" keep>
                  <div style={{ flex: 1, minWidth: 0 }}>
                    <Columns gap={3}>
                      <TextField
                        label={t('clients.custom-field-name')}
                        autoComplete="off"
                        error={fieldError(errors?.name?.message)}
                        {...register(`customFields.${index}.name`)}
                      />
                      <TextField
                        label={t('clients.custom-field-value')}
                        autoComplete="off"
                        error={fieldError(errors?.value?.message)}
                        {...register(`customFields.${index}.value`)}
                      />
                    </Columns>
                  </div>
                  <IconButton
                    icon="trash"
                    label={t('clients.remove-custom-field', { number })}
                    onClick={() => remove(index)}
                  />
                </Row>
              </fieldset>
            )
          })}
        </Stack>
      )}
    </Section>
  )
}
