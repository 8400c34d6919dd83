import type { ChargeId, ClientId } from '../core/ids.ts'
import { priceDraft } from '../core/invoice/draft-document.ts'
import { gatherCharges } from '../core/invoice/gather-charges.ts'
import type { DocumentTotals } from '../core/invoice/totals.ts'
import type { Charge } from '../core/model.ts'
import { type CurrencyCode, ZERO } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'

/** What is to be drafted for one client: the ticked charges, or every open one (P-2). */
export interface DraftChoice {
  readonly clientId: ClientId
  readonly chargeIds: readonly ChargeId[] | 'all'
}

/** One draft that `draftInvoices` would make. */
export interface PlannedDraft {
  readonly clientId: ClientId
  readonly clientName: string
  readonly currency: CurrencyCode
  readonly chargeCount: number
  /** Some of them were released by a discard or a void. */
  readonly heldCount: number
  readonly totals: DocumentTotals
}

/**
 * The drafts that would be made and their totals, by the same core functions as the command's. Nothing is written.
 * Problems: `client-archived`, `nothing-selected`, `not-found`, `tax-rate-missing`.
 */
export async function previewDrafts(
  db: AccountDb,
  choices: readonly DraftChoice[],
): Promise<Result<PlannedDraft[], Problem>> {
  const [settings, taxes] = await Promise.all([db.settings.get('account'), db.taxRates.toArray()])
  if (settings === undefined) throw new Error('The account has no settings')
  const taxRateById = new Map(taxes.map((tax) => [tax.id, tax]))
  const planned: PlannedDraft[] = []
  for (const choice of choices) {
    const client = await db.clients.get(choice.clientId)
    if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: choice.clientId })
    if (client.status === 'archived') return refused({ code: 'client-archived', clientName: client.name })
    const charges = await openCharges(db, choice)
    if (charges.length === 0) return refused({ code: 'nothing-selected' })
    const piles = gatherCharges(charges, taxRateById)
    if (!piles.ok) return piles
    for (const pile of piles.value) {
      const first = pile[0] as Charge
      const priced = priceDraft(
        { currency: first.currency, taxIncluded: first.taxIncluded, allowances: [], surcharges: [], prepaid: ZERO },
        pile,
        taxRateById,
        settings,
      )
      if (!priced.ok) return priced
      planned.push({
        clientId: client.id,
        clientName: client.name,
        currency: first.currency,
        chargeCount: pile.length,
        heldCount: pile.filter(({ held }) => held !== undefined).length,
        totals: priced.value.totals,
      })
    }
  }
  return ok(planned)
}

async function openCharges(db: AccountDb, { clientId, chargeIds }: DraftChoice): Promise<Charge[]> {
  if (chargeIds === 'all') return db.charges.where('[clientId+state]').equals([clientId, 'open']).toArray()
  const rows = await db.charges.bulkGet([...chargeIds])
  return rows.filter((row): row is Charge => row !== undefined && row.state === 'open' && row.clientId === clientId)
}
