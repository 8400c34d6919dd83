import { addDays, type CalendarDate, daysBetween } from '../../core/date.ts'
import { addMinor, type CurrencyCode, type Minor, ZERO } from '../../core/money.ts'
import { formatPeriod } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import type { ExpectedSum } from '../../queries/get-dashboard.ts'
import { Amount } from '../../ui/amount.tsx'
import { BarChart } from '../../ui/bar-chart.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Section } from '../../ui/section.tsx'
import { Row } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'

const weeks = 5

/** What falls due in the next 30 days, week by week, a chart per currency with its table behind it. */
export function ExpectedIncome(props: { readonly expected: readonly ExpectedSum[]; readonly today: CalendarDate }) {
  const locale = useLocale()
  const currencies = [...new Set(props.expected.map((sum) => sum.currency))]
  return (
    <Section title={t('home.next-days')} help={t('home.next-days-help')}>
      {currencies.map((currency) => {
        const byWeek = sumByWeek(props.expected, currency, props.today)
        return (
          <div key={currency}>
            <Row justify="apart">
              <Text tone="quiet">{t('home.expected-total')}</Text>
              <Amount strong amount={byWeek.reduce(addMinor, ZERO)} currency={currency} />
            </Row>
            <BarChart
              label={t('home.next-days-in', { currency })}
              bars={byWeek.map((due, week) => {
                const start = addDays(props.today, week * 7)
                return {
                  label: formatPeriod({ start, end: addDays(start, week === weeks - 1 ? 2 : 7) }, locale),
                  value: due,
                  shown: <Amount amount={due} currency={currency} />,
                }
              })}
            />
          </div>
        )
      })}
    </Section>
  )
}

function sumByWeek(expected: readonly ExpectedSum[], currency: CurrencyCode, today: CalendarDate): Minor[] {
  const sums: Minor[] = Array.from({ length: weeks }, () => ZERO)
  for (const sum of expected) {
    if (sum.currency !== currency) continue
    const week = Math.min(weeks - 1, Math.floor(daysBetween(today, sum.on) / 7))
    sums[week] = addMinor(sums[week] ?? ZERO, sum.due)
  }
  return sums
}
