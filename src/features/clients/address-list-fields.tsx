import { useFieldArray, useWatch } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { AddressFields, fieldError } from '../blocks/address-fields.tsx'
import { useRuntime } from '../runtime.tsx'
import { blankAddress, type ClientForm } from './client-schema.ts'

/** The billing addresses of a client: the newest added is the default until another is chosen (T-11). */
export function AddressListFields({ form }: { readonly form: ClientForm }) {
  const { settings } = useRuntime()
  const { control, register, formState, setValue, getValues, setFocus } = form
  const { fields, append, remove } = useFieldArray({ control, name: 'addresses' })
  const values = useWatch({ control, name: 'addresses' })

  const makeDefault = (chosen: number) => {
    for (const index of getValues('addresses').keys()) {
      setValue(`addresses.${index}.isDefault`, index === chosen, { shouldDirty: true })
    }
  }
  const add = () => {
    const country = getValues('addresses').at(-1)?.country ?? settings.country
    const index = fields.length
    append(blankAddress(country, true), { focusName: `addresses.${index}.line1` })
    makeDefault(index)
    setFocus(`addresses.${index}.line1`)
  }
  const drop = (index: number) => {
    const wasDefault = values[index]?.isDefault === true
    remove(index)
    if (wasDefault && fields.length > 1) makeDefault(fields.length - 2)
  }

  return (
    <Section
      title={t('clients.addresses')}
      help={t('clients.addresses-help')}
      acts={
        <Button icon="plus" onClick={add}>
          {t('clients.add-address')}
        </Button>
      }
    >
      {fields.length === 0 && <Text tone="quiet">{t('clients.no-address')}</Text>}
      <Stack gap={6}>
        {fields.map((field, index) => {
          const address = values[index]
          const name = address?.label || t('clients.address-number', { number: index + 1 })
          const errors = formState.errors.addresses?.[index]
          return (
            <fieldset key={field.id} aria-label={name}>
              <Stack gap={3}>
                {fields.length > 1 && (
                  <Row justify="apart">
                    <Text strong as="h3">
                      {name}
                    </Text>
                    <Row>
                      {address?.isDefault ? (
                        <StateBadge word={t('clients.default-address')} tone="good" shape="check" />
                      ) : (
                        <Button kind="plain" onClick={() => makeDefault(index)}>
                          {t('clients.make-default')}
                        </Button>
                      )}
                      <IconButton
                        icon="trash"
                        label={t('clients.remove-address', { name })}
                        onClick={() => drop(index)}
                      />
                    </Row>
                  </Row>
                )}
                <AddressFields path={`addresses.${index}`} register={register} control={control} errors={errors} />
                <Columns gap={3}>
                  <TextField
                    label={t('clients.recipient')}
                    optional
                    help={t('clients.recipient-help')}
                    error={fieldError(errors?.recipient?.message)}
                    autoComplete="off"
                    {...register(`addresses.${index}.recipient`)}
                  />
                  <TextField
                    label={t('clients.address-label')}
                    optional
                    help={t('clients.address-label-help')}
                    error={fieldError(errors?.label?.message)}
                    autoComplete="off"
                    {...register(`addresses.${index}.label`)}
                  />
                </Columns>
              </Stack>
            </fieldset>
          )
        })}
      </Stack>
    </Section>
  )
}
