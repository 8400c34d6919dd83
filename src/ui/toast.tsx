import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import { t } from '../i18n/translate.ts'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { useShortcut } from './shortcuts.ts'
import styles from './toast.module.css'

export interface ToastRequest {
  /** What happened, in one sentence. */
  readonly message: string
  /** `bad` for what did not work: it stays until it is closed. */
  readonly tone?: 'bad'
  /** Takes the act back; offered as "Undo" for ten seconds, and on Ctrl/Cmd+Z. */
  readonly undo?: () => void | Promise<void>
  /** Another next step: "Send it now". */
  readonly act?: { readonly label: string; readonly run: () => void }
}

interface Shown extends ToastRequest {
  readonly id: number
}

const MOST = 3
const useToasts = create<{ shown: readonly Shown[] }>(() => ({ shown: [] }))
let lastId = 0

/** Shows a sentence at the bottom; the newest three stay. */
export function toast(request: ToastRequest): void {
  lastId += 1
  const next = { ...request, id: lastId }
  useToasts.setState(({ shown }) => ({ shown: [...shown, next].slice(-MOST) }))
}

function dismiss(id: number): void {
  useToasts.setState(({ shown }) => ({ shown: shown.filter((one) => one.id !== id) }))
}

/** Draws the toasts above everything, open dialogs included; once, in the shell. */
export function ToastHost() {
  const shown = useToasts((state) => state.shown)
  const host = useRef<HTMLDivElement>(null)
  const undoable = shown.findLast((one) => one.undo !== undefined)

  useShortcut('mod+z', t('ui.undo-last'), () => undoable && takeBack(undoable), undoable === undefined)

  useEffect(() => {
    const element = host.current
    if (element === null) return
    // Shown again on every change: the top layer draws what came last on top.
    if (element.matches(':popover-open')) element.hidePopover()
    if (shown.length > 0) element.showPopover()
  }, [shown])

  return (
    <div ref={host} popover="manual" className={styles.host} role="status" aria-live="polite">
      {shown.map((one) => (
        <Toast key={one.id} toast={one} />
      ))}
    </div>
  )
}

function takeBack(one: Shown): void {
  dismiss(one.id)
  void one.undo?.()
}

function Toast({ toast: one }: { readonly toast: Shown }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const life = one.tone === 'bad' ? undefined : one.undo || one.act ? 10_000 : 5_000

  const start = () => {
    if (life !== undefined) timer.current = setTimeout(() => dismiss(one.id), life)
  }
  const stop = () => clearTimeout(timer.current)

  // biome-ignore lint/correctness/useExhaustiveDependencies: one life per toast
  useEffect(() => {
    start()
    return stop
  }, [])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: reading or reaching for it stops the clock, nothing more
    <div
      className={classNames(styles.toast, one.tone && styles[one.tone])}
      onMouseEnter={stop}
      onMouseLeave={start}
      onFocus={stop}
      onBlur={start}
    >
      {one.tone === 'bad' && <Icon name="alert" size={16} className={styles.icon} />}
      <span className={styles.message}>{one.message}</span>
      {one.undo && (
        <button type="button" className={styles.act} onClick={() => takeBack(one)}>
          {t('ui.undo')}
        </button>
      )}
      {one.act && (
        <button
          type="button"
          className={styles.act}
          onClick={() => {
            dismiss(one.id)
            one.act?.run()
          }}
        >
          {one.act.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label={t('ui.close')} onClick={() => dismiss(one.id)}>
        <Icon name="close" size={16} />
      </button>
    </div>
  )
}
