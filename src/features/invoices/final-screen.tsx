import { useState } from 'react'
import { sumMinor } from '../../core/money.ts'
import type { PrintOptions } from '../../documents/print-document.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { getCardPayment } from '../../queries/get-card-payment.ts'
import { listEventsOf } from '../../queries/get-client.ts'
import type { FinalView } from '../../queries/get-invoice.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { DocumentSheet } from '../blocks/document-sheet.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { ExplainTotal } from '../blocks/explain-total.tsx'
import { InvoiceBadges } from '../blocks/invoice-badges.tsx'
import { NextSteps } from '../blocks/next-steps.tsx'
import { RecordPaymentDialog } from '../blocks/record-payment-dialog.tsx'
import { SendDialog } from '../blocks/send-dialog.tsx'
import { TagsLine } from '../blocks/tags-line.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useUrlQuery } from '../blocks/use-url-query.ts'
import { useRuntime } from '../runtime.tsx'
import { AmendChargeDialog } from './amend-charge-dialog.tsx'
import { AttemptCardDialog } from './attempt-card-dialog.tsx'
import { sinceFinal } from './calm-events.ts'
import { CardAttempts } from './card-attempts.tsx'
import { ChangePurchaseDialog } from './change-purchase-dialog.tsx'
import { CreditNotesSection } from './credit-notes-section.tsx'
import { DuePanel } from './due-panel.tsx'
import { InternalNotes } from './internal-notes.tsx'
import { MarkPaidDialog } from './mark-paid-dialog.tsx'
import { MoneySection } from './money-section.tsx'
import { OwnFieldsSection } from './own-fields-section.tsx'
import { ShareAndPrint } from './pdf-acts.tsx'
import { PdfPreviewDialog } from './pdf-preview-dialog.tsx'
import { PoNumberDialog } from './po-number-dialog.tsx'
import { PurchaseSection } from './purchase-section.tsx'
import { RightDialog } from './right-dialog.tsx'
import { useDocumentPdf } from './use-document-pdf.ts'
import { useFinalActs } from './use-final-acts.ts'
import { VoidDialog } from './void-dialog.tsx'
import { WriteOffDialog } from './write-off-dialog.tsx'

type Open =
  | 'send'
  | 'amend'
  | 'pdf'
  | 'payment'
  | 'mark-paid'
  | 'void'
  | 'write-off'
  | 'po'
  | 'right'
  | 'card'
  | 'purchase'

export interface FinalScreenProps {
  readonly view: FinalView
  /** It was finalized a moment ago on this screen: offer what comes next. */
  readonly justFinal: boolean
  readonly onSeen: () => void
}

function creditedOf({ money }: FinalView) {
  const notes = money.filter(({ allocation }) => allocation.state === 'live' && allocation.sourceKind === 'creditNote')
  return sumMinor(notes.map(({ allocation }) => allocation.amount))
}

