// How pages, the browser and the service worker call each other.
import type { NotificationLink } from './tell-owner.ts'

/** Tag of Background Sync and of Periodic Background Sync: run what is due. */
export const tickTag = 'billfold-tick'
/** Tag of Background Sync: deliver what waits. */
export const outboxTag = 'billfold-outbox'

/** What a page says to the worker. */
export type WorkerMessage = { readonly type: 'TICK' | 'DELIVER' | 'SKIP_WAITING' }

/** What the worker says to a page: a notification was clicked. */
export type PageMessage = { readonly type: 'OPEN' } & NotificationLink
