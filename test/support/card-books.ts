// Books of a practice whose client has a card at a stand-in processor, and somebody who delivers.
import { expect } from 'vitest'
import { saveEndpoint } from '../../src/commands/save-endpoint.ts'
import { calendarDate, type Instant } from '../../src/core/date.ts'
import type { Envelope } from '../../src/core/envelope.ts'
import type { ClientId, EndpointId, StoredMethodId } from '../../src/core/ids.ts'
import { addSeconds } from '../../src/core/instant.ts'
import type { StoredMethod } from '../../src/core/payments/stored-method.ts'
import { deliverOutbox, type OutboxDeps } from '../../src/integrations/deliver-outbox.ts'
import { checkBooks } from '../../src/storage/check-books.ts'
import { differingSums } from '../../src/storage/recompute-sums.ts'
import { openTestBooks, type TestBooks, type TestPlace } from './open-test-books.ts'
import { addClient, setUpPractice } from './practice.ts'
import { type CardKind, processorKey } from './processor-house.ts'
import type { StandInProcessor } from './stand-in-processor.ts'

export interface CardBooks {
  readonly books: TestBooks
  readonly clientId: ClientId
  readonly endpointId: EndpointId
  readonly methodId: StoredMethodId
  /** Time goes by. */
  later(seconds: number): void
  /** One pass of a deliverer. */
  deliver(change?: Partial<OutboxDeps>): ReturnType<typeof deliverOutbox>
  envelope(): Envelope
}

export async function openCardBooks(
  processor: Pick<StandInProcessor, 'url' | 'addCard'>,
  { kind = 'good', ...place }: TestPlace & { readonly kind?: CardKind } = {},
): Promise<CardBooks> {
  const books = await openTestBooks(place)
  books.now = `${books.today}T10:00:00.000Z` as Instant
  await setUpPractice(books)
  const clientId = await addClient(books, 'Okafor', { email: 'okafor@example.com' })
  const { id: endpointId } = await books.must(saveEndpoint, {
    fields: { name: 'Card processor', url: processor.url, purpose: 'card', events: [] },
    secret: processorKey,
  })
  const methodId = await storeCard(books, clientId, endpointId, processor.addCard(kind))
  return { ...handsOn(books), books, clientId, endpointId, methodId }
}

/** Somebody at the books with the clock and a deliverer. */
export function handsOn(books: TestBooks): Pick<CardBooks, 'later' | 'deliver' | 'envelope'> {
  const envelope = () => books.envelope()
  return {
    later(seconds) {
      books.now = addSeconds(books.now ?? envelope().now, seconds)
      books.today = books.now.slice(0, 10)
    },
    deliver: (change = {}) =>
      deliverOutbox({ books: books.db, fetch, envelope, returnUrl: 'https://app.example/card-done.html', ...change }),
    envelope,
  }
}

/** A card of a client, as it is kept once they have entered it at the processor's. */
export async function storeCard(
  books: TestBooks,
  clientId: ClientId,
  endpointId: EndpointId,
  card: { readonly customer: string; readonly method: string },
): Promise<StoredMethodId> {
  const now = books.envelope().now
  const row: StoredMethod = {
    id: books.newId('mth'),
    version: 1,
    clientId,
    kind: 'card',
    isDefault: 1,
    card: { endpointId, ...card, brand: 'visa', last4: '4242', expires: '2029-08' },
    state: 'active',
    createdAt: now,
    updatedAt: now,
  }
  await books.db.paymentMethods.add(row)
  return row.id
}

/** Every sum as recomputation has it, and rows that agree with each other. */
export async function checkMoney({ db }: TestBooks): Promise<void> {
  expect(await differingSums(db)).toEqual([])
  await checkBooks(db)
}

/** The day of the books, as a date. */
export const dayOf = (books: TestBooks) => calendarDate(books.today)
