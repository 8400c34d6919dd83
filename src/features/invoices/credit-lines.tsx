import type { CreditedInvoice } from '../../core/credit/credit-figures.ts'
import { absolute } from '../../core/decimal.ts'
import { minor } from '../../core/money.ts'
import { formatPeriod } from '../../i18n/format-date.ts'
import { formatDecimal, formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { classNames } from '../../ui/class-names.ts'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import type { Creditable, LineLeft, LineValues, PickKind } from './credit-form.ts'
import { linesLeft, pickKinds } from './credit-form.ts'
import styles from './credit-lines.module.css'

export interface CreditLinesProps {
  readonly creditable: Creditable
  readonly lines: readonly LineValues[]
  /** All that is left goes back: the lines only say what that is. */
  readonly whole: boolean
  readonly figures: CreditedInvoice | undefined
  readonly wrong: ReadonlyMap<number, string>
  readonly onChange: (lines: readonly LineValues[]) => void
}

/** The lines of an invoice, each with what is left of it and how much of that is credited (W-9). */
export function CreditLines({ creditable, lines, whole, figures, wrong, onChange }: CreditLinesProps) {
  const left = linesLeft(creditable)
  const change = (line: number, values: Partial<LineValues>) =>
    onChange(lines.map((each) => (each.line === line ? { ...each, ...values } : each)))
  return (
    <ul>
      {lines.map((values) => {
        const own = left[values.line]
        if (own === undefined) return null
        const credited = figures?.lines.find(({ line }) => line === values.line)
        return (
          <CreditLine
            key={values.line}
            left={own}
            values={values}
            whole={whole}
            creditable={creditable}
            credited={credited?.amount}
            wrong={wrong.get(values.line)}
            onChange={(next) => change(values.line, next)}
          />
        )
      })}
    </ul>
  )
}

interface CreditLineProps {
  readonly left: LineLeft
  readonly values: LineValues
  readonly whole: boolean
  readonly creditable: Creditable
  readonly credited: number | undefined
  readonly wrong: string | undefined
  readonly onChange: (values: Partial<LineValues>) => void
}

function CreditLine(props: CreditLineProps) {
  const { settings } = useRuntime()
  const { left, values, whole, creditable, credited, onChange } = props
  const { currency, taxIncluded } = creditable.document
  const note = leftText(props, settings.locale)
  return (
    <li className={styles.line}>
      {whole || left.gone ? (
        <div className={left.gone ? styles.gone : undefined}>
          <Text>{left.description}</Text>
          <Text size={1} tone="quiet">
            {note}
          </Text>
        </div>
      ) : (
        <Checkbox
          label={left.description}
          help={note}
          checked={values.on}
          onChange={(event) => onChange({ on: event.target.checked })}
        />
      )}
      <div className={classNames(styles.amount, left.gone && styles.gone)}>
        {credited !== undefined && <Amount amount={minor(credited)} currency={currency} />}
      </div>
      {!whole && values.on && !left.gone && <Part {...props} taxIncluded={taxIncluded} />}
    </li>
  )
}

/** "3 h, 1-31 March and €170.00 are left of it", as far as it has them. */
function leftText({ left, creditable }: CreditLineProps, locale: string): string {
  const { document } = creditable
  if (left.gone) return t('credits.line-gone')
  const unit = document.lines[left.line]?.unit
  const quantity = formatDecimal(left.quantity, locale)
  return t('credits.line-left', {
    parts: [
      unit === undefined || unit === '' ? t('credits.left-quantity', { quantity }) : `${quantity} ${unit}`,
      ...left.periods.map((period) => formatPeriod(period, locale)),
      formatMoney(left.amount, document.currency, locale),
    ].join(' · '),
  })
}

function Part(props: CreditLineProps & { readonly taxIncluded: boolean }) {
  const { left, values, creditable, wrong, onChange, taxIncluded } = props
  const { settings, today } = useRuntime()
  const { currency } = creditable.document
  const unit = creditable.document.lines[left.line]?.unit
  return (
    // biome-ignore lint/a11y/useSemanticElements: its legend would stand between the line and its fields
    <div role="group" aria-label={left.description} className={styles.part}>
      <SelectField
        label={t('credits.how-much')}
        value={values.kind}
        options={pickKinds(left).map((kind) => ({ value: kind, label: t(`credits.pick-${kind}`) }))}
        onChange={(event) => onChange({ kind: event.target.value as PickKind })}
      />
      {values.kind === 'quantity' && (
        <DecimalField
          label={t('credits.quantity')}
          {...(unit !== undefined && { unit })}
          help={t('credits.at-most', { most: formatDecimal(absolute(left.quantity), settings.locale) })}
          value={values.quantity}
          onChange={(quantity) => onChange({ quantity })}
          error={wrong}
        />
      )}
      {values.kind === 'amount' && (
        <MoneyField
          label={t(taxIncluded ? 'credits.amount-with-tax' : 'credits.amount-without-tax')}
          currency={currency}
          help={t('credits.at-most', {
            most: formatMoney(minor(Math.abs(left.amount)), currency, settings.locale),
          })}
          value={values.amount}
          onChange={(amount) => onChange({ amount })}
          error={wrong}
        />
      )}
      {values.kind === 'period' && (
        <>
          <DateField
            label={t('credits.first-day')}
            value={values.start}
            onChange={(start) => onChange({ start })}
            today={today()}
            error={wrong}
          />
          <DateField
            label={t('credits.last-day')}
            value={values.lastDay}
            onChange={(lastDay) => onChange({ lastDay })}
            today={today()}
          />
        </>
      )}
      {values.kind === 'rest' && wrong !== undefined && <p className={styles.wrong}>{wrong}</p>}
    </div>
  )
}
