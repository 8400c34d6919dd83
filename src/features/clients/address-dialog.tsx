import { useId, useRef, useState } from 'react'
import { type FieldErrors, useForm } from 'react-hook-form'
import { addAddress, changeAddress } from '../../commands/change-addresses.ts'
import type { AddressFields as AddressFieldsOf } from '../../core/client-addresses.ts'
import { isCountry } from '../../core/country.ts'
import type { Address, Client } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Columns } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { AddressFields } from '../blocks/address-fields.tsx'
import { useRuntime } from '../runtime.tsx'

interface AddressValues {
  label: string
  recipient: string
  line1: string
  line2: string
  postalCode: string
  city: string
  region: string
  country: string
  makeDefault: boolean
}

/** A new billing address of a client, or one to be corrected; what was issued keeps what it carries (T-11). */
export function AddressDialog(props: {
  readonly client: Client
  /** Absent: a new one. */
  readonly address?: Address
  /** How many issued invoices went to it. */
  readonly carried?: number
  readonly onClose: () => void
}) {
  const { client, address, carried = 0, onClose } = props
  const { run, settings, newKey } = useRuntime()
  const formId = useId()
  const key = useRef(newKey())
  const [problem, setProblem] = useState<string>()
  const { register, control, handleSubmit, formState } = useForm<AddressValues>({
    defaultValues: valuesOf(address, client.addresses.at(-1)?.country ?? settings.country),
    resolver: (values) => {
      const errors = missingIn(values)
      return Object.keys(errors).length === 0 ? { values, errors: {} } : { values: {}, errors }
    },
  })

  const save = async ({ makeDefault, ...fields }: AddressValues) => {
    setProblem(undefined)
    const given: AddressFieldsOf = fields
    const saved =
      address === undefined
        ? await run(addAddress, { clientId: client.id, address: given, makeDefault }, key.current)
        : await run(changeAddress, { clientId: client.id, id: address.id, address: given }, key.current)
    key.current = newKey()
    if (!saved.ok) {
      setProblem(problemText(saved.problem, settings.locale))
      return
    }
    toast({ message: t(address === undefined ? 'clients.address-saved-new' : 'clients.address-saved') })
    onClose()
  }
  return (
    <Dialog
      open
      firm
      wide
      title={t(address === undefined ? 'clients.add-address-title' : 'clients.correct-address-title', {
        name: client.name,
      })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
            {t(address === undefined ? 'clients.add-address' : 'clients.save-address')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={handleSubmit(save)}
        problem={problem}
        errorCount={Object.keys(formState.errors).length}
        submitCount={formState.submitCount}
      >
        {carried > 0 && <Notice>{t('clients.address-is-carried', { count: carried })}</Notice>}
        <AddressFields path="" register={register} control={control} errors={formState.errors} />
        <Columns gap={3}>
          <TextField
            label={t('clients.recipient')}
            optional
            help={t('clients.recipient-help')}
            autoComplete="off"
            maxLength={200}
            {...register('recipient')}
          />
          <TextField
            label={t('clients.address-label')}
            optional
            help={t('clients.address-label-help')}
            autoComplete="off"
            maxLength={60}
            {...register('label')}
          />
        </Columns>
        {address === undefined && client.addresses.length > 0 && (
          <Checkbox label={t('clients.new-is-default')} {...register('makeDefault')} />
        )}
      </Form>
    </Dialog>
  )
}

function valuesOf(address: Address | undefined, country: string): AddressValues {
  return {
    label: address?.label ?? '',
    recipient: address?.recipient ?? '',
    line1: address?.line1 ?? '',
    line2: address?.line2 ?? '',
    postalCode: address?.postalCode ?? '',
    city: address?.city ?? '',
    region: address?.region ?? '',
    country: address?.country ?? country,
    makeDefault: true,
  }
}

/** What a document cannot do without; the messages are keys. */
function missingIn({ line1, city, country }: AddressValues): FieldErrors<AddressValues> {
  const error = (message: string) => ({ type: 'required', message }) as const
  return {
    ...(line1.trim() === '' && { line1: error('clients.line1-missing') }),
    ...(city.trim() === '' && { city: error('clients.city-missing') }),
    ...(!isCountry(country) && { country: error('clients.country-missing') }),
  }
}
