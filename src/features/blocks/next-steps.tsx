import { useState } from 'react'
import { holdInvoice, resumeInvoice } from '../../commands/hold-invoice.ts'
import type { InvoiceId } from '../../core/ids.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import {
  collectionReasonText,
  finalizationReasonText,
  lateFeeReasonText,
  reminderReasonText,
} from '../../i18n/automation-reason-text.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { type ExplainedInvoice, explainInvoice } from '../../queries/explain-invoice.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'
import { useRows } from './use-rows.ts'

/** What automation will do about a draft or an invoice, and when; an open one can be let be for a while. */
export function NextSteps({ id }: { readonly id: InvoiceId }) {
  const { settings, today, run } = useRuntime()
  const { locale } = settings
  const day = today()
  const answer = useRows(async (books) => ({ id, explained: await explainInvoice(books, id, day) }), [id, day])
  const [holding, setHolding] = useState(false)
  const explained = answer?.id === id ? answer.explained : undefined
  if (explained === undefined) return null
  const { invoice } = explained
  const steps = stepTexts(explained, locale)
  const open = invoice.state === 'open' ? invoice : undefined
  if (steps.length === 0 && open === undefined) return null
  const resume = async (row: FinalizedInvoice) => {
    const resumed = await run(resumeInvoice, { id: row.id, version: row.version })
    if (resumed.ok) toast({ message: t('automation.resumed-invoice', { number: row.number }) })
    else toast({ message: problemText(resumed.problem, locale), tone: 'bad' })
  }
  return (
    <Section title={t('automation.next-title')}>
      <Stack gap={3}>
        {explained.waiting && (
          <Text tone="late">
            {t('automation.next-waiting')} <Link to="/automation/waiting">{t('automation.waiting-look')}</Link>
          </Text>
        )}
        {steps.map(({ label, text }) => (
          <div key={label}>
            <Text tone="quiet" size={1}>
              {label}
            </Text>
            <Text>{text}</Text>
          </div>
        ))}
        {steps.length === 0 && (
          <Text tone="quiet">
            {t('automation.next-nothing')} <Link to="/automation">{t('automation.next-set-up')}</Link>
          </Text>
        )}
        {open !== undefined && steps.length > 0 && (
          <Row gap={2}>
            {open.hold === undefined ? (
              <Button icon="clock" onClick={() => setHolding(true)}>
                {t('automation.hold')}
              </Button>
            ) : (
              <Button icon="undo" onClick={() => void resume(open)}>
                {t('automation.resume')}
              </Button>
            )}
          </Row>
        )}
      </Stack>
      {holding && open !== undefined && <HoldDialog invoice={open} onClose={() => setHolding(false)} />}
    </Section>
  )
}

/** The last decision of each rule says where the document stands; a rule that is off says nothing. */
function stepTexts(
  { invoice, finalization, reminders, lateFees, collection, ruleIds }: ExplainedInvoice,
  locale: string,
): readonly { readonly label: string; readonly text: string }[] {
  if (invoice.state === 'draft') {
    if (finalization === undefined) return []
    const text = finalizationReasonText(finalization.reason, locale)
    return [{ label: t('automation.kind-finalization'), text }]
  }
  if (invoice.state !== 'open') return []
  const hold = invoice.hold && {
    label: t('automation.on-hold'),
    text: reminderReasonText(
      // The step does not matter for the words of a hold.
      { code: 'on-hold', of: 'invoice', ...invoice.hold, step: 0, on: invoice.dueOn },
      locale,
    ),
  }
  const reminder = ruleIds.reminders === undefined ? undefined : reminders.at(-1)
  const collected = ruleIds.collection === undefined ? undefined : collection.at(-1)
  const fee = ruleIds.lateFees === undefined ? undefined : lateFees.at(-1)
  return [
    ...(hold === undefined ? [] : [hold]),
    ...(collected === undefined || (hold !== undefined && collected.reason.code === 'on-hold')
      ? []
      : [{ label: t('automation.kind-collection'), text: collectionReasonText(collected.reason, locale) }]),
    ...(reminder === undefined || (hold !== undefined && reminder.reason.code === 'on-hold')
      ? []
      : [{ label: t('automation.kind-reminders'), text: reminderReasonText(reminder.reason, locale) }]),
    ...(fee === undefined
      ? []
      : [{ label: t('automation.kind-late-fees'), text: lateFeeReasonText(fee.reason, locale) }]),
  ]
}

function HoldDialog({ invoice, onClose }: { readonly invoice: FinalizedInvoice; readonly onClose: () => void }) {
  const { run, settings } = useRuntime()
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const formId = `hold-${invoice.id}`
  const hold = async () => {
    setBusy(true)
    const { id, version, number } = invoice
    const held = await run(holdInvoice, { id, version, ...(note.trim() !== '' && { note: note.trim() }) })
    setBusy(false)
    if (!held.ok) {
      setProblem(problemText(held.problem, settings.locale))
      return
    }
    onClose()
    toast({
      message: t('automation.held-invoice', { number }),
      undo: async () => {
        const undone = await run(resumeInvoice, { id, version: held.value.version })
        if (!undone.ok) toast({ message: problemText(undone.problem, settings.locale), tone: 'bad' })
      },
    })
  }
  return (
    <Dialog
      open
      title={t('automation.hold-title', { number: invoice.number })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={busy}>
            {t('automation.hold')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={hold} problem={problem}>
        <Stack gap={3}>
          <Text>{t('automation.hold-help')}</Text>
          <TextField
            label={t('automation.hold-why')}
            optional
            autoComplete="off"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Stack>
      </Form>
    </Dialog>
  )
}
