import { useNavigate } from '@tanstack/react-router'
import { startTransition, useEffect, useMemo, useState } from 'react'
import { useForm } from 'react-hook-form'
import { discardDraft } from '../../commands/discard-draft.ts'
import { duplicateInvoice } from '../../commands/duplicate-invoice.ts'
import { finalizeInvoice } from '../../commands/finalize-invoice.ts'
import { addDays } from '../../core/date.ts'
import type { Minor } from '../../core/money.ts'
import { documentFormats } from '../../documents/document-formats.ts'
import { documentWords } from '../../documents/document-words.ts'
import { warmPdf } from '../../documents/pdf/pdf-client.ts'
import { printRating } from '../../documents/print-rating.ts'
import { formatDate, formatInstant } from '../../i18n/format-date.ts'
import { formatMoney } from '../../i18n/format-money.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { listEventsOf } from '../../queries/get-client.ts'
import type { DraftView } from '../../queries/get-invoice.ts'
import { getNextNumber } from '../../queries/get-next-number.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { confirmAct } from '../../ui/confirm.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Link } from '../../ui/link.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, PageColumns } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { DocumentSheet } from '../blocks/document-sheet.tsx'
import { EventList } from '../blocks/event-list.tsx'
import { InvoiceBadges } from '../blocks/invoice-badges.tsx'
import { NextSteps } from '../blocks/next-steps.tsx'
import { TagsLine } from '../blocks/tags-line.tsx'
import { useRows } from '../blocks/use-rows.ts'
import { useRuntime } from '../runtime.tsx'
import { AdjustmentsField } from './adjustments-field.tsx'
import { withoutRepeats } from './calm-events.ts'
import { DraftBlockers } from './draft-blockers.tsx'
import { DraftConflict } from './draft-conflict.tsx'
import { type DraftValues, valuesOf } from './draft-form.ts'
import { DraftHeadFields } from './draft-head-fields.tsx'
import { DraftLines } from './draft-lines.tsx'
import { previewDraft } from './draft-preview.ts'
import { DraftTotals } from './draft-totals.tsx'
import { SheetButton } from './sheet-button.tsx'
import { type SaveStatus, useDraftSaving } from './use-draft-saving.ts'

export interface DraftScreenProps {
  readonly view: DraftView
  /** Told when the draft has become an invoice with this number. */
  readonly onFinal: (number: string) => void
}

