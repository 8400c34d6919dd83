import { useState } from 'react'
import { changeInternalNotes } from '../../commands/annotate-invoice.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { forgetFormValues, keepFormValues, keptFormValues, useUnsavedWork } from '../../ui/dirty-forms.ts'
import { Section } from '../../ui/section.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { useRuntime } from '../runtime.tsx'

/** Notes that only the owner sees; they can change after issue, and every change is logged. */
export function InternalNotes({ invoice }: { readonly invoice: FinalizedInvoice }) {
  const { run, settings } = useRuntime()
  const key = `invoice-notes/${invoice.id}`
  const now = invoice.internalNotes ?? ''
  const [typed, setTyped] = useState<string | undefined>(() => {
    const kept = keptFormValues(key)
    return typeof kept === 'string' ? kept : undefined
  })
  const [base, setBase] = useState(invoice.version)
  const [problem, setProblem] = useState<string>()
  useUnsavedWork(typed !== undefined && typed !== now)

  const stop = () => {
    forgetFormValues(key)
    setTyped(undefined)
    setProblem(undefined)
  }
  const save = async () => {
    if (typed === undefined) return
    const result = await run(changeInternalNotes, { id: invoice.id, version: base, internalNotes: typed })
    if (result.ok) {
      stop()
      return
    }
    // The notes as they stand are shown beside what was typed; saving again replaces them.
    if (result.problem.code === 'stale') setBase(invoice.version)
    setProblem(problemText(result.problem, settings.locale))
  }

  return (
    <Section
      title={t('invoices.internal-notes')}
      acts={
        typed === undefined && (
          <IconButton
            icon="edit"
            label={t('invoices.edit-internal-notes')}
            onClick={() => {
              setBase(invoice.version)
              setTyped(now)
            }}
          />
        )
      }
    >
      {typed === undefined ? (
        <Text {...(now === '' && { tone: 'quiet' })}>{now === '' ? t('invoices.no-internal-notes') : now}</Text>
      ) : (
        <Stack gap={2}>
          {problem !== undefined && <Text tone="bad">{problem}</Text>}
          {problem !== undefined && now !== '' && <Text tone="quiet">{now}</Text>}
          <TextArea
            label={t('invoices.internal-notes')}
            labelHidden
            autoFocus
            maxLength={10000}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value)
              keepFormValues(key, event.target.value)
            }}
          />
          <Row justify="end">
            <Button onClick={stop}>{t('ui.cancel')}</Button>
            <Button onClick={() => void save()}>{t('invoices.save-notes')}</Button>
          </Row>
        </Stack>
      )}
    </Section>
  )
}
