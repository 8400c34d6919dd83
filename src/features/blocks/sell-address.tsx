import type { UseFormReturn } from 'react-hook-form'
import { addressesInUse } from '../../core/client-addresses.ts'
import type { Address, Client } from '../../core/model.ts'
import { countryName } from '../../i18n/country-names.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import { AddressFields } from './address-fields.tsx'
import { addressTexts, type SellValues, type Wrong } from './sell-form.ts'

/** Where the invoice goes: required, chosen or entered right here; a new one is the default from then on (T-10, T-11). */
export function SellAddress(props: {
  readonly form: UseFormReturn<SellValues>
  readonly client: Client
  /** Where it would go now. */
  readonly address: Address | undefined
  /** After a press on the button: what is missing. */
  readonly wrong: Wrong
}) {
  const { form, client, address, wrong } = props
  const { settings } = useRuntime()
  const { register, control, setValue, watch } = form
  const chosen = watch('addressId')
  const there = addressesInUse(client)
  const enter = (like: Address | undefined) => {
    const country = client.addresses.at(-1)?.country ?? settings.country
    setValue('address', addressTexts(like, country), { shouldDirty: true })
    setValue('addressId', 'new', { shouldDirty: true })
    setTimeout(() => form.setFocus('address.line1'))
  }
  if (chosen !== 'new') {
    return (
      <Stack gap={2}>
        {there.length > 1 && (
          <SelectField
            label={t('selling.billing-address')}
            options={[...there].reverse().map((each) => ({ value: each.id, label: oneLine(each, settings.locale) }))}
            value={chosen === '' ? (address?.id ?? '') : chosen}
            onChange={(event) =>
              setValue('addressId', event.target.value as SellValues['addressId'], { shouldDirty: true })
            }
          />
        )}
        <Row justify="apart" gap={2} align="top">
          <div>
            {there.length <= 1 && <Text strong>{t('selling.billing-address')}</Text>}
            {there.length <= 1 && (
              <Text tone={address === undefined ? 'late' : 'quiet'}>
                {address === undefined ? t('selling.no-address') : oneLine(address, settings.locale)}
              </Text>
            )}
          </div>
          <Row gap={1}>
            {address !== undefined && (
              <Button kind="plain" icon="edit" onClick={() => enter(address)}>
                {t('selling.change-address')}
              </Button>
            )}
            <Button kind="plain" icon="plus" onClick={() => enter(undefined)}>
              {t('selling.new-address')}
            </Button>
          </Row>
        </Row>
      </Stack>
    )
  }
  const error = (field: 'line1' | 'city' | 'country', message: string) => (wrong[field] ? { [field]: { message } } : {})
  return (
    <Stack gap={3}>
      <Row justify="apart">
        <Text strong>{t('selling.new-billing-address')}</Text>
        {there.length > 0 && (
          <Button kind="plain" onClick={() => setValue('addressId', '', { shouldDirty: true })}>
            {t('selling.keep-address')}
          </Button>
        )}
      </Row>
      <TextField
        label={t('clients.recipient')}
        optional
        autoComplete="off"
        maxLength={200}
        {...register('address.recipient')}
      />
      <AddressFields
        path="address"
        register={register}
        control={control}
        errors={{
          ...error('line1', 'clients.line1-missing'),
          ...error('city', 'clients.city-missing'),
          ...error('country', 'clients.country-missing'),
        }}
      />
      <Text size={1} tone="quiet">
        {t('selling.new-address-help', { name: client.name })}
      </Text>
    </Stack>
  )
}

function oneLine({ recipient, line1, postalCode, city, country }: Address, locale: string): string {
  const place = [postalCode, city].filter((part) => part !== undefined && part !== '').join(' ')
  return [recipient, line1, place, countryName(country, locale)]
    .filter((part) => part !== undefined && part !== '')
    .join(', ')
}
