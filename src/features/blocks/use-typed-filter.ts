import { useEffect, useRef, useState } from 'react'
import { useUrlQuery } from './use-url-query.ts'

const QUIET_MS = 200

/**
 * A search text that reacts at once and is kept in the address a moment later, so that back, reload and links keep it
 * and typing is not slowed by navigations.
 */
export function useTypedFilter(name: string): readonly [text: string, set: (text: string) => void] {
  const url = useUrlQuery()
  const inUrl = url.get(name)
  const [text, setText] = useState(inUrl)
  const written = useRef(inUrl)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  // Back, forward or a link changed the address: the field follows.
  useEffect(() => {
    if (inUrl === written.current) return
    written.current = inUrl
    setText(inUrl)
  }, [inUrl])
  useEffect(() => () => clearTimeout(timer.current), [])

  const set = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      written.current = next.trim()
      url.set({ [name]: next.trim() })
    }, QUIET_MS)
  }
  return [text, set]
}
