// Delivers the outboxes of a device over the network: from the service worker, and from a page where there is none.
import type { Instant } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { Books } from '../queries/account-entries.ts'
import { type DeliveryReport, deliverOutbox } from './deliver-outbox.ts'

/** An account that can be opened for delivery; undefined when it cannot now. */
export interface DeliveringAccount {
  open(): Promise<{ readonly books: Books; envelope(extra: Record<never, never>): Envelope; close(): void } | undefined>
}

export interface DeliveringPlace {
  readonly budgetMs: number
  /** One deliverer of an account at a time; undefined when there is another. Only saves work: rows are leased. */
  lock<Value>(name: string, act: () => Promise<Value>): Promise<Value | undefined>
  readonly signal?: AbortSignal
}

/**
 * Delivers what is due in each account in turn, as far as the time goes. Answers when the next attempt is due; paused
 * books wait for their owner.
 */
export async function deliverAccounts(
  accounts: readonly DeliveringAccount[],
  { budgetMs, lock, signal }: DeliveringPlace,
): Promise<{ readonly nextAt?: Instant }> {
  const ends = performance.now() + budgetMs
  const next: Instant[] = []
  for (const account of accounts) {
    const opened = await account.open()
    if (opened === undefined) continue
    const { books } = opened
    try {
      const report = await lock<DeliveryReport>(`${books.name}/outbox`, () =>
        deliverOutbox({
          books,
          fetch: (url, init) => fetch(url, init),
          envelope: () => opened.envelope({}),
          online: () => navigator.onLine,
          budgetMs: Math.max(0, ends - performance.now()),
          ...(signal === undefined ? {} : { signal }),
        }),
      )
      if (report?.nextAt !== undefined && report.stoppedBy === undefined) next.push(report.nextAt)
    } finally {
      opened.close()
    }
  }
  const [nextAt] = next.sort()
  return nextAt === undefined ? {} : { nextAt }
}
