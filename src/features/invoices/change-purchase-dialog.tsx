import { lazy, Suspense, useId, useState } from 'react'
import { type ChangedPurchase, changePurchase } from '../../commands/change-purchase.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { FinalView } from '../../queries/get-invoice.ts'
import { getPurchaseView } from '../../queries/get-purchase-view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { unitsGoBack } from '../blocks/purchase-words.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

const SellDialog = lazy(() => import('../blocks/sell-dialog.tsx').then((it) => ({ default: it.SellDialog })))

/**
 * Changes what was sold: says what becomes of the invoice and of the units, takes it back, and opens the sale filled in
 * (R-31, T-21). Nothing paid: the invoice is voided; else all of it is credited.
 */
export function ChangePurchaseDialog({ view, onClose }: { readonly view: FinalView; readonly onClose: () => void }) {
  const { run, settings, newKey } = useRuntime()
  const { locale } = settings
  const { invoice } = view
  const formId = useId()
  const [key] = useState(newKey)
  const [order, setOrder] = useState<ChangedPurchase['order']>()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const sold = useRows((books) => getPurchaseView(books, invoice.id), [invoice.id])
  if (order !== undefined) {
    return (
      <Suspense>
        <SellDialog start={{ order }} onClose={onClose} />
      </Suspense>
    )
  }
  if (sold === undefined || sold === null) return null
  const way = wayFor(view)
  const { purchase } = sold

  const takeBack = async () => {
    setBusy(true)
    const { id, version } = purchase
    const changed = await run(changePurchase, { id, version, way }, key)
    setBusy(false)
    if (!changed.ok) {
      setProblem(problemText(changed.problem, locale))
      return
    }
    const { creditNumber } = changed.value
    toast({
      message:
        creditNumber === undefined
          ? t('invoices.voided', { number: invoice.number })
          : t('selling.taken-back-by', { number: invoice.number, creditNumber }),
    })
    setOrder(changed.value.order)
  }

  return (
    <Dialog
      open
      firm
      title={t('selling.change-title', { description: purchase.description })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="danger" type="submit" form={formId} busy={busy}>
            {t('selling.take-back')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={takeBack} {...(problem !== undefined && { problem })}>
        <Stack gap={3}>
          <Text strong>
            {[
              t(way === 'void' ? 'selling.will-void' : 'selling.will-credit', {
                number: invoice.number,
                amount: formatMoney(invoice.gross, invoice.currency, locale),
              }),
              ...unitsGoBack(sold, locale),
            ].join(' ')}
          </Text>
          <Text tone="quiet">{t('selling.then-again')}</Text>
        </Stack>
      </Form>
    </Dialog>
  )
}

/** Voided while nothing was put on it; what was paid or credited is credited on. */
function wayFor({ invoice, money, notes }: FinalView): 'void' | 'credit' {
  const live = money.filter(({ allocation }) => allocation.state === 'live')
  const paid = live.some(({ allocation }) => allocation.sourceKind !== 'creditBalance')
  return invoice.state === 'open' && !paid && notes.every(({ number }) => number === undefined) ? 'void' : 'credit'
}
