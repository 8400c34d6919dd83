import type { UseFormReturn } from 'react-hook-form'
import type { AccountSettings, SellerProfile } from '../../core/settings.ts'
import { t } from '../../i18n/translate.ts'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { AddressFields, type AddressTexts } from './address-fields.tsx'
import { given } from './use-settings-form.ts'

export interface ProfileValues {
  name: string
  email: string
  phone: string
  website: string
  vatId: string
  taxNumber: string
  registration: string
  address: AddressTexts
}

export function profileValues({ profile, country }: AccountSettings): ProfileValues {
  const { address } = profile
  return {
    name: profile.name,
    email: profile.email ?? '',
    phone: profile.phone ?? '',
    website: profile.website ?? '',
    vatId: profile.vatId ?? '',
    taxNumber: profile.taxNumber ?? '',
    registration: profile.registration ?? '',
    address: {
      line1: address?.line1 ?? '',
      line2: address?.line2 ?? '',
      postalCode: address?.postalCode ?? '',
      city: address?.city ?? '',
      region: address?.region ?? '',
      country: address?.country ?? country,
    },
  }
}

/** The profile as typed; an address counts once anything but its country is filled in. */
export function profileOf(values: ProfileValues): SellerProfile {
  const { address } = values
  const typed = [address.line1, address.line2, address.city, address.postalCode, address.region].some(
    (text) => text.trim() !== '',
  )
  return {
    name: values.name.trim(),
    ...(typed
      ? {
          address: {
            line1: address.line1.trim(),
            city: address.city.trim(),
            country: address.country,
            ...given('line2', address.line2),
            ...given('postalCode', address.postalCode),
            ...given('region', address.region),
          },
        }
      : {}),
    ...given('email', values.email),
    ...given('phone', values.phone),
    ...given('website', values.website),
    ...given('vatId', values.vatId),
    ...given('taxNumber', values.taxNumber),
    ...given('registration', values.registration),
  }
}

/** Who the seller is, as it stands on every document. */
export function ProfileFields({
  form,
  short,
}: {
  readonly form: UseFormReturn<ProfileValues>
  readonly short?: boolean
}) {
  const { register, control, formState } = form
  const { errors } = formState
  return (
    <Stack>
      <TextField
        label={t('settings.name')}
        help={t('settings.name-help')}
        autoComplete="organization"
        error={errors.name?.message}
        {...register('name')}
      />
      <AddressFields path="address" register={register} control={control} errors={errors.address} />
      <Columns>
        <TextField
          label={t('settings.email')}
          optional
          type="email"
          autoComplete="email"
          error={errors.email?.message}
          {...register('email')}
        />
        {!short && (
          <TextField
            label={t('settings.phone')}
            optional
            type="tel"
            autoComplete="tel"
            error={errors.phone?.message}
            {...register('phone')}
          />
        )}
        {!short && (
          <TextField label={t('settings.website')} optional error={errors.website?.message} {...register('website')} />
        )}
      </Columns>
      <Columns>
        <TextField
          label={t('settings.vat-id')}
          optional
          help={t('settings.vat-id-help')}
          error={errors.vatId?.message}
          {...register('vatId')}
        />
        <TextField
          label={t('settings.tax-number')}
          optional
          error={errors.taxNumber?.message}
          {...register('taxNumber')}
        />
        {!short && (
          <TextField
            label={t('settings.registration')}
            optional
            help={t('settings.registration-help')}
            error={errors.registration?.message}
            {...register('registration')}
          />
        )}
      </Columns>
    </Stack>
  )
}
