import { useNavigate } from '@tanstack/react-router'
import { useId, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { sellByInvoice } from '../../commands/sell-by-invoice.ts'
import type { ClientId, ProductId } from '../../core/ids.ts'
import type { Problem } from '../../core/problem.ts'
import { knownDate } from '../../i18n/parse-date.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getClient } from '../../queries/get-client.ts'
import { listFields } from '../../queries/list-fields.ts'
import { findForSale, getProduct } from '../../queries/list-products.ts'
import { previewPurchase } from '../../queries/preview-purchase.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { ComboBox } from '../../ui/combo-box.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Form } from '../../ui/form.tsx'
import { Columns, Stack } from '../../ui/stack.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { ClientPicker } from './client-picker.tsx'
import { MakePack } from './make-pack.tsx'
import { OwnFieldInputs } from './own-field-inputs.tsx'
import { RecordPaymentDialog } from './record-payment-dialog.tsx'
import { SellAddress } from './sell-address.tsx'
import { ownTexts, readSale, type SellStart, sellValues, type Wrong } from './sell-form.ts'
import { SellRefusals } from './sell-refusals.tsx'
import { SellSchedule } from './sell-schedule.tsx'
import { priceText, SellTerms } from './sell-terms.tsx'
import { useRows } from './use-rows.ts'

/**
 * Sells a pack or a plan by invoice: to whom, what, how many or how long; the schedule, the total and the house rules
 * stand below while it is chosen, judged by the same function as the sale (T-4, T-10).
 */
