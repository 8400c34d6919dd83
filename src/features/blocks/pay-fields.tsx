import type { UseFormReturn } from 'react-hook-form'
import type { PaymentInstructions } from '../../core/invoice/document.ts'
import type { AccountSettings } from '../../core/settings.ts'
import { t } from '../../i18n/translate.ts'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { isIban } from './check-iban.ts'
import { given, type SectionChange } from './use-settings-form.ts'

export interface PayValues {
  accountHolder: string
  iban: string
  bic: string
  bankName: string
  text: string
}

export function payValues({ payment }: AccountSettings): PayValues {
  return {
    accountHolder: payment.accountHolder ?? '',
    iban: payment.iban ?? '',
    bic: payment.bic ?? '',
    bankName: payment.bankName ?? '',
    text: payment.text ?? '',
  }
}

/** The payment instructions as typed, or why they cannot be right: an IBAN proves itself by its check digits (ISO 7064). */
export function payChange(values: PayValues): SectionChange {
  const iban = values.iban.replace(/\s+/g, '').toUpperCase()
  if (iban !== '' && !isIban(iban)) return { field: 'iban', message: t('settings.iban-wrong') }
  const payment: PaymentInstructions = {
    ...given('accountHolder', values.accountHolder),
    ...given('iban', iban),
    ...given('bic', values.bic.replace(/\s+/g, '').toUpperCase()),
    ...given('bankName', values.bankName),
    ...given('text', values.text),
  }
  return { changes: { payment } }
}

/** Where the money goes: printed on every invoice. */
export function PayFields({ form }: { readonly form: UseFormReturn<PayValues> }) {
  const { register, formState } = form
  const { errors } = formState
  return (
    <Stack>
      <TextField
        label={t('settings.account-holder')}
        optional
        error={errors.accountHolder?.message}
        {...register('accountHolder')}
      />
      <TextField
        label={t('settings.iban')}
        optional
        spellCheck={false}
        autoComplete="off"
        help={t('settings.iban-help')}
        error={errors.iban?.message}
        {...register('iban')}
      />
      <Columns>
        <TextField
          label={t('settings.bic')}
          optional
          spellCheck={false}
          autoComplete="off"
          error={errors.bic?.message}
          {...register('bic')}
        />
        <TextField
          label={t('settings.bank-name')}
          optional
          error={errors.bankName?.message}
          {...register('bankName')}
        />
      </Columns>
      <TextArea
        label={t('settings.pay-text')}
        optional
        help={t('settings.pay-text-help')}
        rows={3}
        error={errors.text?.message}
        {...register('text')}
      />
    </Stack>
  )
}
