import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { creditInvoice } from '../../commands/credit-invoice.ts'
import { discardCreditNote } from '../../commands/discard-credit-note.ts'
import { draftCreditNote } from '../../commands/draft-credit-note.ts'
import { issueCreditNote } from '../../commands/issue-credit-note.ts'
import { saveCreditNote } from '../../commands/save-credit-note.ts'
import type { DraftCreditNote } from '../../core/credit/credit-note.ts'
import type { Problem } from '../../core/problem.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { getNextNumber } from '../../queries/get-next-number.ts'
import { confirmAct } from '../../ui/confirm.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import type { CreditOutcome } from './credit-editor.tsx'
import { goesText } from './credit-goes.ts'
import type { CreditEditing } from './use-credit-values.ts'

/** Asks before a credit note is issued: its number, its total and where the money goes. */
export function useConfirmIssue() {
  const { books, settings, today } = useRuntime()
  const { locale } = settings
  return async (clientName: string, { currency, totals, goes }: CreditOutcome): Promise<boolean> => {
    const { number } = await getNextNumber(books, 'creditNote', settings.numbering.creditNote, today())
    return confirmAct({
      title: t('credits.issue-title', { clientName }),
      content: (
        <Stack gap={3}>
          <Facts
            facts={[
              { label: t('credits.number'), value: number },
              { label: t('credits.issue-date'), value: formatDate(today(), locale) },
              { label: t('credits.total'), value: formatMoney(totals.total, currency, locale), total: true },
            ]}
          />
          <Text strong>{goesText(goes, currency, locale)}</Text>
          <Text tone="quiet">{t('credits.issue-locks')}</Text>
        </Stack>
      ),
      confirm: t('credits.issue'),
    })
  }
}

/** What the editor's buttons do: keep a draft, issue it, discard it. */
export function useCreditActs(editing: CreditEditing, outcome: CreditOutcome | undefined, draft?: DraftCreditNote) {
  const { run, newKey, settings } = useRuntime()
  const navigate = useNavigate()
  const confirmIssue = useConfirmIssue()
  const key = useRef(newKey())
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const reason = editing.values.reason.trim()
  const clientName = editing.invoices[0]?.row.invoice.clientName ?? ''

  const refuse = (refused: Problem) => {
    setProblem(problemText(refused, settings.locale))
    return undefined
  }
  const go = (id: string) => void navigate({ to: `/invoices/${id}` as '/', replace: true })

  /** The draft as it was saved: its id and version, or undefined when it was refused. */
  const saveDraft = async () => {
    const { credits } = editing.read
    if (credits === undefined) return undefined
    const words = { ...(reason !== '' && { reason }) }
    if (draft !== undefined) {
      const { id, version } = draft
      const saved = await run(saveCreditNote, { id, version, credits, ...words }, key.current)
      key.current = newKey()
      return saved.ok ? { id, version: saved.value.version } : refuse(saved.problem)
    }
    const made = await run(draftCreditNote, { credits, ...words }, key.current)
    key.current = newKey()
    return made.ok ? { id: made.value.id, version: 1 } : refuse(made.problem)
  }

  const working = async (act: () => Promise<void>) => {
    setProblem(undefined)
    setBusy(true)
    try {
      await act()
    } finally {
      setBusy(false)
    }
  }

  return {
    problem,
    busy,
    save: () =>
      working(async () => {
        const saved = await saveDraft()
        if (saved === undefined) return
        editing.saved()
        toast({ message: t('credits.saved') })
        go(saved.id)
      }),
    issue: () =>
      working(async () => {
        const { credits } = editing.read
        if (credits === undefined || outcome === undefined) return
        if (!(await confirmIssue(clientName, outcome))) return
        if (draft === undefined) {
          const issued = await run(creditInvoice, { credits, ...(reason !== '' && { reason }) }, key.current)
          key.current = newKey()
          if (!issued.ok) return void refuse(issued.problem)
          editing.saved()
          toast({ message: t('credits.issued', { number: issued.value.number }) })
          go(issued.value.id)
          return
        }
        const saved = editing.dirty ? await saveDraft() : { id: draft.id, version: draft.version }
        if (saved === undefined) return
        const issued = await run(issueCreditNote, saved, newKey())
        if (!issued.ok) return void refuse(issued.problem)
        editing.saved()
        toast({ message: t('credits.issued', { number: issued.value.number }) })
      }),
    discard: async () => {
      if (draft === undefined) return
      const numbers = editing.invoices.map(({ row }) => row.invoice.number).join(', ')
      const sure = await confirmAct({
        title: t('credits.discard-title'),
        text: t('credits.discard-what', { numbers }),
        confirm: t('credits.discard'),
        danger: true,
      })
      if (!sure) return
      const gone = await run(discardCreditNote, { id: draft.id, version: draft.version }, newKey())
      if (!gone.ok) return void refuse(gone.problem)
      editing.saved()
      toast({ message: t('credits.discarded') })
      void navigate({ to: '/invoices/credit-notes' as '/', replace: true })
    },
  }
}
