import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ChargeId, ClientId, InvoiceId } from '../core/ids.ts'
import { gatherCharges } from '../core/invoice/gather-charges.ts'
import type { Charge, Client, DraftInvoice } from '../core/model.ts'
import { ZERO } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountSettings } from '../core/settings.ts'
import { readTermsDays } from '../storage/read-terms.ts'
import type { Books } from './books.ts'
import { type DraftAccount, type DraftHead, draftedCharge, pricedRow } from './draft-row.ts'
import type { Command } from './execute.ts'
import { expectBillable, readSettings, readTaxRates } from './read-rows.ts'

export interface DraftInvoices {
  readonly clientId: ClientId
  /** The ticked charges ("Invoice selected charges"), or every open one ("Draft an invoice"), P-2. */
  readonly chargeIds: readonly ChargeId[] | 'all'
}

/**
 * Drafts invoices over open charges: one per billing group, currency, prices with or without tax, and outside-scope or
 * not, since these never share a document. Problems: `client-archived`, `nothing-selected`, `not-found`,
 * `charge-not-open`, `clients-differ`, `tax-rate-missing`.
 */
export const draftInvoices: Command<DraftInvoices, { readonly invoiceIds: readonly InvoiceId[] }> = {
  name: 'draftInvoices',
  tables: ['charges', 'invoices', 'clients', 'settings', 'taxRates', 'paymentMethods'],
  async run(books, input, envelope): Promise<Result<{ invoiceIds: InvoiceId[] }, Problem>> {
    const client = await expectBillable(books.db, input.clientId)
    if (!client.ok) return client
    const charges = await chosenCharges(books, input)
    if (!charges.ok) return charges
    const [settings, taxRateById] = await Promise.all([readSettings(books.db), readTaxRates(books.db)])
    const piles = gatherCharges(charges.value, taxRateById)
    if (!piles.ok) return piles
    const invoiceIds: InvoiceId[] = []
    for (const pile of piles.value) {
      const made = await makeDraft(books, client.value, settings, pile, envelope)
      if (!made.ok) return made
      invoiceIds.push(made.value.id)
    }
    return ok({ invoiceIds })
  },
}

async function chosenCharges(books: Books, input: DraftInvoices): Promise<Result<Charge[], Problem>> {
  const { clientId, chargeIds } = input
  if (chargeIds === 'all') {
    const open = await books.db.charges.where('[clientId+state]').equals([clientId, 'open']).toArray()
    if (open.length === 0) return refused({ code: 'nothing-selected' })
    return ok(open.sort((left, right) => (left.servedOn + left.id < right.servedOn + right.id ? -1 : 1)))
  }
  const ids = [...new Set(chargeIds)]
  if (ids.length === 0) return refused({ code: 'nothing-selected' })
  const rows = await books.db.charges.bulkGet(ids)
  const charges: Charge[] = []
  for (const [index, row] of rows.entries()) {
    if (row === undefined) return refused({ code: 'not-found', entity: 'charge', id: String(ids[index]) })
    if (row.clientId !== clientId) return refused({ code: 'clients-differ' })
    if (row.state !== 'open') {
      const invoice = row.invoiceId === undefined ? undefined : await books.db.invoices.get(row.invoiceId)
      const number = invoice === undefined || invoice.state === 'draft' ? {} : { invoiceNumber: invoice.number }
      return refused({ code: 'charge-not-open', description: row.description, state: row.state, ...number })
    }
    charges.push(row)
  }
  return ok(charges)
}

/** What whoever makes a draft may say about it. */
export type DraftExtra = Partial<
  Pick<
    DraftInvoice,
    | 'allowances'
    | 'surcharges'
    | 'notes'
    | 'intro'
    | 'poNumber'
    | 'customFields'
    | 'addressId'
    | 'servicePeriod'
    | 'exchangeRate'
    | 'editedByUser'
    | 'billsOn'
    | 'linesChangedOn'
    | 'sale'
    | 'termsDays'
  >
>

