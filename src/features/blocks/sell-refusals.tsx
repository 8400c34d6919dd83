import { useState } from 'react'
import { changeClientStatus } from '../../commands/change-client-status.ts'
import type { Command } from '../../commands/execute.ts'
import { saveClient } from '../../commands/save-client.ts'
import { setClientSelling } from '../../commands/set-client-selling.ts'
import { voidInvoice } from '../../commands/void-invoice.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { CalendarDate } from '../../core/date.ts'
import type { Client, Product } from '../../core/model.ts'
import { multiplyToMinor } from '../../core/money.ts'
import type { SaleRefusal } from '../../core/problem.ts'
import { quantityReaching, termReaching } from '../../core/selling/reach-minimum.ts'
import { formatDecimal, formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { saleRefusalText } from '../../i18n/sale-problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getPurchaseView } from '../../queries/get-purchase-view.ts'
import type { PurchasePreview } from '../../queries/preview-purchase.ts'
import { Button } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { unitsGoBack } from './purchase-words.ts'

export interface WaysOut {
  readonly preview: PurchasePreview
  readonly client: Client
  readonly product: Product
  readonly startOn: CalendarDate
  readonly onQuantity: (text: string) => void
  readonly onTerm: (months: number) => void
  readonly onAddress: () => void
  readonly onPay: (invoiceId: Outstanding['id']) => void
}

type Outstanding = PurchasePreview['outstanding'][number]
type BelowMinimum = Extract<SaleRefusal, { code: 'below-minimum' }>

/** Each house rule that the sale breaks: the sentence with its figures, and the way out done right here (T-4). */
export function SellRefusals(props: WaysOut) {
  const { settings } = useRuntime()
  return (
    <Stack gap={2}>
      {props.preview.refusals.map((refusal) => (
        <Notice key={refusal.code} tone="late" acts={<Way {...props} refusal={refusal} />}>
          {saleRefusalText(refusal, settings.locale)}
        </Notice>
      ))}
    </Stack>
  )
}

function Way(props: WaysOut & { readonly refusal: SaleRefusal }) {
  const { refusal } = props
  switch (refusal.code) {
    case 'client-on-trial':
      return <TrialWays client={props.client} />
    case 'address-missing':
      return <Button onClick={props.onAddress}>{t('selling.enter-address')}</Button>
    case 'term-not-allowed':
      return refusal.allowed.map((months) => (
        <Button key={months} onClick={() => props.onTerm(months)}>
          {t('selling.take-term', { months })}
        </Button>
      ))
    case 'below-minimum':
      return <MinimumWays {...props} refusal={refusal} />
    case 'too-many-outstanding':
      return <OutstandingWays {...props} refusal={refusal} />
  }
}

/** Runs an act of a way out; a refusal is said, and the dialog judges anew by itself. */
function useWay() {
  const { run, settings } = useRuntime()
  const [busy, setBusy] = useState(false)
  const go = async <Input, Value>(command: Command<Input, Value>, input: Input): Promise<Value | undefined> => {
    setBusy(true)
    const result = await run(command, input)
    setBusy(false)
    if (result.ok) return result.value
    toast({ message: problemText(result.problem, settings.locale), tone: 'bad' })
    return undefined
  }
  return { go, busy }
}

function TrialWays({ client }: { readonly client: Client }) {
  const { go, busy } = useWay()
  const { id, version, name } = client
  const allow = async () => {
    const { id: _id, version: _version, status: _status, words: _words, sortName: _sort, ...kept } = client
    const { importId: _import, createdAt: _created, updatedAt: _updated, ...fields } = kept
    const selling = { ...client.selling, allowTrial: 1 as const }
    const saved = await go(saveClient, { seen: { id, version }, fields: { ...fields, selling } })
    if (saved !== undefined) toast({ message: t('selling.trial-allowed', { name }) })
  }
  const activate = async () => {
    const changed = await go(changeClientStatus, { id, version, status: 'active' })
    if (changed !== undefined) toast({ message: t('selling.made-active', { name }) })
  }
  return (
    <>
      <Button busy={busy} onClick={() => void allow()}>
        {t('selling.allow-trial')}
      </Button>
      <Button busy={busy} onClick={() => void activate()}>
        {t('selling.make-active')}
      </Button>
    </>
  )
}

function MinimumWays(props: WaysOut & { readonly refusal: BelowMinimum }) {
  const { refusal, product, preview } = props
  const { settings } = useRuntime()
  const { locale } = settings
  if (product.sale?.kind === 'plan') {
    const months = termReaching(refusal.minimum, product, preview.terms, props.startOn)
    return months === undefined ? (
      <AllowFrom client={props.client} refusal={refusal} />
    ) : (
      <Button onClick={() => props.onTerm(months)}>{t('selling.take-term', { months })}</Button>
    )
  }
  const quantity = quantityReaching(refusal.minimum, product)
  if (quantity === undefined) return <AllowFrom client={props.client} refusal={refusal} />
  const number = formatDecimal(quantity, locale)
  const amount = multiplyToMinor(quantity, product.unitPrice, currencyExponent(product.currency))
  return (
    <Button onClick={() => props.onQuantity(number)}>
      {t('selling.raise-to', { number, amount: formatMoney(amount, refusal.currency, locale) })}
    </Button>
  )
}

/** Nothing that is for sale reaches the minimum: then this client may buy from this amount on (T-3). */
function AllowFrom(props: { readonly client: Client; readonly refusal: BelowMinimum }) {
  const { run, settings } = useRuntime()
  const { go, busy } = useWay()
  const { client, refusal } = props
  const { id, version, name, selling = {} } = client
  const amount = formatMoney(refusal.amount, refusal.currency, settings.locale)
  const allow = async () => {
    const changed = await go(setClientSelling, { id, version, selling: { ...selling, minimum: refusal.amount } })
    if (changed === undefined) return
    toast({
      message: t('selling.allowed-from', { name, amount }),
      undo: async () => {
        const undone = await run(setClientSelling, { id, version: changed.version, selling })
        if (!undone.ok) toast({ message: problemText(undone.problem, settings.locale), tone: 'bad' })
      },
    })
  }
  return (
    <Button busy={busy} onClick={() => void allow()}>
      {t('selling.allow-from', { name, amount })}
    </Button>
  )
}

function OutstandingWays(
  props: WaysOut & { readonly refusal: Extract<SaleRefusal, { code: 'too-many-outstanding' }> },
) {
  const { books, settings } = useRuntime()
  const { go, busy } = useWay()
  const { invoices, currency } = props.refusal
  const drop = async ({ id, number, due }: Outstanding) => {
    const amount = formatMoney(due, currency, settings.locale)
    const sold = await getPurchaseView(books, id)
    const charges = sold !== null || settings.afterVoid === 'drop' ? 'drop' : 'bill-again'
    const sure = await confirmAct({
      title: t('invoices.void-title', { number }),
      consequences: [
        t('invoices.void-keeps-number', { number }),
        t('selling.void-frees', { amount }),
        ...(sold === null
          ? [t(charges === 'drop' ? 'invoices.drop-help' : 'invoices.bill-again-help')]
          : [t('selling.void-drops'), ...unitsGoBack(sold, settings.locale)]),
      ],
      confirm: t('invoices.void'),
      danger: true,
    })
    if (!sure) return
    const voided = await go(voidInvoice, { id, charges })
    if (voided !== undefined) toast({ message: t('invoices.voided', { number }) })
  }
  return (
    <ItemList>
      {invoices.map((invoice) => (
        <Item key={invoice.id}>
          <Text as="span">
            {/* In a window of its own: what is typed here stays. */}
            <a href={`/invoices/${invoice.id}`} target="_blank" rel="noreferrer">
              {invoice.number}
            </a>{' '}
            {formatMoney(invoice.due, currency, settings.locale)}
          </Text>
          <Row gap={1}>
            <Button
              aria-label={t('selling.pay-one', { number: invoice.number })}
              onClick={() => props.onPay(invoice.id)}
            >
              {t('invoices.record-payment')}
            </Button>
            <Button
              kind="dangerQuiet"
              busy={busy}
              aria-label={t('selling.void-one', { number: invoice.number })}
              onClick={() => void drop(invoice)}
            >
              {t('selling.void')}
            </Button>
          </Row>
        </Item>
      ))}
    </ItemList>
  )
}
