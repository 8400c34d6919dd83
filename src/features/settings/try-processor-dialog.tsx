import { useEffect, useState } from 'react'
import type { Endpoint } from '../../core/automation/outbox.ts'
import { t } from '../../i18n/translate.ts'
import { openProcessor } from '../../integrations/card/open-processor.ts'
import type { ProcessorAccount, ProcessorAnswer } from '../../integrations/card/processor.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { processorFailureText } from '../blocks/processor-failure-text.ts'
import { useRuntime } from '../runtime.tsx'

/** Asks the processor whether the key is good, and says in plain words what it answered. No money moves. */
export function TryProcessorDialog({
  endpoint,
  onClose,
}: {
  readonly endpoint: Endpoint
  readonly onClose: () => void
}) {
  const { books } = useRuntime()
  const [answer, setAnswer] = useState<ProcessorAnswer<ProcessorAccount> | 'off'>()
  const { id, name, url } = endpoint
  const host = new URL(url).host

  const attempt = async (signal: AbortSignal = new AbortController().signal) => {
    setAnswer(undefined)
    const processor = await openProcessor(books, id, { signal })
    const found = processor === undefined ? 'off' : await processor.tryKey()
    if (!signal.aborted) setAnswer(found)
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
          <Button busy={answer === undefined} onClick={() => void attempt()}>
            {t('connections.try-again')}
          </Button>
          <Button kind="main" data-autofocus onClick={onClose}>
            {t('connections.close')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {answer === undefined ? (
          <Notice>{t('connections.try-running', { host })}</Notice>
        ) : answer === 'off' ? (
          <Notice tone="bad">{t('cards.processor-off')}</Notice>
        ) : answer.kind === 'done' ? (
          <KeyWorks account={answer.value} host={host} />
        ) : (
          <Notice tone="bad">{processorFailureText(answer, host)}</Notice>
        )}
        <Text tone="quiet" size={1}>
          {t('cards.try-what')}
        </Text>
      </Stack>
    </Dialog>
  )
}

function KeyWorks(props: { readonly account: ProcessorAccount; readonly host: string }) {
  const { live, name } = props.account
  return (
    <Notice {...(!live && { tone: 'late' })}>
      <Text>
        {name === undefined ? t('cards.try-works', { host: props.host }) : t('cards.try-works-named', { name })}
      </Text>
      <Text>{t(live ? 'cards.try-live' : 'cards.try-test')}</Text>
    </Notice>
  )
}
