import type { RuleSubject } from '../../core/automation/own-rule.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { ClientStatus, InvoiceState } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { Chips, ToggleChip } from '../../ui/chip.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { CountryField } from '../blocks/country-field.tsx'
import { CurrencyField } from '../blocks/currency-field.tsx'
import styles from './builder.module.css'
import { ClientListField } from './client-list-field.tsx'
import { FieldCondition } from './field-condition.tsx'
import type { ConditionValues } from './own-rule-form.ts'

const statuses: readonly ClientStatus[] = ['trial', 'active', 'archived']
const states: readonly InvoiceState[] = ['draft', 'open', 'paid', 'void', 'uncollectible']

/** What one condition asks, after its kind was picked. */
export function ConditionFields(props: {
  readonly subject: RuleSubject
  /** The account's own fields (M-7). */
  readonly fields: readonly FieldDefinition[]
  readonly value: ConditionValues
  readonly onChange: (value: ConditionValues) => void
  /** What is wrong with the field of a name, in words. */
  readonly problem: (name: string) => string | undefined
}) {
  const { value, subject, problem } = props
  const change = (changes: Partial<ConditionValues>) => props.onChange({ ...value, ...changes })
  const isOrNot = (
    <SelectField
      label={t('automation.is-or-not')}
      value={value.not ? 'not' : 'is'}
      onChange={(event) => change({ not: event.target.value === 'not' })}
      options={
        value.kind === 'client-is'
          ? [
              { value: 'is', label: t('automation.is-one-of') },
              { value: 'not', label: t('automation.is-none-of') },
            ]
          : [
              { value: 'is', label: t('automation.has-tag') },
              { value: 'not', label: t('automation.has-not-tag') },
            ]
      }
    />
  )
  const comparison = (
    <SelectField
      label={t('automation.comparison')}
      value={value.is}
      onChange={(event) => change({ is: event.target.value as ConditionValues['is'] })}
      options={(['at-least', 'below'] as const).map((is) => ({ value: is, label: t(`automation.is-${is}`) }))}
    />
  )
  switch (value.kind) {
    case 'client-is':
      return (
        <>
          {isOrNot}
          <div className={styles.wide}>
            <ClientListField
              value={value.clientIds}
              onChange={(clientIds) => change({ clientIds })}
              error={problem('clientIds')}
            />
          </div>
        </>
      )
    case 'client-status':
      return (
        <SelectField
          label={t('automation.client-status')}
          value={value.status}
          onChange={(event) => change({ status: event.target.value as ClientStatus })}
          options={statuses.map((status) => ({ value: status, label: t(`automation.status-${status}`) }))}
        />
      )
    case 'client-tag':
    case 'invoice-tag':
      return (
        <>
          {isOrNot}
          <TextField
            label={t('automation.tag')}
            autoComplete="off"
            value={value.tag}
            onChange={(event) => change({ tag: event.target.value })}
            error={problem('tag')}
          />
        </>
      )
    case 'client-country':
      return (
        <CountryField value={value.country} onChange={(country) => change({ country })} error={problem('country')} />
      )
    case 'currency':
      return (
        <CurrencyField
          value={value.currency}
          onChange={(currency) => change({ currency: currency as ConditionValues['currency'] })}
          error={problem('currency')}
        />
      )
    case 'amount':
      return (
        <>
          {subject === 'invoice' && (
            <SelectField
              label={t('automation.amount-of')}
              value={value.amountOf}
              onChange={(event) => change({ amountOf: event.target.value as ConditionValues['amountOf'] })}
              options={(['gross', 'due', 'client-due'] as const).map((of) => ({
                value: of,
                label: t(`automation.amount-${of}`),
              }))}
            />
          )}
          {comparison}
          <MoneyField
            label={t('automation.amount')}
            name="amount"
            currency={value.currency}
            value={value.amount}
            onChange={(amount) => change({ amount })}
            error={problem('amount')}
          />
        </>
      )
    case 'age':
      return (
        <>
          <SelectField
            label={t('automation.age-of')}
            value={value.ageOf}
            onChange={(event) => change({ ageOf: event.target.value as ConditionValues['ageOf'] })}
            options={(['due', 'issued'] as const).map((of) => ({ value: of, label: t(`automation.age-${of}`) }))}
          />
          {comparison}
          <TextField
            label={t('automation.age-days')}
            inputMode="numeric"
            autoComplete="off"
            value={value.days}
            onChange={(event) => change({ days: event.target.value })}
            error={problem('days')}
          />
        </>
      )
    case 'invoice-state':
      return (
        <div className={styles.wide}>
          <Chips label={t('automation.invoice-states')}>
            {states.map((state) => (
              <ToggleChip
                key={state}
                label={t(`automation.state-${state}`)}
                on={value.states.includes(state)}
                onToggle={() =>
                  change({
                    states: value.states.includes(state)
                      ? value.states.filter((each) => each !== state)
                      : states.filter((each) => each === state || value.states.includes(each)),
                  })
                }
              />
            ))}
          </Chips>
          {problem('states') !== undefined && <p className={styles.problem}>{problem('states')}</p>}
        </div>
      )
    case 'custom-field':
      return <FieldCondition {...props} />
  }
}
