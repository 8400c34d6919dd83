import { useRouter } from '@tanstack/react-router'
import { type RefObject, useEffect } from 'react'
import { InboxPopover } from '../features/inbox/inbox-popover.tsx'
import { useAttention } from '../features/inbox/use-attention.ts'
import { useRuntime } from '../features/runtime.tsx'
import { cappedCount } from '../i18n/attention-text.ts'
import { t } from '../i18n/translate.ts'
import { tellOwner } from '../worker/tell-owner.ts'
import type { PageMessage } from '../worker/wake-tags.ts'
import styles from './shell.module.css'
import { pagePlace } from './telling-place.ts'

export interface InboxLiveProps {
  readonly open: boolean
  readonly anchor: RefObject<HTMLElement | null>
  readonly onClose: () => void
}

/** The number on the bell and on the app's icon, the inbox below the bell, and the way from a notification. */
export function InboxLive({ open, anchor, onClose }: InboxLiveProps) {
  const { account, directory, settings } = useRuntime()
  const attention = useAttention()
  useNotificationClicks()

  const { locale } = settings
  const isBusiness = account.kind === 'business' && account.state === 'active'
  useEffect(() => {
    if (attention === undefined || !isBusiness) return
    void pagePlace(directory)
      .then((place) => tellOwner(place, { id: account.id, name: account.name, locale }, attention))
      // The number on the icon is a courtesy; the one on the bell stands.
      .catch(() => undefined)
  }, [attention, account, directory, locale, isBusiness])

  if (attention === undefined) return null
  const { count } = attention
  const shown = cappedCount(count)
  return (
    <>
      {count > 0 && (
        <span className={styles.bellCount} aria-hidden="true">
          {shown}
        </span>
      )}
      <span id="inbox-count" className="visually-hidden">
        {t('inbox.count', { count, shown })}
      </span>
      {open && <InboxPopover attention={attention} anchor={anchor} onClose={onClose} />}
    </>
  )
}

/** A click on a notification leads to what it was about, in the account that it was about. */
function useNotificationClicks(): void {
  const router = useRouter()
  const { account, openAccount } = useRuntime()
  useEffect(() => {
    const worker = navigator.serviceWorker
    if (worker === undefined) return
    const listen = ({ data }: MessageEvent<Partial<PageMessage> | null>) => {
      if (data?.type !== 'OPEN' || data.to === undefined || data.accountId === undefined) return
      const { to, accountId } = data
      const switched = accountId === account.id ? Promise.resolve() : openAccount(accountId)
      void switched.then(() => router.history.push(to))
    }
    worker.addEventListener('message', listen)
    return () => worker.removeEventListener('message', listen)
  }, [account.id, openAccount, router])
}
