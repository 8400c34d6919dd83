import { t } from '../../i18n/translate.ts'
import { mailtoLink } from '../../integrations/mail/mailto-link.ts'
import { canShareText, shareFile } from '../../integrations/mail/share-file.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { toast } from '../../ui/toast.tsx'
import styles from './link-to-send.module.css'

/** A link that a client opens: to copy, to mail with a few words, to share where the device does. */
export function LinkToSend(props: {
  readonly url: string
  /** Of the client; absent where none is known. */
  readonly to: string | undefined
  readonly subject: string
  /** With the link in it. */
  readonly text: string
}) {
  const { url, to, subject, text } = props
  const mail = mailtoLink({ to: to === undefined ? [] : [{ email: to }], cc: [], subject, text })
  const href = mail.fits ? mail.href : mail.short
  const share = async () => {
    const outcome = await shareFile({ title: subject, text })
    if (outcome === 'failed' || outcome === 'not-possible') toast({ message: t('cards.share-failed'), tone: 'bad' })
  }
  return (
    <Stack gap={2}>
      <Row align="top" keep justify="apart">
        <code className={styles.link}>{url}</code>
        <CopyButton text={url} what={t('cards.link')} />
      </Row>
      <Row gap={2}>
        {href !== undefined && (
          <a className={styles.mail} href={href}>
            <Icon name="mail" size={16} />
            {to === undefined ? t('cards.link-mail') : t('cards.link-mail-to', { to })}
          </a>
        )}
        {canShareText() && (
          <Button icon="share" onClick={() => void share()}>
            {t('cards.link-share')}
          </Button>
        )}
      </Row>
      {!mail.fits && <p>{t('cards.link-paste')}</p>}
    </Stack>
  )
}
