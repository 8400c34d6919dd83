import { currencyExponent } from '../core/currency.ts'
import type { InvoiceId } from '../core/ids.ts'
import type { FrozenAdjustment } from '../core/invoice/document.ts'
import type { Charge, DraftInvoice, Invoice, PriceAdjustment } from '../core/model.ts'
import { minorToDecimal } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { type ChargeFields, newCharge } from './charge-row.ts'
import { makeDraft } from './draft-invoices.ts'
import { chargesInOrder } from './draft-row.ts'
import type { Command } from './execute.ts'
import { expectBillable, purchaseFixed, readSettings } from './read-rows.ts'

/**
 * Makes a new draft with the lines, allowances and texts of an invoice, served today, at today's tax rates; the original
 * is untouched. Problems: `not-found`, `client-archived`, `purchase-fixed`, those of drafting.
 */
export const duplicateInvoice: Command<{ readonly id: InvoiceId }, { readonly invoiceId: InvoiceId }> = {
  name: 'duplicateInvoice',
  tables: ['invoices', 'charges', 'clients', 'settings', 'taxRates', 'documents', 'paymentMethods', 'purchases'],
  async run(books, { id }, envelope): Promise<Result<{ invoiceId: InvoiceId }, Problem>> {
    const original = await books.db.invoices.get(id)
    if (original === undefined) return refused({ code: 'not-found', entity: 'invoice', id })
    const client = await expectBillable(books.db, original.clientId)
    if (!client.ok) return client
    const fixed = await purchaseFixed(books.db, original)
    if (fixed !== undefined) return refused(fixed)
    const source = await sourceOf(books, original)
    const { billingGroupId, currency } = original
    const copies: Charge[] = []
    for (const line of source.lines) {
      const owner = { clientId: original.clientId, billingGroupId, currency, source: 'manual' } as const
      const fresh = newCharge(owner, { ...line, servedOn: envelope.today }, envelope)
      if (!fresh.ok) return fresh
      copies.push(fresh.value)
    }
    await books.charges.addMany(copies)
    const made = await makeDraft(books, client.value, await readSettings(books.db), copies, envelope, source.head)
    return made.ok ? ok({ invoiceId: made.value.id }) : made
  },
}

/** What is copied: never dates, numbers, prepayments or the PO, which belong to the one invoice. */
interface Source {
  readonly lines: readonly Omit<ChargeFields, 'servedOn'>[]
  readonly head: Pick<DraftInvoice, 'allowances' | 'surcharges' | 'intro' | 'notes' | 'customFields'>
}

/** A draft is copied from its rows, an issued invoice from what was issued: its charges may have moved on since. */
async function sourceOf(books: Books, original: Invoice): Promise<Source> {
  const { db } = books
  if (original.state === 'draft') {
    const { allowances, surcharges } = original
    const lines = (await chargesInOrder(books, original)).map(copiedFields)
    return { lines, head: { allowances, surcharges, ...optionalTexts(original), ...ownFields(original) } }
  }
  const issued = await db.documents.get(original.id)
  if (issued === undefined) throw new Error(`Invoice ${original.number} has no document`)
  const { document } = issued
  const exponent = currencyExponent(document.currency)
  const thawed = (frozen: readonly FrozenAdjustment[]) => frozen.map((one) => thaw(one, exponent))
  const rows = await db.charges.bulkGet(document.lines.map(({ chargeId }) => chargeId))
  return {
    lines: document.lines.map((line, index) => ({
      ...linkOf(rows[index]),
      description: line.description,
      quantity: line.quantity,
      ...(line.unit === undefined ? {} : { unit: line.unit }),
      unitPrice: line.unitPrice,
      allowances: thawed(line.allowances),
      surcharges: thawed(line.surcharges),
      taxIncluded: document.taxIncluded,
    })),
    head: {
      allowances: thawed(document.allowances),
      surcharges: thawed(document.surcharges),
      ...optionalTexts(document),
      ...ownFields(original),
    },
  }
}

/** Taxes and product live on the charge alone: a document freezes their words, not their ids. */
export function linkOf(charge: Charge | undefined): Pick<ChargeFields, 'taxIds' | 'productId'> {
  const { taxIds = [], productId } = charge ?? {}
  return { taxIds, ...(productId === undefined ? {} : { productId }) }
}

/** An adjustment as it can be taken again: of the same percentage, or of the same amount. */
export function thaw({ percent, amount, reason }: FrozenAdjustment, exponent: number): PriceAdjustment {
  return percent === undefined
    ? { kind: 'amount', value: minorToDecimal(amount, exponent), reason }
    : { kind: 'percent', value: percent, reason }
}

function ownFields({ customFields }: Invoice): Pick<DraftInvoice, 'customFields'> {
  return customFields === undefined ? {} : { customFields }
}

function optionalTexts({ intro, notes }: Pick<DraftInvoice, 'intro' | 'notes'>): Pick<DraftInvoice, 'intro' | 'notes'> {
  return { ...(intro === undefined ? {} : { intro }), ...(notes === undefined ? {} : { notes }) }
}

function copiedFields(charge: Charge): Omit<ChargeFields, 'servedOn'> {
  const { description, quantity, unit, unitPrice, allowances, surcharges, taxIncluded } = charge
  return {
    ...linkOf(charge),
    description,
    quantity,
    unitPrice,
    allowances,
    surcharges,
    taxIncluded,
    ...(unit === undefined ? {} : { unit }),
  }
}
