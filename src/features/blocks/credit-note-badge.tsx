import type { CreditNote } from '../../core/credit/credit-note.ts'
import { t } from '../../i18n/translate.ts'
import { StateBadge } from '../../ui/state-badge.tsx'

/** Draft, issued, or the cancellation of a voided invoice. */
export function CreditNoteBadge({ note }: { readonly note: CreditNote }) {
  if (note.state === 'draft') return <StateBadge word={t('credits.draft')} tone="plain" shape="outline" />
  if (note.kind === 'cancellation') return <StateBadge word={t('credits.cancellation')} tone="grey" shape="struck" />
  return <StateBadge word={t('credits.issued-state')} tone="ink" shape="dot" />
}
