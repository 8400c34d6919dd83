import { useEffect, useState } from 'react'
import type { Endpoint } from '../../core/automation/outbox.ts'
import { t } from '../../i18n/translate.ts'
import { type TrialResult, tryEndpoint } from '../../integrations/webhook/try-endpoint.ts'
import { getSecret } from '../../queries/list-endpoints.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './connections-section.module.css'

/** Sends a test call at once, and says in plain words what came of it and what the receiver must answer. */
export function TryEndpointDialog({
  endpoint,
  onClose,
}: {
  readonly endpoint: Endpoint
  readonly onClose: () => void
}) {
  const { books, now, today, newKey } = useRuntime()
  const [result, setResult] = useState<TrialResult>()
  const { id, url, name } = endpoint
  const host = new URL(url).host

  const attempt = async (signal: AbortSignal = new AbortController().signal) => {
    const stopped = () => signal.aborted
    setResult(undefined)
    const secret = await getSecret(books, id)
    if (stopped()) return
    const secrets = secret === undefined ? [] : [secret]
    const found = await tryEndpoint({ url, secrets, key: `test/${newKey()}`, now: now(), today: today() }, { signal })
    if (!stopped()) setResult(found)
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
          <Button busy={result === undefined} onClick={() => void attempt()}>
            {t('connections.try-again')}
          </Button>
          <Button kind="main" data-autofocus onClick={onClose}>
            {t('connections.close')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {result === undefined ? (
          <Notice>{t('connections.try-running', { host })}</Notice>
        ) : (
          <TrialOutcome result={result} host={host} />
        )}
        <Text tone="quiet" size={1}>
          {t('connections.try-what')}
        </Text>
      </Stack>
    </Dialog>
  )
}

function TrialOutcome({ result, host }: { readonly result: TrialResult; readonly host: string }) {
  const headers = corsHeaders()
  switch (result.kind) {
    case 'delivered':
      return <Notice>{t('connections.try-delivered', { host, status: result.status })}</Notice>
    case 'refused':
    case 'again': {
      const key = result.kind === 'refused' ? 'connections.try-refused' : 'connections.try-busy'
      return (
        <Stack gap={2}>
          <Notice tone="bad">{t(key, { host, status: result.status })}</Notice>
          {result.text !== '' && (
            <>
              <Text tone="quiet">{t('connections.try-said')}</Text>
              <code className={styles.code}>{result.text}</code>
            </>
          )}
        </Stack>
      )
    }
    case 'not-allowed':
      return (
        <Stack gap={2}>
          <Notice tone="bad">{t('connections.try-not-allowed', { host })}</Notice>
          <Row align="top" keep justify="apart">
            <code className={styles.code}>{headers}</code>
            <CopyButton text={headers} what={t('connections.try-headers')} />
          </Row>
        </Stack>
      )
    default:
      return <Notice tone="bad">{t(`connections.try-${result.kind}`, { host })}</Notice>
  }
}

/** What a receiver must answer for a browser on this origin. */
function corsHeaders(): string {
  return [
    `Access-Control-Allow-Origin: ${location.origin}`,
    'Access-Control-Allow-Methods: POST',
    'Access-Control-Allow-Headers: Content-Type, Idempotency-Key, Billfold-Delivery, Billfold-Signature',
    'Access-Control-Expose-Headers: Retry-After',
  ].join('\n')
}
