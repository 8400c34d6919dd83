import { useRef, useState } from 'react'
import type { AccountRun } from '../../automation/tick.ts'
import { useRuntime } from '../runtime.tsx'

/** What came of a run by hand. */
export type RunDone = AccountRun | 'stopped' | 'read-only'

export interface RunNow {
  readonly progress: { readonly done: number; readonly total: number } | undefined
  readonly done: RunDone | undefined
  /** `confirmed`: after a word for what waited. */
  readonly start: (confirmed?: true) => Promise<RunDone>
  readonly stop: () => void
}

/** The run by hand: with progress, and a way to stop between two groups. */
export function useRunNow(): RunNow {
  const { runAutomation } = useRuntime()
  const [progress, setProgress] = useState<RunNow['progress']>()
  const [done, setDone] = useState<RunDone>()
  const abort = useRef<AbortController>(undefined)

  const start = async (confirmed?: true): Promise<RunDone> => {
    const controller = new AbortController()
    abort.current = controller
    setDone(undefined)
    setProgress({ done: 0, total: 0 })
    let came: RunDone
    try {
      const run = await runAutomation({
        ...(confirmed && { confirmed }),
        onProgress: ({ done: part, total }) => setProgress({ done: part, total }),
        signal: controller.signal,
      })
      came = run ?? 'read-only'
    } catch (error) {
      // Stopped while it waited for a run in another window.
      if (!controller.signal.aborted) throw error
      came = 'stopped'
    } finally {
      setProgress(undefined)
    }
    setDone(came)
    return came
  }
  return { progress, done, start, stop: () => abort.current?.abort() }
}