/** The editor of a draft: everything that will print, with its totals and what still blocks it. */
export function DraftScreen({ view, onFinal }: DraftScreenProps) {
  const { books, run, settings, today, newKey } = useRuntime()
  const navigate = useNavigate()
  const { draft, client } = view
  const { locale } = settings
  const form = useForm<DraftValues>({ defaultValues: valuesOf(draft, view.charges, locale, view.fields) })
  const saving = useDraftSaving(view, form)
  const [values, setValues] = useState(() => structuredClone(form.getValues()))
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        // Typing comes first: totals and paper follow when there is time.
        callback: (state) => startTransition(() => setValues(structuredClone(state.values))),
      }),
    [form],
  )
  const preview = useMemo(() => previewDraft(values, view, settings, today()), [values, view, settings, today])
  const [showing, setShowing] = useState(false)
  const [busy, setBusy] = useState(false)
  const events = useRows((db) => listEventsOf(db, draft.id, 30), [draft.id])
  const ready =
    preview.document !== undefined &&
    preview.problem === undefined &&
    preview.missing.length === 0 &&
    preview.read.wrong.size === 0

  const amountAt = useMemo(() => {
    const amounts = new Map<number, Minor>()
    preview.read.lines.forEach(({ at }, index) => {
      const amount = preview.document?.totals.lines[index]?.amount
      if (amount !== undefined) amounts.set(at, amount)
    })
    return amounts
  }, [preview])

  const ratingAt = useMemo(() => {
    const words = documentWords(locale)
    const formats = documentFormats(locale, draft.currency)
    const texts = new Map<number, string>()
    preview.read.lines.forEach(({ at }, index) => {
      const line = preview.document?.lines[index]
      const text = line && printRating(line, words, formats)
      if (text !== undefined) texts.set(at, text)
    })
    return texts
  }, [preview, locale, draft.currency])

  const finalize = async () => {
    const { document } = preview
    if (!ready || document === undefined) {
      window.document.getElementById('draft-blockers')?.scrollIntoView({ block: 'center' })
      return
    }
    setBusy(true)
    try {
      if (!(await saving.saveNow())) return
      const version = saving.seenVersion()
      const { number } = await getNextNumber(books, 'invoice', settings.numbering.invoice, today())
      const dueOn = addDays(today(), document.termsDays)
      // The PDF will be asked for next.
      warmPdf().catch(() => undefined)
      const yes = await confirmAct({
        title: t('invoices.finalize-title', { clientName: client.name }),
        content: (
          <Stack gap={3}>
            <Facts
              facts={[
                { label: t('invoices.number'), value: number },
                { label: t('invoices.issue-date'), value: formatDate(today(), locale) },
                { label: t('invoices.due-date'), value: formatDate(dueOn, locale) },
                {
                  label: t('invoices.total-due'),
                  value: formatMoney(document.totals.due, draft.currency, locale),
                  total: true,
                },
              ]}
            />
            {settings.creditBalance === 'apply' && view.credit > 0 && (
              <Text>{t('invoices.finalize-credit', { credit: formatMoney(view.credit, draft.currency, locale) })}</Text>
            )}
            <Text tone="quiet">{t('invoices.finalize-locks')}</Text>
          </Stack>
        ),
        confirm: t('invoices.finalize'),
      })
      if (!yes) return
      const result = await run(finalizeInvoice, { id: draft.id, version }, newKey())
      if (!result.ok) {
        toast({ message: problemText(result.problem, locale), tone: 'bad' })
        return
      }
      saving.end()
      onFinal(result.value.number)
    } finally {
      setBusy(false)
    }
  }

  const discard = async () => {
    const count = draft.chargeIds.length
    const yes = await confirmAct({
      title: t('invoices.discard-title'),
      consequences: [t('invoices.discard-charges', { count }), t('invoices.discard-number')],
      confirm: t('invoices.discard'),
      danger: true,
    })
    if (!yes) return
    saving.end()
    const result = await run(discardDraft, { id: draft.id })
    if (!result.ok) {
      toast({ message: problemText(result.problem, locale), tone: 'bad' })
      return
    }
    toast({ message: t('invoices.discarded', { count }) })
    void navigate({ to: '/invoices' as '/', replace: true })
  }

  const duplicate = async () => {
    await saving.saveNow()
    const result = await run(duplicateInvoice, { id: draft.id })
    if (!result.ok) toast({ message: problemText(result.problem, locale), tone: 'bad' })
    else {
      toast({ message: t('invoices.duplicated') })
      void navigate({ to: `/invoices/${result.value.invoiceId}` as '/' })
    }
  }

  useShortcut('mod+s', t('invoices.save-now'), () => void saving.saveNow())
  useShortcut('mod+Enter', t('invoices.finalize'), () => void finalize())

  return (
    <Page
      title={t('invoices.draft-title', { clientName: client.name })}
      back={{ to: '/invoices', label: t('app.invoices') }}
      badge={<InvoiceBadges invoice={draft} today={today()} />}
      subtitle={
        <Row gap={3}>
          <Link to={`/clients/${client.id}`}>{client.name}</Link>
          <Text tone={saving.status === 'saved' || saving.status === 'saving' ? 'quiet' : 'late'} as="span">
            <span role="status">{statusText(saving.status)}</span>
          </Text>
        </Row>
      }
      acts={
        <Menu
          align="end"
          trigger={(trigger) => <IconButton {...trigger} icon="more" kind="quiet" label={t('invoices.more')} />}
          entries={[
            { label: t('invoices.duplicate'), icon: 'copy', onSelect: () => void duplicate() },
            'separator',
            { label: t('invoices.discard'), icon: 'trash', danger: true, onSelect: () => void discard() },
          ]}
        />
      }
      mainAct={
        <Button kind="main" icon="lock" busy={busy} aria-describedby="draft-blockers" onClick={() => void finalize()}>
          {t('invoices.finalize')}
        </Button>
      }
    >
      {saving.status === 'conflict' && <DraftConflict view={view} mine={preview} values={values} saving={saving} />}
      {saving.status === 'refused' && saving.problem && (
        <Notice tone="bad">{problemText(saving.problem, locale)}</Notice>
      )}
      {draft.amendedAt !== undefined && (
        <Notice tone="late">
          {t('invoices.amended-notice', { when: formatInstant(draft.amendedAt, locale, settings.timeZone) })}
        </Notice>
      )}
      <PageColumns
        main={
          <>
            <DraftLines
              view={view}
              form={form}
              wrong={preview.read.wrong}
              amountAt={amountAt}
              ratingAt={ratingAt}
              chargeIds={values.lines.map(({ chargeId }) => chargeId)}
              saveNow={saving.saveNow}
            />
            <Section title={t('invoices.document-adjustments')}>
              <AdjustmentsField form={form} path="adjustments" currency={draft.currency} wrong={preview.read.wrong} />
            </Section>
            <DraftHeadFields view={view} form={form} wrong={preview.read.wrong} />
          </>
        }
        side={
          <>
            <DraftTotals preview={preview} currency={draft.currency} />
            <NextSteps id={draft.id} />
            <DraftBlockers preview={preview} clientId={client.id} />
            {preview.document && (
              <SheetButton
                document={preview.document}
                options={{ mark: 'draft' }}
                label={t('invoices.open-preview')}
                onClick={() => setShowing(true)}
              />
            )}
            <Section>
              <TagsLine key={draft.id} id={draft.id} tags={draft.tags} />
            </Section>
            <Section title={t('invoices.timeline')}>
              <EventList events={events && withoutRepeats(events)} about={draft.id} />
            </Section>
          </>
        }
      />
      {showing && preview.document && (
        <Dialog open wide title={t('invoices.preview')} onClose={() => setShowing(false)}>
          <DocumentSheet document={preview.document} options={{ mark: 'draft' }} />
        </Dialog>
      )}
    </Page>
  )
}

function statusText(status: SaveStatus): string {
  switch (status) {
    case 'saved':
      return t('invoices.saved')
    case 'waiting':
    case 'saving':
      return t('invoices.saving')
    case 'incomplete':
      return t('invoices.not-saved-incomplete')
    case 'refused':
      return t('invoices.not-saved')
    case 'conflict':
      return t('invoices.not-saved-conflict')
  }
}
