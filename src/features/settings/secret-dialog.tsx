import { useState } from 'react'
import { rotateSecret } from '../../commands/change-endpoint.ts'
import type { Endpoint } from '../../core/automation/outbox.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { newSecret } from '../../integrations/webhook/new-secret.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './connections-section.module.css'

/** A secret, shown once. */
export function SecretDialog(props: { readonly name: string; readonly secret: string; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      firm
      title={t('connections.secret-title', { name: props.name })}
      onClose={props.onClose}
      foot={
        <Button kind="main" data-autofocus onClick={props.onClose}>
          {t('connections.done')}
        </Button>
      }
    >
      <Stack gap={3}>
        <Text>{t('connections.secret-help')}</Text>
        <Row align="top" keep justify="apart">
          <code className={styles.code}>{props.secret}</code>
          <CopyButton text={props.secret} what={t('connections.secret')} />
        </Row>
      </Stack>
    </Dialog>
  )
}

/** Replaces the secret, with the old one counting for a day or not at all. */
export function NewSecretDialog({
  endpoint,
  onClose,
  onMade,
}: {
  readonly endpoint: Endpoint
  readonly onClose: () => void
  readonly onMade: (secret: string) => void
}) {
  const { run, settings } = useRuntime()
  const [forgetOld, setForgetOld] = useState(false)
  const [problem, setProblem] = useState<string>()
  const { id, version, name } = endpoint

  const make = async () => {
    const secret = newSecret()
    const done = await run(rotateSecret, { id, version, secret, forgetOld })
    if (done.ok) onMade(secret)
    else setProblem(problemText(done.problem, settings.locale))
  }
  return (
    <Dialog
      open
      title={t('connections.secret-ask', { name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('connections.cancel')}</Button>
          <Button kind="main" onClick={() => void make()}>
            {t('connections.secret-make')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
        <Text>{t('connections.secret-ask-both')}</Text>
        <Checkbox
          label={t('connections.secret-forget')}
          checked={forgetOld}
          onChange={(event) => setForgetOld(event.target.checked)}
        />
      </Stack>
    </Dialog>
  )
}
