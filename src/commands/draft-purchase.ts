// A purchase on a draft of its own: the charges, the draft and the row, in the transaction of whoever sells.
import type { Envelope } from '../core/envelope.ts'
import type { CommandId, PurchaseId } from '../core/ids.ts'
import type { Charge, DraftInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import type { PlannedPack, PlannedPlan, PlannedPurchase } from '../core/selling/plan-purchase.ts'
import { withWake } from '../core/selling/plan-wake.ts'
import type { InvoiceSale, PackPurchase, PlanPurchase, Purchase } from '../core/selling/purchase.ts'
import type { SaleFacts } from '../storage/read-sale.ts'
import type { Books } from './books.ts'
import { newCharge } from './charge-row.ts'
import { type DraftExtra, makeDraft } from './draft-invoices.ts'

/** Which import brought a row, and by what the row is known in its file. */
export interface ImportedFrom {
  readonly importId: CommandId
  readonly sourceKey: string
}

export interface NewPurchase<Planned extends PlannedPurchase = PlannedPurchase> {
  readonly id: PurchaseId
  readonly planned: Planned
  readonly sale: InvoiceSale
  /** What the head of the draft says beyond the account's and the client's. */
  readonly head?: Omit<DraftExtra, 'sale' | 'termsDays'>
  readonly replaces?: PurchaseId
  readonly origin?: ImportedFrom
  /** Of a renewal: which term of which plan. */
  readonly chain?: { readonly planId: PurchaseId; readonly term: number }
}

/**
 * Writes the charges of a planned purchase, a draft over them with the terms of sales (T-9) and the purchase, `drafted`
 * until its invoice is issued. `facts.product` says at which price and taxes.
 * Problems: `field-invalid`, `amount-too-large`, those of pricing a draft.
 */
export async function draftPurchase<Kind extends PlannedPurchase>(
  books: Books,
  facts: Pick<SaleFacts, 'client' | 'group' | 'product' | 'settings'>,
  order: NewPurchase<Kind>,
  envelope: Envelope,
): Promise<Result<{ readonly purchase: Purchase; readonly draft: DraftInvoice }, Problem>> {
  const { client, group, product, settings } = facts
  const { planned, sale, head = {} } = order
  const charges = chargesOf(facts, planned, order.origin, envelope)
  if (!charges.ok) return charges
  await books.charges.addMany(charges.value)
  const extra = { ...head, sale, termsDays: settings.selling.termsDays }
  const draft = await makeDraft(books, client, settings, charges.value, envelope, extra)
  if (!draft.ok) return draft
  const row = {
    id: order.id,
    version: 1,
    clientId: client.id,
    clientName: client.name,
    billingGroupId: group.id,
    currency: product.currency,
    productId: product.id,
    description: product.name,
    unitPrice: product.unitPrice,
    taxIds: product.taxIds,
    taxIncluded: product.taxIncluded,
    amount: planned.amount,
    invoiceId: draft.value.id,
    chargeIds: charges.value.map(({ id }) => id),
    soldOn: envelope.today,
    state: 'drafted',
    paid: 0,
    ...(order.replaces === undefined ? {} : { replaces: order.replaces }),
    ...order.origin,
    createdAt: envelope.now,
    updatedAt: envelope.now,
  } as const
  const purchase: Purchase = planned.kind === 'pack' ? packRow(row, planned) : planRow(row, planned, order, facts)
  await books.purchases.add(purchase)
  return ok({ purchase, draft: draft.value })
}

type Row = Omit<PackPurchase, 'kind' | 'quantity' | 'units' | 'usableOn'>

function packRow(row: Row, { quantity, units, usableOn }: PlannedPack): PackPurchase {
  return { ...row, kind: 'pack', quantity, units, usableOn }
}

function planRow(
  row: Row,
  { termMonths, renewOn, start, end }: PlannedPlan,
  { chain }: Pick<NewPurchase, 'chain'>,
  { settings }: Pick<SaleFacts, 'settings'>,
): PlanPurchase {
  const term: PlanPurchase = {
    ...row,
    kind: 'plan',
    planId: chain?.planId ?? row.id,
    term: chain?.term ?? 1,
    termMonths,
    renewOn,
    start,
    end,
    renews: 1,
  }
  return withWake(term, settings.selling)
}

/** The charges of a planned purchase, open. */
function chargesOf(
  { client, group, product }: Pick<SaleFacts, 'client' | 'group' | 'product'>,
  { kind, lines }: PlannedPurchase,
  origin: ImportedFrom | undefined,
  envelope: Envelope,
): Result<Charge[], Problem> {
  const owner = {
    clientId: client.id,
    billingGroupId: group.id,
    currency: product.currency,
    source: kind === 'pack' ? 'credit-pack' : 'plan',
  } as const
  const { id: productId, taxIds, taxIncluded } = product
  const charges: Charge[] = []
  for (const { amount: _amount, rating, ...line } of lines) {
    const made = newCharge(owner, { ...line, productId, taxIds, taxIncluded }, envelope)
    if (!made.ok) return made
    charges.push({
      ...made.value,
      ...(rating === undefined ? {} : { rating }),
      ...(origin === undefined ? {} : { importId: origin.importId }),
    })
  }
  return ok(charges)
}
