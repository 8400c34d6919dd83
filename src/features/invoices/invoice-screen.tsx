import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { CreditNoteId } from '../../core/ids.ts'
import { t } from '../../i18n/translate.ts'
import { getInvoiceView } from '../../queries/get-invoice.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { CreditNoteScreen } from './credit-note-screen.tsx'
import { DraftScreen } from './draft-screen.tsx'
import { FinalScreen } from './final-screen.tsx'

/** One page for drafts, issued invoices and credit notes: what stands under the id now. */
export function InvoiceScreen() {
  const { id } = useParams({ strict: false }) as { id: string }
  return id.startsWith('cn_') ? <CreditNoteScreen id={id as CreditNoteId} /> : <OneInvoice id={id} />
}

function OneInvoice({ id }: { readonly id: string }) {
  const { today } = useRuntime()
  const day = today()
  const answer = useRows(async (books) => ({ id, view: await getInvoiceView(books, id, day) }), [id, day])
  const [finalized, setFinalized] = useState<string>()

  if (answer === undefined || answer.id !== id) return <Page title={t('invoices.invoice')} loading />
  const { view } = answer
  if (view === null || view.kind === 'cancellation') {
    return (
      <Page title={t('invoices.gone')} back={{ to: '/invoices', label: t('app.invoices') }}>
        <EmptyState
          sentence={t('invoices.gone-help')}
          act={<ButtonLink to="/invoices">{t('invoices.to-list')}</ButtonLink>}
        />
      </Page>
    )
  }
  if (view.kind === 'draft') return <DraftScreen key={id} view={view} onFinal={() => setFinalized(id)} />
  return <FinalScreen key={id} view={view} justFinal={finalized === id} onSeen={() => setFinalized(undefined)} />
}
