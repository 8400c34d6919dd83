import { agreementOn } from '../../core/contract/agreement-on.ts'
import type { Contract, ContractItem } from '../../core/contract/contract.ts'
import type { CalendarDate } from '../../core/date.ts'
import { t } from '../../i18n/translate.ts'
import { MoneyField } from '../../ui/money-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { cadenceWords } from '../blocks/period-prices.tsx'
import { useRuntime } from '../runtime.tsx'
import { actsOf, type ChangeValues, hasMonthDay } from './amend-form.ts'
import styles from './contract-items-section.module.css'
import { asksQuantity } from './item-form.ts'
import { PriceFields } from './price-fields.tsx'
import { agreementWords } from './price-words.ts'

/** An item of the contract: kept, changed in quantity, price or billing day, ended, or brought back. Its cadence stays (M-21). */
export function AmendItemFields(props: {
  readonly item: ContractItem
  readonly contract: Contract
  readonly today: CalendarDate
  readonly value: ChangeValues
  readonly onChange: (value: ChangeValues) => void
  readonly problem: (path: string) => string | undefined
}) {
  const { item, contract, today, value, problem } = props
  const { locale } = useRuntime().settings
  const change = (changes: Partial<ChangeValues>) => props.onChange({ ...value, ...changes })
  const acts = actsOf(item, contract, today)
  const words = agreementWords(item, agreementOn(item, today), { locale, currency: contract.currency })
  return (
    <fieldset className={styles.amended} aria-label={item.description}>
      <div className={styles.line}>
        <div>
          <Text strong as="div">
            {item.description}
          </Text>
          <Text tone="quiet" as="div">
            {item.kind === 'usage' ? `${words} · ${cadenceWords(item.cadence)}` : words}
          </Text>
        </div>
        {acts.length > 1 ? (
          <Segmented
            label={t('contracts.what-with', { description: item.description })}
            labelHidden
            value={value.act}
            onChange={(act) => change({ act })}
            options={acts.map((act) => ({ value: act, label: t(`contracts.act-${act}`) }))}
          />
        ) : (
          <Text tone="quiet" size={1}>
            {t('contracts.item-over')}
          </Text>
        )}
      </div>
      {value.act === 'change' && (
        <Stack gap={3}>
          <PriceFields
            value={value.price}
            onChange={(price) => change({ price: { ...value.price, ...price } })}
            problem={(path) => problem(`price.${path}`)}
            currency={contract.currency}
            asksQuantity={asksQuantity({ kind: item.kind, priceKind: value.price.priceKind })}
            {...(item.unit !== undefined && { unit: item.unit })}
          />
          <Columns gap={3}>
            <MoneyField
              optional
              label={t('contracts.minimum')}
              value={value.price.minimum}
              onChange={(minimum) => change({ price: { ...value.price, minimum } })}
              currency={contract.currency}
              error={problem('price.minimum')}
            />
            {hasMonthDay(item) && (
              <SelectField
                label={t('contracts.billing-day')}
                help={t('contracts.new-billing-day-help')}
                value={value.billingDay}
                onChange={(event) => change({ billingDay: event.target.value })}
                options={[
                  { value: '', label: t('contracts.billing-day-keep') },
                  ...Array.from({ length: 31 }, (_, i) => ({
                    value: String(i + 1),
                    label:
                      i === 30 ? t('contracts.billing-day-last') : t('contracts.billing-day-number', { day: i + 1 }),
                  })),
                ]}
              />
            )}
          </Columns>
        </Stack>
      )}
      {value.act === 'end' && <Text tone="quiet">{t('contracts.end-says')}</Text>}
      {value.act === 'back' && <Text tone="quiet">{t('contracts.back-says')}</Text>}
    </fieldset>
  )
}
