// Whether the prepaid units of restored books add up: what was granted is used, left, expired or returned (Build 2).
import type { UsageRecord } from '../core/contract/contract.ts'
import { addDecimals, compareDecimals, type Decimal, isZero } from '../core/decimal.ts'
import { addsUp, noUnits, sumUnits } from '../core/selling/draw-units.ts'
import type { UnitLot, UnitUse } from '../core/selling/prepaid-units.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { AccountDb } from './account-db.ts'
import { BackupRefusal } from './backup/backup-refusal.ts'
import { must } from './must-refer.ts'
import { rowsOf } from './rows-of.ts'

type UnitKeys = Readonly<Record<'clients' | 'charges', ReadonlySet<string>>>

/**
 * Each lot adds up and has used what live uses took from it; each use is its parts and its overdraft, which has a charge;
 * usage that is covered has a live use of so many units.
 * @throws BackupRefusal `reference-missing`, `units-differ`
 */
export async function checkUnits(db: AccountDb, keys: UnitKeys): Promise<void> {
  const purchases = new Map<string, Purchase>((await db.purchases.toArray()).map((purchase) => [purchase.id, purchase]))
  const products = new Set<string>(await db.products.toCollection().primaryKeys())
  const { usedOf, coverOf } = await checkUses(db, keys, products)
  const reminded = new Set<string>()
  for await (const batch of rowsOf<UnitLot>(db, 'unitLots')) {
    for (const lot of batch) {
      must(keys.clients.has(lot.clientId), 'unitLots', lot.id, 'client')
      must(products.has(lot.productId), 'unitLots', lot.id, 'product')
      const purchase = purchases.get(lot.purchaseId ?? '')
      must((lot.origin === 'purchase') === (lot.purchaseId !== undefined), 'unitLots', lot.id, 'purchase')
      must(lot.purchaseId === undefined || purchase?.kind === 'pack', 'unitLots', lot.id, 'purchase')
      if (purchase?.kind === 'pack') {
        agree(purchase.clientId === lot.clientId && purchase.productId === lot.productId, 'unitLots', lot.id)
        agree(lot.granted === purchase.units && (purchase.state !== 'undone' || isZero(lot.left)), 'unitLots', lot.id)
      }
      agree(addsUp(lot) && lot.used === (usedOf.get(lot.id)?.units ?? noUnits), 'unitLots', lot.id)
      const owner = usedOf.get(lot.id)?.owner
      agree(owner === undefined || owner === ownerOf(lot), 'unitLots', lot.id)
      usedOf.delete(lot.id)
      if (lot.lowSince === undefined) continue
      agree(!reminded.has(ownerOf(lot)), 'unitLots', lot.id)
      reminded.add(ownerOf(lot))
    }
  }
  // What is left over was taken from lots that are not there, or covers usage that is not.
  for (const { useId } of usedOf.values()) must(false, 'unitUses', useId, 'lot')
  for await (const batch of rowsOf<UsageRecord>(db, 'usageRecords')) {
    for (const { id, prepaid, quantity, state } of batch) {
      const covered = coverOf.get(id)
      agree(covered === prepaid, 'usageRecords', id)
      if (prepaid !== undefined)
        agree(state !== 'removed' && compareDecimals(prepaid, quantity) <= 0, 'usageRecords', id)
      coverOf.delete(id)
    }
  }
  for (const recordId of coverOf.keys()) must(false, 'unitUses', recordId, 'usage')
}

interface UsedOfLot {
  readonly units: Decimal
  /** Client and product of the uses; they are the lot's. */
  readonly owner: string
  readonly useId: string
}

async function checkUses(db: AccountDb, keys: UnitKeys, products: ReadonlySet<string>) {
  const usedOf = new Map<string, UsedOfLot>()
  const coverOf = new Map<string, Decimal>()
  for await (const batch of rowsOf<UnitUse>(db, 'unitUses')) {
    for (const use of batch) {
      const { id, units, parts, overdraft, chargeId, usageRecordId } = use
      must(keys.clients.has(use.clientId), 'unitUses', id, 'client')
      must(products.has(use.productId), 'unitUses', id, 'product')
      must(isZero(overdraft) ? chargeId === undefined : keys.charges.has(chargeId ?? ''), 'unitUses', id, 'charge')
      const all = [...parts.map((part) => part.units), overdraft]
      const whole = units === sumUnits(all) && parts.every((part) => isAbove(part.units)) && !isBelow(overdraft)
      agree(whole && isAbove(units), 'unitUses', id)
      if (use.state === 'undone') continue
      if (usageRecordId !== undefined) {
        agree(!coverOf.has(usageRecordId), 'unitUses', id)
        coverOf.set(usageRecordId, units)
      }
      for (const { lotId, units: taken } of parts) {
        const before = usedOf.get(lotId)
        agree(before === undefined || before.owner === ownerOf(use), 'unitUses', id)
        const sum = before === undefined ? taken : addDecimals(before.units, taken)
        usedOf.set(lotId, { units: sum, owner: ownerOf(use), useId: id })
      }
    }
  }
  return { usedOf, coverOf }
}

function ownerOf({ clientId, productId }: Pick<UnitLot, 'clientId' | 'productId'>): string {
  return `${clientId} ${productId}`
}

function isAbove(units: Decimal): boolean {
  return compareDecimals(units, noUnits) > 0
}

function isBelow(units: Decimal): boolean {
  return compareDecimals(units, noUnits) < 0
}

function agree(same: boolean, table: string, id: string): void {
  if (!same) throw new BackupRefusal({ code: 'units-differ', table, id })
}
