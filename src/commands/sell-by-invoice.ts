import { checkText, firstProblem } from '../core/check-fields.ts'
import type { AddressFields } from '../core/client-addresses.ts'
import { addressesInUse } from '../core/client-addresses.ts'
import type { Envelope } from '../core/envelope.ts'
import type { AddressId, InvoiceId, PurchaseId } from '../core/ids.ts'
import type { CustomField, DraftInvoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { type PurchaseOrder, planPurchase } from '../core/selling/plan-purchase.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import { judgePlanned, readSaleFacts, type SaleFacts, type SaleOf, saleFactTables } from '../storage/read-sale.ts'
import type { Books } from './books.ts'
import { addAddressTo } from './change-addresses.ts'
import type { DraftExtra } from './draft-invoices.ts'
import { draftPurchase, type ImportedFrom } from './draft-purchase.ts'
import type { Command } from './execute.ts'
import { draftFieldValues } from './field-values.ts'
import { issueInvoice, issueTables } from './finalize-invoice.ts'

export interface SellByInvoice extends SaleOf, Omit<PurchaseOrder, 'origin'> {
  /** A new billing address: the default of future documents from now on (T-10, T-11). */
  readonly address?: AddressFields
  /** One of the client's; absent: the billing group's or the default. */
  readonly addressId?: AddressId
  readonly poNumber?: string
  /** Printed below the lines; absent: the account's. */
  readonly notes?: string
  /** The owner's own fields of the invoice (M-7); absent: none. */
  readonly customFields?: readonly CustomField[]
  /** In another currency than the account's. */
  readonly exchangeRate?: DraftInvoice['exchangeRate']
  /** the undone purchase that this one is made instead of. */
  readonly replaces?: PurchaseId
}

export interface Sold {
  readonly purchaseId: PurchaseId
  readonly invoiceId: InvoiceId
  readonly number: string
}

/**
 * Sells a pack of units or a plan by invoice: the charges, the invoice, issued at once, and the purchase, in one act
 * (T-1..T-11). Refused by the first house rule that it breaks, exactly as `previewPurchase` says.
 * Problems: `not-found`, `client-archived`, `group-not-active`, `not-for-sale`, `field-invalid`, `amount-too-large`, the
 * house rules (`SaleRefusal`), `field-value`, `field-required`, `purchase-fixed` and `purchase-undone` of what is to be replaced, those of drafting and
 * of `finalizeInvoice`.
 */
export const sellByInvoice: Command<SellByInvoice, Sold> = {
  name: 'sellByInvoice',
  tables: [...new Set([...issueTables, ...saleFactTables, 'paymentMethods', 'purchases'] as const)],
  run: (books, input, envelope) => sell(books, input, envelope),
}

/** The sale itself, in the transaction of whoever sells: the dialog, or an import row by row. */
export async function sell(
  books: Books,
  input: SellByInvoice,
  envelope: Envelope,
  origin?: ImportedFrom,
): Promise<Result<Sold, Problem>> {
  const { db } = books
  const read = await readSaleFacts(db, input)
  if (!read.ok) return read
  const facts = read.value
  if (facts.product.state === 'archived') return refused({ code: 'not-for-sale', name: facts.product.name })
  const planned = planPurchase(facts.product, facts.settings.selling, input, envelope.today)
  if (!planned.ok) return planned
  const problem = orderProblem(facts, input)
  if (problem !== undefined) return refused(problem)
  const place = input.addressId === undefined ? {} : { addressId: input.addressId }
  const [refusal] = judgePlanned(facts, planned.value, { ...place, addressGiven: input.address !== undefined })
  if (refusal !== undefined) return refused(refusal)
  const replaced = await expectReplaced(books, input)
  if (!replaced.ok) return replaced
  // What is required among them is asked for when the invoice is issued.
  const own = await draftFieldValues(db, input.customFields, {})
  if (!own.ok) return own
  const addressed = await addressedTo(books, facts, input, envelope)
  if (!addressed.ok) return addressed
  const { client } = addressed.value
  const head = { ...addressed.value.head, ...own.value }
  const drafted = await draftPurchase(
    books,
    { ...facts, client },
    {
      id: envelope.newId('pur'),
      planned: planned.value,
      sale: planned.value.kind,
      head,
      ...(input.replaces === undefined ? {} : { replaces: input.replaces }),
      ...(origin === undefined ? {} : { origin }),
    },
    envelope,
  )
  if (!drafted.ok) return drafted
  const { purchase, draft } = drafted.value
  if (replaced.value !== undefined) await writeReplaced(books, replaced.value, purchase, envelope)
  const issued = await issueInvoice(books, draft, envelope)
  if (!issued.ok) return issued
  const { number } = issued.value
  books.record('purchase.made', [purchase.id, client.id, draft.id, purchase.productId], {
    clientName: client.name,
    description: purchase.description,
    amount: purchase.amount,
    currency: purchase.currency,
    number,
  })
  return ok({ purchaseId: purchase.id, invoiceId: draft.id, number })
}

/** What is wrong with the head of the order. */
function orderProblem({ client }: SaleFacts, input: SellByInvoice): Problem | undefined {
  const { addressId } = input
  if (addressId !== undefined && !addressesInUse(client).some(({ id }) => id === addressId)) {
    return { code: 'not-found', entity: 'address', id: addressId }
  }
  return firstProblem(checkText('poNumber', input.poNumber, 60), checkText('notes', input.notes, 4000))
}

/** what is replaced was undone before, and nothing took its place yet. */
async function expectReplaced(
  { db }: Books,
  { replaces, clientId }: SellByInvoice,
): Promise<Result<Purchase | undefined, Problem>> {
  if (replaces === undefined) return ok(undefined)
  const row = await db.purchases.get(replaces)
  if (row === undefined || row.clientId !== clientId) {
    return refused({ code: 'not-found', entity: 'purchase', id: replaces })
  }
  const { description } = row
  if (row.state !== 'undone') return refused({ code: 'purchase-fixed', description })
  return row.replacedBy === undefined ? ok(row) : refused({ code: 'purchase-undone', description })
}

async function writeReplaced(books: Books, before: Purchase, by: Purchase, { now }: Envelope): Promise<void> {
  const next: Purchase = { ...before, replacedBy: by.id, version: before.version + 1, updatedAt: now }
  await books.purchases.put(next, before)
  books.record('purchase.replaced', [before.id, by.id, before.clientId], {
    clientName: before.clientName,
    description: before.description,
  })
}

/** The client with the new address, and what the order says about the head of the invoice. */
async function addressedTo(
  books: Books,
  { client }: SaleFacts,
  { address, addressId, poNumber = '', notes = '', exchangeRate }: SellByInvoice,
  envelope: Envelope,
): Promise<Result<{ readonly client: SaleFacts['client']; readonly head: DraftExtra }, Problem>> {
  const head = {
    ...(poNumber.trim() === '' ? {} : { poNumber: poNumber.trim() }),
    ...(notes.trim() === '' ? {} : { notes: notes.trim() }),
    ...(exchangeRate === undefined ? {} : { exchangeRate }),
  }
  if (address === undefined) {
    return ok({ client, head: { ...head, ...(addressId === undefined ? {} : { addressId }) } })
  }
  const added = await addAddressTo(books, client, address, envelope)
  return added.ok ? ok({ client: added.value.client, head: { ...head, addressId: added.value.id } }) : added
}
