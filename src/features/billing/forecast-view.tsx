import { useEffect, useMemo } from 'react'
import { addMinor, type Minor, subtractMinor, ZERO } from '../../core/money.ts'
import { formatMonth } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { addForecasts, type ForecastSum, monthsAhead, readForecast } from '../../queries/get-forecast.ts'
import { Amount } from '../../ui/amount.tsx'
import { BarChart } from '../../ui/bar-chart.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './forecast-view.module.css'
import { ReadingStopped } from './reading-stopped.tsx'
import { useGroupScan } from './use-group-scan.ts'

/** The next 12 months as the contracts stand: a chart and the table behind it for each currency, by the run's own planner. */
export function ForecastView({ onKnown }: { readonly onKnown: () => void }) {
  const { settings, today } = useRuntime()
  const { locale } = settings
  const day = today()
  const scan = useGroupScan<ForecastSum>(`forecast ${day}`, (books, ids) => readForecast(books, ids, day))
  const { rows } = scan
  useEffect(() => {
    if (rows !== undefined) onKnown()
  }, [rows, onKnown])
  const sums = useMemo(() => addForecasts(rows ?? []), [rows])
  if (rows === undefined) return null
  const months = monthsAhead(day)
  // The account's own first.
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort(
    (left, right) =>
      Number(right === settings.currency) - Number(left === settings.currency) || left.localeCompare(right),
  )
  return (
    <Stack gap={4}>
      {scan.state === 'reading' && scan.total > scan.done && (
        <ProgressBar
          label={t('billing.reading', { done: scan.done, total: scan.total })}
          part={scan.done / scan.total}
          onStop={scan.stop}
        />
      )}
      {scan.state === 'stopped' && <ReadingStopped scan={scan} />}
      {currencies.length === 0 && scan.state !== 'reading' && <EmptyState sentence={t('billing.forecast-none')} />}
      {currencies.map((currency) => {
        const lines = months.map((month) => ({
          month,
          sum: sums.find((one) => one.month === month && one.currency === currency),
        }))
        const total = (of: (sum: ForecastSum) => Minor) =>
          lines.reduce((all, { sum }) => (sum === undefined ? all : addMinor(all, of(sum))), ZERO)
        const anyStopped = lines.some(({ sum }) => (sum?.stoppedInvoices ?? 0) > 0)
        return (
          <Section
            key={currency}
            title={t('billing.forecast-in', { currency })}
            help={t('billing.forecast-total', {
              total: formatMoney(total(coming), currency, locale),
            })}
          >
            <BarChart
              label={t('billing.forecast-chart', { currency })}
              bars={lines.map(({ month, sum }) => {
                const amount = sum === undefined ? ZERO : coming(sum)
                return {
                  label: formatMonth(month, locale, 'short'),
                  value: amount,
                  shown: <Amount bare amount={amount} currency={currency} />,
                }
              })}
            />
            <details className={styles.table}>
              <summary>{t('billing.forecast-table')}</summary>
              <div className={styles.scroll}>
                <table aria-label={t('billing.forecast-in', { currency })}>
                  <thead>
                    <tr>
                      <th scope="col">{t('billing.month')}</th>
                      <th scope="col">{t('billing.column-invoices')}</th>
                      <th scope="col">{t('billing.forecast-coming')}</th>
                      {anyStopped && <th scope="col">{t('billing.stopped')}</th>}
                    </tr>
                  </thead>
                  <tbody>
                    {lines.map(({ month, sum }) => (
                      <tr key={month}>
                        <th scope="row">{formatMonth(month, locale)}</th>
                        <td>{(sum?.invoices ?? 0) - (sum?.stoppedInvoices ?? 0)}</td>
                        <td>
                          <Amount bare amount={sum === undefined ? ZERO : coming(sum)} currency={currency} />
                        </td>
                        {anyStopped && (
                          <td>
                            <Amount bare amount={sum?.stopped ?? ZERO} currency={currency} />
                          </td>
                        )}
                      </tr>
                    ))}
                  </tbody>
                  <tfoot>
                    <tr>
                      <th scope="row">{t('billing.total')}</th>
                      <td>
                        {lines.reduce((all, { sum }) => all + (sum?.invoices ?? 0) - (sum?.stoppedInvoices ?? 0), 0)}
                      </td>
                      <td>
                        <Amount amount={total(coming)} currency={currency} />
                      </td>
                      {anyStopped && (
                        <td>
                          <Amount amount={total((sum) => sum.stopped)} currency={currency} />
                        </td>
                      )}
                    </tr>
                  </tfoot>
                </table>
              </div>
            </details>
          </Section>
        )
      })}
      {currencies.length > 0 && <Text tone="quiet">{t('billing.forecast-help')}</Text>}
    </Stack>
  )
}

/** Without what nobody gets until something is lifted. */
function coming(sum: ForecastSum): Minor {
  return subtractMinor(sum.amount, sum.stopped)
}
