import type { CalendarDate } from '../core/date.ts'
import type { Decimal } from '../core/decimal.ts'
import type { ClientId, InvoiceId, PurchaseId } from '../core/ids.ts'
import type { InvoiceState } from '../core/model.ts'
import type { CurrencyCode, Minor } from '../core/money.ts'
import type { SaleRefusal } from '../core/problem.ts'
import {
  liveTerms,
  type PlanNext,
  planNext,
  renewalOrder,
  type TermStanding,
  termStanding,
} from '../core/selling/plan-chain.ts'
import { planPurchase } from '../core/selling/plan-purchase.ts'
import type { PlanPurchase } from '../core/selling/purchase.ts'
import type { AccountSettings } from '../core/settings.ts'
import { judgePlanned, readSaleFacts } from '../storage/read-sale.ts'
import type { Books } from './account-entries.ts'

/** A term on the timeline of its plan, with its invoice. */
export interface TermView {
  readonly term: PlanPurchase
  readonly standing: TermStanding
  readonly invoice?: {
    readonly id: InvoiceId
    readonly number?: string
    readonly state: InvoiceState
    readonly due: Minor
  }
}

/** What the next term would be, were it renewed now, at the catalogue's price (T-8). Amounts in minor units. */
export interface RenewalView {
  readonly start: CalendarDate
  readonly end: CalendarDate
  readonly amount: Minor
  readonly currency: CurrencyCode
  readonly unitPrice: Decimal
  /** The price of the current term, where it differs. */
  readonly was?: Decimal
  /** The house rule that would stop it as things stand. */
  readonly refusal?: SaleRefusal
}

export interface PlanView {
  readonly planId: PurchaseId
  readonly description: string
  /** Newest first; those taken back too. */
  readonly terms: readonly TermView[]
  /** The last one that counts. */
  readonly current?: PlanPurchase
  readonly next: PlanNext
  readonly renewal?: RenewalView
  /** `renews` or given up, but nothing can be made of it: not for sale any more, or archived. */
  readonly notForSale?: true
}

/** The plans of a client with all of their terms; those that go on first, then the latest. */
export async function listPlans(books: Books, clientId: ClientId): Promise<PlanView[]> {
  const [rows, settings] = await Promise.all([
    books.purchases.where('[clientId+id]').between([clientId], [clientId, []]).toArray(),
    books.settings.get('account'),
  ])
  if (settings === undefined) return []
  const byPlan = new Map<PurchaseId, PlanPurchase[]>()
  for (const row of rows) {
    if (row.kind !== 'plan') continue
    const terms = byPlan.get(row.planId)
    if (terms === undefined) byPlan.set(row.planId, [row])
    else terms.push(row)
  }
  const views = await Promise.all([...byPlan].map(([planId, terms]) => viewPlan(books, settings, planId, terms)))
  return views.sort((left, right) => rank(left) - rank(right) || (lastDay(left) < lastDay(right) ? 1 : -1))
}

async function viewPlan(
  books: Books,
  { selling }: AccountSettings,
  planId: PurchaseId,
  terms: readonly PlanPurchase[],
): Promise<PlanView> {
  const invoices = await books.invoices.bulkGet(terms.map(({ invoiceId }) => invoiceId))
  const views = terms
    .map((term, index): TermView => {
      const row = invoices[index]
      const number = row === undefined || row.state === 'draft' ? undefined : row.number
      const invoice = row && {
        id: row.id,
        state: row.state,
        due: row.amountDue,
        ...(number === undefined ? {} : { number }),
      }
      return { term, standing: termStanding(term), ...(invoice === undefined ? {} : { invoice }) }
    })
    .sort((left, right) => right.term.term - left.term.term || (left.term.id < right.term.id ? 1 : -1))
  const next = planNext(terms, selling)
  const current = liveTerms(terms).at(-1)
  const renewable = next.kind === 'renews' || next.kind === 'ends'
  const coming = current === undefined || !renewable ? {} : await viewRenewal(books, current, terms)
  return {
    planId,
    description: current?.description ?? views[0]?.term.description ?? '',
    terms: views,
    ...(current === undefined ? {} : { current }),
    next,
    ...coming,
  }
}

async function viewRenewal(
  books: Books,
  current: PlanPurchase,
  terms: readonly PlanPurchase[],
): Promise<Pick<PlanView, 'renewal' | 'notForSale'>> {
  const { clientId, billingGroupId, productId, end } = current
  const facts = await readSaleFacts(books, { clientId, billingGroupId, productId })
  if (!facts.ok || facts.value.product.state === 'archived') return { notForSale: true }
  const { product, settings } = facts.value
  const order = renewalOrder(current, terms, product.sale)
  const planned = planPurchase(product, settings.selling, order, end)
  if (!planned.ok || planned.value.kind !== 'plan') return { notForSale: true }
  const [refusal] = judgePlanned(facts.value, planned.value, { renewal: 1 })
  const { unitPrice, currency } = product
  return {
    renewal: {
      start: planned.value.start,
      end: planned.value.end,
      amount: planned.value.amount,
      currency,
      unitPrice,
      ...(unitPrice === current.unitPrice && currency === current.currency ? {} : { was: current.unitPrice }),
      ...(refusal === undefined ? {} : { refusal }),
    },
  }
}

function rank({ next }: PlanView): number {
  return next.kind === 'undone' ? 2 : next.kind === 'ends' ? 1 : 0
}

const lastDay = ({ terms }: PlanView) => terms[0]?.term.end ?? ''
