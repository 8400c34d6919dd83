import type { Envelope } from '../core/envelope.ts'
import type { InvoiceId, PurchaseId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { renewalOrder } from '../core/selling/plan-chain.ts'
import { planPurchase } from '../core/selling/plan-purchase.ts'
import type { PlanReason } from '../core/selling/plan-reason.ts'
import { planWake, withWake } from '../core/selling/plan-wake.ts'
import { type PlanPurchase, renewalId } from '../core/selling/purchase.ts'
import type { SellingSettings } from '../core/settings.ts'
import { judgePlanned, readSaleFacts, type SaleFacts, saleFactTables } from '../storage/read-sale.ts'
import type { Books } from './books.ts'
import { draftPurchase } from './draft-purchase.ts'
import type { Command } from './execute.ts'
import { expectRow, readSettings } from './read-rows.ts'

/** What a run did with a term whose day has come; nothing: another run was faster, or it was paid meanwhile. */
export interface PlanFollowed {
  readonly did: 'renewed' | 'expired' | 'nothing'
  readonly reason?: PlanReason
  /** The draft of the renewal. */
  readonly invoiceId?: InvoiceId
}

const planTables = [...saleFactTables, 'charges', 'taxRates', 'paymentMethods', 'purchases'] as const

/**
 * Does what the day asks of one term (T-8, T-20, R-29): paid, its renewal is drafted; unpaid on the day that counts, it has
 * expired. What no house rule lets renew is tried again until the term ends, and expires then. Once, whoever runs.
 * Problems: `not-found`, those of drafting.
 */
export const followPlan: Command<{ readonly id: PurchaseId }, PlanFollowed> = {
  name: 'followPlan',
  tables: planTables,
  async run(books, { id }, envelope): Promise<Result<PlanFollowed, Problem>> {
    const term = await books.db.purchases.get(id)
    if (term === undefined || term.kind !== 'plan') return refused({ code: 'not-found', entity: 'purchase', id })
    if (term.wakeOn === undefined || term.wakeOn > envelope.today) return nothing(books)
    const { selling } = await readSettings(books.db)
    const due = planWake(term, selling)
    if (due === undefined || due > envelope.today) return nothing(books)
    if (term.paid === 0) return expire(books, term, term.term === 1 ? term.end : term.start, selling, envelope)
    const renewed = await renew(books, term, envelope)
    if (renewed.ok) return ok(renewed.value)
    const reason = reasonOf(renewed.problem, term)
    if (reason === undefined) return renewed
    if (envelope.today < term.end) {
      books.nothingDone()
      return ok({ did: 'nothing', reason })
    }
    return expire(books, term, term.end, selling, envelope)
  },
}

/**
 * Drafts the invoice of a plan's next term before its day, or after it expired unrenewed; finalized like every automatic draft.
 * Problems: `not-found`, `stale`, `purchase-undone`, `plan-unpaid`, `plan-renewed`, `not-for-sale`, house rules, those of drafting.
 */
export const renewPlan: Command<
  { readonly id: PurchaseId; readonly version?: number },
  { readonly invoiceId: InvoiceId; readonly purchaseId: PurchaseId }
> = {
  name: 'renewPlan',
  tables: planTables,
  async run(books, input, envelope) {
    const found = expectRow('purchase', await books.db.purchases.get(input.id), input)
    if (!found.ok) return found
    const term = found.value
    if (term.kind !== 'plan') return refused({ code: 'not-found', entity: 'purchase', id: input.id })
    if (term.state === 'undone') return refused({ code: 'purchase-undone', description: term.description })
    if (term.paid === 0) return refused({ code: 'plan-unpaid', description: term.description })
    const renewed = await renew(books, term, envelope)
    if (!renewed.ok) return renewed
    const { invoiceId, purchaseId } = renewed.value
    return ok({ invoiceId, purchaseId })
  },
}

interface Renewed extends PlanFollowed {
  readonly invoiceId: InvoiceId
  readonly purchaseId: PurchaseId
}

async function renew(books: Books, term: PlanPurchase, envelope: Envelope): Promise<Result<Renewed, Problem>> {
  const { clientId, billingGroupId, productId, planId, description } = term
  const chain = await termsOf(books, planId)
  const live = chain.find((each) => each.term > term.term && each.state !== 'undone')
  if (live !== undefined) return refused({ code: 'plan-renewed', description })
  const read = await readSaleFacts(books.db, { clientId, billingGroupId, productId })
  if (!read.ok) return read
  const facts = read.value
  if (facts.product.state === 'archived' || facts.product.sale?.kind !== 'plan') {
    return refused({ code: 'not-for-sale', name: facts.product.name })
  }
  const order = renewalOrder(term, chain, facts.product.sale)
  const planned = planPurchase(facts.product, facts.settings.selling, order, envelope.today)
  if (!planned.ok) return planned
  if (planned.value.kind !== 'plan') return refused({ code: 'not-for-sale', name: facts.product.name })
  const [refusal] = judgePlanned(facts, planned.value, { renewal: 1 })
  if (refusal !== undefined) return refused(refusal)
  return writeRenewal(books, { term, chain, facts, planned: planned.value }, envelope)
}

async function writeRenewal(
  books: Books,
  given: {
    readonly term: PlanPurchase
    readonly chain: readonly PlanPurchase[]
    readonly facts: SaleFacts
    readonly planned: Extract<ReturnType<typeof planPurchase>, { ok: true }>['value']
  },
  envelope: Envelope,
): Promise<Result<Renewed, Problem>> {
  const { term, chain, facts, planned } = given
  const { planId, end, clientName, description } = term
  // One that the owner gave up keeps its key: the next try has one of its own.
  const tries = chain.filter((each) => each.term === term.term + 1).length
  const key = renewalId(planId, end)
  const id = (tries === 0 ? key : `${key}/${tries + 1}`) as PurchaseId
  const drafted = await draftPurchase(
    books,
    facts,
    {
      id,
      planned,
      sale: 'renewal',
      head: { linesChangedOn: envelope.today },
      chain: { planId, term: term.term + 1 },
    },
    envelope,
  )
  if (!drafted.ok) return drafted
  const { draft, purchase } = drafted.value
  const next = withWake({ ...term, renewedBy: id }, facts.settings.selling)
  await books.purchases.put({ ...next, version: term.version + 1, updatedAt: envelope.now }, term)
  books.record('plan.renewed', [term.id, id, draft.id, term.clientId, planId, ...draft.chargeIds], {
    clientName,
    description,
    amount: purchase.amount,
    currency: purchase.currency,
  })
  const to = purchase.kind === 'plan' ? purchase.end : end
  return ok({ did: 'renewed', reason: { code: 'plan-renewed', from: end, to }, invoiceId: draft.id, purchaseId: id })
}

/** The terms of a plan, the first one first. */
async function termsOf({ db }: Books, planId: PurchaseId): Promise<PlanPurchase[]> {
  const rows = await db.purchases.where('planId').equals(planId).toArray()
  return rows.filter((row) => row.kind === 'plan').sort((left, right) => left.term - right.term)
}

async function expire(
  books: Books,
  term: PlanPurchase,
  on: PlanPurchase['end'],
  selling: SellingSettings,
  { now }: Envelope,
): Promise<Result<PlanFollowed, never>> {
  // Restored once, it expires like any other: else each run would find it again.
  const { restoredOn: _restoredOn, ...rest } = term
  const next = withWake({ ...rest, expiredOn: on }, selling)
  await books.purchases.put({ ...next, version: term.version + 1, updatedAt: now }, term)
  books.record('plan.expired', [term.id, term.planId, term.clientId, term.invoiceId], {
    clientName: term.clientName,
    description: term.description,
  })
  return ok({ did: 'expired', reason: { code: 'plan-expired', on } })
}

function nothing(books: Books): Result<PlanFollowed, never> {
  books.nothingDone()
  return ok({ did: 'nothing' })
}

/** A refusal that may be lifted, or that ends the plan; undefined: a fault. */
function reasonOf(problem: Problem, { description }: PlanPurchase): PlanReason | undefined {
  switch (problem.code) {
    case 'client-on-trial':
    case 'below-minimum':
    case 'too-many-outstanding':
    case 'address-missing':
    case 'term-not-allowed':
      return { code: 'renewal-refused', refusal: problem }
    case 'not-for-sale':
      return { code: 'not-sold-any-more', name: problem.name }
    case 'client-archived':
    case 'group-not-active':
    case 'not-found':
      return { code: 'not-sold-any-more', name: description }
    default:
      return undefined
  }
}
