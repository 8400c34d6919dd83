import { type Control, Controller, type FieldValues, type Path, type UseFormRegister } from 'react-hook-form'
import { type MessageKey, t } from '../../i18n/translate.ts'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { CountryField } from './country-field.tsx'

/** The texts of a postal address in a form. */
export interface AddressTexts {
  line1: string
  line2: string
  postalCode: string
  city: string
  region: string
  country: string
}

/**
 * Street, place and country of an address inside a react-hook-form, under `path` ("profile.address", "addresses.0"; empty: the form itself).
 * Errors are message keys.
 */
export function AddressFields<Values extends FieldValues, Context, Output>(props: {
  readonly path: string
  readonly register: UseFormRegister<Values>
  readonly control: Control<Values, Context, Output>
  readonly errors: Partial<Record<keyof AddressTexts, { readonly message?: string | undefined }>> | undefined
}) {
  const { path, register, control, errors } = props
  const name = (field: keyof AddressTexts) => (path === '' ? field : `${path}.${field}`) as Path<Values>
  const error = (field: keyof AddressTexts) => fieldError(errors?.[field]?.message)
  return (
    <Stack gap={3}>
      <TextField label={t('clients.line1')} autoComplete="off" error={error('line1')} {...register(name('line1'))} />
      <TextField
        label={t('clients.line2')}
        optional
        autoComplete="off"
        error={error('line2')}
        {...register(name('line2'))}
      />
      <Columns gap={3}>
        <TextField
          label={t('clients.postal-code')}
          autoComplete="off"
          error={error('postalCode')}
          {...register(name('postalCode'))}
        />
        <TextField label={t('clients.city')} autoComplete="off" error={error('city')} {...register(name('city'))} />
        <TextField
          label={t('clients.region')}
          optional
          autoComplete="off"
          error={error('region')}
          {...register(name('region'))}
        />
        <Controller
          name={name('country')}
          control={control}
          render={({ field }) => (
            <CountryField
              value={field.value as string}
              onChange={field.onChange}
              onBlur={field.onBlur}
              error={error('country')}
            />
          )}
        />
      </Columns>
    </Stack>
  )
}

/** The text of a schema's error, which is a message key; undefined for none. */
export function fieldError(message: string | undefined): string | undefined {
  return message === undefined ? undefined : t(message as MessageKey)
}
