import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { undoRefund } from '../../commands/undo-refund.ts'
import type { PaymentId } from '../../core/ids.ts'
import { addMinor, type CurrencyCode, sumMinor } from '../../core/money.ts'
import type { Refund } from '../../core/payments/refund.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { t } from '../../i18n/translate.ts'
import { listEventsOf } from '../../queries/get-client.ts'
import { getPayment, type PaymentView, type PlacedMoney } from '../../queries/get-payment.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { useLocale } from '../../ui/locale.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { paymentMethodText } from '../blocks/payment-methods.ts'
import { ReasonDialog } from '../blocks/reason-dialog.tsx'
import { RefundDialog } from '../blocks/refund-dialog.tsx'
import { UndoPaymentDialog } from '../blocks/undo-payment-dialog.tsx'
import { useReceiptPdf } from '../blocks/use-receipt-pdf.ts'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { EditPaymentDialog } from './edit-payment-dialog.tsx'
import { PaymentBadge } from './payment-badge.tsx'

/** One payment: what it paid, what it left, what was given back; corrected, undone, refunded, with its receipt (I-6). */
export function PaymentScreen() {
  const { id } = useParams({ strict: false }) as { id: PaymentId }
  const answer = useRows(async (books) => ({ id, view: await getPayment(books, id) }), [id])
  if (answer === undefined || answer.id !== id) return null
  if (answer.view === null) {
    return (
      <Page title={t('payments.missing-title')}>
        <EmptyState
          sentence={t('payments.missing')}
          act={<ButtonLink to="/payments">{t('payments.show-all')}</ButtonLink>}
        />
      </Page>
    )
  }
  return <OnePayment key={id} view={answer.view} />
}

function OnePayment({ view }: { readonly view: PaymentView }) {
  const { settings } = useRuntime()
  const { locale } = settings
  const { payment, placed, credits, refunds, free } = view
  const { id, clientId, clientName, currency, amount, method } = payment
  const [open, setOpen] = useState<'edit' | 'undo' | 'refund'>()
  const close = () => setOpen(undefined)
  const pdf = useReceiptPdf(id)
  const events = useRows((books) => listEventsOf(books, id, 50), [id])
  const gone = payment.state === 'undone'
  const live = [...placed, ...credits.flatMap(({ used }) => used)].filter(({ allocation }) => isLive({ allocation }))
  const canRefund = !gone && (free > 0 || live.length > 0)
  const on = formatDate(payment.receivedOn, locale)

  return (
    <Page
      title={t('payments.payment-of', { clientName })}
      back={{ to: '/payments', label: t('app.payments') }}
      badge={<PaymentBadge payment={payment} refunded={refundedOf(refunds)} />}
      subtitle={<Link to={`/clients/${clientId}`}>{clientName}</Link>}
      acts={
        !gone && (
          <Menu
            align="end"
            trigger={(trigger) => <IconButton {...trigger} icon="more" kind="quiet" label={t('payments.more')} />}
            entries={[
              { label: t('payments.edit'), icon: 'edit', onSelect: () => setOpen('edit') },
              canRefund && { label: t('balance.refund'), icon: 'back', onSelect: () => setOpen('refund') },
              { label: t('payments.print-receipt'), icon: 'print', onSelect: () => void pdf.print() },
              pdf.share !== undefined && {
                label: t('payments.share-receipt'),
                icon: 'share',
                onSelect: () => void pdf.share?.(),
              },
              'separator',
              { label: t('payments.undo'), icon: 'undo', danger: true, onSelect: () => setOpen('undo') },
            ]}
          />
        )
      }
      {...(!gone && {
        mainAct: (
          <Button kind="main" icon="download" busy={pdf.busy} onClick={() => void pdf.download()}>
            {t('payments.receipt')}
          </Button>
        ),
      })}
    >
      <PageColumns
        main={
          <>
            <Section title={t('payments.what-it-paid')}>
              {placed.length === 0 ? (
                <Text tone="quiet">{t('payments.paid-nothing')}</Text>
              ) : (
                <Placed placed={placed} currency={currency} />
              )}
            </Section>
            {credits.length > 0 && (
              <Section
                title={t('payments.credit-left')}
                acts={
                  <ButtonLink kind="plain" to={`/clients/${clientId}/credit`}>
                    {t('balance.to-credit')}
                  </ButtonLink>
                }
              >
                <Stack gap={4}>
                  {credits.map(({ credit, used }) => (
                    <Stack key={credit.id} gap={2}>
                      <Facts
                        facts={[
                          {
                            label: t(`balance.origin-${credit.origin}`),
                            value: (
                              <Amount
                                amount={credit.amount}
                                currency={currency}
                                {...(credit.state === 'reversed' && { tone: 'struck' as const })}
                              />
                            ),
                          },
                          {
                            label: t('balance.left'),
                            value: <Amount amount={credit.remaining} currency={currency} />,
                            total: true,
                          },
                        ]}
                      />
                      {used.length > 0 && <Placed placed={used} currency={currency} />}
                    </Stack>
                  ))}
                </Stack>
              </Section>
            )}
            {refunds.length > 0 && <Refunds refunds={refunds} />}
          </>
        }
        side={
          <>
            <Section>
              <Stack gap={3}>
                <Amount
                  size={5}
                  strong
                  amount={amount}
                  currency={currency}
                  {...(gone && { tone: 'struck' as const })}
                />
                {gone && (
                  <Text tone="quiet">{t('payments.undone-because', { reason: payment.undoneReason ?? '' })}</Text>
                )}
                <Facts
                  start
                  facts={[
                    { label: t('payments.received-on'), value: on },
                    { label: t('payments.method'), value: paymentMethodText(method) },
                    { label: t('payments.reference'), value: payment.reference },
                  ]}
                />
                {!gone && (
                  <Row gap={2}>
                    <Button icon="edit" onClick={() => setOpen('edit')}>
                      {t('payments.edit')}
                    </Button>
                    {canRefund && (
                      <Button icon="undo" onClick={() => setOpen('refund')}>
                        {t('balance.refund')}
                      </Button>
                    )}
                  </Row>
                )}
              </Stack>
            </Section>
            <Section title={t('payments.timeline')}>
              <EventList events={events} about={id} />
            </Section>
          </>
        }
      />
      {open === 'edit' && <EditPaymentDialog payment={payment} onClose={close} />}
      {open === 'undo' && <UndoPaymentDialog payment={payment} onClose={close} />}
      {open === 'refund' && (
        <RefundDialog
          source={{ kind: 'payment', id }}
          clientName={clientName}
          currency={currency}
          free={free}
          placed={live}
          method={method}
          receivedOn={payment.receivedOn}
          byCard={view.byCard}
          onClose={close}
        />
      )}
    </Page>
  )
}

