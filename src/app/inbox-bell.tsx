import { lazy, Suspense, useCallback, useRef, useState } from 'react'
import { loadLaterTexts, t } from '../i18n/translate.ts'
import { Icon } from '../ui/icon.tsx'
import { Link } from '../ui/link.tsx'
import { useMedia } from '../ui/use-media.ts'
import { useReady } from '../ui/use-ready.ts'
import styles from './shell.module.css'

const InboxLive = lazy(async () => {
  const [it] = await Promise.all([import('./inbox-live.tsx'), loadLaterTexts()])
  return { default: it.InboxLive }
})

/** The bell at the top right: how much needs the owner, once the first screen stands; opens the inbox. */
export function InboxBell() {
  const ready = useReady()
  const narrow = useMedia('(max-width: 767px)')
  const bell = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const close = useCallback(() => setOpen(false), [])
  return (
    <span className={styles.bell}>
      {narrow ? (
        <Link to="/inbox" aria-label={t('app.inbox')}>
          <Icon name="bell" />
        </Link>
      ) : (
        <button
          ref={bell}
          type="button"
          aria-label={t('app.inbox')}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-describedby="inbox-count"
          title={t('app.inbox')}
          onClick={() => setOpen((before) => !before)}
        >
          <Icon name="bell" />
        </button>
      )}
      <Suspense>{ready && <InboxLive open={open && !narrow} anchor={bell} onClose={close} />}</Suspense>
    </span>
  )
}
