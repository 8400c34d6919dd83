import { whenReady } from '../ui/ready.ts'

const hour = 60 * 60 * 1000

/**
 * Lets the billing run look when the first screen stands, whenever the page is looked at again, and once an hour while
 * it is open, since a day may have begun. Answers how to stop.
 */
export function keepBilling(run: () => Promise<unknown>): () => void {
  let stopped = false
  // What fails is shown where it belongs: a parked group, closed books. The next look tries again.
  const look = () => {
    if (!stopped && document.visibilityState === 'visible') void run().catch(() => undefined)
  }
  void whenReady.then(look)
  document.addEventListener('visibilitychange', look)
  const timer = setInterval(look, hour)
  return () => {
    stopped = true
    document.removeEventListener('visibilitychange', look)
    clearInterval(timer)
  }
}
