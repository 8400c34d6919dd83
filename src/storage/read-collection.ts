// What the planner of collection reads: attempts, cards and processors, in batches (M-27).
import type { InvoiceFacts } from '../core/automation/plan-invoice.ts'
import { type RuleBook, ruleFor } from '../core/automation/rule.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { ClientId, InvoiceId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { CollectionFacts } from '../core/plan-collection.ts'
import type { AccountDb } from './account-db.ts'

interface Owed {
  readonly invoice: FinalizedInvoice
  readonly group: BillingGroup | undefined
  readonly rules: RuleBook
}

/** The facts of each invoice; of one that no rule collects they say just that. */
export async function readCollections(
  db: AccountDb,
  owed: readonly Owed[],
): Promise<ReadonlyMap<InvoiceId, InvoiceFacts['collection']>> {
  const wanted = owed.filter(({ invoice, rules }) => {
    return invoice.state === 'open' && ruleFor(rules, 'collection', invoice) !== undefined
  })
  const ids = wanted.map(({ invoice }) => invoice.id)
  const attempts = ids.length === 0 ? [] : await db.cardAttempts.where('invoiceId').anyOf(ids).toArray()
  const withCards = ids.length === 0 ? new Set<ClientId>() : await clientsWithCards(db, wanted)
  const asked = new Set(ids)
  return new Map(
    owed.map(({ invoice, group, rules }) => {
      const rule = ruleFor(rules, 'collection', invoice)?.parameters
      const hold = holdOf(invoice, group)
      const facts: NonNullable<InvoiceFacts['collection']> = {
        invoice,
        retryAfterDays: rule?.retryAfterDays ?? [],
        wanted: asked.has(invoice.id),
        ...(withCards.has(invoice.clientId) ? {} : { noCard: 1 }),
        // T-8: the next term of a plan is never charged by itself.
        ...(invoice.sale === 'renewal' ? { planRenewal: 1 } : {}),
        ...(hold !== undefined && { hold }),
        attempts: attempts.filter(({ invoiceId }) => invoiceId === invoice.id).map(attemptFacts),
      }
      return [invoice.id, facts]
    }),
  )
}

/** What a person gave up is not begun again by itself sooner than what was refused. */
function attemptFacts({ attempt, state, on, givenUp }: CardAttempt): CollectionFacts['attempts'][number] {
  return { attempt, state: state === 'cancelled' && givenUp === 1 ? 'failed' : state, on }
}

/** The clients whose default method is a card of a processor that is on and has its key. */
async function clientsWithCards(db: AccountDb, wanted: readonly Owed[]): Promise<ReadonlySet<ClientId>> {
  const clientIds = [...new Set(wanted.map(({ invoice }) => invoice.clientId))]
  const [methods, endpoints, secrets] = await Promise.all([
    db.paymentMethods.where('clientId').anyOf(clientIds).toArray(),
    db.endpoints.toArray(),
    db.secrets.toCollection().primaryKeys(),
  ])
  const keys = new Set(secrets)
  const able = new Set(
    endpoints.flatMap(({ id, purpose, state }) => (purpose === 'card' && state === 'on' && keys.has(id) ? [id] : [])),
  )
  return new Set(
    methods.flatMap(({ clientId, state, isDefault, card }) =>
      state === 'active' && isDefault === 1 && card !== undefined && able.has(card.endpointId) ? [clientId] : [],
    ),
  )
}

/** The invoice's own hold, else its group's. */
export function holdOf(
  invoice: Pick<FinalizedInvoice, 'hold'>,
  group: Pick<BillingGroup, 'hold'> | undefined,
): CollectionFacts['hold'] {
  if (invoice.hold !== undefined) return { of: 'invoice', ...invoice.hold }
  return group?.hold === undefined ? undefined : { of: 'group', ...group.hold }
}
