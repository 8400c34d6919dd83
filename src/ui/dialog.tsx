import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { t } from '../i18n/translate.ts'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'

export interface DialogProps {
  readonly open: boolean
  readonly title: string
  /** Escape, the cross and a press on the backdrop. */
  readonly onClose: () => void
  /** The buttons; the main one last. */
  readonly foot?: ReactNode
  /** 760 px instead of 480. */
  readonly wide?: boolean
  /** A press beside the dialog does not close it: forms that hold typed text. */
  readonly firm?: boolean
  readonly children?: ReactNode
}

/**
 * The browser's own modal dialog: the focus goes to what has `data-autofocus`, else to the first field, stays inside and
 * returns; Escape closes. A sheet from the bottom below 640 px.
 */
export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null
}

function OpenDialog(props: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const id = useId()

  // Before the browser paints: in no frame is there a dialog that is not open.
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null) return
    const before = document.activeElement
    const scroll = document.documentElement.style.overflow
    document.documentElement.style.overflow = 'hidden'
    element.showModal()
    const first =
      element.querySelector<HTMLElement>('[data-autofocus]') ??
      body.current?.querySelector<HTMLElement>('input:not([type=hidden]):not(:disabled), select, textarea')
    ;(first ?? element).focus()
    return () => {
      document.documentElement.style.overflow = scroll
      element.close()
      // Opened by an address, or by something that is gone: the page goes on at its heading, not at its very start.
      const known = before instanceof HTMLElement && before !== document.body && before.isConnected
      const next = known ? before : document.querySelector<HTMLElement>('main h1')
      next?.focus({ preventScroll: !known })
    }
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    props.onClose()
  }
  const onPress = (event: MouseEvent) => {
    if (event.target === dialog.current && !props.firm) props.onClose()
  }

  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={classNames(styles.dialog, props.wide && styles.wide)}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
      onKeyDown={onKeyDown}
      onMouseDown={onPress}
    >
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {props.title}
        </h2>
        <IconButton icon="close" label={t('ui.close')} onClick={props.onClose} />
      </header>
      <div ref={body} className={styles.body}>
        {props.children}
      </div>
      {props.foot !== undefined && <footer className={styles.foot}>{props.foot}</footer>}
    </dialog>
  )
}
