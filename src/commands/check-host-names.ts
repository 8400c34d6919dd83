// Checks that need the host's own knowledge of zones and languages; the others are in core/check-fields.ts.
import { type FieldProblem, invalid } from '../core/check-fields.ts'

/** An IANA time zone that this browser can tell the day in: without it there is no today (I-11). */
export function checkTimeZone(field: string, timeZone: string): FieldProblem | undefined {
  return accepts(() => new Intl.DateTimeFormat('en', { timeZone })) ? undefined : invalid(field, 'unknown-time-zone')
}

/** A BCP 47 tag, well-formed: formats fall back where a language is not known, and fail where a tag is none. */
export function checkLocale(field: string, tag: string): FieldProblem | undefined {
  return accepts(() => Intl.getCanonicalLocales(tag)) && tag !== '' ? undefined : invalid(field, 'unknown-locale')
}

function accepts(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
