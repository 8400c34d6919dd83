import type { CurrencyCode } from '../../core/money.ts'
import type { Cadence } from '../../core/period.ts'
import { t } from '../../i18n/translate.ts'
import type { PeriodPrice } from '../../queries/list-contracts.ts'
import { Amount } from '../../ui/amount.tsx'
import { Text } from '../../ui/text.tsx'

/** What a contract comes to, one line for each cadence: "120.00 EUR a month". */
export function PeriodPrices(props: {
  readonly prices: readonly PeriodPrice[]
  readonly hasUsage: boolean
  readonly currency: CurrencyCode
}) {
  return (
    <>
      {props.prices.map(({ cadence, amount }) => (
        <div key={`${cadence.every} ${cadence.unit}`}>
          <Amount amount={amount} currency={props.currency} />{' '}
          <Text as="span" size={1} tone="quiet">
            {perCadence(cadence)}
          </Text>
        </div>
      ))}
      {props.hasUsage && (
        <Text as="div" size={1} tone="quiet">
          {t(props.prices.length > 0 ? 'contracts.and-usage' : 'contracts.by-usage')}
        </Text>
      )}
    </>
  )
}

/** "a month", "every 2 weeks": behind a price. */
export function perCadence({ unit, every }: Cadence): string {
  if (unit === 'month' && every === 3) return t('contracts.per-quarter')
  return t(`contracts.per-${unit}`, { every })
}

/** "monthly", "every 2 weeks": how often something is billed. */
export function cadenceWords({ unit, every }: Cadence): string {
  if (unit === 'month' && every === 3) return t('contracts.cadence-quarter')
  return t(`contracts.cadence-${unit}`, { every })
}
