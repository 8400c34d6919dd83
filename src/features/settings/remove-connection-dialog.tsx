import { useState } from 'react'
import { removeEndpoint } from '../../commands/change-endpoint.ts'
import type { Endpoint } from '../../core/automation/outbox.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { useRuntime } from '../runtime.tsx'

/** What it means for what waits. */
const removal = {
  mail: 'connections.remove-letters',
  webhook: 'connections.remove-calls',
  card: 'cards.remove',
} as const

/** Asks before a connection goes, and says what becomes of what waits for it. */
export function RemoveConnectionDialog({
  endpoint,
  onClose,
}: {
  readonly endpoint: Endpoint
  readonly onClose: () => void
}) {
  const { run, settings } = useRuntime()
  const [problem, setProblem] = useState<string>()
  const { id, version, name, purpose } = endpoint

  const remove = async () => {
    const done = await run(removeEndpoint, { id, version })
    if (!done.ok) {
      setProblem(problemText(done.problem, settings.locale))
      return
    }
    toast({ message: t('connections.removed', { name }) })
    onClose()
  }
  return (
    <Dialog
      open
      title={t('connections.remove-ask', { name })}
      onClose={onClose}
      foot={
        <>
          <Button data-autofocus onClick={onClose}>
            {t('connections.cancel')}
          </Button>
          <Button kind="danger" onClick={() => void remove()}>
            {t('connections.remove')}
          </Button>
        </>
      }
    >
      <Stack gap={2}>
        {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
        <Text>{t(removal[purpose])}</Text>
        <Text tone="quiet">{t('connections.remove-log')}</Text>
      </Stack>
    </Dialog>
  )
}
