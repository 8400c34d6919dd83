import type { Seal } from '../core/invoice/issued.ts'
import type { AccountDb } from './account-db.ts'

/** The seal before a place in its series: of the nearest number below it. */
export function lastSeal(
  db: Pick<AccountDb, 'seals'>,
  kind: Seal['kind'],
  series: string,
  sequence: number,
): Promise<Seal | undefined> {
  return db.seals
    .where('[kind+series+sequence]')
    .between([kind, series, 0], [kind, series, sequence], true, false)
    .last()
}
