import { useId, useState } from 'react'
import { voidInvoice } from '../../commands/void-invoice.ts'
import { sumMinor } from '../../core/money.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import type { FinalView } from '../../queries/get-invoice.ts'
import { getPurchaseView } from '../../queries/get-purchase-view.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { unitsGoBack } from '../blocks/purchase-words.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** Voids an invoice: says what becomes of its number and whether a cancellation is issued, asks about its charges (P-5, R-21). */
export function VoidDialog({ view, onClose }: { readonly view: FinalView; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const { invoice, money, chargeCount } = view
  const { locale } = settings
  const [charges, setCharges] = useState<'bill-again' | 'drop'>(settings.afterVoid === 'drop' ? 'drop' : 'bill-again')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const formId = useId()
  const sold = useRows(
    async (books) => (invoice.sale === undefined ? null : await getPurchaseView(books, invoice.id)),
    [invoice.id, invoice.sale],
  )
  const live = money.filter(({ allocation }) => allocation.state === 'live')
  const paid = sumMinor(
    live.filter(({ allocation }) => allocation.sourceKind === 'payment').map(({ allocation }) => allocation.amount),
  )
  const credit = sumMinor(
    live
      .filter(({ allocation }) => allocation.sourceKind === 'creditBalance')
      .map(({ allocation }) => allocation.amount),
  )
  const credited = view.notes.filter(({ number }) => number !== undefined)
  const refused = paid > 0 || credited.length > 0
  const locked = settings.booksLockedThrough !== undefined && invoice.issuedOn <= settings.booksLockedThrough
  const released = invoice.releasedAt !== undefined
  const cancels = locked || (released && !settings.plainVoid)

  const submit = async () => {
    setBusy(true)
    const result = await run(voidInvoice, { id: invoice.id, charges: invoice.sale === undefined ? charges : 'drop' })
    setBusy(false)
    if (!result.ok) {
      setProblem(problemText(result.problem, locale))
      return
    }
    const { cancellationNumber } = result.value
    toast({
      message:
        cancellationNumber === undefined
          ? t('invoices.voided', { number: invoice.number })
          : t('invoices.voided-by', { number: invoice.number, cancellation: cancellationNumber }),
    })
    onClose()
  }

  return (
    <Dialog
      open
      firm
      title={t('invoices.void-title', { number: invoice.number })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          {refused ? (
            <ButtonLink kind="main" to="/invoices/credit" search={{ invoice: invoice.id }}>
              {t('credits.credit-instead')}
            </ButtonLink>
          ) : (
            <Button kind="danger" type="submit" form={formId} busy={busy}>
              {t('invoices.void')}
            </Button>
          )}
        </>
      }
    >
      <Form id={formId} onSubmit={submit} {...(problem !== undefined && { problem })}>
        {refused ? (
          <Stack gap={3}>
            {paid > 0 && <Text>{t('credits.void-paid', { amount: formatMoney(paid, invoice.currency, locale) })}</Text>}
            {credited.length > 0 && (
              <Text>
                {t('credits.void-credited', {
                  amount: formatMoney(sumMinor(credited.map(({ amount }) => amount)), invoice.currency, locale),
                  notes: credited.map(({ number }) => number).join(', '),
                })}
              </Text>
            )}
          </Stack>
        ) : (
          <Stack gap={4}>
            <Text>{t('invoices.void-keeps-number', { number: invoice.number })}</Text>
            <Text>
              {cancels
                ? t(locked ? 'invoices.void-cancels-locked' : 'invoices.void-cancels', {
                    amount: formatMoney(invoice.gross, invoice.currency, locale),
                  })
                : t(released ? 'invoices.void-plain-released' : 'invoices.void-plain')}
            </Text>
            {credit > 0 && (
              <Text>{t('invoices.void-credit', { amount: formatMoney(credit, invoice.currency, locale) })}</Text>
            )}
            {invoice.sale === undefined ? (
              <>
                <Segmented
                  label={t('invoices.void-charges', { count: chargeCount })}
                  options={[
                    { value: 'bill-again', label: t('invoices.bill-again') },
                    { value: 'drop', label: t('invoices.drop') },
                  ]}
                  value={charges}
                  onChange={setCharges}
                />
                <Text tone="quiet" size={1}>
                  {t(charges === 'drop' ? 'invoices.drop-help' : 'invoices.bill-again-help')}
                </Text>
              </>
            ) : (
              <Text>
                {[
                  t('selling.void-drops'),
                  ...(sold === undefined || sold === null ? [] : unitsGoBack(sold, locale)),
                ].join(' ')}
              </Text>
            )}
          </Stack>
        )}
      </Form>
    </Dialog>
  )
}
