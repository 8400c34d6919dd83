import { useSyncExternalStore } from 'react'

/** Whether a media query holds, following changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => window.matchMedia(query).matches,
  )
}

/** Below this width tables become cards and dialogs become sheets. */
export const narrowQuery = '(max-width: 639px)'
