// What a field of the owner's own may be called and what may stand in it (M-7).
import { checkRequired, type FieldProblem, firstProblem, invalid } from '../check-fields.ts'
import { parseCalendarDate } from '../date.ts'
import { decimalPlaces, parseDecimal } from '../decimal.ts'
import type { FieldReason, Problem } from '../problem.ts'
import type { FieldDefinition } from './field-definition.ts'

/** The bounds of definitions and values, for forms; `definitions` of one subject, `others`: fields of one row alone. */
export const fieldLimits = {
  definitions: 50,
  name: 60,
  choices: 100,
  choice: 100,
  text: 500,
  link: 2000,
  wholeDigits: 15,
  decimals: 10,
  others: 20,
} as const

/** What the owner enters about a field; its place and state are kept by commands. */
export type FieldFields = Pick<FieldDefinition, 'subject' | 'name' | 'kind' | 'choices' | 'required' | 'onDocuments'>

/** A definition as it is kept: trimmed, choices with a choice only. */
export function cleanField({ choices = [], ...fields }: FieldFields): FieldFields {
  const kept = choices.map(oneLine)
  return { ...fields, name: oneLine(fields.name), ...(fields.kind === 'choice' ? { choices: kept } : {}) }
}

/** A name stands in one line: above a column, beside a value. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** The first thing wrong with a definition alone; that its name is free is another question. Problems: `field-invalid`. */
export function fieldProblem(fields: FieldFields): FieldProblem | undefined {
  const { name, kind, choices = [] } = cleanField(fields)
  const named = checkRequired('name', name, fieldLimits.name)
  if (named !== undefined || kind !== 'choice') return named
  if (choices.length === 0) return invalid('choices', 'empty')
  if (choices.length > fieldLimits.choices) return invalid('choices', 'too-many', fieldLimits.choices)
  const wrong = firstProblem(...choices.map((choice) => checkRequired('choices', choice, fieldLimits.choice)))
  if (wrong !== undefined) return wrong as FieldProblem
  const folded = new Set(choices.map(foldChoice))
  return folded.size < choices.length ? invalid('choices', 'duplicate') : undefined
}

export type ReadValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: FieldReason; readonly limit?: number }

/**
 * A value as it is kept: a number and a date in machine form, a choice as its definition spells it, a link whole; empty
 * for none. Whoever reads what people type turns it into machine form first.
 */
export function readFieldValue(
  { kind, choices = [] }: Pick<FieldDefinition, 'kind' | 'choices'>,
  text: string,
): ReadValue {
  const value = text.trim()
  if (value === '') return { ok: true, value }
  switch (kind) {
    case 'text':
      return within(value, fieldLimits.text)
    case 'number':
      return readNumber(value)
    case 'date':
      return parseCalendarDate(value) === undefined ? { ok: false, reason: 'not-a-date' } : { ok: true, value }
    case 'choice': {
      const folded = foldChoice(value)
      const choice = choices.find((each) => each === value) ?? choices.find((each) => foldChoice(each) === folded)
      return choice === undefined ? { ok: false, reason: 'not-a-choice' } : { ok: true, value: choice }
    }
    case 'link':
      return isLink(value) ? within(value, fieldLimits.link) : { ok: false, reason: 'not-a-link' }
  }
}

/** Signs count here, unlike in a search: `+` and `-` are two choices. */
function foldChoice(choice: string): string {
  return choice.normalize('NFC').toLowerCase().trim()
}

function within(value: string, limit: number): ReadValue {
  return value.length > limit ? { ok: false, reason: 'too-long', limit } : { ok: true, value }
}

function readNumber(text: string): ReadValue {
  const value = parseDecimal(text)
  if (value === undefined) return { ok: false, reason: 'not-a-number' }
  const { decimals, wholeDigits } = fieldLimits
  if (decimalPlaces(value) > decimals) return { ok: false, reason: 'too-many-decimals', limit: decimals }
  const whole = value.replace(/^-/, '').split('.')[0] ?? ''
  return whole.length > wholeDigits ? { ok: false, reason: 'too-large' } : { ok: true, value }
}

/** A whole web address, without a name and password in it: nothing else is ever opened by a click. */
export function isLink(text: string): boolean {
  return /^https?:\/\/[^\s/?#@\\:]+(?::\d{1,5})?(?:[/?#]\S*)?$/i.test(text)
}

/** A problem with the value of a field, by the name that the owner gave it. */
export function valueProblem(name: string, { reason }: Extract<ReadValue, { ok: false }>): Problem {
  return { code: 'field-value', name, reason }
}
