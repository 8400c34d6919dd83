// What an amendment does to charged periods, with what credit notes by hand gave back of them already.
import { type ReconcileOptions, type ReconcilePlan, reconcileItem } from '../core/billing/reconcile.ts'
import type { Contract, ContractItem, Correction } from '../core/contract/contract.ts'
import { amountOfCharge } from '../core/credit/credit-corrections.ts'
import type { AmendmentId, ChargeId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import { type Minor, minor } from '../core/money.ts'
import type { AccountDb } from './account-db.ts'
import { readBilledAnew } from './read-corrections.ts'
import { readNotesOf } from './read-credit.ts'

/**
 * `reconcileItem` over the rows of one item; credit notes are read only where something is to be given back. Throws as
 * that does. Tables: `charges`, `creditNotes`, `documents`.
 */
export async function reconcileCharged(
  db: AccountDb,
  item: ContractItem,
  contract: Contract,
  charges: readonly Charge[],
  corrections: readonly Correction[],
  amendmentId: AmendmentId,
  options: Omit<ReconcileOptions, 'credited'>,
): Promise<ReconcilePlan> {
  const plan = reconcileItem(item, contract, charges, corrections, amendmentId, options)
  if (!plan.corrections.some(({ state }) => state === 'open')) return plan
  const credited = new Map<ChargeId, Minor>()
  for (const charge of charges) {
    const amount = await readGivenBack(db, charge)
    if (amount !== 0) credited.set(charge.id, minor(amount))
  }
  if (credited.size === 0) return plan
  return reconcileItem(item, contract, charges, corrections, amendmentId, { ...options, credited })
}

/** What the client is charged for the period of a correction: all its charges less what credit notes took back of them. */
export async function readCharged(db: AccountDb, { chargeId }: Pick<Correction, 'chargeId'>): Promise<Minor> {
  const [item, start] = chargeId.split('/')
  const rows = await db.charges.where('id').startsWith(`${item}/${start}`).toArray()
  let sum = 0
  for (const charge of rows) {
    if (charge.state !== 'waived') sum += charge.amount - (await readGivenBack(db, charge))
  }
  return minor(sum)
}

/** What credit notes took back of an invoiced charge, less what bills it anew. */
async function readGivenBack(db: AccountDb, charge: Charge): Promise<number> {
  const { id, invoiceId, state } = charge
  if (state !== 'invoiced' || invoiceId === undefined) return 0
  let sum = 0
  for (const note of await readNotesOf(db, invoiceId)) {
    if (note.kind !== 'correction' || note.state !== 'issued') continue
    const issued = await db.documents.get(invoiceId)
    const place = issued?.document.lines.findIndex(({ chargeId }) => chargeId === id) ?? -1
    if (issued === undefined || place < 0) continue
    const own = note.credits.filter((credit) => credit.invoiceId === invoiceId)
    for (const { line, amount } of own.flatMap(({ figures }) => figures.lines)) {
      if (line === place) sum += amountOfCharge(issued.document, line, amount)
    }
    const anew = await readBilledAnew(db, charge, note, (row) => row.state !== 'waived')
    if (anew !== undefined) sum -= anew.amount - (await readGivenBack(db, anew))
  }
  return sum
}
