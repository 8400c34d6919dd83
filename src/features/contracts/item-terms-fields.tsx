import { currencyExponent } from '../../core/currency.ts'
import type { CurrencyCode } from '../../core/money.ts'
import type { FirstStub } from '../../core/period-chain.ts'
import type { ProrationMode } from '../../core/proration.ts'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRuntime } from '../runtime.tsx'
import { asksQuantity, canRamp, hasSinglePrice, type ItemValues, type RampValues } from './item-form.ts'
import styles from './price-fields.module.css'
import { FINER_PLACES } from './price-form.ts'

interface TermsProps {
  readonly value: ItemValues
  readonly onChange: (changes: Partial<ItemValues>) => void
  readonly problem: (path: string) => string | undefined
  readonly currency: CurrencyCode
}

/** The rarer terms of an item: minimum, trial, own days, parts of periods, later steps of quantity and price. */
export function ItemTermsFields(props: TermsProps) {
  const { value, onChange, problem, currency } = props
  const { today } = useRuntime()
  const { kind } = value
  return (
    <Stack gap={3}>
      <Columns gap={3}>
        <MoneyField
          optional
          label={t('contracts.minimum')}
          help={t('contracts.minimum-help')}
          value={value.minimum}
          onChange={(minimum) => onChange({ minimum })}
          currency={currency}
          error={problem('minimum')}
        />
        {kind !== 'one-off' && (
          <>
            <TextField
              optional
              label={t('contracts.trial-days')}
              help={t('contracts.trial-days-help')}
              inputMode="numeric"
              autoComplete="off"
              value={value.trialDays}
              error={problem('trialDays')}
              onChange={(event) => onChange({ trialDays: event.target.value })}
            />
            <DateField
              optional
              label={t('contracts.item-start')}
              help={t('contracts.item-start-help')}
              value={value.startOn}
              onChange={(startOn) => onChange({ startOn })}
              today={today()}
              error={problem('startOn')}
            />
            <DateField
              optional
              label={t('contracts.item-last-day')}
              help={t('contracts.item-last-day-help')}
              value={value.lastDay}
              onChange={(lastDay) => onChange({ lastDay })}
              today={today()}
              error={problem('lastDay')}
            />
          </>
        )}
        {kind === 'recurring' && (
          <>
            <SelectField
              label={t('contracts.proration')}
              help={t('contracts.proration-help')}
              value={value.proration}
              onChange={(event) => onChange({ proration: event.target.value as ProrationMode })}
              options={(['actual-days', 'calendar-months', 'none'] as const).map((mode) => ({
                value: mode,
                label: t(`contracts.proration-${mode}`),
              }))}
            />
            <SelectField
              label={t('contracts.first-stub')}
              help={t('contracts.first-stub-help')}
              value={value.firstStub}
              onChange={(event) => onChange({ firstStub: event.target.value as FirstStub })}
              options={(['at-once', 'with-next'] as const).map((stub) => ({
                value: stub,
                label: t(`contracts.first-stub-${stub}`),
              }))}
            />
          </>
        )}
      </Columns>
      {canRamp(value) && <RampFields {...props} />}
    </Stack>
  )
}

function RampFields({ value, onChange, problem, currency }: TermsProps) {
  const { today } = useRuntime()
  const { ramp } = value
  const change = (index: number, changes: Partial<RampValues>) =>
    onChange({ ramp: ramp.map((step, i) => (i === index ? { ...step, ...changes } : step)) })
  const last = ramp.at(-1) ?? value
  const add = () => onChange({ ramp: [...ramp, { from: '', quantity: last.quantity, price: last.price }] })
  return (
    <fieldset className={styles.tiers}>
      <legend className={styles.legend}>{t('contracts.ramp')}</legend>
      <Text tone="quiet">{t('contracts.ramp-help')}</Text>
      {ramp.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the list
        <div key={index} className={styles.step}>
          <DateField
            label={t('contracts.ramp-from', { number: index + 1 })}
            value={step.from}
            onChange={(from) => change(index, { from })}
            today={today()}
            error={problem(`ramp.${index}.from`)}
          />
          {asksQuantity(value) && (
            <DecimalField
              label={t('contracts.ramp-quantity', { number: index + 1 })}
              value={step.quantity}
              onChange={(quantity) => change(index, { quantity })}
              error={problem(`ramp.${index}.quantity`)}
            />
          )}
          {hasSinglePrice(value) && (
            <MoneyField
              label={t('contracts.ramp-price', { number: index + 1 })}
              value={step.price}
              onChange={(price) => change(index, { price })}
              currency={currency}
              places={currencyExponent(currency) + FINER_PLACES}
              error={problem(`ramp.${index}.price`)}
            />
          )}
          <IconButton
            icon="trash"
            label={t('contracts.ramp-remove', { number: index + 1 })}
            onClick={() => onChange({ ramp: ramp.filter((_, i) => i !== index) })}
          />
        </div>
      ))}
      <Button kind="plain" icon="plus" onClick={add}>
        {t('contracts.ramp-add')}
      </Button>
    </fieldset>
  )
}
