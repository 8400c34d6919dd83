import type { CurrencyCode } from '../../core/money.ts'
import { negateMinor } from '../../core/money.ts'
import { formatPercent } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { Amount } from '../../ui/amount.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Section } from '../../ui/section.tsx'
import { Text } from '../../ui/text.tsx'
import { ExplainTotal } from '../blocks/explain-total.tsx'
import type { DraftPreview } from './draft-preview.ts'

/** The totals as they would print now. */
export function DraftTotals({
  preview,
  currency,
}: {
  readonly preview: DraftPreview
  readonly currency: CurrencyCode
}) {
  const locale = useLocale()
  const { document } = preview
  if (document === undefined) {
    return (
      <Section title={t('invoices.totals')}>
        <Text tone="quiet">{t('invoices.no-totals')}</Text>
      </Section>
    )
  }
  const { totals, allowances, surcharges, lines } = document
  const money = (amount: Parameters<typeof negateMinor>[0]) => <Amount bare amount={amount} currency={currency} />
  const nameOf = (category: string, percent: string) =>
    lines.flatMap(({ taxes }) => taxes).find((tax) => tax.category === category && tax.percent === percent)?.name ??
    t('invoices.tax')
  const facts: Fact[] = []
  if (allowances.length + surcharges.length > 0)
    facts.push({ label: t('invoices.subtotal'), value: money(totals.lineSum) })
  for (const { reason, amount } of allowances) {
    facts.push({ label: unique(reason, facts), value: money(negateMinor(amount)) })
  }
  for (const { reason, amount } of surcharges) facts.push({ label: unique(reason, facts), value: money(amount) })
  facts.push({ label: t('invoices.net'), value: money(totals.net) })
  for (const { category, percent, tax } of totals.taxes) {
    const name = nameOf(category, percent)
    const rate = formatPercent(percent, locale)
    const label =
      name.replace(/\s/g, '').includes(rate.replace(/\s/g, '')) || category === 'O' ? name : `${name} ${rate}`
    facts.push({ label: unique(label, facts), value: money(tax) })
  }
  if (totals.withholding !== 0)
    facts.push({ label: t('invoices.withholding'), value: money(negateMinor(totals.withholding)) })
  if (totals.prepaid !== 0) facts.push({ label: t('invoices.prepaid'), value: money(negateMinor(totals.prepaid)) })
  if (totals.rounding !== 0) facts.push({ label: t('invoices.rounding'), value: money(totals.rounding) })
  facts.push({
    label: t('invoices.total-due'),
    value: <Amount strong size={4} amount={totals.due} currency={currency} />,
    total: true,
  })
  return (
    <Section title={t('invoices.totals')}>
      <Facts facts={facts} />
      <ExplainTotal document={document} />
    </Section>
  )
}

/** Two adjustments may have the same reason; their rows still need names of their own. */
function unique(label: string, facts: readonly Fact[]): string {
  return facts.some((fact) => fact.label === label) ? `${label} (${facts.length + 1})` : label
}
