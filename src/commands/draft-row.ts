// Keeping a draft's row true to its charges: totals, words, versions.
import { Dexie } from 'dexie'
import type { Envelope } from '../core/envelope.ts'
import type { InvoiceId, TaxRateId } from '../core/ids.ts'
import { type PricedDraft, priceDraft } from '../core/invoice/draft-document.ts'
import type { Charge, Client, DraftInvoice, Invoice, TaxRate } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { searchWords } from '../core/search-words.ts'
import type { AccountSettings } from '../core/settings.ts'
import type { Books, Change } from './books.ts'
import { readSettings, readTaxRates } from './read-rows.ts'

/** A draft without what follows from its charges. */
export type DraftHead = Omit<DraftInvoice, 'totals' | 'gross' | 'amountDue' | 'words' | 'updatedAt' | 'chargeIds'>

/** What a draft takes from the account. */
export interface DraftAccount {
  readonly settings: AccountSettings
  readonly taxRateById: ReadonlyMap<TaxRateId, TaxRate>
}

/** Prices a draft over its charges, in line order, and completes its row. Problems: those of `priceDraft`. */
export async function completeDraft(
  books: Books,
  head: DraftHead,
  charges: readonly Charge[],
  envelope: Envelope,
): Promise<Result<DraftInvoice, Problem>> {
  const [settings, taxRateById] = await Promise.all([readSettings(books.db), readTaxRates(books.db)])
  return pricedRow(head, charges, { settings, taxRateById }, envelope)
}

/** As `completeDraft`, with the settings and taxes that the caller has read. */
export function pricedRow(
  head: DraftHead,
  charges: readonly Charge[],
  { settings, taxRateById }: DraftAccount,
  envelope: Pick<Envelope, 'now'>,
): Result<DraftInvoice, Problem> {
  const totals = priceDraft(head, charges, taxRateById, settings)
  if (!totals.ok) return totals
  return ok({
    ...head,
    chargeIds: charges.map(({ id }) => id),
    ...figuresOf(totals.value),
    words: draftWords(head, charges),
    updatedAt: envelope.now,
  })
}

function figuresOf({ totals }: PricedDraft): Pick<DraftInvoice, 'totals' | 'gross' | 'amountDue'> {
  return { totals, gross: totals.gross, amountDue: totals.due }
}

/**
 * Prices drafts again after a tax or the cash unit changed, so that lists and sums show what the draft's own page shows.
 * One that cannot be priced any more keeps its figures, and its page says why. Versions stay: nobody edited them.
 * Answers the ids of those whose figures changed.
 */
export async function repriceDrafts(
  books: Books,
  concerns: (charge: Charge) => boolean = () => true,
): Promise<InvoiceId[]> {
  const rows = await books.db.invoices
    .where('[state+listedOn+id]')
    .between(['draft', Dexie.minKey], ['draft', Dexie.maxKey])
    .toArray()
  const drafts = rows.filter((row) => row.state === 'draft')
  if (drafts.length === 0) return []
  const charges = await books.db.charges
    .where('invoiceId')
    .anyOf(drafts.map(({ id }) => id))
    .toArray()
  const [settings, taxRateById] = await Promise.all([readSettings(books.db), readTaxRates(books.db)])
  const byId = new Map(charges.map((charge) => [charge.id, charge]))
  const changes: Change<Invoice>[] = []
  for (const previous of drafts) {
    const lines = previous.chargeIds.map((id) => byId.get(id)).filter((charge) => charge !== undefined)
    if (!lines.some(concerns)) continue
    const priced = priceDraft(previous, lines, taxRateById, settings)
    if (!priced.ok || JSON.stringify(priced.value.totals) === JSON.stringify(previous.totals)) continue
    changes.push({ next: { ...previous, ...figuresOf(priced.value) }, previous })
  }
  await books.invoices.putMany(changes)
  return changes.map(({ next }) => next.id)
}

/** What a draft is found by. */
export function draftWords(
  {
    clientName,
    poNumber,
    tags = [],
    customFields = [],
  }: Pick<DraftInvoice, 'clientName' | 'poNumber' | 'tags' | 'customFields'>,
  charges: readonly Charge[],
): string[] {
  const own = customFields.map(({ value }) => value)
  return searchWords(clientName, poNumber, ...tags, ...own, ...charges.map(({ description }) => description))
}

/**
 * Lets a client's drafts carry its present name. Nothing that a person edits on them changes, so their versions stay:
 * an open editor is not stale for it. Answers their ids.
 */
export async function renameDrafts(books: Books, client: Pick<Client, 'id' | 'name'>): Promise<InvoiceId[]> {
  const rows = await books.db.invoices.where('[clientId+state]').equals([client.id, 'draft']).toArray()
  const drafts = rows.filter((row) => row.state === 'draft').filter(({ clientName }) => clientName !== client.name)
  if (drafts.length === 0) return []
  const ids = drafts.map(({ id }) => id)
  const charges = await books.db.charges.where('invoiceId').anyOf(ids).toArray()
  await books.invoices.putMany(
    drafts.map((previous) => {
      const head = { ...previous, clientName: client.name }
      const words = draftWords(
        head,
        charges.filter(({ invoiceId }) => invoiceId === previous.id),
      )
      return { next: { ...head, words }, previous }
    }),
  )
  return ids
}

/** The charges of a draft in the order of its lines. */
export async function chargesInOrder(books: Books, draft: Pick<DraftInvoice, 'id' | 'chargeIds'>): Promise<Charge[]> {
  const rows = await books.db.charges.where('invoiceId').equals(draft.id).toArray()
  const byId = new Map(rows.map((charge) => [charge.id, charge]))
  return draft.chargeIds.map((id) => {
    const charge = byId.get(id)
    if (charge === undefined) throw new Error(`Draft ${draft.id} lost a charge`)
    return charge
  })
}

/** Puts an open charge on a draft. */
export function draftedCharge(charge: Charge, invoiceId: InvoiceId, envelope: Envelope): Charge {
  const { held: _held, ...rest } = charge
  return { ...rest, state: 'drafted', invoiceId, version: charge.version + 1, updatedAt: envelope.now }
}

/** Gives a drafted or invoiced charge back: open, held from automation until a person touches it (P-3, R-9). */
export function releasedCharge(charge: Charge, envelope: Envelope): Charge {
  const { invoiceId: _invoiceId, ...rest } = charge
  return { ...rest, state: 'open', held: 'held-after-void', version: charge.version + 1, updatedAt: envelope.now }
}

/** Drops a charge for good: waived, as if deleted. */
export function droppedCharge(charge: Charge, envelope: Envelope): Charge {
  const { invoiceId: _invoiceId, held: _held, ...rest } = charge
  return { ...rest, state: 'waived', version: charge.version + 1, updatedAt: envelope.now }
}
