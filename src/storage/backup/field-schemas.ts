// The values that fields of rows may hold.
import { type CalendarDate, type Instant, parseCalendarDate } from '../../core/date.ts'
import { type Decimal, parseDecimal } from '../../core/decimal.ts'
import type { ChargeId, CorrectionId, IdByPrefix } from '../../core/ids.ts'
import type { CurrencyCode, Minor } from '../../core/money.ts'
import { z } from './zod.ts'

export const text = z.string()
export const count = z.int().min(0)
export const version = z.int().min(1)
export const flag = z.union([z.literal(0), z.literal(1)])

/** `Uint8Array` of this realm or, in tests, of another. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

export const date = z.custom<CalendarDate>(
  (value) => typeof value === 'string' && parseCalendarDate(value) !== undefined,
)

export const instant = z.custom<Instant>(
  (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
)

/** Exact and in canonical form. */
export const exact = z.custom<Decimal>((value) => typeof value === 'string' && parseDecimal(value) === value)

export const currency = z.custom<CurrencyCode>((value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value))

export const minor = z.custom<Minor>((value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 51)

export const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** An id with its prefix. */
export function id<Prefix extends keyof IdByPrefix>(prefix: Prefix) {
  return z.custom<IdByPrefix[Prefix]>(
    (value) => typeof value === 'string' && value.startsWith(`${prefix}_`) && value.length <= 200,
  )
}

// Keys that are made from an item, a period's start and what else made the row (design.md section 5).
const lateFeeKey = /^inv_[^/]+\/late-fee\/\d+$/
const itemKey = /^itm_[^/]+\/\d{4}-\d\d-\d\d(\/[^/]+)?$/

export const chargeId = z.custom<ChargeId>(
  (value) =>
    typeof value === 'string' &&
    value.length <= 200 &&
    (value.startsWith('chg_') || itemKey.test(value) || lateFeeKey.test(value)),
)

export const correctionKey = z.custom<CorrectionId>((value) => typeof value === 'string' && itemKey.test(value))

export const documentId = z.union([id('inv'), id('cn')])

export const customField = z.strictObject({ name: text, value: text, fieldId: id('fld').exactOptional() })

export const period = z.strictObject({ start: date, end: date })
