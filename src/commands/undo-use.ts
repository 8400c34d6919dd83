import type { Envelope } from '../core/envelope.ts'
import type { ChargeId, UnitUseId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import { sumMinor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { givenBack } from '../core/selling/draw-units.ts'
import type { UnitLot, UnitUse } from '../core/selling/prepaid-units.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readCredited } from '../storage/read-credit.ts'
import type { Books, Change } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow } from './read-rows.ts'
import { changeLots, recordUnits, unitTables } from './unit-lots.ts'

/**
 * Takes a use back: its units are in their lots again, and the charge over what was used beyond them is waived. Units
 * whose lot is over, or whose purchase was undone meanwhile, do not come to life by it. What covered usage of a contract
 * is billed by the contract from now on, unless that is billed already.
 * Problems: `not-found`, `stale`, `wrong-state`, `usage-billed`, `overdraft-billed` (until that line is credited whole).
 */
export const undoUse: Command<{ readonly id: UnitUseId; readonly version?: number }, { readonly version: number }> = {
  name: 'undoUse',
  tables: [...unitTables, 'unitUses', 'usageRecords', 'charges', 'purchases', 'invoices', 'creditNotes', 'documents'],
  async run(books, seen, envelope): Promise<Result<{ version: number }, Problem>> {
    const { db } = books
    const current = await db.unitUses.get(seen.id)
    if (current?.state === 'undone') return refused({ code: 'wrong-state', act: 'undo', state: 'undone' })
    const found = expectRow('unitUse', current, seen)
    if (!found.ok) return found
    const use = found.value
    const problem = (await releaseCharge(books, use.chargeId, envelope)) ?? (await uncoverRecord(books, use, envelope))
    if (problem !== undefined) return refused(problem)
    return ok(await takeBack(books, use, envelope))
  },
}

/** Gives the units of a live use back to their lots and marks it undone. */
export async function takeBack(books: Books, use: UnitUse, envelope: Envelope): Promise<{ readonly version: number }> {
  const touched = await giveBack(books, use, envelope)
  const next: UnitUse = { ...use, state: 'undone', version: use.version + 1, updatedAt: envelope.now }
  await books.unitUses.put(next, use)
  const [client, product] = await Promise.all([
    books.db.clients.get(use.clientId),
    books.db.products.get(use.productId),
  ])
  const names = { clientId: use.clientId, productId: use.productId, clientName: client?.name ?? '' }
  recordUnits(books, 'units.use-undone', names, use.units, [use.id, use.usageRecordId, ...touched], product)
  return { version: next.version }
}

/** The units of a live use are in their lots again. Answers the lots that changed. */
export async function giveBack(books: Books, use: UnitUse, envelope: Envelope): Promise<readonly UnitLot['id'][]> {
  const lots = await books.db.unitLots.bulkGet(use.parts.map(({ lotId }) => lotId))
  const changes: Change<UnitLot>[] = []
  for (const [index, { units }] of use.parts.entries()) {
    const previous = lots[index]
    if (previous === undefined) continue
    const undone = await isUndone(books.db, previous)
    changes.push({ previous, next: givenBack(previous, units, envelope.today, undone) })
  }
  return changes.length === 0 ? [] : changeLots(books, use, changes, envelope)
}

async function isUndone(db: AccountDb, { purchaseId }: UnitLot): Promise<boolean> {
  return purchaseId !== undefined && (await db.purchases.get(purchaseId))?.state === 'undone'
}

/** Waives the charge over what was used beyond the units. Problem: `overdraft-billed`. */
async function releaseCharge(
  books: Books,
  chargeId: ChargeId | undefined,
  envelope: Envelope,
): Promise<Problem | undefined> {
  const charge = chargeId === undefined ? undefined : await books.db.charges.get(chargeId)
  if (charge === undefined || charge.state === 'waived') return undefined
  if (charge.state !== 'open') return billedProblem(books.db, charge)
  const { held: _held, ...rest } = charge
  await books.charges.put({ ...rest, state: 'waived', version: charge.version + 1, updatedAt: envelope.now }, charge)
  const { id, clientId, description, amount, currency } = charge
  books.record('charge.waived', [id, clientId], { description, amount, currency })
  return undefined
}

/** `overdraft-billed`, unless credit notes gave the whole line back and nothing bills it anew. */
async function billedProblem(db: AccountDb, charge: Charge): Promise<Problem | undefined> {
  const invoice = charge.invoiceId === undefined ? undefined : await db.invoices.get(charge.invoiceId)
  if (invoice === undefined || invoice.state === 'draft') return { code: 'overdraft-billed' }
  const issued = await db.documents.get(invoice.id)
  const line = issued?.document.lines.findIndex(({ chargeId }) => chargeId === charge.id)
  const credited = (await readCredited(db, invoice.id)).flatMap(({ lines }) => lines.filter((one) => one.line === line))
  if (sumMinor(credited.map(({ amount }) => amount)) === charge.amount && !(await isBilledAnew(db, charge)))
    return undefined
  return { code: 'overdraft-billed', number: invoice.number }
}

async function isBilledAnew(db: AccountDb, { id, clientId }: Charge): Promise<boolean> {
  const states = (['open', 'drafted', 'invoiced'] as const).map((state) => [clientId, state])
  const found = await db.charges
    .where('[clientId+state]')
    .anyOf(states)
    .filter(({ rebills }) => rebills === id)
    .count()
  return found > 0
}

/** Usage that the units covered is billed whole from now on. Problem: `usage-billed`. */
async function uncoverRecord(
  books: Books,
  { usageRecordId }: UnitUse,
  envelope: Envelope,
): Promise<Problem | undefined> {
  const record = usageRecordId === undefined ? undefined : await books.db.usageRecords.get(usageRecordId)
  if (record === undefined) return undefined
  if (record.state === 'billed') return { code: 'usage-billed', sourceKey: record.sourceKey }
  const { prepaid: _prepaid, ...rest } = record
  await books.usageRecords.put({ ...rest, version: record.version + 1, updatedAt: envelope.now }, record)
  return undefined
}
