import { Dexie } from 'dexie'
import type { CalendarDate } from '../core/date.ts'
import type { UnitLot } from '../core/selling/prepaid-units.ts'
import type { AccountDb } from './account-db.ts'

/** Lots with something left whose day has come, by index: those that never expire are not read (T-5). */
export function expiredUnits(db: AccountDb, today: CalendarDate): Promise<UnitLot[]> {
  return db.unitLots.where('[state+expiresOn]').between(['live', Dexie.minKey], ['live', today], true, true).toArray()
}
