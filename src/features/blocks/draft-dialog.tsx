import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { draftInvoices } from '../../commands/draft-invoices.ts'
import type { InvoiceId } from '../../core/ids.ts'
import type { Problem } from '../../core/problem.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type DraftChoice, type PlannedDraft, previewDrafts } from '../../queries/preview-drafts.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { useRows } from './use-rows.ts'

export interface DraftDialogProps {
  /** "Invoice selected charges" names them; "Draft an invoice" takes all open ones of a client (P-2). */
  readonly choices: readonly DraftChoice[]
  readonly onClose: () => void
  /** After the drafts were made, before the draft is shown. */
  readonly onDone?: () => void
}

/** Asks before drafts are made, with the totals of each; then shows the draft, or the list of several. */
export function DraftDialog({ choices, onClose, onDone }: DraftDialogProps) {
  const { run, newKey, settings } = useRuntime()
  const navigate = useNavigate()
  const planned = useRows((books) => previewDrafts(books, choices), [JSON.stringify(choices)])
  // While drafts are made their charges leave the preview: what was confirmed stays on screen.
  const [confirmed, setConfirmed] = useState<readonly PlannedDraft[]>()
  const [problem, setProblem] = useState<Problem>()
  const keys = useRef(new Map(choices.map(({ clientId }) => [clientId, newKey()])))

  const busy = confirmed !== undefined
  const drafts = confirmed ?? (planned?.ok ? planned.value : [])

  const make = async () => {
    setConfirmed(drafts)
    setProblem(undefined)
    const made: InvoiceId[] = []
    for (const choice of choices) {
      // One act per client: what was made stays, and pressing again makes none twice.
      const drafted = await run(draftInvoices, choice, keys.current.get(choice.clientId))
      if (!drafted.ok) {
        setConfirmed(undefined)
        setProblem(drafted.problem)
        return
      }
      made.push(...drafted.value.invoiceIds)
    }
    onDone?.()
    toast({ message: t('charges.drafts-made', { count: made.length }) })
    const [only] = made
    if (made.length === 1 && only !== undefined) await navigate({ to: `/invoices/${only}` })
    else await navigate({ to: '/invoices', search: { state: 'draft' } as never })
  }

  // Opened with its totals and a button to press, which then has the focus: a disabled one could not take it.
  if (planned === undefined && !busy) return null
  const refusal = problem ?? (busy || planned?.ok !== false ? undefined : planned.problem)
  return (
    <Dialog
      open
      title={t('charges.draft-title', { count: Math.max(1, drafts.length) })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" data-autofocus busy={busy} disabled={drafts.length === 0} onClick={() => void make()}>
            {t('charges.draft-confirm', { count: Math.max(1, drafts.length) })}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        {refusal !== undefined && (
          <Notice tone="bad" acts={<WayOut problem={refusal} choices={choices} />}>
            {problemText(refusal, settings.locale)}
          </Notice>
        )}
        {drafts.length > 0 && <Text tone="quiet">{t('charges.draft-help', { count: drafts.length })}</Text>}
        {drafts.map((draft, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: planned drafts have no ids yet
          <Planned key={index} draft={draft} />
        ))}
      </Stack>
    </Dialog>
  )
}

function Planned({ draft }: { readonly draft: PlannedDraft }) {
  const { currency, totals } = draft
  const amount = (value: typeof totals.net) => <Amount amount={value} currency={currency} />
  return (
    <Section title={draft.clientName}>
      <Facts
        facts={[
          { label: t('charges.draft-charges'), value: t('charges.count', { count: draft.chargeCount }) },
          { label: t('charges.net'), value: amount(totals.net) },
          { label: t('charges.tax'), value: amount(totals.tax) },
          { label: t('charges.gross'), value: amount(totals.gross), total: true },
        ]}
      />
      {draft.heldCount > 0 && (
        <Text size={1} tone="quiet">
          {t('charges.draft-held', { count: draft.heldCount })}
        </Text>
      )}
      {totals.gross < 0 && <Text tone="late">{t('charges.draft-negative')}</Text>}
    </Section>
  )
}

/** Where a refusal can be lifted (T-4). */
function WayOut({ problem, choices }: { readonly problem: Problem; readonly choices: readonly DraftChoice[] }) {
  if (problem.code === 'tax-rate-missing') {
    return <ButtonLink to="/settings/taxes">{t('charges.to-taxes')}</ButtonLink>
  }
  const clientId = choices[0]?.clientId
  if (problem.code === 'client-archived' && clientId !== undefined) {
    return <ButtonLink to={`/clients/${clientId}`}>{t('charges.to-client')}</ButtonLink>
  }
  return null
}
