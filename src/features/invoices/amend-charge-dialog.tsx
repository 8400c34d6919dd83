import { useId, useRef, useState } from 'react'
import { amendCharge } from '../../commands/amend-charge.ts'
import type { Decimal } from '../../core/decimal.ts'
import { chargedDifference } from '../../core/invoice/charged-difference.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { type Minor, minor } from '../../core/money.ts'
import { formatDecimal, formatMoney, formatPrice } from '../../i18n/format-money.ts'
import { parseAmount, parseNumber } from '../../i18n/parse-amount.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type AmendableCharge, listAmendable } from '../../queries/list-amendable.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'
import { Button } from '../../ui/button.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** Work that was invoiced turned out otherwise: an open charge over the difference, the invoice untouched (P-9). */
export function AmendChargeDialog({
  invoice,
  onClose,
}: {
  readonly invoice: FinalizedInvoice
  readonly onClose: () => void
}) {
  const { run, newKey, settings } = useRuntime()
  const { locale } = settings
  const { currency } = invoice
  const lines = useRows((books) => listAmendable(books, invoice.id), [invoice.id])
  const [chosen, setChosen] = useState<string>()
  const [typed, setTyped] = useState<{ readonly quantity?: string; readonly unitPrice?: string }>({})
  const [problem, setProblem] = useState<string>()
  const key = useRef(newKey())
  const formId = useId()
  const line = lines?.find(({ charge }) => charge.id === chosen) ?? lines?.[0]
  const quantityText = typed.quantity ?? (line === undefined ? '' : formatDecimal(line.charge.quantity, locale))
  const priceText = typed.unitPrice ?? (line === undefined ? '' : formatPrice(line.charge.unitPrice, currency, locale))
  const quantity = parseNumber(quantityText, locale)
  const unitPrice = parseAmount(priceText, locale, currency, { places: 6 })
  const difference =
    line === undefined || !quantity.ok || !unitPrice.ok
      ? undefined
      : differenceOf(line, quantity.value, unitPrice.value)

  const submit = async () => {
    if (line === undefined || !quantity.ok || !unitPrice.ok) return
    const wanted = { quantity: quantity.value, unitPrice: unitPrice.value }
    const result = await run(amendCharge, { chargeId: line.charge.id, ...wanted }, key.current)
    key.current = newKey()
    if (!result.ok) {
      setProblem(problemText(result.problem, locale))
      return
    }
    const amount = formatMoney(result.value.amount, currency, locale)
    toast({ message: t('invoices.amended', { amount, description: line.charge.description }) })
    onClose()
  }
  return (
    <Dialog
      open
      firm
      title={t('invoices.amend-title', { number: invoice.number })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} disabled={difference === undefined || difference === 0}>
            {t('invoices.amend')}
          </Button>
        </>
      }
    >
      {lines?.length === 0 ? (
        <Text as="p">{t('invoices.amend-none')}</Text>
      ) : (
        <Form id={formId} onSubmit={submit} {...(problem !== undefined && { problem })}>
          <Stack gap={3}>
            <SelectField
              label={t('invoices.amend-line')}
              value={line?.charge.id ?? ''}
              onChange={(event) => {
                setChosen(event.target.value)
                setTyped({})
              }}
              options={(lines ?? []).map(({ charge }) => ({ value: charge.id, label: labelOf(charge.description) }))}
            />
            <Columns gap={3}>
              <DecimalField
                label={t('invoices.amend-quantity')}
                value={quantityText}
                onChange={(text) => setTyped({ ...typed, quantity: text })}
                error={quantity.ok ? undefined : amountProblemText(quantity.problem, locale)}
                {...(line?.charge.unit !== undefined && { unit: line.charge.unit })}
              />
              <MoneyField
                label={t('invoices.amend-price')}
                currency={currency}
                places={6}
                value={priceText}
                onChange={(text) => setTyped({ ...typed, unitPrice: text })}
                error={unitPrice.ok ? undefined : amountProblemText(unitPrice.problem, locale)}
              />
            </Columns>
            <Text as="p" tone="quiet">
              {difference !== undefined &&
                differenceText(difference, (amount) => formatMoney(amount, currency, locale))}
            </Text>
          </Stack>
        </Form>
      )}
    </Dialog>
  )
}

function labelOf(description: string): string {
  return description.length > 80 ? `${description.slice(0, 79)}…` : description
}

function differenceOf({ charge, differences }: AmendableCharge, quantity: Decimal, unitPrice: Decimal) {
  try {
    return chargedDifference(charge, differences, { quantity, unitPrice })
  } catch {
    // Too large an amount: the command says so.
    return undefined
  }
}

function differenceText(difference: Minor, money: (amount: Minor) => string): string {
  if (difference === 0) return t('invoices.amend-same')
  const amount = money(minor(Math.abs(difference)))
  return t(difference > 0 ? 'invoices.amend-more' : 'invoices.amend-less', { amount })
}
