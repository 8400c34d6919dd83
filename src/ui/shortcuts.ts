// The registry of keyboard shortcuts: one key ("n"), a sequence ("g i") or a chord ("mod+k"). What is registered now
// is what works now, and what the overlay of "?" lists.
import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface Shortcut {
  /** `?`, `n c`, `mod+k`; mod is Ctrl, on a Mac Cmd. */
  readonly keys: string
  /** What it does, for the overlay. */
  readonly label: string
}

interface Registered extends Shortcut {
  readonly run: () => void
}

const SEQUENCE_MS = 1000
let registered: readonly Registered[] = []
const listeners = new Set<() => void>()
let pending = ''
let pendingAt = 0

function changed(next: readonly Registered[]): void {
  registered = next
  for (const listener of listeners) listener()
}

/** Letters belong to the field or dialog that has the focus; chords and function keys work everywhere. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'range', 'file', 'color'].includes(target.type)
  )
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const modifier = event.ctrlKey || event.metaKey
  if (!modifier && (isTyping(event.target) || document.querySelector('dialog[open]') !== null)) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const stroke = modifier ? `mod+${key}` : key
  const now = performance.now()
  const sequence = !modifier && pending !== '' && now - pendingAt < SEQUENCE_MS ? `${pending} ${stroke}` : stroke
  pending = ''
  const match = newest(sequence) ?? newest(stroke)
  if (match !== undefined) {
    event.preventDefault()
    match.run()
  } else if (!modifier && registered.some((one) => one.keys.startsWith(`${stroke} `))) {
    pending = stroke
    pendingAt = now
  }
}

function newest(keys: string): Registered | undefined {
  return registered.findLast((one) => one.keys === keys)
}

function add(shortcut: Registered): () => void {
  if (registered.length === 0) window.addEventListener('keydown', onKeyDown)
  changed([...registered, shortcut])
  return () => {
    changed(registered.filter((one) => one !== shortcut))
    if (registered.length === 0) window.removeEventListener('keydown', onKeyDown)
  }
}

/** Registers a shortcut while the component is on screen; the newest of equal keys wins. `off` leaves it out. */
export function useShortcut(keys: string, label: string, run: () => void, off = false): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    if (off) return
    return add({ keys, label, run: () => latest.current() })
  }, [keys, label, off])
}

/** Every shortcut that works now, each once. */
export function useShortcutList(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => registered,
  )
}

/** The keys as they stand on this computer's keyboard. */
export function shownKeys(keys: string): readonly string[] {
  const mac = navigator.platform.startsWith('Mac')
  return keys
    .split(' ')
    .flatMap((stroke) =>
      stroke
        .split('+')
        .map((key) => (key === 'mod' ? (mac ? '⌘' : 'Ctrl') : key.length === 1 ? key.toUpperCase() : key)),
    )
}