export function SellDialog({ start, onClose }: { readonly start: SellStart; readonly onClose: () => void }) {
  const { books, run, settings, today, newKey } = useRuntime()
  const { locale } = settings
  const navigate = useNavigate()
  const formId = useId()
  const key = useRef(newKey())
  const ways = useRef<HTMLDivElement>(null)
  const { order: before } = start
  const [clientId, setClientId] = useState<ClientId | ''>(before?.clientId ?? start.clientId ?? '')
  const [productId, setProductId] = useState<ProductId | ''>(before?.productId ?? start.productId ?? '')
  const [paying, setPaying] = useState<Parameters<typeof RecordPaymentDialog>[0]['invoiceId']>()
  const [tried, setTried] = useState(0)
  const [problem, setProblem] = useState<Problem>()
  const form = useForm({ defaultValues: sellValues(settings, today(), before) })
  const values = form.watch()
  const dirty = form.formState.isDirty || clientId !== (before?.clientId ?? start.clientId ?? '')
  useUnsavedWork(dirty)

  const known = useRows(
    async (db) => {
      const forSale = await findForSale(db, '', 2)
      // The only thing for sale needs no choice.
      const chosen = productId !== '' ? productId : forSale.length === 1 ? (forSale[0]?.id ?? '') : ''
      return {
        isEmpty: forSale.length === 0,
        fields: await listFields(db, 'invoice'),
        client: clientId === '' ? undefined : await getClient(db, clientId),
        product: chosen === '' ? undefined : ((await getProduct(db, chosen)) ?? undefined),
      }
    },
    [clientId, productId],
  )
  const client = known?.client?.id === clientId ? known.client : undefined
  const product = productId === '' || known?.product?.id === productId ? known?.product : undefined
  const fields = known?.fields ?? []
  const read =
    client === undefined || product === undefined
      ? undefined
      : readSale(values, { client, product, settings, today: today(), fields, before })
  const { address: given, customFields: _own, ...rest } = read?.order ?? {}
  const asked = read === undefined ? undefined : { ...read.order, addressGiven: given !== undefined }
  const sound = read !== undefined && !read.wrong.quantity && !read.wrong.startOn
  const answer = useRows(
    async (db) =>
      asked === undefined || !sound ? undefined : { of: asked, result: await previewPurchase(db, asked, today()) },
    [JSON.stringify([rest, given !== undefined, sound]), today()],
  )
  const result = sound && answer?.of.productId === product?.id ? answer?.result : undefined
  const preview = result?.ok && result.value.client.id === clientId ? result.value : undefined
  const wrong: Wrong = tried > 0 ? (read?.wrong ?? {}) : {}
  const wrongOwn = (tried > 0 && read?.wrongOwn) || undefined
  const refusals = preview?.refusals ?? []

  const chooseProduct = (id: string) => {
    setProductId(id as ProductId | '')
    setProblem(undefined)
    form.setValue('quantity', null)
    form.setValue('termMonths', '')
  }
  const enterAddress = () => {
    form.setValue('addressId', 'new', { shouldDirty: true })
    setTimeout(() => form.setFocus('address.line1'))
  }
  const close = async () => {
    const sure =
      !dirty || (await confirmAct({ title: t('selling.give-up-title'), confirm: t('selling.give-up'), danger: true }))
    if (sure) onClose()
  }

  const sell = async () => {
    setTried(tried + 1)
    setProblem(undefined)
    if (read === undefined || preview === undefined) return
    if (Object.keys(read.wrong).length > 0 || read.wrongOwn.size > 0) return
    if (refusals.length > 0) {
      // The sentence may be out of sight: its way out is where to go on.
      ways.current?.querySelector<HTMLElement>('button, a')?.focus()
      return
    }
    const replaces = before?.replaces
    const sold = await run(
      sellByInvoice,
      replaces === undefined || clientId !== before?.clientId ? read.order : { ...read.order, replaces },
      key.current,
    )
    key.current = newKey()
    if (!sold.ok) {
      setProblem(sold.problem)
      return
    }
    const { number, invoiceId } = sold.value
    toast({
      message: t('selling.sold', { number, name: preview.client.name }),
      act: {
        label: t('sending.send-now'),
        run: () => void navigate({ to: `/invoices/${invoiceId}` as '/', search: { send: 1 } as never }),
      },
    })
    onClose()
    await navigate({ to: `/invoices/${invoiceId}` as '/' })
  }

  const missing = {
    client: tried > 0 && clientId === '' ? t('selling.client-missing') : undefined,
    product: tried > 0 && product === undefined ? t('selling.product-missing') : undefined,
  }
  const errorCount =
    Object.keys(wrong).length +
    (wrongOwn?.size ?? 0) +
    Object.values(missing).filter((each) => each !== undefined).length
  const refused = problem ?? (result?.ok === false ? result.problem : undefined)
  const isRule = refused !== undefined && refusals.some(({ code }) => code === refused.code)
  return (
    <>
      <Dialog
        open
        firm
        wide
        title={before === undefined ? t('selling.sell-title') : t('selling.sell-again-title')}
        onClose={() => void close()}
        foot={
          <>
            <Button onClick={() => void close()}>{t('ui.cancel')}</Button>
            {known?.isEmpty !== true && (
              <Button kind="main" type="submit" form={formId} busy={form.formState.isSubmitting}>
                {t('selling.create-invoice')}
              </Button>
            )}
          </>
        }
      >
        {known?.isEmpty ? (
          <MakePack onMade={chooseProduct} />
        ) : (
          <Form
            id={formId}
            onSubmit={form.handleSubmit(sell)}
            errorCount={errorCount}
            submitCount={tried}
            {...(refused !== undefined && !isRule && { problem: <Refused problem={refused} clientId={clientId} /> })}
          >
            <Stack gap={4}>
              {start.clientId === undefined && (
                <ClientPicker
                  canCreate
                  value={clientId}
                  error={missing.client}
                  onChange={(id) => {
                    setClientId(id)
                    form.setValue('billingGroupId', '')
                    form.setValue('addressId', '')
                  }}
                />
              )}
              <ComboBox
                label={t('selling.what')}
                placeholder={t('selling.what-hint')}
                value={product?.id ?? productId}
                valueLabel={product?.name ?? ''}
                error={missing.product}
                search={async (text) =>
                  (await findForSale(books, text, 50)).map((each) => ({
                    value: each.id,
                    label: each.name,
                    help: priceText(each, locale),
                  }))
                }
                onChange={chooseProduct}
              />
              {client !== undefined && product !== undefined && (
                <>
                  <SellTerms form={form} client={client} product={product} wrong={read?.wrong ?? {}} />
                  {preview !== undefined && <SellSchedule preview={preview} />}
                  <div aria-live="polite" ref={ways}>
                    {preview !== undefined && refusals.length > 0 && (
                      <SellRefusals
                        preview={preview}
                        client={client}
                        product={product}
                        startOn={knownDate(values.startOn) ?? today()}
                        onQuantity={(text) => form.setValue('quantity', text, { shouldDirty: true })}
                        onTerm={(months) => form.setValue('termMonths', String(months), { shouldDirty: true })}
                        onAddress={enterAddress}
                        onPay={setPaying}
                      />
                    )}
                  </div>
                  <SellAddress form={form} client={client} address={preview?.address} wrong={wrong} />
                  <OwnFieldInputs
                    definitions={fields}
                    value={ownTexts(values, fields, locale, before)}
                    onChange={(texts) => form.setValue('ownFields', texts, { shouldDirty: true })}
                    problem={(id) => wrongOwn?.get(id)}
                  />
                  <Columns gap={3}>
                    <TextField
                      label={t('invoices.po-number')}
                      optional
                      autoComplete="off"
                      maxLength={60}
                      {...(preview?.poNumber !== undefined && {
                        placeholder: preview.poNumber,
                        help: t('selling.po-help', { poNumber: preview.poNumber }),
                      })}
                      {...form.register('poNumber')}
                    />
                    <TextArea
                      label={t('selling.notes')}
                      optional
                      help={t(settings.documentNotes === undefined ? 'selling.notes-help' : 'selling.notes-help-own')}
                      maxLength={4000}
                      {...form.register('notes')}
                    />
                  </Columns>
                </>
              )}
            </Stack>
          </Form>
        )}
      </Dialog>
      {paying !== undefined && clientId !== '' && (
        <RecordPaymentDialog clientId={clientId} invoiceId={paying} onClose={() => setPaying(undefined)} />
      )}
    </>
  )
}

/** What stands in the way, and where to fill in what an invoice cannot do without. */
function Refused({ problem, clientId }: { readonly problem: Problem; readonly clientId: ClientId | '' }) {
  const { settings } = useRuntime()
  const text = problemText(problem, settings.locale)
  if (problem.code !== 'finalize-missing') return text
  const ofBuyer = problem.fields.some((field) => field.startsWith('buyer'))
  return (
    <Stack gap={2}>
      <span>{text}</span>
      <div>
        {ofBuyer ? (
          <ButtonLink to={`/clients/${clientId}/edit`}>{t('selling.to-client')}</ButtonLink>
        ) : (
          <ButtonLink to="/settings/profile">{t('selling.to-profile')}</ButtonLink>
        )}
      </div>
    </Stack>
  )
}
