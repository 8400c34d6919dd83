import { formatDate } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { listEventsOf } from '../../queries/get-client.ts'
import type { CancellationView } from '../../queries/get-invoice.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { DocumentSheet } from '../blocks/document-sheet.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { ExplainTotal } from '../blocks/explain-total.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { PdfActs } from './pdf-acts.tsx'
import { useDocumentPdf } from './use-document-pdf.ts'

const noMarks = {}

/** The document that takes a voided invoice back. */
export function CancellationScreen({ view }: { readonly view: CancellationView }) {
  const { settings } = useRuntime()
  const { note, document, invoice } = view
  const pdf = useDocumentPdf(note.id, document, noMarks)
  const events = useRows((books) => listEventsOf(books, note.id, 30), [note.id])
  return (
    <Page
      title={t('invoices.cancellation-title', { number: note.number })}
      back={{ to: `/invoices/${invoice.id}`, label: t('invoices.invoice-title', { number: invoice.number }) }}
      subtitle={<Link to={`/clients/${note.clientId}`}>{note.clientName}</Link>}
      mainAct={
        <Button kind="main" icon="download" busy={pdf.busy} onClick={() => void pdf.download()}>
          {t('invoices.download')}
        </Button>
      }
    >
      <PageColumns
        sideFirst
        main={<DocumentSheet document={document} />}
        side={
          <>
            <Section title={t('invoices.facts')}>
              <Facts
                start
                facts={[
                  { label: t('invoices.cancels'), value: <Link to={`/invoices/${invoice.id}`}>{invoice.number}</Link> },
                  { label: t('invoices.issue-date'), value: formatDate(note.issuedOn, settings.locale) },
                  { label: t('invoices.total'), value: <Amount amount={note.gross} currency={note.currency} /> },
                ]}
              />
              <ExplainTotal document={document} />
              <PdfActs pdf={pdf} />
            </Section>
            <Section title={t('invoices.timeline')}>
              <EventList events={events} about={note.id} />
            </Section>
          </>
        }
      />
    </Page>
  )
}
