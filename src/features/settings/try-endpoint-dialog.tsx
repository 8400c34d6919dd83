import type { Endpoint } from '../../core/automation/outbox.ts'
import { t } from '../../i18n/translate.ts'
import { type TrialResult, tryEndpoint } from '../../integrations/webhook/try-endpoint.ts'
import { getSecret } from '../../queries/list-endpoints.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './connections-section.module.css'
import { TrialDialog } from './trial-dialog.tsx'

/** Sends a test call at once, and says in plain words what came of it and what the receiver must answer. */
export function TryEndpointDialog({
  endpoint,
  onClose,
}: {
  readonly endpoint: Endpoint
  readonly onClose: () => void
}) {
  const { books, now, today, newKey } = useRuntime()
  const { id, url } = endpoint
  const ask = async (signal: AbortSignal): Promise<TrialResult> => {
    const secret = await getSecret(books, id)
    const secrets = secret === undefined ? [] : [secret]
    return tryEndpoint({ url, secrets, key: `test/${newKey()}`, now: now(), today: today() }, { signal })
  }
  return (
    <TrialDialog
      endpoint={endpoint}
      ask={ask}
      outcome={(result, host) => <TrialOutcome result={result} host={host} />}
      what={t('connections.try-what')}
      onClose={onClose}
    />
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
