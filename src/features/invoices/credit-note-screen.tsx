import type { CreditNoteId } from '../../core/ids.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listEventsOf } from '../../queries/get-client.ts'
import { getCreditNote, type IssuedNoteView } from '../../queries/get-credit-note.ts'
import { getInvoiceView } from '../../queries/get-invoice.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Text } from '../../ui/text.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { DocumentSheet } from '../blocks/document-sheet.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { ExplainTotal } from '../blocks/explain-total.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { CancellationScreen } from './cancellation-screen.tsx'
import { CreditDraftScreen } from './credit-screen.tsx'
import { PdfActs } from './pdf-acts.tsx'
import { useDocumentPdf } from './use-document-pdf.ts'

/** What stands under the id of a credit note now: a draft, an issued one, or the cancellation of an invoice. */
export function CreditNoteScreen({ id }: { readonly id: CreditNoteId }) {
  const { today } = useRuntime()
  const day = today()
  const answer = useRows(
    async (books) => {
      const note = await getCreditNote(books, id)
      return { id, note, cancellation: note === null ? await getInvoiceView(books, id, day) : null }
    },
    [id, day],
  )
  if (answer === undefined || answer.id !== id) return <Page title={t('credits.new-title-plain')} loading />
  const { note, cancellation } = answer
  if (note?.kind === 'draft') return <CreditDraftScreen key={id} draft={note.note} corrections={note.corrections} />
  if (note?.kind === 'issued') return <IssuedScreen key={id} view={note} />
  if (cancellation?.kind === 'cancellation') return <CancellationScreen key={id} view={cancellation} />
  return (
    <Page title={t('credits.gone')} back={{ to: '/invoices/credit-notes', label: t('credits.title') }}>
      <EmptyState
        sentence={t('credits.gone-help')}
        act={<ButtonLink to="/invoices/credit-notes">{t('credits.to-list')}</ButtonLink>}
      />
    </Page>
  )
}

const noMarks = {}

/** An issued credit note: the paper, what it corrects and what it paid. */
function IssuedScreen({ view }: { readonly view: IssuedNoteView }) {
  const { settings } = useRuntime()
  const { note, document, invoices, rebilled } = view
  const { locale } = settings
  const pdf = useDocumentPdf(note.id, document, noMarks)
  const events = useRows((books) => listEventsOf(books, note.id, 30), [note.id])
  const stacked = useMedia('(max-width: 959px)')
  const timeline = (
    <Section title={t('invoices.timeline')}>
      <EventList events={events} about={note.id} />
    </Section>
  )
  return (
    <Page
      title={t('credits.note-title', { number: note.number })}
      back={{ to: '/invoices/credit-notes', label: t('credits.title') }}
      badge={<StateBadge word={t('credits.issued-state')} tone="ink" shape="dot" />}
      subtitle={<Link to={`/clients/${note.clientId}`}>{note.clientName}</Link>}
      mainAct={
        <Button kind="main" icon="download" busy={pdf.busy} onClick={() => void pdf.download()}>
          {t('invoices.download')}
        </Button>
      }
    >
      <PageColumns
        sideFirst
        main={
          <>
            <DocumentSheet document={document} />
            {stacked && timeline}
          </>
        }
        side={
          <>
            <Section>
              <Stack gap={4}>
                <div>
                  <Amount size={5} strong amount={note.total} currency={note.currency} />
                  <Text tone="quiet">{t('credits.issued-on', { date: formatDate(note.issuedOn, locale) })}</Text>
                  <ExplainTotal document={document} />
                </div>
                <PdfActs pdf={pdf} />
              </Stack>
            </Section>
            <Section title={t('credits.corrects')}>
              <Stack gap={3}>
                {invoices.map((invoice) => (
                  <Row key={invoice.id} justify="apart" keep>
                    <Link to={`/invoices/${invoice.id}`}>
                      {t('invoices.invoice-title', { number: invoice.number })}
                    </Link>
                    <Amount amount={takenBack(view, invoice.id)} currency={note.currency} />
                  </Row>
                ))}
              </Stack>
              {rebilled !== undefined && (
                <Text>
                  <Link to={`/invoices/${rebilled.id}`}>
                    {rebilled.state === 'draft'
                      ? t('credits.rebilled-draft')
                      : t('credits.rebilled-as', { number: rebilled.number })}
                  </Link>
                </Text>
              )}
            </Section>
            <WhereItLies view={view} />
            {!stacked && timeline}
          </>
        }
      />
    </Page>
  )
}

function takenBack({ note }: IssuedNoteView, id: string) {
  return note.credits.find(({ invoiceId }) => invoiceId === id)?.figures.total ?? note.total
}

/** What the credit paid, what of it was given back, and what waits. */
function WhereItLies({ view }: { readonly view: IssuedNoteView }) {
  const { settings } = useRuntime()
  const { locale } = settings
  const { note, uses, entry } = view
  const { currency } = note
  return (
    <Section title={t('credits.where')}>
      <Stack gap={3}>
        {uses.map(({ allocation, invoice }) => (
          <Row key={allocation.id} justify="apart" keep align="top">
            <div>
              <Link to={`/invoices/${invoice.id}`}>{t('invoices.invoice-title', { number: invoice.number })}</Link>
              <Text size={1} tone="quiet">
                {allocation.state === 'released' ? t('credits.taken-off') : formatDate(allocation.allocatedOn, locale)}
              </Text>
            </div>
            <Amount
              amount={allocation.amount}
              currency={currency}
              {...(allocation.state === 'released' && { tone: 'struck' as const })}
            />
          </Row>
        ))}
        {entry !== undefined && entry.refunded > 0 && (
          <Row justify="apart" keep>
            <Text>{t('credits.given-back')}</Text>
            <Amount amount={entry.refunded} currency={currency} />
          </Row>
        )}
        {entry !== undefined && entry.remaining > 0 && (
          <Row justify="apart" keep>
            <Link to={`/clients/${note.clientId}/credit`}>{t('credits.waits')}</Link>
            <Amount strong amount={entry.remaining} currency={currency} />
          </Row>
        )}
      </Stack>
    </Section>
  )
}
