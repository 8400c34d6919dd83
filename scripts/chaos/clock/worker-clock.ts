// First import of a chaos build's service worker, which may not wait at its top level: whatever wakes it waits for the
// clock instead, kept alive meanwhile.
import { startChaosClock } from './chaos-clock.ts'

interface WakingEvent extends Event {
  waitUntil(promise: Promise<unknown>): void
}

const wakers: ReadonlySet<string> = new Set(['sync', 'periodicsync', 'message'])
const ready = startChaosClock({ name: 'worker' })
const scope = globalThis as unknown as EventTarget
const listen = scope.addEventListener.bind(scope)

scope.addEventListener = (type: string, listener: EventListenerOrEventListenerObject | null, options?: unknown) => {
  if (!wakers.has(type) || typeof listener !== 'function') {
    return listen(type, listener, options as AddEventListenerOptions | undefined)
  }
  const patient = (event: Event) => (event as WakingEvent).waitUntil(ready.then(() => listener.call(scope, event)))
  listen(type, patient, options as AddEventListenerOptions | undefined)
}
