import { t } from '../../i18n/translate.ts'
import type { DeliveryView } from '../../queries/list-endpoints.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import styles from './delivery-body-dialog.module.css'
import { deliveryText } from './delivery-text.ts'

/** Exactly what an endpoint is sent, byte for byte; a message is shown with its invoice. */
export function DeliveryBodyDialog({ view, onClose }: { readonly view: DeliveryView; readonly onClose: () => void }) {
  const { row, endpointName } = view
  const name = endpointName === '' ? t('connections.gone') : endpointName
  const { payload } = row
  return (
    <Dialog
      open
      wide
      title={t('connections.see-title', { name })}
      onClose={onClose}
      foot={
        <>
          {payload.kind === 'message' && row.invoiceId !== undefined && (
            <ButtonLink to={`/invoices/${row.invoiceId}`}>{t('connections.open-invoice')}</ButtonLink>
          )}
          <Button kind="main" data-autofocus onClick={onClose}>
            {t('connections.close')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Text strong>{deliveryText(view)}</Text>
        {payload.kind === 'webhook' ? (
          <Row align="top" keep justify="apart">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
            <pre className={styles.code} tabIndex={0}>
              {readable(payload.body)}
            </pre>
            <CopyButton text={payload.body} what={t('connections.body')} />
          </Row>
        ) : (
          <Text tone="quiet">{t('connections.see-message')}</Text>
        )}
      </Stack>
    </Dialog>
  )
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
