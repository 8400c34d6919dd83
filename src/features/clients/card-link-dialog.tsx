import { useEffect, useState } from 'react'
import type { Endpoint } from '../../core/automation/outbox.ts'
import type { Client } from '../../core/model.ts'
import type { StoredMethod } from '../../core/payments/stored-method.ts'
import { t } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { LinkToSend } from '../blocks/link-to-send.tsx'
import { methodText } from '../blocks/method-text.ts'
import { useRuntime } from '../runtime.tsx'
import { type SetupNews, useCardSetup } from './use-card-setup.ts'

/** The page on which the client enters a card: made when there is none, sent, and asked after. */
export function CardLinkDialog(props: {
  readonly client: Client
  readonly method: StoredMethod
  /** The processor to ask for a new page. */
  readonly endpoint: Endpoint
  readonly onClose: () => void
}) {
  const { client, method, endpoint, onClose } = props
  const { settings } = useRuntime()
  const { begin, check, busy, problem } = useCardSetup(client)
  const [news, setNews] = useState<SetupNews>()
  const { setup } = method

  const ask = async () => setNews(await check(method))
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page, whatever else is drawn anew
  useEffect(() => {
    const timer = setTimeout(() => {
      if (setup === undefined && method.card === undefined) void begin(method, endpoint)
      else if (setup !== undefined) void ask()
    })
    return () => clearTimeout(timer)
  }, [setup?.session])

  useEffect(() => {
    if (news !== 'stored' || setup !== undefined) return
    toast({ message: t('cards.card-stored', { card: methodText(method), name: client.name }) })
    onClose()
  }, [news, setup, method, client.name, onClose])

  const renew = async () => {
    if (await begin(method, endpoint)) setNews(undefined)
  }
  const company = settings.profile.name
  return (
    <Dialog
      open
      title={t('cards.link-title', { name: client.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{t('ui.close')}</Button>
          {setup === undefined || news === 'expired' ? (
            <Button kind="main" busy={busy} onClick={() => void renew()}>
              {t('cards.link-make')}
            </Button>
          ) : (
            <Button kind="main" busy={busy} onClick={() => void ask()}>
              {t('cards.check-now')}
            </Button>
          )}
        </>
      }
    >
      <Stack gap={3}>
        {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
        {setup === undefined ? (
          problem === undefined && (
            <Notice>
              {method.card === undefined
                ? t('cards.link-making', { name: endpoint.name })
                : t('cards.link-replaces', { card: methodText(method) })}
            </Notice>
          )
        ) : (
          <>
            <Text>{t('cards.link-what', { name: client.name })}</Text>
            <LinkToSend
              url={setup.url}
              to={client.email}
              subject={t('cards.link-subject', { company })}
              text={t('cards.link-text', { company, url: setup.url })}
            />
            {news === 'open' && <Notice>{t('cards.link-open')}</Notice>}
            {news === 'expired' && <Notice tone="late">{t('cards.link-expired')}</Notice>}
          </>
        )}
      </Stack>
    </Dialog>
  )
}
