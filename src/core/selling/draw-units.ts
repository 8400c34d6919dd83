// Which units a use takes, and what becomes of units that come back. Pure: commands read lots and write what this says.
import type { CalendarDate } from '../date.ts'
import { addDecimals, compareDecimals, type Decimal, decimal, isZero, subtractDecimals } from '../decimal.ts'
import { boundary } from '../period.ts'
import type { UnitLot, UnitUse } from './prepaid-units.ts'
import type { PackSale } from './product-sale.ts'

export const noUnits = decimal('0')

/** Together, exact. */
export function sumUnits(values: Iterable<Decimal>): Decimal {
  let sum = noUnits
  for (const value of values) sum = addDecimals(sum, value)
  return sum
}

/** The day on which units that may be used from a day on are gone; never where absent (T-5). */
export function expiryOf(
  { expiresAfter }: Pick<PackSale, 'expiresAfter'>,
  usableFrom: CalendarDate,
): CalendarDate | undefined {
  return expiresAfter === undefined ? undefined : boundary(usableFrom, expiresAfter, 1)
}

/**
 * What can be used of a lot on a day: all that is left, and what has expired since, as long as the day itself lies
 * before the expiry. A lesson of yesterday is taken from the pack that ended last night, whether a run has been or not.
 */
export function availableOn(
  lot: Pick<UnitLot, 'usable' | 'expiresOn' | 'left' | 'expired'>,
  usedOn: CalendarDate,
): Decimal {
  if (lot.usable === 0) return noUnits
  if (lot.expiresOn === undefined) return lot.left
  return usedOn < lot.expiresOn ? addDecimals(lot.left, lot.expired) : noUnits
}

/** Those that expire first before others, those that never do last; else the oldest first. */
export function inDrawingOrder(lots: readonly UnitLot[]): UnitLot[] {
  return [...lots].sort(
    (a, b) =>
      compareText(a.expiresOn ?? '~', b.expiresOn ?? '~') || compareText(a.grantedOn, b.grantedOn) || byAge(a, b),
  )
}

function byAge(a: UnitLot, b: UnitLot): number {
  return compareText(a.createdAt, b.createdAt) || compareText(a.id, b.id)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export interface Draw {
  readonly parts: UnitUse['parts']
  /** Lots as they are afterwards, in the order of the parts. */
  readonly lots: readonly UnitLot[]
  /** What no lot had. */
  readonly short: Decimal
}

/** Takes so many units, used on a day, out of a client's lots of a product. */
export function drawUnits(lots: readonly UnitLot[], units: Decimal, usedOn: CalendarDate): Draw {
  const parts: { lotId: UnitLot['id']; units: Decimal }[] = []
  const changed: UnitLot[] = []
  let short = units
  for (const lot of inDrawingOrder(lots)) {
    const available = availableOn(lot, usedOn)
    const taken = compareDecimals(available, short) < 0 ? available : short
    if (isZero(taken)) continue
    short = subtractDecimals(short, taken)
    parts.push({ lotId: lot.id, units: taken })
    changed.push(takenFrom(lot, taken))
  }
  return { parts, lots: changed, short }
}

/** Out of what is left, then out of what had expired by a run that came before the use was told. */
function takenFrom(lot: UnitLot, units: Decimal): UnitLot {
  const fromLeft = compareDecimals(lot.left, units) < 0 ? lot.left : units
  return withState({
    ...lot,
    used: addDecimals(lot.used, units),
    left: subtractDecimals(lot.left, fromLeft),
    expired: subtractDecimals(lot.expired, subtractDecimals(units, fromLeft)),
  })
}

/**
 * Units of an undone use go back to their lot; past its expiry they are gone at once, and where the purchase is undone
 * they have gone back with it.
 */
export function givenBack(lot: UnitLot, units: Decimal, today: CalendarDate, purchaseUndone: boolean): UnitLot {
  const field = purchaseUndone ? 'returned' : lot.expiresOn !== undefined && lot.expiresOn <= today ? 'expired' : 'left'
  return withState({ ...lot, used: subtractDecimals(lot.used, units), [field]: addDecimals(lot[field], units) })
}

/** The lot with everything that is left of it expired. */
export function expiredLot(lot: UnitLot): UnitLot {
  return withState({ ...lot, expired: addDecimals(lot.expired, lot.left), left: noUnits })
}

/** The lot with everything that is left of it returned. */
export function returnedLot(lot: UnitLot): UnitLot {
  return withState({ ...lot, returned: addDecimals(lot.returned, lot.left), left: noUnits })
}

/** What of a lot was never used, expired or not: it goes back when its purchase is undone. */
export function neverUsed({ left, expired }: Pick<UnitLot, 'left' | 'expired'>): Decimal {
  return addDecimals(left, expired)
}

/** The lot with everything returned that was never used: what had expired counts for no day any more. */
export function undoneLot(lot: UnitLot): UnitLot {
  return withState({ ...lot, returned: addDecimals(lot.returned, neverUsed(lot)), left: noUnits, expired: noUnits })
}

function withState(lot: UnitLot): UnitLot {
  return { ...lot, state: isZero(lot.left) ? 'empty' : 'live' }
}

/** The client's lot of a product that was granted last: it carries `lowSince`. */
export function latestLot(lots: readonly UnitLot[]): UnitLot | undefined {
  return [...lots].sort((a, b) => compareText(a.grantedOn, b.grantedOn) || byAge(a, b)).at(-1)
}

/** Whether granted = used + left + expired + returned, none of them below 0, and the state says what is left. */
export function addsUp({ granted, used, left, expired, returned, state }: UnitLot): boolean {
  return (
    [granted, used, left, expired, returned].every((units) => compareDecimals(units, noUnits) >= 0) &&
    granted === sumUnits([used, left, expired, returned]) &&
    (state === 'empty') === isZero(left)
  )
}
