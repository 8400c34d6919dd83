import { type ReactNode, useEffect, useState } from 'react'
import type { Endpoint } from '../../core/automation/outbox.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'

interface TrialDialogProps<Answer> {
  readonly endpoint: Endpoint
  /** Asks the other side. What it answers after the signal is not looked at. */
  readonly ask: (signal: AbortSignal) => Promise<Answer>
  readonly outcome: (answer: Answer, host: string) => ReactNode
  /** What a trial does and does not do. */
  readonly what: string
  readonly onClose: () => void
}

/** Asks an address once as the dialog opens, and again on a press; says in plain words what came of it. */
export function TrialDialog<Answer>({ endpoint, ask, outcome, what, onClose }: TrialDialogProps<Answer>) {
  const [found, setFound] = useState<{ readonly answer: Answer }>()
  const { id, name, url } = endpoint
  const host = new URL(url).host

  const attempt = async (signal: AbortSignal = new AbortController().signal) => {
    setFound(undefined)
    const answer = await ask(signal)
    if (!signal.aborted) setFound({ answer })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: one call for each opening, whatever else is drawn anew
  useEffect(() => {
    const stop = new AbortController()
    // React opens twice while developing; the first one is stopped before it has asked anybody.
    const timer = setTimeout(() => void attempt(stop.signal))
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [id])

  return (
    <Dialog
      open
      title={t('connections.try-title', { name })}
      onClose={onClose}
      foot={
        <>
          <Button busy={found === undefined} onClick={() => void attempt()}>
            {t('connections.try-again')}
          </Button>
          <Button kind="main" data-autofocus onClick={onClose}>
            {t('connections.close')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {found === undefined ? <Notice>{t('connections.try-running', { host })}</Notice> : outcome(found.answer, host)}
        <Text tone="quiet" size={1}>
          {what}
        </Text>
      </Stack>
    </Dialog>
  )
}
