import { useState } from 'react'
import { currencyExponent } from '../../core/currency.ts'
import { type Decimal, isNegative, isZero } from '../../core/decimal.ts'
import type { Client } from '../../core/model.ts'
import { type Minor, multiplyToMinor } from '../../core/money.ts'
import { drawUnits } from '../../core/selling/draw-units.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal, formatMoney } from '../../i18n/format-money.ts'
import { parseNumber } from '../../i18n/parse-amount.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { Prepaid } from '../../queries/list-prepaid.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Notice } from '../../ui/notice.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { FormDialog } from '../blocks/form-dialog.tsx'
import { useRuntime } from '../runtime.tsx'
import { useUnitActs } from './use-unit-acts.ts'

export interface UseUnitsDialogProps {
  readonly client: Client
  readonly row: Prepaid
  readonly onClose: () => void
}

/** Uses another number of units, on another day, with a note; says what that leaves and what it would charge. */
export function UseUnitsDialog({ client, row, onClose }: UseUnitsDialogProps) {
  const { settings, today, newKey } = useRuntime()
  const { locale } = settings
  const { product } = row
  const acts = useUnitActs()
  const [key] = useState(newKey)
  const [text, setText] = useState('1')
  const [on, setOn] = useState<string>(today)
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  useUnsavedWork(text !== '1' || note !== '')

  const units = parseNumber(text, locale, { places: 6 })
  const positive = units.ok && !isNegative(units.value) && !isZero(units.value)
  const usedOn = knownDate(on)
  const errors = {
    units: positive ? undefined : units.ok ? t('units.not-positive') : amountProblemText(units.problem, locale),
    on: usedOn === undefined ? t('units.day-unknown') : usedOn > today() ? t('units.day-ahead') : undefined,
  }
  const ready = positive && usedOn !== undefined && errors.on === undefined
  const short = ready ? drawUnits(row.lots, units.value, usedOn).short : undefined

  const submit = async () => {
    setTried(tried + 1)
    if (!ready) return
    const input = {
      clientId: client.id,
      productId: product.id,
      units: units.value,
      usedOn,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    }
    const refused = await acts.use(input, { clientName: client.name, product: product.name }, key)
    if (refused === undefined) onClose()
    else setProblem(problemText(refused, locale))
  }

  return (
    <FormDialog
      title={t('units.use-title', { product: product.name, clientName: client.name })}
      act={t('units.use')}
      onAct={submit}
      onClose={onClose}
      problem={problem}
      errorCount={Object.values(errors).filter((error) => error !== undefined).length}
      submitCount={tried}
    >
      <Stack gap={4}>
        <Text tone="quiet">
          {t('units.left-of', {
            left: formatDecimal(row.left, locale),
            granted: formatDecimal(row.granted, locale),
          })}
        </Text>
        <Columns>
          <DecimalField
            label={t('units.number')}
            places={6}
            value={text}
            onChange={setText}
            {...(product.unit !== undefined && { unit: product.unit })}
            {...((tried > 0 || units.ok) && errors.units !== undefined && { error: errors.units })}
          />
          <DateField
            label={t('units.day')}
            today={today()}
            value={on}
            onChange={setOn}
            {...(errors.on !== undefined && { error: errors.on })}
          />
        </Columns>
        <TextField
          label={t('units.note')}
          optional
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        {short !== undefined && !isZero(short) && usedOn !== undefined && (
          <Notice tone="late">{shortText(row, short, usedOn, locale)}</Notice>
        )}
      </Stack>
    </FormDialog>
  )
}

/** What becomes of units that no lot has on the day. */
function shortText(
  { product }: Prepaid,
  short: Decimal,
  usedOn: NonNullable<ReturnType<typeof knownDate>>,
  locale: string,
): string {
  const price = product.sale?.kind === 'pack' ? product.sale.overdraftPrice : undefined
  const units = formatDecimal(short, locale)
  if (price === undefined) return t('units.short', { units, date: formatDate(usedOn, locale) })
  return t('units.short-charged', {
    units,
    tax: product.taxIncluded || product.taxIds.length === 0 ? 'none' : 'added',
    amount: formatMoney(amountOf(short, price, currencyExponent(product.currency)), product.currency, locale),
  })
}

/** What cannot be an amount is refused when it is saved. */
function amountOf(units: Decimal, price: Decimal, exponent: number): Minor {
  try {
    return multiplyToMinor(units, price, exponent)
  } catch (error) {
    if (error instanceof RangeError) return 0 as Minor
    throw error
  }
}
