import type { MessageAddress } from '../../core/automation/message.ts'
import type { MessageId } from '../../core/ids.ts'
import { formatInstant } from '../../i18n/format-date.ts'
import { t } from '../../i18n/translate.ts'
import { composeMessage } from '../../integrations/mail/compose-message.ts'
import { getMessage } from '../../queries/get-message.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Stack } from '../../ui/stack.tsx'
import { useRuntime } from '../runtime.tsx'
import styles from './message-dialog.module.css'
import { useRows } from './use-rows.ts'

/** A message that left, or was given up: who, when, how, and every word of it. */
export function MessageDialog({ id, onClose }: { readonly id: MessageId; readonly onClose: () => void }) {
  const { settings, today } = useRuntime()
  const view = useRows((books) => getMessage(books, id), [id])
  if (view === undefined || view === null) return null
  const { message, invoice } = view
  const composed = composeMessage(message, { settings, ...view }, today())
  const { sent } = message
  return (
    <Dialog
      open
      wide
      title={t(message.kind === 'invoice' ? 'sending.about-invoice' : 'sending.about-reminder', {
        number: message.invoiceNumber,
      })}
      onClose={onClose}
      foot={
        <>
          <ButtonLink to={`/invoices/${invoice.id}`}>{t('sending.to-invoice')}</ButtonLink>
          <Button kind="main" onClick={onClose}>
            {t('ui.close')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Facts
          start
          facts={[
            ...(sent === undefined
              ? [{ label: t('sending.state'), value: t(`sending.why-${message.why ?? 'by-hand'}`) }]
              : [
                  { label: t('sending.sent-on'), value: formatInstant(sent.at, settings.locale, settings.timeZone) },
                  { label: t('sending.how'), value: t(`sending.way-${sent.how}`) },
                ]),
            { label: t('sending.to'), value: addressesText(composed.to) },
            ...(composed.cc.length === 0 ? [] : [{ label: t('sending.cc'), value: addressesText(composed.cc) }]),
            { label: t('sending.subject'), value: composed.subject },
            ...(message.attachPdf === 1 ? [{ label: t('sending.attached'), value: composed.fileName }] : []),
          ]}
        />
        <p className={styles.text}>{composed.text}</p>
      </Stack>
    </Dialog>
  )
}

function addressesText(addresses: readonly MessageAddress[]): string {
  return addresses.map(({ name, email }) => (name === undefined ? email : `${name} <${email}>`)).join(', ') || '-'
}
