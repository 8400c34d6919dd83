import { useId, useRef, useState } from 'react'
import { Controller, useFieldArray, useForm } from 'react-hook-form'
import { saveTaxRate, type TaxRateFields } from '../../commands/save-tax-rate.ts'
import { decimal } from '../../core/decimal.ts'
import type { TaxCategory, TaxKind, TaxRate } from '../../core/model.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { parsePercent } from '../../i18n/parse-amount.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useDirtyForm } from '../../ui/use-dirty-form.tsx'
import { useRuntime } from '../runtime.tsx'

interface RateValues {
  name: string
  category: TaxCategory
  kind: TaxKind
  rates: { from: string; percent: string }[]
  exemptionReason: string
}

const categories: readonly TaxCategory[] = ['S', 'Z', 'E', 'AE', 'K', 'G', 'O']
const kinds: readonly TaxKind[] = ['normal', 'compound', 'withholding']

/** A tax: its name, what it is, and its rate from day to day. */
export function TaxRateDialog({ rate, onClose }: { readonly rate: TaxRate | undefined; readonly onClose: () => void }) {
  const { run, settings, today, newKey } = useRuntime()
  const formId = useId()
  const key = useRef(newKey())
  const [problem, setProblem] = useState<string>()
  const form = useForm<RateValues>({ defaultValues: valuesOf(rate, settings.locale) })
  const dirty = useDirtyForm(`tax-rate/${rate?.id ?? 'new'}`, form)
  const { control, register, watch, formState, setError } = form
  const rates = useFieldArray({ control, name: 'rates' })
  const [category, kind] = watch(['category', 'kind'])
  const zero = kind !== 'withholding' && category !== 'S'

  const save = async (values: RateValues): Promise<void> => {
    setProblem(undefined)
    const fields = fieldsOf(values, rate, zero, settings.locale, (index, field, message) =>
      setError(`rates.${index}.${field}`, { message }),
    )
    if (fields === undefined) return
    const seen = rate === undefined ? {} : { seen: { id: rate.id, version: rate.version } }
    const saved = await run(saveTaxRate, { ...seen, fields }, key.current)
    key.current = newKey()
    if (!saved.ok) {
      if (saved.problem.code === 'field-invalid' && saved.problem.field === 'name') {
        setError('name', { message: problemText(saved.problem, settings.locale) }, { shouldFocus: true })
      } else setProblem(problemText(saved.problem, settings.locale))
      return
    }
    dirty.saved()
    toast({ message: t('settings.tax-saved', { name: fields.name }) })
    onClose()
  }
  return (
    <Dialog
      open
      firm
      title={rate === undefined ? t('settings.add-tax') : t('settings.change-tax', { name: rate.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('settings.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={formState.isSubmitting}>
            {t('settings.save')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={form.handleSubmit(save)}
        problem={problem}
        errorCount={Object.keys(formState.errors).length}
        submitCount={formState.submitCount}
      >
        {dirty.notice}
        <TextField
          label={t('settings.tax-name')}
          help={t('settings.tax-name-help')}
          error={formState.errors.name?.message}
          {...register('name')}
        />
        <Columns>
          <SelectField
            label={t('settings.category')}
            options={categories.map((value) => ({ value, label: t(`settings.category-${value}`) }))}
            {...register('category')}
          />
          <SelectField
            label={t('settings.kind')}
            options={kinds.map((value) => ({ value, label: t(`settings.kind-${value}`) }))}
            {...register('kind')}
          />
        </Columns>
        {!zero && (
          <Stack gap={2}>
            {rates.fields.map((row, index) => (
              <Row key={row.id} align="top">
                <Controller
                  control={control}
                  name={`rates.${index}.percent`}
                  render={({ field, fieldState }) => (
                    <DecimalField {...field} percent label={t('settings.percent')} error={fieldState.error?.message} />
                  )}
                />
                <Controller
                  control={control}
                  name={`rates.${index}.from`}
                  render={({ field, fieldState }) => (
                    <DateField
                      {...field}
                      label={t('settings.valid-from')}
                      today={today()}
                      error={fieldState.error?.message}
                    />
                  )}
                />
                {rates.fields.length > 1 && (
                  <IconButton icon="close" label={t('settings.remove-rate')} onClick={() => rates.remove(index)} />
                )}
              </Row>
            ))}
            <Row>
              <Button onClick={() => rates.append({ from: today(), percent: '' })}>{t('settings.add-rate')}</Button>
            </Row>
          </Stack>
        )}
        {zero && category !== 'Z' && (
          <TextArea
            label={t('settings.exemption-reason')}
            help={t('settings.exemption-reason-help')}
            rows={2}
            {...register('exemptionReason')}
          />
        )}
      </Form>
    </Dialog>
  )
}

function valuesOf(rate: TaxRate | undefined, locale: string): RateValues {
  return {
    name: rate?.name ?? '',
    category: rate?.category ?? 'S',
    kind: rate?.kind ?? 'normal',
    rates: rate?.rates.map(({ from, percent }) => ({ from, percent: formatDecimal(percent, locale) })) ?? [
      { from: '2000-01-01', percent: '' },
    ],
    exemptionReason: rate?.exemptionReason ?? '',
  }
}

/** The fields to save, or nothing after telling which cell cannot be read. */
function fieldsOf(
  values: RateValues,
  rate: TaxRate | undefined,
  zero: boolean,
  locale: string,
  tell: (index: number, field: 'from' | 'percent', message: string) => void,
): TaxRateFields | undefined {
  const rates: TaxRate['rates'][number][] = []
  let readable = true
  for (const [index, { from, percent }] of values.rates.entries()) {
    const day = knownDate(from)
    const value = zero ? { ok: true as const, value: decimal('0') } : parsePercent(percent, locale)
    if (day === undefined) tell(index, 'from', t('settings.date-unreadable'))
    if (!value.ok) tell(index, 'percent', amountProblemText(value.problem, locale))
    if (day === undefined || !value.ok) readable = false
    else rates.push({ from: day, percent: value.value })
  }
  if (!readable) return undefined
  const reason = values.exemptionReason.trim()
  return {
    name: values.name.trim(),
    category: values.category,
    kind: values.kind,
    rates: (zero ? rates.slice(0, 1) : rates).sort((left, right) => (left.from < right.from ? -1 : 1)),
    state: rate?.state ?? 'active',
    ...(zero && reason !== '' ? { exemptionReason: reason } : {}),
    ...(rate?.exemptionCode === undefined ? {} : { exemptionCode: rate.exemptionCode }),
  }
}
