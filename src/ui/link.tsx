import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

export interface LinkProps {
  /** A path inside the app: `/clients/cli_01H...`. */
  readonly to: string
  /** The query, for filters and tabs kept in the URL. */
  readonly search?: Readonly<Record<string, string | number | undefined>>
  readonly children?: ReactNode
  readonly className?: string | undefined
  readonly title?: string
  readonly onClick?: (event: MouseEvent<HTMLAnchorElement>) => void
  readonly 'aria-label'?: string
  readonly 'aria-current'?: 'page' | undefined
  readonly tabIndex?: number
  /** Replaces the entry in the history: for filters. */
  readonly replace?: boolean
}

/**
 * A link inside the app: a plain anchor that the router follows, so that new tabs, copying and long presses work. The
 * router's own link computes every address anew at each render, some 17 ms of the first screen; ours are paths already.
 */
export function Link({ to, search, replace, onClick, ...anchor }: LinkProps) {
  const router = useRouter()
  const href = to + queryOf(search)

  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const own = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (event.defaultPrevented || !own) return
    event.preventDefault()
    if (replace) router.history.replace(href)
    else router.history.push(href)
  }
  // Pointed at or reached by Tab: its screen is fetched before the press.
  const intend = () => void router.preloadRoute({ to: to as '/' }).catch(() => undefined)

  return <a {...anchor} href={href} onClick={follow} onPointerEnter={intend} onFocus={intend} />
}

function queryOf(search: LinkProps['search']): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(search ?? {}))
    if (value !== undefined && value !== '') query.set(name, String(value))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