function isLive({ allocation }: Pick<PlacedMoney, 'allocation'>): boolean {
  return allocation.state === 'live'
}

function refundedOf(refunds: readonly Refund[]) {
  return sumMinor(refunds.filter(({ state }) => state === 'paid').map(({ amount }) => amount))
}

/** Money on invoices, with the day and the way to each; what was taken off again is struck. */
function Placed(props: { readonly placed: readonly PlacedMoney[]; readonly currency: CurrencyCode }) {
  const locale = useLocale()
  const total = props.placed
    .filter(isLive)
    .reduce((sum, { allocation }) => addMinor(sum, allocation.amount), sumMinor([]))
  return (
    <Stack gap={2}>
      {props.placed.map(({ allocation, number }) => (
        <Row key={allocation.id} justify="apart" keep align="top">
          <div>
            <Link to={`/invoices/${allocation.invoiceId}`}>{number}</Link>
            <Text size={1} tone="quiet">
              {isLive({ allocation })
                ? formatDate(allocation.allocatedOn, locale)
                : t('payments.taken-off', { date: formatDate(allocation.allocatedOn, locale) })}
            </Text>
          </div>
          <Amount
            amount={allocation.amount}
            currency={props.currency}
            {...(!isLive({ allocation }) && { tone: 'struck' as const })}
          />
        </Row>
      ))}
      {props.placed.length > 1 && (
        <Row justify="apart">
          <Text strong>{t('payments.on-invoices')}</Text>
          <Amount strong amount={total} currency={props.currency} />
        </Row>
      )}
    </Stack>
  )
}

function Refunds({ refunds }: { readonly refunds: readonly Refund[] }) {
  const { run, settings } = useRuntime()
  const { locale } = settings
  const [undoing, setUndoing] = useState<Refund>()
  return (
    <Section title={t('payments.refunds')}>
      <Stack gap={3}>
        {refunds.map((refund) => (
          <Row key={refund.id} justify="apart" keep align="top">
            <div>
              <Text>{paymentMethodText(refund.method)}</Text>
              <Text size={1} tone="quiet">
                {[formatDate(refund.refundedOn, locale), refund.reference].filter(Boolean).join(' · ')}
              </Text>
              {refund.state === 'undone' && (
                <Text size={1} tone="quiet">
                  {t('payments.undone-because', { reason: refund.undoneReason ?? '' })}
                </Text>
              )}
            </div>
            <Row gap={1} keep>
              <Amount
                amount={refund.amount}
                currency={refund.currency}
                {...(refund.state === 'undone' && { tone: 'struck' as const })}
              />
              {refund.state === 'paid' && (
                <IconButton icon="undo" label={t('balance.undo-refund')} onClick={() => setUndoing(refund)} />
              )}
            </Row>
          </Row>
        ))}
      </Stack>
      {undoing && (
        <ReasonDialog
          title={t('balance.undo-refund-title', {
            amount: formatMoney(undoing.amount, undoing.currency, locale),
          })}
          confirm={t('balance.undo-refund')}
          reasons={[t('balance.reason-came-back'), t('payments.reason-mistake')]}
          onReason={async (reason) => {
            const done = await run(undoRefund, { id: undoing.id, version: undoing.version, reason })
            if (!done.ok) return done.problem
            toast({
              message: t('balance.refund-undone', { amount: formatMoney(done.value.credit, undoing.currency, locale) }),
            })
            return undefined
          }}
          onClose={() => setUndoing(undefined)}
        >
          {t('balance.undo-refund-help')}
        </ReasonDialog>
      )}
    </Section>
  )
}
