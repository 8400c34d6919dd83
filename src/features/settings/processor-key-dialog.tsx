import { useId, useState } from 'react'
import { rotateSecret } from '../../commands/change-endpoint.ts'
import type { Endpoint } from '../../core/automation/outbox.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { useRuntime } from '../runtime.tsx'
import { ProcessorKeyField } from './processor-fields.tsx'
import { keyProblem } from './processor-key.ts'

/** Puts another key in the place of a processor's, after a restore too; the one before is forgotten at once. */
export function ProcessorKeyDialog(props: {
  readonly endpoint: Endpoint
  readonly onClose: () => void
  /** The key is kept: it is tried next. */
  readonly onKept: () => void
}) {
  const { id, version, name } = props.endpoint
  const { run, settings } = useRuntime()
  const formId = useId()
  const [problem, setProblem] = useState<string>()
  const [key, setKey] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)

  const save = async () => {
    const wrong = keyProblem(key)
    setProblem(undefined)
    setError(wrong)
    if (wrong !== undefined) return
    setBusy(true)
    const done = await run(rotateSecret, { id, version, secret: key.trim(), forgetOld: true })
    setBusy(false)
    if (done.ok) props.onKept()
    else setProblem(problemText(done.problem, settings.locale))
  }
  return (
    <Dialog
      open
      firm
      title={t('cards.key-title', { name })}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>{t('connections.cancel')}</Button>
          <Button kind="main" type="submit" form={formId} busy={busy}>
            {t('cards.key-save')}
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={save} problem={problem}>
        <ProcessorKeyField value={key} onChange={setKey} error={error} />
      </Form>
    </Dialog>
  )
}
