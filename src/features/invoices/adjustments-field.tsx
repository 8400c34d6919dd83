import { Controller, type UseFormReturn, useFieldArray, useWatch } from 'react-hook-form'
import type { CurrencyCode } from '../../core/money.ts'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { DraftValues, WrongFields } from './draft-form.ts'
import styles from './draft-lines.module.css'

type AdjustmentsPath = 'adjustments' | `lines.${number}.adjustments`

export interface AdjustmentsFieldProps {
  readonly form: UseFormReturn<DraftValues>
  readonly path: AdjustmentsPath
  readonly currency: CurrencyCode
  readonly wrong: WrongFields
}

/** Allowances and surcharges, each a percentage or an amount with its reason (W-7, BR-CO-21..24). */
export function AdjustmentsField({ form, path, currency, wrong }: AdjustmentsFieldProps) {
  const list = useFieldArray({ control: form.control, name: path as 'adjustments' })
  const rows = useWatch({ control: form.control, name: path as 'adjustments' }) ?? []
  const add = (sign: 'allowance' | 'surcharge') =>
    list.append({ sign, kind: 'percent', value: '', reason: '' }, { focusName: `${path}.${rows.length}.value` })
  return (
    <Stack gap={2}>
      {list.fields.map((field, index) => {
        const at = `${path}.${index}` as `adjustments.${number}`
        const row = rows[index]
        const sign = row?.sign ?? field.sign
        const kind = row?.kind ?? field.kind
        const valueError = wrong.has(`${at}.value`) && row?.value !== '' ? t('invoices.adjustment-wrong') : undefined
        return (
          <div key={field.id} className={styles.adjustment}>
            <SelectField
              label={t('invoices.adjustment-sign')}
              labelHidden
              options={[
                { value: 'allowance', label: t('invoices.allowance') },
                { value: 'surcharge', label: t('invoices.surcharge') },
              ]}
              {...form.register(`${at}.sign`)}
            />
            <SelectField
              label={t('invoices.adjustment-kind')}
              labelHidden
              options={[
                { value: 'percent', label: '%' },
                { value: 'amount', label: currency },
              ]}
              {...form.register(`${at}.kind`)}
            />
            <Controller
              control={form.control}
              name={`${at}.value`}
              render={({ field: value }) =>
                kind === 'percent' ? (
                  <DecimalField
                    {...value}
                    percent
                    label={t('invoices.adjustment-percent')}
                    labelHidden
                    error={valueError}
                  />
                ) : (
                  <MoneyField
                    {...value}
                    currency={currency}
                    label={t('invoices.adjustment-amount')}
                    labelHidden
                    error={valueError}
                  />
                )
              }
            />
            <TextField
              label={t('invoices.adjustment-reason')}
              labelHidden
              placeholder={t(
                sign === 'allowance' ? 'invoices.allowance-reason-hint' : 'invoices.surcharge-reason-hint',
              )}
              error={
                wrong.has(`${at}.reason`) && row !== undefined && row.value !== ''
                  ? t('invoices.reason-missing')
                  : undefined
              }
              {...form.register(`${at}.reason`)}
            />
            <IconButton icon="trash" label={t('invoices.adjustment-remove')} onClick={() => list.remove(index)} />
          </div>
        )
      })}
      <Row gap={1}>
        <Button kind="plain" icon="plus" onClick={() => add('allowance')}>
          {t('invoices.add-allowance')}
        </Button>
        <Button kind="plain" icon="plus" onClick={() => add('surcharge')}>
          {t('invoices.add-surcharge')}
        </Button>
      </Row>
    </Stack>
  )
}
