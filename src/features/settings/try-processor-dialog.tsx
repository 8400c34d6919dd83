import type { Endpoint } from '../../core/automation/outbox.ts'
import { t } from '../../i18n/translate.ts'
import { openProcessor } from '../../integrations/card/open-processor.ts'
import type { ProcessorAccount, ProcessorAnswer } from '../../integrations/card/processor.ts'
import { Notice } from '../../ui/notice.tsx'
import { Text } from '../../ui/text.tsx'
import { processorFailureText } from '../blocks/processor-failure-text.ts'
import { useRuntime } from '../runtime.tsx'
import { TrialDialog } from './trial-dialog.tsx'

/** Asks the processor whether the key is good, and says in plain words what it answered. No money moves. */
export function TryProcessorDialog({
  endpoint,
  onClose,
}: {
  readonly endpoint: Endpoint
  readonly onClose: () => void
}) {
  const { books } = useRuntime()
  const ask = async (signal: AbortSignal): Promise<ProcessorAnswer<ProcessorAccount> | 'off'> => {
    const processor = await openProcessor(books, endpoint.id, { signal })
    return processor === undefined ? 'off' : processor.tryKey()
  }
  return (
    <TrialDialog
      endpoint={endpoint}
      ask={ask}
      outcome={(answer, host) =>
        answer === 'off' ? (
          <Notice tone="bad">{t('cards.processor-off')}</Notice>
        ) : answer.kind === 'done' ? (
          <KeyWorks account={answer.value} host={host} />
        ) : (
          <Notice tone="bad">{processorFailureText(answer, host)}</Notice>
        )
      }
      what={t('cards.try-what')}
      onClose={onClose}
    />
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