/**
 * Writes one draft over open charges of one client, currency and mode of prices; the charges become drafted. Address
 * and order number are the billing group's where it has its own (M-6), terms as `readTermsDays` says (W-15). Tables:
 * `paymentMethods`, `billingGroups`, `taxRates`.
 */
export async function makeDraft(
  books: Books,
  client: Client,
  settings: AccountSettings,
  charges: readonly Charge[],
  envelope: Envelope,
  extra: DraftExtra = {},
): Promise<Result<DraftInvoice, Problem>> {
  const first = charges[0]
  if (first === undefined) return refused({ code: 'nothing-selected' })
  const [group, taxRateById] = await Promise.all([
    books.db.billingGroups.get(first.billingGroupId),
    readTaxRates(books.db),
  ])
  const id = envelope.newId('inv')
  const changes = charges.map((previous) => ({ next: draftedCharge(previous, id, envelope), previous }))
  const drafted = changes.map(({ next }) => next)
  const termsDays = extra.termsDays ?? (await readTermsDays(books.db, { group, client, settings }))
  const account = { settings, taxRateById }
  const draft = newDraft({ id, client, group, account, termsDays }, drafted, envelope, extra)
  if (!draft.ok) return draft
  await books.invoices.add(draft.value)
  await books.charges.putMany(changes)
  recordDraft(books, draft.value)
  return draft
}

export interface DraftOwner {
  readonly id: InvoiceId
  readonly client: Client
  readonly group: BillingGroup | undefined
  readonly account: DraftAccount
  /** Days to pay (`readTermsDays`). */
  readonly termsDays: number
}

/** The row of a new draft over charges that are drafted on it; nothing is written. Problems: those of pricing. */
export function newDraft(
  { id, client, group, account, termsDays }: DraftOwner,
  drafted: readonly Charge[],
  envelope: Envelope,
  extra: DraftExtra,
): Result<DraftInvoice, Problem> {
  const first = drafted[0]
  if (first === undefined) return refused({ code: 'nothing-selected' })
  const { settings } = account
  const notes = extra.notes ?? settings.documentNotes
  const poNumber = extra.poNumber ?? group?.poNumber ?? client.poNumber
  const addressId = extra.addressId ?? group?.addressId
  const head: DraftHead = {
    id,
    version: 1,
    state: 'draft',
    clientId: client.id,
    billingGroupId: first.billingGroupId,
    currency: first.currency,
    clientName: client.name,
    listedOn: envelope.today,
    taxIncluded: first.taxIncluded,
    allowances: extra.allowances ?? [],
    surcharges: extra.surcharges ?? [],
    ...(poNumber === undefined ? {} : { poNumber }),
    ...(extra.customFields === undefined ? {} : { customFields: extra.customFields }),
    ...(extra.intro === undefined ? {} : { intro: extra.intro }),
    ...(notes === undefined ? {} : { notes }),
    ...(addressId === undefined ? {} : { addressId }),
    ...(extra.servicePeriod === undefined ? {} : { servicePeriod: extra.servicePeriod }),
    ...(extra.exchangeRate === undefined ? {} : { exchangeRate: extra.exchangeRate }),
    ...(extra.billsOn === undefined ? {} : { billsOn: extra.billsOn }),
    ...(extra.linesChangedOn === undefined ? {} : { linesChangedOn: extra.linesChangedOn }),
    ...(extra.sale === undefined ? {} : { sale: extra.sale }),
    termsDays,
    prepaid: ZERO,
    editedByUser: extra.editedByUser ?? (envelope.actor === 'user' ? 1 : 0),
    createdAt: envelope.now,
  }
  return pricedRow(head, drafted, account, envelope)
}

/** Notes that a draft was made. */
export function recordDraft(books: Books, draft: DraftInvoice): void {
  books.record('draft.made', [draft.id, draft.clientId, ...draft.chargeIds], {
    clientName: draft.clientName,
    charges: draft.chargeIds.length,
    gross: draft.gross,
    currency: draft.currency,
  })
}
