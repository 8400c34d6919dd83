// A timer that survives closing the window: what runs is kept in the browser, of this account and this device only.
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { CalendarDate } from '../../core/date.ts'
import type { AccountId, ContractItemId } from '../../core/ids.ts'

export interface RunningTimer {
  readonly itemId: ContractItemId
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** The account's day on which it was started: the day of the usage, past midnight too. */
  readonly on: CalendarDate
  readonly note: string
}

const keyOf = (accountId: AccountId) => `usage-timer-${accountId}`

/** What is kept, as text: `useSyncExternalStore` compares it. */
function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

function parse(text: string): RunningTimer | undefined {
  try {
    const { itemId, startedAt, on, note } = JSON.parse(text) as Partial<RunningTimer>
    const sound = typeof itemId === 'string' && Number.isFinite(startedAt) && typeof on === 'string'
    return sound ? { itemId, startedAt: startedAt as number, on, note: String(note ?? '') } : undefined
  } catch {
    return undefined
  }
}

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // Started or stopped in another tab.
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

function keep(key: string, timer: RunningTimer | undefined): void {
  try {
    if (timer === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(timer))
  } catch {
    // Storage is blocked: the timer then lives no longer than this page, which nothing can change.
  }
  for (const listener of listeners) listener()
}

/** The account's running timer and its elapsed whole seconds; `now` is asked once a second while it runs. */
export function useTimer(accountId: AccountId, now: () => number) {
  const key = keyOf(accountId)
  const text = useSyncExternalStore(
    subscribe,
    useCallback(() => read(key), [key]),
  )
  const timer = useMemo(() => parse(text), [text])
  const [at, setAt] = useState(now)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock is the same however often it is handed over
  useEffect(() => {
    if (timer === undefined) return
    setAt(now())
    const ticking = setInterval(() => setAt(now()), 1000)
    return () => clearInterval(ticking)
  }, [timer])
  // A clock that was set back does not give time back.
  const seconds = timer === undefined ? 0 : Math.max(0, Math.floor((at - timer.startedAt) / 1000))
  return {
    timer,
    seconds,
    start: (started: RunningTimer) => keep(key, started),
    clear: () => keep(key, undefined),
  }
}

/** `1:02:07`. */
export function clockText(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
