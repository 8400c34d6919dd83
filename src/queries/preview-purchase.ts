import type { CalendarDate } from '../core/date.ts'
import type { Decimal } from '../core/decimal.ts'
import type { AddressId, BillingGroupId, ChargeId, InvoiceId } from '../core/ids.ts'
import { addressOf, priceDraft } from '../core/invoice/draft-document.ts'
import type { DocumentTotals } from '../core/invoice/totals.ts'
import type { Address, Charge, Client, Product } from '../core/model.ts'
import { type CurrencyCode, type Minor, ZERO } from '../core/money.ts'
import type { Problem, SaleRefusal } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { allowedTerms, type Outstanding } from '../core/selling/judge-purchase.ts'
import {
  type PlannedPurchase,
  type PurchaseLine,
  type PurchaseOrder,
  planPurchase,
} from '../core/selling/plan-purchase.ts'
import type { UsableOn } from '../core/selling/product-sale.ts'
import { judgePlanned, readSaleFacts, type SaleFacts, type SaleOf } from '../storage/read-sale.ts'
import type { Books } from './account-entries.ts'

export interface PreviewPurchase extends SaleOf, Omit<PurchaseOrder, 'origin'> {
  readonly addressId?: AddressId
  /** A new address is entered in the dialog. */
  readonly addressGiven?: boolean
}

/** What `sellByInvoice` would make of the same order. Amounts in minor units of `currency`. */
export interface PurchasePreview {
  readonly client: Pick<Client, 'id' | 'name' | 'status' | 'version'>
  readonly product: Pick<Product, 'id' | 'name' | 'unit' | 'unitPrice' | 'taxIncluded'>
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  /** The schedule: one line, or one for each period of the term. */
  readonly lines: readonly PurchaseLine[]
  /** The lines together, before added tax: what the minimum is about (T-1). */
  readonly amount: Minor
  readonly totals: DocumentTotals
  /** Days to pay; 0: due on receipt (T-9). */
  readonly termsDays: number
  /** Of a pack. */
  readonly units?: Decimal
  readonly usableOn?: UsableOn
  /** Of a plan; `end` is exclusive. */
  readonly term?: { readonly start: CalendarDate; readonly end: CalendarDate; readonly months: number }
  /** The months that are offered (T-6). */
  readonly terms: readonly number[]
  /** Where it goes. */
  readonly address?: Address
  readonly poNumber?: string
  /** in this currency, the oldest first as far as the refusal lists them. */
  readonly outstanding: readonly Outstanding[]
  /** In the order in which the sale would name them; none: it may be made. */
  readonly refusals: readonly SaleRefusal[]
}

/**
 * The schedule, the total and the house rules of an order before it is sold, by the same functions as the sale.
 * Problems: `not-found`, `client-archived`, `group-not-active`, `not-for-sale`, `field-invalid`, `amount-too-large`, those
 * of pricing.
 */
export async function previewPurchase(
  books: Books,
  input: PreviewPurchase,
  today: CalendarDate,
): Promise<Result<PurchasePreview, Problem>> {
  const read = await readSaleFacts(books, input)
  if (!read.ok) return read
  const facts = read.value
  const { client, group, product, settings } = facts
  if (product.state === 'archived') return refused({ code: 'not-for-sale', name: product.name })
  const planned = planPurchase(product, settings.selling, input, today)
  if (!planned.ok) return planned
  const totals = await totalsOf(books, facts, planned.value)
  if (!totals.ok) return totals
  const { addressId = group.addressId, addressGiven = false } = input
  const place = input.addressId === undefined ? {} : { addressId: input.addressId }
  const address = addressOf(client, addressId === undefined ? {} : { addressId })
  const poNumber = group.poNumber ?? client.poNumber
  const { lines, amount } = planned.value
  return ok({
    client: { id: client.id, name: client.name, status: client.status, version: client.version },
    product,
    billingGroupId: group.id,
    currency: product.currency,
    lines,
    amount,
    totals: totals.value,
    termsDays: settings.selling.termsDays,
    ...grants(planned.value),
    terms: product.sale === undefined ? [] : allowedTerms(product.sale, client, settings),
    ...(address === undefined ? {} : { address }),
    ...(poNumber === undefined ? {} : { poNumber }),
    outstanding: facts.outstanding,
    refusals: judgePlanned(facts, planned.value, { ...place, addressGiven }),
  })
}

function grants(planned: PlannedPurchase): Pick<PurchasePreview, 'units' | 'usableOn' | 'term'> {
  if (planned.kind === 'pack') return { units: planned.units, usableOn: planned.usableOn }
  const { start, end, termMonths } = planned
  return { term: { start, end, months: termMonths } }
}

/** As the draft would be priced over the same charges. */
async function totalsOf(
  books: Books,
  { client, group, product, settings }: SaleFacts,
  { kind, lines }: PlannedPurchase,
): Promise<Result<DocumentTotals, Problem>> {
  const taxes = await books.taxRates.toArray()
  const { currency, taxIncluded, taxIds, id: productId } = product
  const charges = lines.map(
    (line, index): Charge => ({
      ...line,
      id: `chg_${index}` as ChargeId,
      version: 1,
      clientId: client.id,
      billingGroupId: group.id,
      currency,
      source: kind === 'pack' ? 'credit-pack' : 'plan',
      productId,
      allowances: [],
      surcharges: [],
      taxIds,
      taxIncluded,
      state: 'drafted',
      invoiceId: 'inv_preview' as InvoiceId,
      createdAt: client.createdAt,
      updatedAt: client.createdAt,
    }),
  )
  const head = { currency, taxIncluded, allowances: [], surcharges: [], prepaid: ZERO }
  const priced = priceDraft(head, charges, new Map(taxes.map((tax) => [tax.id, tax])), settings)
  return priced.ok ? ok(priced.value.totals) : priced
}