/** An issued invoice: the paper, what is due, and what can still be done. */
export function FinalScreen({ view, justFinal, onSeen }: FinalScreenProps) {
  const { settings, today } = useRuntime()
  const { invoice, document } = view
  const { locale } = settings
  const { state, number, currency } = invoice
  const url = useUrlQuery()
  // A reminder's link leads straight to the dialog.
  const [open, setOpen] = useState<Open | undefined>(url.get('send') !== '' && state !== 'void' ? 'send' : undefined)
  const close = () => {
    setOpen(undefined)
    if (url.get('send') !== '') url.set({ send: '' })
  }
  const options: PrintOptions = {
    ...(state === 'void' && { mark: 'void' }),
    ...(invoice.poAddendum && { poAddendum: invoice.poAddendum }),
  }
  const pdf = useDocumentPdf(invoice.id, document, options)
  const acts = useFinalActs(view)
  const events = useRows((books) => listEventsOf(books, invoice.id, 50), [invoice.id])
  const card = useRows((books) => getCardPayment(books, invoice), [invoice])
  const payable = state === 'open' || state === 'uncollectible'
  const stacked = useMedia('(max-width: 959px)')
  const timeline = (
    <Section title={t('invoices.timeline')}>
      <EventList events={events && sinceFinal(events)} about={invoice.id} />
    </Section>
  )
  const handOut = (
    <Row gap={2}>
      {state !== 'void' && (
        <Button icon="mail" onClick={() => setOpen('send')}>
          {t('sending.send')}
        </Button>
      )}
      <Button
        icon="download"
        kind={payable || justFinal ? 'quiet' : 'main'}
        busy={pdf.busy}
        onClick={() => void pdf.download()}
      >
        {t('invoices.download')}
      </Button>
      <ShareAndPrint pdf={pdf} />
    </Row>
  )

  return (
    <Page
      title={t('invoices.invoice-title', { number })}
      back={{ to: '/invoices', label: t('app.invoices') }}
      badge={<InvoiceBadges invoice={invoice} today={today()} />}
      subtitle={<Link to={`/clients/${invoice.clientId}`}>{invoice.clientName}</Link>}
      acts={
        <Menu
          align="end"
          trigger={(trigger) => <IconButton {...trigger} icon="more" kind="quiet" label={t('invoices.more')} />}
          entries={[
            { label: t('invoices.open-pdf'), icon: 'invoices', onSelect: () => setOpen('pdf') },
            { label: t('invoices.duplicate'), icon: 'copy', onSelect: () => void acts.duplicate() },
            payable && { label: t('invoices.mark-paid'), icon: 'check', onSelect: () => setOpen('mark-paid') },
            state === 'open' && {
              label: t('cards.attempt'),
              icon: 'payments',
              ...(card?.why !== undefined && { disabled: true, help: t(`cards.why-${card.why}`) }),
              onSelect: () => setOpen('card'),
            },
            payable && {
              label: t(invoice.poNumber || invoice.poAddendum ? 'invoices.change-po' : 'invoices.add-po'),
              icon: 'edit',
              onSelect: () => setOpen('po'),
            },
            state !== 'void' && { label: t('invoices.amend'), icon: 'charges', onSelect: () => setOpen('amend') },
            state !== 'void' && 'separator',
            state !== 'void' &&
              invoice.sale !== undefined && {
                label: t('selling.change-purchase'),
                icon: 'edit',
                onSelect: () => setOpen('purchase'),
              },
            state !== 'void' && { label: t('credits.put-right'), icon: 'alert', onSelect: () => setOpen('right') },
            state !== 'void' && {
              label: t('credits.credit'),
              icon: 'back',
              to: `/invoices/credit?invoice=${invoice.id}`,
            },
            state === 'open' && { label: t('invoices.write-off'), icon: 'close', onSelect: () => setOpen('write-off') },
            state === 'uncollectible' && {
              label: t('invoices.reopen'),
              icon: 'undo',
              onSelect: () => void acts.reopen(),
            },
            state !== 'void' && {
              label: t('invoices.void'),
              icon: 'trash',
              danger: true,
              onSelect: () => setOpen('void'),
            },
          ]}
        />
      }
      {...(payable && {
        mainAct: (
          <Button kind="main" icon="payments" onClick={() => setOpen('payment')}>
            {t('invoices.record-payment')}
          </Button>
        ),
      })}
    >
      {justFinal && state === 'open' && invoice.releasedAt === undefined && (
        <Notice
          acts={
            <>
              <Button icon="mail" onClick={() => setOpen('send')}>
                {t('sending.send-now')}
              </Button>
              <Button icon="download" onClick={() => void pdf.download()}>
                {t('invoices.download')}
              </Button>
              <Button kind="plain" onClick={onSeen}>
                {t('invoices.not-now')}
              </Button>
            </>
          }
        >
          {t('invoices.is-final', { number })}
        </Notice>
      )}
      {view.cancellation && (
        <Notice>
          {t('invoices.cancelled-by')} <Link to={`/invoices/${view.cancellation.id}`}>{view.cancellation.number}</Link>
        </Notice>
      )}
      <PageColumns
        sideFirst
        main={
          <>
            <DocumentSheet document={document} options={options} />
            {stacked && timeline}
          </>
        }
        side={
          <>
            <Section>
              <Stack gap={4}>
                <div>
                  <DuePanel invoice={invoice} credited={creditedOf(view)} />
                  <ExplainTotal
                    document={document}
                    invoice={invoice}
                    money={view.money.map((each) => each.allocation)}
                  />
                </div>
                {state === 'open' && card !== undefined && card.why === undefined && (
                  <Row gap={2}>
                    <Button icon="payments" onClick={() => setOpen('card')}>
                      {t('cards.attempt')}
                    </Button>
                    <Button icon="check" onClick={() => setOpen('mark-paid')}>
                      {t('invoices.mark-paid')}
                    </Button>
                  </Row>
                )}
                {state === 'open' && view.credit > 0 && (
                  <Row justify="apart" gap={2}>
                    <Text tone="quiet" as="span">
                      {t('invoices.credit-there')} <Amount amount={view.credit} currency={currency} />
                    </Text>
                    <Button onClick={() => void acts.putCredit()}>{t('invoices.use-credit')}</Button>
                  </Row>
                )}
                {handOut}
              </Stack>
            </Section>
            {card !== undefined && <CardAttempts payment={card} onAgain={() => setOpen('card')} />}
            <Section title={t('invoices.facts')}>
              <Facts
                start
                facts={[
                  { label: t('invoices.issue-date'), value: formatDate(invoice.issuedOn, locale) },
                  { label: t('invoices.due-date'), value: formatDate(invoice.dueOn, locale) },
                  { label: t('invoices.total'), value: <Amount amount={invoice.gross} currency={currency} /> },
                  {
                    label: t('invoices.po-number'),
                    value: invoice.poAddendum
                      ? t('invoices.po-added', {
                          poNumber: invoice.poAddendum.poNumber,
                          date: formatDate(invoice.poAddendum.on, locale),
                        })
                      : invoice.poNumber,
                  },
                  {
                    label: t('invoices.payment-reference'),
                    value: document.paymentReference && (
                      <Row gap={1} keep>
                        {document.paymentReference}
                        <CopyButton text={document.paymentReference} what={t('invoices.payment-reference')} />
                      </Row>
                    ),
                  },
                ]}
              />
              <TagsLine key={invoice.id} id={invoice.id} tags={invoice.tags} />
            </Section>
            <OwnFieldsSection invoice={invoice} />
            {invoice.sale !== undefined && <PurchaseSection invoice={invoice} onChange={() => setOpen('purchase')} />}
            <MoneySection view={view} />
            <CreditNotesSection view={view} />
            <NextSteps id={invoice.id} />
            <InternalNotes invoice={invoice} />
            {!stacked && timeline}
          </>
        }
      />
      {open === 'pdf' && <PdfPreviewDialog pdf={pdf} onClose={close} />}
      {open === 'payment' && <RecordPaymentDialog clientId={invoice.clientId} invoiceId={invoice.id} onClose={close} />}
      {open === 'mark-paid' && <MarkPaidDialog invoice={invoice} onClose={close} />}
      {open === 'card' && card !== undefined && card.why === undefined && (
        <AttemptCardDialog invoice={invoice} cards={card.cards} onClose={close} />
      )}
      {open === 'void' && <VoidDialog view={view} onClose={close} />}
      {open === 'write-off' && <WriteOffDialog invoice={invoice} onClose={close} />}
      {open === 'send' && <SendDialog invoiceId={invoice.id} onClose={close} />}
      {open === 'amend' && <AmendChargeDialog invoice={invoice} onClose={close} />}
      {open === 'po' && <PoNumberDialog invoice={invoice} onClose={close} />}
      {open === 'purchase' && <ChangePurchaseDialog view={view} onClose={close} />}
      {open === 'right' && <RightDialog view={view} onOther={setOpen} onClose={close} />}
    </Page>
  )
}
