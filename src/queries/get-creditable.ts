// What the editor of a credit note reads: invoices with what is left of them, and which others could join.
import type { CreditNote } from '../core/credit/credit-note.ts'
import type { CreditSource } from '../core/credit/plan-credit.ts'
import type { BillingGroupId, ClientId, InvoiceId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { CurrencyCode } from '../core/money.ts'
import { foldText } from '../core/search-words.ts'
import type { Receivable } from '../core/settlement/allocate.ts'
import { readCreditSources, readNotesOf } from '../storage/read-credit.ts'
import type { Books } from './account-entries.ts'

export interface CreditableInvoice extends CreditSource {
  /** Credit notes over it that are still drafts. */
  readonly drafts: readonly CreditNote['id'][]
}

export interface CreditableView {
  /** In the order asked for; none when one of them is no issued invoice. */
  readonly invoices: readonly CreditableInvoice[]
  /** Open ones of the same client, group and currency: where a credit goes after its own invoices. */
  readonly open: readonly Receivable[]
}

/** Invoices of one client, group and currency with what is left to credit of each. */
export async function getCreditable(books: Books, ids: readonly InvoiceId[]): Promise<CreditableView> {
  const [sources, notes] = await Promise.all([
    readCreditSources(books, ids),
    Promise.all(ids.map((id) => readNotesOf(books, id))),
  ])
  if (!sources.ok) return { invoices: [], open: [] }
  const invoices = sources.value.map((source, index) => ({
    ...source,
    drafts: (notes[index] ?? []).filter(({ state }) => state === 'draft').map(({ id }) => id),
  }))
  const [first] = invoices
  return { invoices, open: first === undefined ? [] : await openOfGroup(books, first.invoice) }
}

interface Family {
  readonly clientId: ClientId
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
}

async function openOfGroup(books: Books, { clientId, billingGroupId, currency }: Family): Promise<Receivable[]> {
  const open = await books.invoices.where('[clientId+state]').equals([clientId, 'open']).toArray()
  return open
    .filter((row): row is FinalizedInvoice => row.state === 'open')
    .filter((row) => row.billingGroupId === billingGroupId && row.currency === currency)
    .map(({ id, issuedOn, dueOn, number, amountDue }) => ({ id, issuedOn, dueOn, number, amountDue }))
}

/** Invoices that could join a credit note (R-25: one client, group and currency), the newest first; at most 20. */
export async function findCreditable(
  books: Books,
  family: Family,
  text: string,
  without: readonly InvoiceId[],
): Promise<FinalizedInvoice[]> {
  const wanted = foldText(text.trim())
  const rows = await books.invoices
    .where('[clientId+state]')
    .anyOf((['open', 'paid', 'uncollectible'] as const).map((state) => [family.clientId, state]))
    .toArray()
  return rows
    .filter((row): row is FinalizedInvoice => row.state !== 'draft')
    .filter(
      (row) =>
        row.billingGroupId === family.billingGroupId &&
        row.currency === family.currency &&
        !without.includes(row.id) &&
        foldText(row.number).includes(wanted),
    )
    .sort((left, right) => (left.issuedOn + left.number < right.issuedOn + right.number ? 1 : -1))
    .slice(0, 20)
}
