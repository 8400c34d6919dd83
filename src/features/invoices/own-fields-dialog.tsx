import { useId, useRef, useState } from 'react'
import { changeInvoiceFields } from '../../commands/annotate-invoice.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { FinalizedInvoice } from '../../core/model.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { OwnFieldInputs } from '../blocks/own-field-inputs.tsx'
import { ownFieldTexts, readOwnFields } from '../blocks/own-fields.ts'
import { useRuntime } from '../runtime.tsx'

/** What the owner keeps of an issued invoice; the document itself never changes (M-7, T-14). */
export function OwnFieldsDialog(props: {
  readonly invoice: FinalizedInvoice
  readonly fields: readonly FieldDefinition[]
  readonly onClose: () => void
}) {
  const { invoice, fields, onClose } = props
  const { run, settings, newKey } = useRuntime()
  const { locale } = settings
  const formId = useId()
  const key = useRef(newKey())
  // The invoice as it was when the dialog was opened: saved over by nobody unseen (G-2).
  const [seen] = useState(invoice)
  const [texts, setTexts] = useState(() => ownFieldTexts(fields, invoice.customFields, locale))
  const [tries, setTries] = useState(0)
  const [problem, setProblem] = useState<string>()
  const read = readOwnFields(fields, texts, seen.customFields, locale)

  const save = async () => {
    setTries(tries + 1)
    if (read.problems.size > 0) return
    const saved = await run(
      changeInvoiceFields,
      { id: seen.id, version: seen.version, customFields: read.values },
      key.current,
    )
    key.current = newKey()
    if (!saved.ok) {
      setProblem(problemText(saved.problem, locale))
      return
    }
    toast({ message: t('fields.annotated', { number: invoice.number }) })
    onClose()
  }
  return (
    <Dialog
      open
      firm
      title={t('fields.annotate')}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="main" type="submit" form={formId}>
            {t('fields.annotate-save')}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
        problem={problem}
        errorCount={tries === 0 ? 0 : read.problems.size}
        submitCount={tries}
      >
        <Stack gap={3}>
          <Text tone="quiet">{t('fields.annotate-help')}</Text>
          <OwnFieldInputs
            definitions={fields}
            value={texts}
            onChange={setTexts}
            problem={(id) => (tries === 0 ? undefined : read.problems.get(id))}
          />
        </Stack>
      </Form>
    </Dialog>
  )
}
