// Reading a neutral case: every field that a case holds must be known, or its figures may be compared for nothing.
import { type Decimal, decimalPlaces, parseDecimal, type RoundingMode } from '../../src/core/decimal.ts'
import { type Minor, minor } from '../../src/core/money.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

export interface Outcome {
  readonly status: 'passed' | 'failed' | 'not-applicable'
  /** Of a case that does not apply: the convention of test/cases/README.md. */
  readonly code?: ConventionCode
  readonly expected: Json
  readonly actual: Json
}

/** The conventions that the product decided against, each proven by recomputing the source's figure. */
export type ConventionCode =
  | 'form-refuses'
  | 'tax-rounded-per-line'
  | 'inclusive-each-from-gross'
  | 'source-decimals'
  | 'negative-split-by-floor'
  | 'fixed-length-months'
  | 'full-period-from-clamped-day'
  | 'seconds-of-a-period'
  | 'negative-invoice'
  | 'restricted-credit'
  | 'change-written-off'

export interface CaseKind {
  /** The name of the shared file that the kind belongs to, without `.json`. */
  readonly area: string
  readonly kind: string
  readonly run: (fields: JsonObject) => Outcome
}

/** The case cannot be run as it is; the message names the field. */
export class CaseProblem extends Error {}

/** What every case may hold beside its own fields. */
const COMMON = ['id', 'source', 'kind', 'checks', 'note', 'tags', 'convention', 'rule']

/** Throws CaseProblem for a field that is not known. */
export function onlyFields(fields: JsonObject, known: readonly string[], where = ''): void {
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) throw new CaseProblem(`unknown field "${where}${name}"`)
  }
}

/** The same for a case itself. */
export function onlyCaseFields(fields: JsonObject, known: readonly string[]): void {
  onlyFields(fields, [...COMMON, ...known])
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(fields: JsonObject, name: string): JsonObject {
  const value = fields[name]
  if (!isObject(value)) throw new CaseProblem(`"${name}" is not an object`)
  return value
}

/** The list in a field; none when it is absent or null. */
export function listAt(fields: JsonObject, name: string): readonly Json[] {
  const value = fields[name]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new CaseProblem(`"${name}" is not a list`)
  return value
}

export function objectsAt(fields: JsonObject, name: string): readonly JsonObject[] {
  return listAt(fields, name).map((value) => {
    if (!isObject(value)) throw new CaseProblem(`"${name}" holds something that is not an object`)
    return value
  })
}

export function textAt(fields: JsonObject, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string') throw new CaseProblem(`"${name}" is not a text`)
  return value
}

export function hasValue(fields: JsonObject, name: string): boolean {
  return fields[name] !== undefined && fields[name] !== null
}

export function toDecimal(value: Json | undefined, name: string): Decimal {
  const text = typeof value === 'number' ? plainNumber(value) : value
  const parsed = typeof text === 'string' ? parseDecimal(text) : undefined
  if (parsed === undefined) throw new CaseProblem(`"${name}" is not a decimal number: ${JSON.stringify(value)}`)
  return parsed
}

function plainNumber(value: number): string | undefined {
  const text = String(value)
  return text.includes('e') ? undefined : text
}

export function decimalAt(fields: JsonObject, name: string): Decimal {
  return toDecimal(fields[name], name)
}

/** A whole number of minor units. */
export function minorAt(fields: JsonObject, name: string): Minor {
  return toMinor(fields[name], name)
}

function toMinor(value: Json | undefined, name: string): Minor {
  return minor(Number(wholeNumber(toDecimal(value, name), name)))
}

function wholeNumber(value: Decimal, name: string): Decimal {
  if (decimalPlaces(value) > 0) throw new CaseProblem(`"${name}" is not a whole number: ${value}`)
  return value
}

export function countAt(fields: JsonObject, name: string): number {
  return Number(wholeNumber(decimalAt(fields, name), name))
}

const MODES: Readonly<Record<string, RoundingMode>> = {
  'half-away-from-zero': 'half-away-from-zero',
  'half-towards-zero': 'half-towards-zero',
  'half-up(+inf)': 'half-up',
  'half-down(-inf)': 'half-down',
  'half-even': 'half-even',
  'half-odd': 'half-odd',
  up: 'up',
  down: 'down',
  'towards-zero': 'towards-zero',
  'away-from-zero': 'away-from-zero',
}

/** The rounding mode of a case; `exact` where it has none: then a result that needs rounding is an error. */
export function modeAt(fields: JsonObject, name = 'mode'): RoundingMode | 'exact' {
  const value = fields[name]
  if (value === undefined || value === null || value === 'exact') return 'exact'
  const mode = typeof value === 'string' && Object.hasOwn(MODES, value) ? MODES[value] : undefined
  if (mode === undefined) throw new CaseProblem(`unknown rounding mode ${JSON.stringify(value)}`)
  return mode
}

/** Passed when both are the same JSON. */
export function compared(expected: Json, actual: Json): Outcome {
  return { status: sameJson(expected, actual) ? 'passed' : 'failed', expected, actual }
}

export function sameJson(left: Json, right: Json): boolean {
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => sameJson(item as Json, right[index] as Json))
    )
  }
  if (isObject(left) && isObject(right)) {
    const names = Object.keys(left)
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => Object.hasOwn(right, name) && sameJson(left[name] as Json, right[name] as Json))
    )
  }
  return left === right
}

/**
 * What a case expects of a calculation: a figure, or that it is refused. `actual` is undefined for a refusal; a
 * RangeError of the core is one too.
 */
export function comparedOrRefused(
  fields: JsonObject,
  expected: () => Json,
  calculate: () => Json | undefined,
): Outcome {
  const wantsError =
    fields.expectedError !== undefined && fields.expectedError !== null && fields.expectedError !== false
  const wanted: Json = wantsError ? 'refused' : expected()
  let actual: Json | undefined
  try {
    actual = calculate()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    actual = undefined
  }
  return compared(wanted, actual ?? 'refused')
}
