// Texts with fields in braces: "Invoice {number} is due on {due date}". `{{` and `}}` stand for the braces themselves.
import { firstProblem, invalid } from '../check-fields.ts'
import type { FieldDefinition } from '../fields/field-definition.ts'
import type { Problem } from '../problem.ts'
import type { MessageTemplate, MessageTemplateKey } from './message.ts'
import { isOwnField, type OwnTemplateField, ownFieldKey, readOwnField } from './own-template-fields.ts'

/** What can be filled in; people write them with spaces, hyphens or underscores, in any case. */
export const templateFields = [
  'client',
  'number',
  'amount',
  'total',
  'issue date',
  'due date',
  'days late',
  'days left',
  'reference',
  'po number',
  'payment details',
  'other invoices',
  'your name',
] as const
export type TemplateField = (typeof templateFields)[number]

/** All texts that there are, in the order in which an invoice meets them. */
export const templateKeys = [
  'invoice',
  'reminder-before',
  'reminder-due',
  'reminder-late',
  'reminder-again',
] as const satisfies readonly MessageTemplateKey[]

/** The longest subject and text of a message, in characters. */
export const messageLimits = { subject: 300, text: 10_000 } as const

export type TemplatePart = { readonly text: string } | { readonly field: TemplateField | OwnTemplateField }

/** `at` counts characters from the beginning, 0 is the first; `line` and `column` count from 1. */
export interface TemplateFault {
  readonly code: 'unknown-field' | 'unclosed-brace'
  /** What stands between the braces, or after the one that nothing closes. */
  readonly field: string
  readonly at: number
  readonly line: number
  readonly column: number
}

export interface ParsedTemplate {
  readonly parts: readonly TemplatePart[]
  /** In the order of their places; with any of them the template cannot be kept. */
  readonly faults: readonly TemplateFault[]
  /** The owner's own fields that it names, with their places: whether there are such is not known here. */
  readonly own: readonly (TemplateFault & { readonly key: OwnTemplateField })[]
}

/** Values as they are to be read; a field without one is empty. */
export type TemplateValues = Readonly<Partial<Record<TemplateField | OwnTemplateField, string>>>

const byKey = new Map(templateFields.map((field) => [fieldKey(field), field]))

/** Reads a template. What is faulty stays in the text as it was written. */
export function parseTemplate(template: string): ParsedTemplate {
  const parts: TemplatePart[] = []
  const faults: TemplateFault[] = []
  const own: (TemplateFault & { readonly key: OwnTemplateField })[] = []
  let text = ''
  let at = 0
  const place = (code: TemplateFault['code'], field: string): TemplateFault => {
    const before = template.slice(0, at).split('\n')
    return { code, field, at, line: before.length, column: (before.at(-1) ?? '').length + 1 }
  }
  const fault = (code: TemplateFault['code'], field: string) => faults.push(place(code, field))
  while (at < template.length) {
    const character = template[at] as string
    if ((character === '{' || character === '}') && template[at + 1] === character) {
      text += character
      at += 2
      continue
    }
    if (character !== '{') {
      text += character
      at += 1
      continue
    }
    const [whole, inner = ''] = /^\{([^{}\n]*)\}/.exec(template.slice(at)) ?? []
    if (whole === undefined) {
      fault('unclosed-brace', (/^\{([^{}\n]*)/.exec(template.slice(at))?.[1] ?? '').trim().slice(0, 40))
      text += character
      at += 1
      continue
    }
    const field = byKey.get(fieldKey(inner)) ?? readOwnField(inner)
    if (field === undefined) {
      fault('unknown-field', inner.trim().slice(0, 40))
      text += whole
    } else {
      if (text !== '') parts.push({ text })
      text = ''
      parts.push({ field })
      if (isOwnField(field)) own.push({ ...place('unknown-field', inner.trim().slice(0, 100)), key: field })
    }
    at += whole.length
  }
  if (text !== '') parts.push({ text })
  return { parts, faults, own }
}

/** A text as a template that says exactly it. */
export function escapeTemplate(text: string): string {
  return text.replace(/[{}]/g, '$&$&')
}

/**
 * The text with its fields filled in. A line whose fields are all empty goes with its words ("Reference: {reference}"),
 * and no more than one empty line stays between others.
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  const lines: { text: string; fields: number; filled: number }[] = [{ text: '', fields: 0, filled: 0 }]
  for (const part of parseTemplate(template).parts) {
    const line = lines.at(-1) as (typeof lines)[number]
    if ('field' in part) {
      const value = values[part.field] ?? ''
      line.text += value
      line.fields += 1
      if (value !== '') line.filled += 1
      continue
    }
    const [first = '', ...others] = part.text.split('\n')
    line.text += first
    for (const text of others) lines.push({ text, fields: 0, filled: 0 })
  }
  const kept = lines.filter(({ fields, filled }) => fields === 0 || filled > 0)
  // Something went: the gap that it leaves closes.
  const joined = kept.map(({ text }) => text).join('\n')
  return kept.length === lines.length ? joined : joined.replace(/\n{3,}/g, '\n\n').replace(/^\n+|\n+$/g, '')
}

/** As `fillTemplate`, on one line: a subject. */
export function fillSubject(template: string, values: TemplateValues): string {
  return fillTemplate(template, values).replace(/\s+/gu, ' ').trim()
}

/**
 * The text that a reminder takes by its place: before the due date, on it, the first time late, late again.
 * @param daysLate negative before the due date
 * @param remindedLate how many reminders of this invoice left after its due date
 */
export function reminderTemplate(daysLate: number, remindedLate: number): MessageTemplateKey {
  if (daysLate < 0) return 'reminder-before'
  if (daysLate === 0) return 'reminder-due'
  return remindedLate === 0 ? 'reminder-late' : 'reminder-again'
}

/** Why a template cannot be kept. Problems: `field-invalid` (empty, too long), `template-field-unknown`. */
export function templateProblem(template: MessageTemplate): Problem | undefined {
  return firstProblem(partProblem('subject', template.subject), partProblem('text', template.text))
}

/** The first of the owner's own fields that a text names and that is not defined. */
export function unknownOwnField(
  text: string,
  definitions: readonly Pick<FieldDefinition, 'subject' | 'name'>[],
): TemplateFault | undefined {
  const known = new Set<string | undefined>(definitions.map(ownFieldKey))
  return parseTemplate(text).own.find(({ key }) => !known.has(key))
}

function partProblem(part: keyof MessageTemplate, text: string): Problem | undefined {
  if (text.trim() === '') return invalid(part, 'empty')
  if (text.length > messageLimits[part]) return invalid(part, 'too-long', messageLimits[part])
  const [fault] = parseTemplate(text).faults
  return fault && { code: 'template-field-unknown', field: fault.field, at: fault.at }
}

function fieldKey(field: string): string {
  return field
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()
}
