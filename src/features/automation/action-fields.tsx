import { t } from '../../i18n/translate.ts'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Link } from '../../ui/link.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './builder.module.css'
import type { ActionValues } from './own-rule-form.ts'

/** An endpoint that can be told what happened. */
export interface WebhookEndpoint {
  readonly id: string
  readonly name: string
}

/** What one act needs to know, after its kind was picked. */
export function ActionFields(props: {
  /** Whether a percentage of what is due, or a tag on an invoice, fits where the act stands. */
  readonly reach: { readonly percent: boolean; readonly tag: boolean }
  readonly value: ActionValues
  readonly onChange: (value: ActionValues) => void
  readonly endpoints: readonly WebhookEndpoint[]
  /** What is wrong with the field of a name, in words. */
  readonly problem: (name: string) => string | undefined
}) {
  const { value, reach, problem, endpoints } = props
  const change = (changes: Partial<ActionValues>) => props.onChange({ ...value, ...changes })
  switch (value.kind) {
    case 'notify':
      return (
        <div className={styles.wide}>
          <TextField
            label={t('automation.notify-text')}
            help={t('automation.notify-help', { client: '{client}', number: '{number}', amount: '{amount}' })}
            autoComplete="off"
            value={value.text}
            onChange={(event) => change({ text: event.target.value })}
            error={problem('text')}
          />
        </div>
      )
    case 'webhook': {
      const known = endpoints.some(({ id }) => id === value.endpointId)
      return (
        <div className={styles.wide}>
          <SelectField
            label={t('automation.endpoint')}
            value={value.endpointId}
            onChange={(event) => change({ endpointId: event.target.value })}
            error={problem('endpointId')}
            options={[
              { value: '', label: t('automation.endpoint-choose') },
              ...endpoints.map(({ id, name }) => ({ value: id, label: name })),
              ...(known || value.endpointId === ''
                ? []
                : [{ value: value.endpointId, label: t('automation.way-gone') }]),
            ]}
          />
          {endpoints.length === 0 && (
            <Text tone="quiet" size={1}>
              {t('automation.endpoint-none')} <Link to="/settings/connections">{t('automation.way-add')}</Link>
            </Text>
          )}
        </div>
      )
    }
    case 'tag':
      return (
        <>
          <SelectField
            label={t('automation.tag-act')}
            value={value.remove ? 'remove' : 'add'}
            onChange={(event) => change({ remove: event.target.value === 'remove' })}
            options={[
              { value: 'add', label: t('automation.tag-add') },
              { value: 'remove', label: t('automation.tag-remove') },
            ]}
          />
          <TextField
            label={t('automation.tag')}
            autoComplete="off"
            value={value.tag}
            onChange={(event) => change({ tag: event.target.value })}
            error={problem('tag')}
          />
          {reach.tag && (
            <SelectField
              label={t('automation.tag-on')}
              value={value.tagOn}
              onChange={(event) => change({ tagOn: event.target.value as ActionValues['tagOn'] })}
              options={(['invoice', 'client'] as const).map((on) => ({ value: on, label: t(`automation.on-${on}`) }))}
            />
          )}
        </>
      )
    case 'add-fee':
      return (
        <>
          <SelectField
            label={t('automation.fee-kind')}
            value={value.feeKind}
            onChange={(event) => change({ feeKind: event.target.value as ActionValues['feeKind'] })}
            error={problem('feeKind')}
            options={[
              { value: 'amount', label: t('automation.fee-kind-amount') },
              { value: 'percent', label: t('automation.fee-kind-percent'), disabled: !reach.percent },
            ]}
          />
          {value.feeKind === 'amount' ? (
            <MoneyField
              label={t('automation.fee-amount')}
              name="feeAmount"
              currency={value.currency}
              value={value.feeAmount}
              onChange={(feeAmount) => change({ feeAmount })}
              error={problem('feeAmount')}
            />
          ) : (
            <DecimalField
              percent
              places={4}
              label={t('automation.fee-percent')}
              name="feePercent"
              value={value.feePercent}
              onChange={(feePercent) => change({ feePercent })}
              error={problem('feePercent')}
            />
          )}
          <div className={styles.wide}>
            <TextField
              label={t('automation.fee-description')}
              help={t('automation.fee-description-help', { field: '{number}' })}
              autoComplete="off"
              value={value.description}
              onChange={(event) => change({ description: event.target.value })}
              error={problem('description')}
            />
          </div>
        </>
      )
    default:
      return (
        <div className={styles.wide}>
          <Text tone="quiet">{t(`automation.act-help-${value.kind}`)}</Text>
        </div>
      )
  }
}
