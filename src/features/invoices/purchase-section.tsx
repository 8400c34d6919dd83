import { lazy, Suspense, useState } from 'react'
import type { SellByInvoice } from '../../commands/sell-by-invoice.ts'
import { addDays } from '../../core/date.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import type { Purchase } from '../../core/selling/purchase.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { getPurchaseView, type PurchaseView } from '../../queries/get-purchase-view.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

const SellDialog = lazy(() => import('../blocks/sell-dialog.tsx').then((it) => ({ default: it.SellDialog })))

/** What the invoice sold, what is left of it, and the way to change it. */
export function PurchaseSection(props: { readonly invoice: FinalizedInvoice; readonly onChange: () => void }) {
  const { invoice, onChange } = props
  const { settings } = useRuntime()
  const view = useRows((books) => getPurchaseView(books, invoice.id), [invoice.id])
  const [again, setAgain] = useState<SellByInvoice>()
  if (view === undefined || view === null) return null
  const { purchase, replacedBy, replaces } = view
  return (
    <Section title={t('selling.purchase')}>
      <Stack gap={3}>
        <Facts
          start
          facts={[
            { label: t('selling.what'), value: purchase.description },
            ...whatOf(view, settings.locale),
            {
              label: t('selling.taken-back'),
              value: purchase.undoneOn && formatDate(purchase.undoneOn, settings.locale),
            },
            {
              label: t('selling.sold-instead'),
              value: replacedBy && <Link to={`/invoices/${replacedBy.id}`}>{t('selling.its-invoice')}</Link>,
            },
            {
              label: t('selling.instead-of'),
              value: replaces && <Link to={`/invoices/${replaces.id}`}>{t('selling.its-invoice')}</Link>,
            },
          ]}
        />
        {purchase.state === 'issued' && <Button onClick={onChange}>{t('selling.change-purchase')}</Button>}
        {purchase.state === 'undone' && replacedBy === undefined && (
          <Button onClick={() => setAgain(orderOf(purchase))}>{t('selling.sell-again')}</Button>
        )}
      </Stack>
      {again !== undefined && (
        <Suspense>
          <SellDialog start={{ order: again }} onClose={() => setAgain(undefined)} />
        </Suspense>
      )}
    </Section>
  )
}

/** What was sold, as the dialog takes it: where it was taken back and nothing was sold instead. */
function orderOf(purchase: Purchase): SellByInvoice {
  const { clientId, billingGroupId, productId, id } = purchase
  const what =
    purchase.kind === 'pack'
      ? { quantity: purchase.quantity }
      : { termMonths: purchase.termMonths, startOn: purchase.start }
  return { clientId, billingGroupId, productId, ...what, replaces: id }
}

function whatOf({ purchase, units, unit }: PurchaseView, locale: string) {
  if (purchase.kind === 'plan') {
    return [
      { label: t('selling.how-long'), value: t('selling.months', { months: purchase.termMonths }) },
      {
        label: t('selling.runs'),
        value: t('selling.from-to', {
          first: formatDate(purchase.start, locale),
          last: formatDate(addDays(purchase.end, -1), locale),
        }),
      },
    ]
  }
  const number = formatDecimal(purchase.units, locale)
  return [
    { label: t('selling.units-sold'), value: unit === undefined ? number : `${number} ${unit}` },
    { label: t('selling.units-used'), value: units && formatDecimal(units.used, locale) },
    { label: t('selling.units-left'), value: units && formatDecimal(units.left, locale) },
  ]
}
