import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export interface UrlQuery {
  /** The value of a name in the address as text; '' where it is absent. */
  readonly get: (name: string) => string
  /** Changes names in the address ('' removes one). Filters replace the entry of the history; dialogs that open push one. */
  readonly set: (changes: Readonly<Record<string, string>>, how?: 'push' | 'replace') => void
}

/** The query of this page's address: filters and open dialogs live there, so that back, reload and links keep them. */
export function useUrlQuery(): UrlQuery {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>
  const navigate = useNavigate()
  const get = useCallback(
    (name: string) => {
      const value = search[name]
      return value === undefined || value === null ? '' : String(value)
    },
    [search],
  )
  const set = useCallback(
    (changes: Readonly<Record<string, string>>, how: 'push' | 'replace' = 'replace') => {
      void navigate({
        to: '.',
        replace: how === 'replace',
        resetScroll: false,
        search: ((before: Record<string, unknown>) => {
          const next = { ...before }
          for (const [name, value] of Object.entries(changes)) {
            if (value === '') delete next[name]
            else next[name] = value
          }
          return next
        }) as never,
      })
    },
    [navigate],
  )
  return { get, set }
}
