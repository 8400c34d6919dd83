import type { FieldErrors, UseFormRegister } from 'react-hook-form'
import { t } from '../../i18n/translate.ts'
import { Columns } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'

interface NumberValues {
  contractNumber: string
  poNumber: string
  notes: string
}

interface Props<Values extends NumberValues> {
  readonly register: UseFormRegister<Values>
  readonly errors: FieldErrors<NumberValues>
}

/** The numbers under which both sides know the contract. */
export function ContractNumberFields<Values extends NumberValues>(props: Props<Values>) {
  const register = props.register as unknown as UseFormRegister<NumberValues>
  return (
    <Columns gap={3}>
      <TextField
        optional
        label={t('contracts.contract-number')}
        autoComplete="off"
        error={props.errors.contractNumber?.message}
        {...register('contractNumber')}
      />
      <TextField
        optional
        label={t('contracts.po-number')}
        autoComplete="off"
        error={props.errors.poNumber?.message}
        {...register('poNumber')}
      />
    </Columns>
  )
}

/** What the owner notes about the contract. */
export function ContractNotesField<Values extends NumberValues>(props: Props<Values>) {
  const register = props.register as unknown as UseFormRegister<NumberValues>
  return (
    <TextArea
      optional
      label={t('contracts.notes')}
      help={t('contracts.notes-help')}
      error={props.errors.notes?.message}
      {...register('notes')}
    />
  )
}
