import type { ChargeId, InvoiceId } from '../core/ids.ts'
import type { Charge, Invoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Books } from './books.ts'
import { type ChargeFields, newCharge } from './charge-row.ts'
import { makeDraft } from './draft-invoices.ts'
import type { Command } from './execute.ts'
import { expectBillable, readSettings } from './read-rows.ts'

/** Makes a new draft with the same lines as an invoice, served today; the original is untouched. Problems: `not-found`, `client-archived`, those of drafting. */
export const duplicateInvoice: Command<{ readonly id: InvoiceId }, { readonly invoiceId: InvoiceId }> = {
  name: 'duplicateInvoice',
  tables: ['invoices', 'charges', 'clients', 'settings', 'taxRates', 'documents'],
  async run(books, { id }, envelope): Promise<Result<{ invoiceId: InvoiceId }, Problem>> {
    const original = await books.db.invoices.get(id)
    if (original === undefined) return refused({ code: 'not-found', entity: 'invoice', id })
    const client = await expectBillable(books.db, original.clientId)
    if (!client.ok) return client
    const copies: Charge[] = []
    for (const charge of await linesOf(books, original)) {
      const { clientId, billingGroupId, currency } = charge
      const fresh = newCharge(
        { clientId, billingGroupId, currency, source: 'manual' },
        copiedFields(charge, envelope.today),
        envelope,
      )
      if (!fresh.ok) return fresh
      await books.charges.add(fresh.value)
      copies.push(fresh.value)
    }
    const document = await books.db.documents.get(id)
    const { intro, notes } = original.state === 'draft' ? original : (document?.document ?? {})
    const extra = original.state === 'draft' ? { allowances: original.allowances, surcharges: original.surcharges } : {}
    const made = await makeDraft(books, client.value, await readSettings(books.db), copies, envelope, {
      ...extra,
      ...(intro === undefined ? {} : { intro }),
      ...(notes === undefined ? {} : { notes }),
    })
    return made.ok ? ok({ invoiceId: made.value.id }) : made
  },
}

async function linesOf(books: Books, invoice: Invoice): Promise<Charge[]> {
  const chargeIds: readonly ChargeId[] =
    invoice.state === 'draft'
      ? invoice.chargeIds
      : ((await books.db.documents.get(invoice.id))?.document.lines.map(({ chargeId }) => chargeId) ?? [])
  return (await books.db.charges.bulkGet([...chargeIds])).filter((charge) => charge !== undefined)
}

function copiedFields(charge: Charge, servedOn: Charge['servedOn']): ChargeFields {
  const { description, quantity, unit, unitPrice, allowances, surcharges, taxIds, taxIncluded, productId } = charge
  return {
    description,
    quantity,
    unitPrice,
    allowances,
    surcharges,
    taxIds,
    taxIncluded,
    servedOn,
    ...(unit === undefined ? {} : { unit }),
    ...(productId === undefined ? {} : { productId }),
  }
}
