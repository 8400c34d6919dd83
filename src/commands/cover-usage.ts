// Usage of a contract whose product is sold in packs takes prepaid units first: only the rest is billed (Build 2).
import type { ContractItem, UsageRecord } from '../core/contract/contract.ts'
import { isZero, subtractDecimals } from '../core/decimal.ts'
import type { Envelope } from '../core/envelope.ts'
import type { UsageRecordId } from '../core/ids.ts'
import { drawUnits, noUnits } from '../core/selling/draw-units.ts'
import type { UnitLot, UnitUse } from '../core/selling/prepaid-units.ts'
import type { AccountDb, TableName } from '../storage/account-db.ts'
import type { Books } from './books.ts'
import { giveBack, takeBack } from './undo-use.ts'
import { changeLots, readLots, recordUnits, type UnitSubject, unitTables } from './unit-lots.ts'

/** What covering and uncovering usage touches. */
export const coverTables = [...unitTables, 'unitUses', 'purchases'] as const satisfies readonly TableName[]

export interface RecordOfItem {
  readonly item: Pick<ContractItem, 'productId'>
  readonly record: UsageRecord
}

/**
 * Draws what prepaid units cover of open records, earlier days first, and writes the uses. Answers the records in the
 * order in which they came, `prepaid` saying how much of each is covered; the caller writes them.
 */
export async function coverUsage(
  books: Books,
  given: readonly RecordOfItem[],
  envelope: Envelope,
): Promise<readonly UsageRecord[]> {
  const bySubject = new Map<string, { readonly subject: UnitSubject; readonly records: UsageRecord[] }>()
  for (const { item, record } of given) {
    if (item.productId === undefined) continue
    const subject = { clientId: record.clientId, productId: item.productId }
    const key = `${subject.clientId} ${subject.productId}`
    const entry = bySubject.get(key) ?? { subject, records: [] }
    entry.records.push(record)
    bySubject.set(key, entry)
  }
  const covered = new Map<UsageRecordId, UnitUse>()
  for (const { subject, records } of bySubject.values()) {
    for (const use of await drawFor(books, subject, records, envelope)) {
      if (use.usageRecordId !== undefined) covered.set(use.usageRecordId, use)
    }
  }
  return given.map(({ record }) => {
    const use = covered.get(record.id)
    return use === undefined ? record : { ...record, prepaid: use.units }
  })
}

async function drawFor(
  books: Books,
  subject: UnitSubject,
  records: readonly UsageRecord[],
  envelope: Envelope,
): Promise<readonly UnitUse[]> {
  const product = await books.db.products.get(subject.productId)
  if (product?.sale?.kind !== 'pack') return []
  const before = await readLots(books.db, subject)
  if (before.length === 0) return []
  const lots = new Map(before.map((lot) => [lot.id, lot]))
  const uses: UnitUse[] = []
  for (const record of [...records].sort((a, b) => (a.on === b.on ? 0 : a.on < b.on ? -1 : 1))) {
    const draw = drawUnits([...lots.values()], record.quantity, record.on)
    const units = subtractDecimals(record.quantity, draw.short)
    if (isZero(units)) continue
    for (const lot of draw.lots) lots.set(lot.id, lot)
    uses.push({
      id: envelope.newId('use'),
      version: 1,
      clientId: subject.clientId,
      productId: subject.productId,
      usedOn: record.on,
      units,
      parts: draw.parts,
      overdraft: noUnits,
      // A record that was taken out and comes back is used anew.
      sourceKey: `${record.id}/${record.version}`,
      usageRecordId: record.id,
      ...(record.note === undefined ? {} : { note: record.note }),
      state: 'live',
      ...(record.importId === undefined ? {} : { importId: record.importId }),
      createdAt: envelope.now,
      updatedAt: envelope.now,
    })
  }
  if (uses.length === 0) return uses
  const changes = before.flatMap((previous) => {
    const next = lots.get(previous.id) as UnitLot
    return next === previous ? [] : [{ next, previous }]
  })
  const touched = await changeLots(books, subject, changes, envelope)
  await books.unitUses.addMany(uses)
  const client = await books.db.clients.get(subject.clientId)
  const names = { ...subject, clientName: client?.name ?? '' }
  for (const [index, use] of uses.entries()) {
    recordUnits(books, 'units.used', names, use.units, [use.id, ...(index === 0 ? touched : [])], product)
  }
  return uses
}

/** The record without cover: its units are in their lots again. The caller writes it. */
export async function uncoverUsage(books: Books, record: UsageRecord, envelope: Envelope): Promise<UsageRecord> {
  if (record.prepaid === undefined) return record
  for (const use of await usesOf(books.db, record)) {
    if (use.state === 'live') await takeBack(books, use, envelope)
  }
  const { prepaid: _prepaid, ...rest } = record
  return rest
}

/** Undo of an import: the units go back, and the uses go as if they had never been. */
export async function dropCover(books: Books, record: UsageRecord, envelope: Envelope): Promise<void> {
  for (const use of await usesOf(books.db, record)) {
    if (use.state === 'live') {
      const touched = await giveBack(books, use, envelope)
      const [client, product] = await Promise.all([
        books.db.clients.get(use.clientId),
        books.db.products.get(use.productId),
      ])
      const names = { clientId: use.clientId, productId: use.productId, clientName: client?.name ?? '' }
      recordUnits(books, 'units.use-undone', names, use.units, [use.id, ...touched], product)
    }
    await books.unitUses.remove(use)
  }
}

function usesOf(db: AccountDb, { id }: UsageRecord): Promise<UnitUse[]> {
  return db.unitUses.where('usageRecordId').equals(id).toArray()
}
