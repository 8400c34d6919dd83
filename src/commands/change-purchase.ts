import { addressesInUse } from '../core/client-addresses.ts'
import type { Decimal } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { PurchaseId } from '../core/ids.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { sumUnits } from '../core/selling/draw-units.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { Books } from './books.ts'
import { newNote } from './credit-note-row.ts'
import { discardDraft } from './discard-draft.ts'
import type { Command } from './execute.ts'
import { issueNote, issueNoteTables } from './issue-credit-note.ts'
import { expectRow } from './read-rows.ts'
import type { SellByInvoice } from './sell-by-invoice.ts'
import { voidInvoice } from './void-invoice.ts'

export interface ChangePurchase {
  readonly id: PurchaseId
  readonly version?: number
  /** How its invoice is taken back: voided, where nothing was paid, or credited whole. */
  readonly way: 'void' | 'credit'
}

export interface ChangedPurchase {
  /** Of a pack: what went back, and what was used of it already. */
  readonly units?: { readonly returned: Decimal; readonly used: Decimal }
  /** The credit note or cancellation that took the invoice back; absent where none was needed. */
  readonly creditNumber?: string
  /** The order as it was, for the dialog: changed by a person, then sold with `sellByInvoice`. */
  readonly order: SellByInvoice
}

/**
 * The first half of changing a purchase after issue (R-31, T-21): its invoice is voided or credited whole, unused units
 * go back, and the order comes back to be sold anew. The invoice of a renewal that is still a draft is discarded.
 * Problems: `not-found`, `stale`, `purchase-undone`, `plan-renewed`, those of `voidInvoice` and of `creditInvoice`.
 */
export const changePurchase: Command<ChangePurchase, ChangedPurchase> = {
  name: 'changePurchase',
  tables: [...new Set([...voidInvoice.tables, ...issueNoteTables, 'purchases', 'clients'] as const)],
  async run(books, input, envelope): Promise<Result<ChangedPurchase, Problem>> {
    const { db } = books
    const found = expectRow('purchase', await db.purchases.get(input.id), input)
    if (!found.ok) return found
    const purchase = found.value
    const { description } = purchase
    if (purchase.state === 'undone') return refused({ code: 'purchase-undone', description })
    if (await isRenewed(books, purchase)) return refused({ code: 'plan-renewed', description })
    const order = await orderOf(books, purchase)
    const taken = await takeBack(books, purchase, input.way, envelope)
    if (!taken.ok) return taken
    const lots = await db.unitLots.where('purchaseId').equals(purchase.id).toArray()
    const units = {
      returned: sumUnits(lots.map(({ returned }) => returned)),
      used: sumUnits(lots.map(({ used }) => used)),
    }
    return ok({
      ...(purchase.kind === 'pack' ? { units } : {}),
      ...(taken.value === undefined ? {} : { creditNumber: taken.value }),
      order,
    })
  },
}

/** A term that was renewed is followed by another invoice: that one is changed first. */
async function isRenewed({ db }: Books, purchase: Purchase): Promise<boolean> {
  if (purchase.kind !== 'plan' || purchase.renewedBy === undefined) return false
  const next = await db.purchases.get(purchase.renewedBy)
  return next !== undefined && next.state !== 'undone'
}

/** Undoes the invoice; the purchase follows it. Answers the number of the document that takes it back. */
async function takeBack(
  books: Books,
  { state, invoiceId }: Purchase,
  way: ChangePurchase['way'],
  envelope: Envelope,
): Promise<Result<string | undefined, Problem>> {
  if (state === 'drafted') {
    const discarded = await discardDraft.run(books, { id: invoiceId }, envelope)
    return discarded.ok ? ok(undefined) : discarded
  }
  if (way === 'void') {
    const voided = await voidInvoice.run(books, { id: invoiceId, charges: 'drop' }, envelope)
    return voided.ok ? ok(voided.value.cancellationNumber) : voided
  }
  const planned = await newNote(books, { credits: [{ invoiceId, picks: 'rest' }] }, envelope)
  if (!planned.ok) return planned
  const issued = await issueNote(books, planned.value.draft, planned.value, envelope)
  return issued.ok ? ok(issued.value.number) : issued
}

async function orderOf({ db }: Books, purchase: Purchase): Promise<SellByInvoice> {
  const { id, clientId, billingGroupId, productId, invoiceId } = purchase
  const [invoice, issued, client] = await Promise.all([
    db.invoices.get(invoiceId),
    db.documents.get(invoiceId),
    db.clients.get(clientId),
  ])
  const addendum = invoice === undefined || invoice.state === 'draft' ? undefined : invoice.poAddendum
  const poNumber = addendum?.poNumber ?? invoice?.poNumber
  const draft = invoice?.state === 'draft' ? invoice : undefined
  const notes = issued?.document.notes ?? draft?.notes
  const inUse = client === undefined ? [] : addressesInUse(client)
  const address = inUse.find((each) => each.id === invoice?.addressId)
  const exchangeRate = issued?.document.accountCurrency ?? draft?.exchangeRate
  const what =
    purchase.kind === 'pack'
      ? { quantity: purchase.quantity }
      : { termMonths: purchase.termMonths, startOn: purchase.start }
  return {
    clientId,
    billingGroupId,
    productId,
    ...what,
    ...(address === undefined ? {} : { addressId: address.id }),
    ...(poNumber === undefined ? {} : { poNumber }),
    ...(notes === undefined ? {} : { notes }),
    ...(invoice?.customFields === undefined ? {} : { customFields: invoice.customFields }),
    ...(exchangeRate === undefined
      ? {}
      : { exchangeRate: { rate: exchangeRate.rate, on: exchangeRate.on, source: exchangeRate.source } }),
    replaces: id,
  }
}
