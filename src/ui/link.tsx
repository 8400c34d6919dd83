import { Link as RouterLink } from '@tanstack/react-router'
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

/** A link inside the app. Screens know only paths; the router stays in one place. */
export function Link({ to, search, ...rest }: LinkProps) {
  return <RouterLink {...rest} to={to as '/'} search={(search ?? {}) as never} preload="intent" />
}
