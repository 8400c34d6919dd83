// Whether an invoice can be charged to a stored card now, and what came of the attempts so far (P-6).
import type { FinalizedInvoice } from '../core/model.ts'
import { isOpenAttempt } from '../core/payments/attempt-states.ts'
import type { StoredCard, StoredMethod } from '../core/payments/stored-method.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { listMethods, listProcessors } from './list-methods.ts'
import { type ListedAttempt, listAttempts } from './open-attempts.ts'

export type CardMethod = StoredMethod & { readonly card: StoredCard }

/** Why no card can be charged for it. */
export type NoCardReason = 'no-card' | 'processor-off' | 'under-way' | 'on-hold' | 'not-open'

export interface CardPayment {
  /** Cards that can be charged, the default first. */
  readonly cards: readonly CardMethod[]
  /** Of an invoice that cannot be charged now; absent when it can. */
  readonly why?: NoCardReason
  /** The latest first. */
  readonly attempts: readonly ListedAttempt[]
  /** Where the client gets mail, for a link to confirm at the bank. */
  readonly email?: string
  /** What the processor is called; empty where there is none any more. */
  readonly processor: string
}

/** For the page of an invoice. */
export async function getCardPayment(
  db: AccountDb,
  invoice: Pick<FinalizedInvoice, 'id' | 'clientId' | 'billingGroupId' | 'state' | 'hold'>,
): Promise<CardPayment> {
  const [methods, processors, attempts, group, client] = await Promise.all([
    listMethods(db, invoice.clientId),
    listProcessors(db),
    listAttempts(db, invoice.id),
    db.billingGroups.get(invoice.billingGroupId),
    db.clients.get(invoice.clientId),
  ])
  const stored = methods.filter((method): method is CardMethod => method.card !== undefined)
  const able = new Set(
    processors.filter(({ endpoint, hasKey }) => endpoint.state === 'on' && hasKey).map(({ endpoint }) => endpoint.id),
  )
  const cards = stored.filter(({ card }) => able.has(card.endpointId))
  const why = reason({
    open: invoice.state === 'open',
    stored: stored.length > 0,
    able: cards.length > 0,
    underWay: attempts.some(({ attempt }) => isOpenAttempt(attempt)),
    held: invoice.hold !== undefined || group?.hold !== undefined,
  })
  return {
    cards,
    attempts,
    processor: processors[0]?.endpoint.name ?? '',
    ...(client?.email === undefined ? {} : { email: client.email }),
    ...(why === undefined ? {} : { why }),
  }
}

function reason(of: Readonly<Record<'open' | 'stored' | 'able' | 'underWay' | 'held', boolean>>) {
  if (!of.open) return 'not-open'
  if (of.underWay) return 'under-way'
  if (!of.stored) return 'no-card'
  if (!of.able) return 'processor-off'
  return of.held ? 'on-hold' : undefined
}
