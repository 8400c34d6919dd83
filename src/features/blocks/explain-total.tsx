import { lazy, Suspense, useState } from 'react'
import type { FrozenDocument } from '../../core/invoice/document.ts'
import type { Allocation, FinalizedInvoice } from '../../core/model.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'

const ExplainDialog = lazy(() => import('./explain-dialog.tsx').then((it) => ({ default: it.ExplainDialog })))

export interface ExplainTotalProps {
  /** Frozen, or the preview of a draft. */
  readonly document: FrozenDocument
  /** Of an issued invoice: with what was put on it, down to what is due now. */
  readonly invoice?: FinalizedInvoice
  readonly money?: readonly Allocation[]
}

/** The quiet question beside totals, and its answer step by step. */
export function ExplainTotal(props: ExplainTotalProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      {/* Its icon under the figures: a quiet button has no edge that could stand there. */}
      <div style={{ marginLeft: 'calc(-1 * var(--space-3))' }}>
        <Button kind="plain" icon="info" onClick={() => setOpen(true)}>
          {t('invoices.explain-total')}
        </Button>
      </div>
      {open && (
        <Suspense>
          <ExplainDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
