import { useNavigate } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { addCharge } from '../../commands/add-charge.ts'
import { draftInvoices } from '../../commands/draft-invoices.ts'
import { currencyExponent } from '../../core/currency.ts'
import type { ChargeId, ClientId, TaxRateId } from '../../core/ids.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal, formatPrice } from '../../i18n/format-money.ts'
import { parseAmount, parseNumber } from '../../i18n/parse-amount.ts'
import { parseQuickLine } from '../../i18n/parse-quick-line.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getClient, listClientCharges } from '../../queries/get-client.ts'
import { previewDrafts } from '../../queries/preview-drafts.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { DecimalField } from '../../ui/decimal-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { MoneyField } from '../../ui/money-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Columns, Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { ClientPicker } from '../blocks/client-picker.tsx'
import { TaxPicker } from '../blocks/tax-picker.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'

/** A new invoice starts with a client: over its open charges (P-2), or with a first line typed here. */
export function NewInvoiceDialog(props: { readonly clientId?: ClientId; readonly onClose: () => void }) {
  const { run, settings, today, newKey } = useRuntime()
  const { locale } = settings
  const navigate = useNavigate()
  const formId = useId()
  const [keys] = useState(() => ({ charge: newKey(), draft: newKey() }))
  const [clientId, setClientId] = useState<ClientId | ''>(props.clientId ?? '')
  const [wanted, setWanted] = useState<'charges' | 'line'>()
  const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set())
  const [line, setLine] = useState({ description: '', quantity: '1', unitPrice: '' })
  const [taxIds, setTaxIds] = useState<TaxRateId[]>()
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)

  const found = useRows(
    async (books) =>
      clientId === ''
        ? { of: clientId, client: undefined, charges: [] }
        : {
            of: clientId,
            client: await getClient(books, clientId),
            charges: await listClientCharges(books, clientId, 300),
          },
    [clientId],
  )
  const known = found?.of === clientId ? found : undefined
  const charges = known?.charges ?? []
  const mode = wanted ?? (charges.length > 0 ? 'charges' : 'line')
  const ticked = charges.filter(({ id }) => !unticked.has(id)).map(({ id }) => id)
  const planned = useRows(
    async (books) =>
      clientId === '' || ticked.length === 0
        ? undefined
        : await previewDrafts(books, [{ clientId, chargeIds: ticked }]),
    [clientId, ticked.join()],
  )
  const currency = known?.client?.currency ?? settings.currency
  const taxes = taxIds ?? [...(known?.client?.taxIds ?? settings.defaultTaxIds)]
  const quantity = parseNumber(line.quantity, locale, { places: 6 })
  const unitPrice = parseAmount(line.unitPrice, locale, currency, { places: currencyExponent(currency) + 6 })
  const missing = (wrong: boolean, text: string) => (tried > 0 && wrong ? text : undefined)

  const readQuick = () => {
    if (line.unitPrice.trim() !== '') return
    const quick = parseQuickLine(line.description, locale, currency)
    if (quick === undefined || quick.description === '') return
    setLine({
      description: quick.description,
      quantity: formatDecimal(quick.quantity, locale),
      unitPrice: formatPrice(quick.unitPrice, currency, locale),
    })
  }

  const draft = async (chargeIds: readonly ChargeId[]) => {
    if (clientId === '') return
    const result = await run(draftInvoices, { clientId, chargeIds }, keys.draft)
    if (!result.ok) {
      setProblem(problemText(result.problem, locale))
      return
    }
    const { invoiceIds } = result.value
    if (invoiceIds.length > 1) {
      toast({ message: t('invoices.several-drafts', { count: invoiceIds.length }) })
      await navigate({ to: '/invoices' as '/', search: { state: 'draft' } as never, replace: true })
    } else await navigate({ to: `/invoices/${invoiceIds[0]}` as '/', replace: true })
  }

  const submit = async () => {
    setTried(tried + 1)
    setProblem(undefined)
    if (clientId === '') return
    setBusy(true)
    try {
      if (mode === 'charges') {
        await draft(ticked)
        return
      }
      if (line.description.trim() === '' || !quantity.ok || !unitPrice.ok) return
      const added = await run(
        addCharge,
        {
          clientId,
          fields: {
            description: line.description,
            quantity: quantity.value,
            unitPrice: unitPrice.value,
            taxIds: taxes,
            taxIncluded: settings.pricesIncludeTax,
            servedOn: today(),
          },
        },
        keys.charge,
      )
      if (!added.ok) setProblem(problemText(added.problem, locale))
      else await draft([added.value.id])
    } finally {
      setBusy(false)
    }
  }

  const totals = planned?.ok ? planned.value : []
  const refusal =
    problem ?? (mode === 'charges' && planned?.ok === false ? problemText(planned.problem, locale) : undefined)
  return (
    <Dialog
      open
      firm
      title={t('invoices.new-title')}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>{t('ui.cancel')}</Button>
          <Button
            kind="main"
            type="submit"
            form={formId}
            busy={busy}
            disabled={clientId === '' || (mode === 'charges' && ticked.length === 0)}
          >
            {t('invoices.draft-it')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={submit} {...(refusal !== undefined && { problem: refusal })}>
        <Stack gap={4}>
          <ClientPicker
            canCreate
            value={clientId}
            onChange={(id) => {
              setClientId(id)
              setUnticked(new Set())
              setWanted(undefined)
              setTaxIds(undefined)
            }}
          />
          {clientId !== '' && known !== undefined && charges.length > 0 && (
            <Segmented
              label={t('invoices.start-with')}
              options={[
                { value: 'charges', label: t('invoices.open-charges', { count: charges.length }) },
                { value: 'line', label: t('invoices.a-new-line') },
              ]}
              value={mode}
              onChange={setWanted}
            />
          )}
          {clientId !== '' && known !== undefined && mode === 'charges' && (
            <Stack gap={2}>
              {charges.map((charge) => (
                <Row key={charge.id} justify="apart" keep align="top">
                  <Checkbox
                    label={charge.description}
                    help={formatDate(charge.servedOn, locale)}
                    checked={!unticked.has(charge.id)}
                    onChange={(event) => {
                      const next = new Set(unticked)
                      if (event.target.checked) next.delete(charge.id)
                      else next.add(charge.id)
                      setUnticked(next)
                    }}
                  />
                  <Amount amount={charge.amount} currency={charge.currency} />
                </Row>
              ))}
              {totals.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: planned drafts have no ids yet
                <Row key={index} justify="apart">
                  <Text strong>
                    {t(totals.length > 1 ? 'invoices.draft-of' : 'invoices.total', { place: index + 1 })}
                  </Text>
                  <Amount strong amount={one.totals.gross} currency={one.currency} />
                </Row>
              ))}
              {totals.length > 1 && <Text tone="quiet">{t('invoices.several-help')}</Text>}
            </Stack>
          )}
          {clientId !== '' && known !== undefined && mode === 'line' && (
            <Stack gap={3}>
              <TextField
                label={t('invoices.description')}
                placeholder={t('invoices.description-hint')}
                value={line.description}
                error={missing(line.description.trim() === '', t('invoices.description-missing'))}
                onChange={(event) => setLine({ ...line, description: event.target.value })}
                onBlur={readQuick}
              />
              <Columns>
                <DecimalField
                  label={t('invoices.quantity')}
                  places={6}
                  value={line.quantity}
                  error={missing(!quantity.ok, t('invoices.quantity-missing'))}
                  onChange={(text) => setLine({ ...line, quantity: text })}
                />
                <MoneyField
                  label={t('invoices.price')}
                  currency={currency}
                  places={currencyExponent(currency) + 6}
                  value={line.unitPrice}
                  error={missing(!unitPrice.ok, t('invoices.price-missing'))}
                  onChange={(text) => setLine({ ...line, unitPrice: text })}
                />
              </Columns>
              <TaxPicker value={taxes} onChange={setTaxIds} />
            </Stack>
          )}
        </Stack>
      </Form>
    </Dialog>
  )
}
