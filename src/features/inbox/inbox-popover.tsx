import { type RefObject, useEffect, useId, useRef } from 'react'
import type { Attention } from '../../core/automation/attention.ts'
import { t } from '../../i18n/translate.ts'
import { Link } from '../../ui/link.tsx'
import { placeBelow } from '../../ui/place-below.ts'
import { TellMe } from '../blocks/tell-me.tsx'
import { AttentionList } from './attention-list.tsx'
import styles from './inbox.module.css'

export interface InboxPopoverProps {
  readonly attention: Attention
  /** The bell: it stands below it, and the focus returns there. */
  readonly anchor: RefObject<HTMLElement | null>
  readonly onClose: () => void
}

/** The inbox below its bell: Escape and a press elsewhere close it. */
export function InboxPopover({ attention, anchor, onClose }: InboxPopoverProps) {
  const box = useRef<HTMLDivElement>(null)
  const title = useId()

  useEffect(() => {
    const element = box.current
    const bell = anchor.current
    if (element === null || bell === null) return
    element.showPopover()
    placeBelow(element, bell, 'end')
    ;(element.querySelector<HTMLElement>('li a') ?? element).focus({ preventScroll: true })
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState !== 'closed') return
      // By Escape the focus was inside; by a press elsewhere it is where that press went.
      if (document.activeElement === null || document.activeElement === document.body) bell.focus()
      onClose()
    }
    element.addEventListener('toggle', onToggle)
    window.addEventListener('resize', onClose)
    return () => {
      element.removeEventListener('toggle', onToggle)
      window.removeEventListener('resize', onClose)
    }
  }, [anchor, onClose])

  return (
    <div ref={box} popover="auto" role="dialog" aria-labelledby={title} tabIndex={-1} className={styles.popover}>
      <div className={styles.head}>
        <h2 id={title}>{t('inbox.title')}</h2>
        <Link to="/inbox" onClick={onClose}>
          {t('inbox.all')}
        </Link>
      </div>
      {attention.items.length === 0 ? (
        <p className={styles.calm}>{t('inbox.empty')}</p>
      ) : (
        <AttentionList items={attention.items} onGo={onClose} />
      )}
      <div className={styles.foot}>
        <TellMe />
      </div>
    </div>
  )
}
