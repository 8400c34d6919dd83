import { addDays } from '../../core/date.ts'
import { type Minor, negateMinor } from '../../core/money.ts'
import { formatDate, formatPeriod } from '../../i18n/format-date.ts'
import { formatDecimal, formatPercent } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import type { PurchasePreview } from '../../queries/preview-purchase.ts'
import { Amount } from '../../ui/amount.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'

/** What the invoice will ask for, period by period, and what the client gets for it (R-29, T-5, T-7, T-9). */
export function SellSchedule({ preview }: { readonly preview: PurchasePreview }) {
  const { settings } = useRuntime()
  const { locale } = settings
  const { currency, totals, lines } = preview
  const amount = (value: Minor, strong = false) => <Amount amount={value} currency={currency} strong={strong} />
  return (
    <Stack gap={2}>
      <Facts
        facts={[
          ...lines.map((line, index) => ({
            label:
              line.period === undefined
                ? `${formatDecimal(line.quantity, locale)} × ${line.description}`
                : t('selling.month-of', { place: index + 1, period: formatPeriod(line.period, locale) }),
            value: amount(line.amount),
          })),
          {
            label: t(preview.product.taxIncluded ? 'selling.tax-in-it' : 'selling.tax', {
              rates: ratesOf(preview, locale),
            }),
            value: totals.tax === 0 ? undefined : amount(totals.tax),
          },
          {
            label: t('selling.withheld'),
            value: totals.withholding === 0 ? undefined : amount(negateMinor(totals.withholding)),
          },
          { label: t('selling.rounding'), value: totals.rounding === 0 ? undefined : amount(totals.rounding) },
          { label: t('selling.total'), value: amount(totals.due, true), total: true },
        ]}
      />
      <Text size={1} tone="quiet">
        {[...whatComes(preview, locale), whenDue(preview)].join(' ')}
      </Text>
    </Stack>
  )
}

function whatComes({ units, usableOn, term, product }: PurchasePreview, locale: string): string[] {
  if (term !== undefined) {
    const last = formatDate(addDays(term.end, -1), locale)
    return [
      t('selling.runs-until', { first: formatDate(term.start, locale), last, next: formatDate(term.end, locale) }),
    ]
  }
  if (units === undefined) return []
  const number = formatDecimal(units, locale)
  const words = `${number} ${product.unit ?? t('selling.units')}`
  return [t(usableOn === 'payment' ? 'selling.grants-when-paid' : 'selling.grants-at-once', { units: words })]
}

function whenDue({ termsDays }: PurchasePreview): string {
  return termsDays === 0 ? t('selling.due-on-receipt') : t('selling.due-in', { days: termsDays })
}

function ratesOf({ totals }: PurchasePreview, locale: string): string {
  return [...new Set(totals.taxes.map(({ percent }) => formatPercent(percent, locale)))].join(', ')
}
