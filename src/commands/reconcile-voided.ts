import type { Correction } from '../core/contract/contract.ts'
import { earlierOf, laterOf } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import type { ChargeId, ContractItemId, InvoiceId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { readOriginal } from '../storage/read-credit.ts'
import { readCharged } from '../storage/reconcile-charged.ts'
import type { Books } from './books.ts'
import { reconcileContract, reconcileTables, waiveLine, withdrawCorrections } from './reconcile-contract.ts'

/** What `reconcileVoided` touches. */
export const voidedTables = [...reconcileTables, 'contracts', 'contractItems'] as const

/**
 * A voided invoice cannot be corrected any more: its corrections are withdrawn, unless credited, and periods that are to be billed
 * again cost what is agreed now. What is dropped is not given back on the next invoice either.
 * @param charges the invoice's charges as they were on it
 * Problems: those of `reconcileContract`.
 */
export async function reconcileVoided(
  books: Books,
  invoiceId: InvoiceId,
  charges: readonly Charge[],
  again: boolean,
  envelope: Envelope,
): Promise<Problem | undefined> {
  // What was billed anew stands for the charge of the contract (M-15).
  const originals = await Promise.all(charges.map((charge) => readOriginal(books.db, charge)))
  const itemIds = [...new Set(originals.flatMap(({ contractItemId }) => contractItemId ?? []))]
  if (itemIds.length === 0) return undefined
  const rows = await books.db.corrections.where('contractItemId').anyOf(itemIds).toArray()
  const open = rows.filter((row) => {
    const stands = row.state === 'open' || (row.state === 'resolved' && row.resolution === 'nothing')
    return stands && row.invoiceId === invoiceId
  })
  if (!again) {
    await withdrawCorrections(books, open, envelope)
    const originalIds = new Set(originals.map(({ id }) => id))
    const dropped = rows.filter((row) => row.invoiceId === invoiceId || originalIds.has(row.chargeId))
    return dropLines(books, dropped, envelope)
  }
  for (const correction of open) {
    const problem = await reconcilePeriod(books, correction, envelope)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Lines of the next invoice that give back a part of what is dropped now give back nothing, while they are not issued. */
async function dropLines(books: Books, rows: readonly Correction[], envelope: Envelope): Promise<Problem | undefined> {
  for (const correction of rows) {
    const { resolution, resolvedBy } = correction
    if (resolution !== 'next-invoice' || resolvedBy === undefined) continue
    const line = await books.db.charges.get(resolvedBy as ChargeId)
    if (line?.state !== 'open' && line?.state !== 'drafted') continue
    if ((await readCharged(books.db, correction)) >= 0) continue
    const problem = await waiveLine(books, line, envelope)
    if (problem !== undefined) return problem
  }
  return undefined
}

async function reconcilePeriod(
  books: Books,
  { contractId, contractItemId, amendmentId, period, chargeId }: Correction,
  envelope: Envelope,
): Promise<Problem | undefined> {
  const [contract, item, charge] = await Promise.all([
    books.db.contracts.get(contractId),
    books.db.contractItems.get(contractItemId),
    books.db.charges.get(chargeId),
  ])
  if (contract === undefined || item === undefined) return undefined
  const from = earlierOf(period.start, charge?.period?.start ?? period.start)
  const reconciled = await reconcileContract(
    books,
    {
      contract,
      items: [item],
      amendment: { id: amendmentId },
      touchedFrom: new Map<ContractItemId, typeof from>([[item.id, from]]),
      until: laterOf(period.end, charge?.period?.end ?? period.end),
    },
    'ask',
    envelope,
  )
  return reconciled.ok ? undefined : reconciled.problem
}
