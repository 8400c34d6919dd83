import { whenReady } from '../ui/ready.ts'
import type { OpenedAccount } from './open-runtime.ts'

/**
 * Lets automation look after the accounts of this device while the window is open: see run-automation.ts, which is
 * loaded when the first screen stands. Answers how to stop.
 */
export function keepAutomation(opened: OpenedAccount): () => void {
  let stop: (() => void) | undefined
  let stopped = false
  void whenReady
    .then(() => import('./run-automation.ts'))
    .then(({ watchAutomation }) => {
      if (!stopped) stop = watchAutomation(opened)
    })
    // An update took the file away: the banner says so, and the next start looks.
    .catch(() => undefined)
  return () => {
    stopped = true
    stop?.()
  }
}
