import { useFieldArray } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Section } from '../../ui/section.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { fieldError } from '../blocks/address-fields.tsx'
import type { ClientForm } from './client-schema.ts'

/** The people at a client; billing contacts get every invoice (T-15). */
export function ContactListFields({ form }: { readonly form: ClientForm }) {
  const { control, register, formState, watch } = form
  const { fields, append, remove } = useFieldArray({ control, name: 'contacts' })
  return (
    <Section
      title={t('clients.contacts')}
      help={t('clients.contacts-help')}
      acts={
        <Button icon="plus" onClick={() => append({ name: '', email: '', phone: '', billing: fields.length === 0 })}>
          {t('clients.add-contact')}
        </Button>
      }
    >
      <Stack gap={5}>
        {fields.map((field, index) => {
          const errors = formState.errors.contacts?.[index]
          const name = watch(`contacts.${index}.name`) || t('clients.contact-number', { number: index + 1 })
          return (
            <fieldset key={field.id} aria-label={name}>
              <Stack gap={3}>
                <Columns gap={3}>
                  <TextField
                    label={t('clients.contact-name')}
                    autoComplete="off"
                    error={fieldError(errors?.name?.message)}
                    {...register(`contacts.${index}.name`)}
                  />
                  <TextField
                    label={t('clients.email')}
                    type="email"
                    autoComplete="off"
                    error={fieldError(errors?.email?.message)}
                    {...register(`contacts.${index}.email`)}
                  />
                  <TextField
                    label={t('clients.phone')}
                    type="tel"
                    optional
                    autoComplete="off"
                    error={fieldError(errors?.phone?.message)}
                    {...register(`contacts.${index}.phone`)}
                  />
                </Columns>
                <Row justify="apart">
                  <Checkbox label={t('clients.billing-contact')} {...register(`contacts.${index}.billing`)} />
                  <IconButton
                    icon="trash"
                    label={t('clients.remove-contact', { name })}
                    onClick={() => remove(index)}
                  />
                </Row>
              </Stack>
            </fieldset>
          )
        })}
      </Stack>
    </Section>
  )
}
