import { checkText } from '../core/check-fields.ts'
import type { BillingGroupId, ClientId, InvoiceId } from '../core/ids.ts'
import type { Client, FinalizedInvoice, Invoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { searchWords } from '../core/search-words.ts'
import type { Books } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'

export interface SetPoNumber {
  readonly clientId: ClientId
  /** Of this billing group only; the client's own where absent. */
  readonly billingGroupId?: BillingGroupId
  /** Empty: none any more. */
  readonly poNumber: string
  /** T-12: unpaid invoices and drafts that get it too, each as it was listed. Empty: future invoices only. */
  readonly applyTo: readonly InvoiceId[]
}

/**
 * Sets the PO number of a client or a billing group, and of the unpaid invoices that the owner ticked (T-12): a draft is
 * changed, an issued one gets a dated addendum. What was paid or voided meanwhile, or is of another group, stays as it is and is answered as
 * `left`. Problems: `not-found`, `field-invalid`.
 */
export const setPoNumber: Command<SetPoNumber, { readonly applied: number; readonly left: number }> = {
  name: 'setPoNumber',
  tables: ['clients', 'billingGroups', 'invoices'],
  async run(books, input, envelope): Promise<Result<{ applied: number; left: number }, Problem>> {
    const problem = checkText('poNumber', input.poNumber, 60)
    if (problem !== undefined) return refused(problem)
    const { billingGroupId } = input
    const found = expectRow('client', await books.db.clients.get(input.clientId), { id: input.clientId })
    if (!found.ok) return found
    const client = found.value
    const poNumber = input.poNumber.trim()
    const po = poNumber === '' ? {} : { poNumber }
    if (billingGroupId === undefined) {
      const { poNumber: _before, ...rest } = client
      const next: Client = { ...rest, ...po, version: client.version + 1, updatedAt: envelope.now }
      await books.clients.put(next, client)
    } else {
      const group = await books.db.billingGroups.get(billingGroupId)
      if (group === undefined || group.clientId !== client.id) {
        return refused({ code: 'not-found', entity: 'billingGroup', id: billingGroupId })
      }
      const { poNumber: _before, ...rest } = group
      await books.billingGroups.put({ ...rest, ...po, version: group.version + 1 }, group)
    }
    notePo(books, client, poNumber, billingGroupId)
    const wanted = poNumber === '' ? [] : [...new Set(input.applyTo)]
    let applied = 0
    for (const row of await books.db.invoices.bulkGet(wanted)) {
      if (row === undefined || row.clientId !== client.id || !takesPo(row)) continue
      if (billingGroupId !== undefined && row.billingGroupId !== billingGroupId) continue
      applied += 1
      const words = [...new Set([...row.words, ...searchWords(poNumber)])]
      const changed = { version: row.version + 1, words, updatedAt: envelope.now }
      if (row.state === 'draft') {
        await books.invoices.put({ ...row, poNumber, ...changed }, row)
        books.record('draft.changed', [row.id, row.clientId], {
          clientName: row.clientName,
          gross: row.gross,
          currency: row.currency,
        })
        continue
      }
      const next: FinalizedInvoice = { ...row, poAddendum: { poNumber, on: envelope.today }, ...changed }
      await books.invoices.put(next, row)
      const before = row.poAddendum?.poNumber ?? row.poNumber
      books.record('invoice.po-added', [row.id, row.clientId], {
        number: row.number,
        poNumber,
        ...(before === undefined ? {} : { before }),
      })
    }
    return ok({ applied, left: wanted.length - applied })
  },
}

function notePo(books: Books, { id, name }: PoOwner, poNumber: string, billingGroupId?: BillingGroupId): void {
  books.record('client.po-changed', [id, billingGroupId], { clientName: name, poNumber })
}

type PoOwner = Pick<Client, 'id' | 'name'>

/** Notes in the PO history that a form or a file has changed the number of a client, or of its billing group (T-12). */
export function recordPo(
  books: Books,
  client: PoOwner,
  before: string | undefined,
  after: string | undefined,
  billingGroupId?: BillingGroupId,
): void {
  const [was, is] = [before?.trim() ?? '', after?.trim() ?? '']
  if (was !== is) notePo(books, client, is, billingGroupId)
}

/** T-12: drafts and what is unpaid; paid and void invoices never change. */
function takesPo({ state }: Invoice): boolean {
  return state === 'draft' || state === 'open' || state === 'uncollectible'
}
