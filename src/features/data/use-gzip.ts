import { useState } from 'react'

export interface GzipChoice {
  /** The browser can compress at all. */
  readonly possible: boolean
  readonly on: boolean
  set(on: boolean): void
}

/** Whether backups are written compressed: what was chosen last. */
export function useGzip(): GzipChoice {
  const possible = typeof CompressionStream !== 'undefined'
  const [on, setOn] = useState(() => possible && localStorage.getItem('backup-gzip') !== 'no')
  return {
    possible,
    on,
    set(next) {
      localStorage.setItem('backup-gzip', next ? 'yes' : 'no')
      setOn(next)
    },
  }
}
