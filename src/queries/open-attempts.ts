// Attempts to charge a card, for screens: what is under way for an invoice, and what came of each.
import type { OutboxRow } from '../core/automation/outbox.ts'
import type { InvoiceId, OutboxId } from '../core/ids.ts'
import { isOpenAttempt } from '../core/payments/attempt-states.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { AccountDb } from '../storage/account-db.ts'
import type { Books } from './account-entries.ts'

export interface ListedAttempt {
  readonly attempt: CardAttempt
  /** How its delivery stands; absent when its row is gone. */
  readonly delivery?: Pick<OutboxRow, 'id' | 'version' | 'state' | 'nextAt' | 'problem' | 'why'>
}

/** The attempts for an invoice, the latest first. */
export async function listAttempts(books: Books, invoiceId: InvoiceId): Promise<readonly ListedAttempt[]> {
  return books.transaction('r', books.cardAttempts, books.outbox, async () => {
    const rows = await books.cardAttempts.where('invoiceId').equals(invoiceId).toArray()
    return withDeliveries(
      books,
      rows.sort((one, two) => two.attempt - one.attempt),
    )
  })
}

/**
 * The attempts for these invoices that may still take money: a payment by hand beside one warns, a new attempt is
 * refused.
 */
export async function openAttemptsOf(books: Books, invoiceIds: readonly InvoiceId[]): Promise<readonly CardAttempt[]> {
  if (invoiceIds.length === 0) return []
  const rows = await books.cardAttempts
    .where('invoiceId')
    .anyOf([...invoiceIds])
    .toArray()
  return rows.filter(isOpenAttempt)
}

async function withDeliveries(db: AccountDb, attempts: readonly CardAttempt[]): Promise<readonly ListedAttempt[]> {
  const rows = await db.outbox.bulkGet(attempts.map(({ id }) => id as string as OutboxId))
  return attempts.map((attempt, index) => {
    const row = rows[index]
    if (row === undefined) return { attempt }
    const { id, version, state, nextAt, problem, why } = row
    return {
      attempt,
      delivery: { id, version, state, nextAt, ...(problem && { problem }), ...(why && { why }) },
    }
  })
}
