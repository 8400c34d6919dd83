// The payment processor of a connection, with its key: for screens that set a card up, and for whoever delivers.
import type { EndpointId } from '../../core/ids.ts'
import type { Books } from '../../queries/account-entries.ts'
import { readConnection } from '../../queries/read-outbox.ts'
import type { ProcessorDeps } from './call-processor.ts'
import type { CardProcessor } from './processor.ts'
import { stripeProcessor } from './stripe-processor.ts'

/** Undefined when the connection is gone, switched off or without a key, or no payment processor. */
export async function openProcessor(
  books: Books,
  endpointId: EndpointId,
  deps: Partial<ProcessorDeps> = {},
): Promise<CardProcessor | undefined> {
  const found = await readConnection(books, endpointId)
  if (found === undefined || found.endpoint.purpose !== 'card' || found.endpoint.state === 'off') return undefined
  return stripeProcessor(
    { url: found.endpoint.url, key: found.secret },
    { fetch: (url, init) => fetch(url, init), ...deps },
  )
}

/**
 * Where a client lands after entering a card or confirming at their bank: a page of the app's own address that says so
 * and loads nothing of the books.
 */
export function cardDoneUrl(): string {
  return new URL(`${import.meta.env.BASE_URL}card-done.html`, location.origin).href
}
