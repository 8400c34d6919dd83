// Card payments that wait for the owner: refused ones of invoices that are still open, those that the client has to
// confirm, and those that nobody knows the outcome of.
import { Dexie } from 'dexie'
import { attentionCap } from '../core/automation/attention.ts'
import type { OutboxId } from '../core/ids.ts'
import type { CardAttempt, CardAttemptState } from '../core/payments/card-attempt.ts'
import type { AccountDb } from '../storage/account-db.ts'

export interface CardNeedsYou {
  readonly attempt: CardAttempt
  readonly clientName: string
}

/**
 * The newest first, at most `attentionCap`. What an invoice was paid after, or tried again, is no news any more; an
 * outcome that a delivery asks for is listed with the deliveries (`listNeedsYou`).
 */
export async function listCardsNeedYou(db: AccountDb): Promise<readonly CardNeedsYou[]> {
  const [failed, asking, unknown] = await Promise.all([
    newest(db, 'failed'),
    newest(db, 'needs-action'),
    newest(db, 'unknown'),
  ])
  const found = [...failed, ...asking, ...unknown]
  if (found.length === 0) return []
  const [invoices, latest, rows] = await Promise.all([
    db.invoices.bulkGet([...new Set(found.map(({ invoiceId }) => invoiceId))]),
    latestOf(db, failed),
    db.outbox.bulkGet(unknown.map(({ id }) => id as string as OutboxId)),
  ])
  const invoiceById = new Map(invoices.flatMap((row) => (row === undefined ? [] : [[row.id, row] as const])))
  const told = new Set(rows.flatMap((row) => (row?.state === 'needs-you' ? [row.id as string] : [])))
  return found
    .filter((attempt) => {
      if (attempt.state !== 'failed') return attempt.givenUp !== 1 && !told.has(attempt.id)
      const invoice = invoiceById.get(attempt.invoiceId)
      return invoice?.state === 'open' && latest.get(attempt.invoiceId) === attempt.attempt
    })
    .sort((one, two) => (one.updatedAt < two.updatedAt ? 1 : -1))
    .slice(0, attentionCap)
    .map((attempt) => ({ attempt, clientName: invoiceById.get(attempt.invoiceId)?.clientName ?? '' }))
}

/** Of one state, those of the newest invoices. */
function newest(db: AccountDb, state: CardAttemptState): Promise<CardAttempt[]> {
  return db.cardAttempts
    .where('[state+id]')
    .between([state, Dexie.minKey], [state, Dexie.maxKey])
    .reverse()
    .limit(attentionCap)
    .toArray()
}

/** The number of the last attempt of each of their invoices. */
async function latestOf(
  db: AccountDb,
  attempts: readonly CardAttempt[],
): Promise<ReadonlyMap<CardAttempt['invoiceId'], number>> {
  const rows = await db.cardAttempts
    .where('invoiceId')
    .anyOf([...new Set(attempts.map(({ invoiceId }) => invoiceId))])
    .toArray()
  const latest = new Map<CardAttempt['invoiceId'], number>()
  for (const { invoiceId, attempt } of rows) latest.set(invoiceId, Math.max(attempt, latest.get(invoiceId) ?? 0))
  return latest
}
