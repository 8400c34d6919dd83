// The owner's own fields in forms: texts as typed, and what of them goes to commands (M-7).
import type { FieldErrors, FieldValues, Resolver } from 'react-hook-form'
import { parseCalendarDate } from '../../core/date.ts'
import { parseDecimal } from '../../core/decimal.ts'
import { readFieldValue } from '../../core/fields/check-field.ts'
import type { FieldDefinition } from '../../core/fields/field-definition.ts'
import type { CustomField } from '../../core/model.ts'
import { formatDate } from '../../i18n/format-date.ts'
import { formatDecimal } from '../../i18n/format-money.ts'
import { parseNumber } from '../../i18n/parse-amount.ts'
import { fieldText } from '../../i18n/problem-text.ts'
import { t } from '../../i18n/translate.ts'
import { amountProblemText } from '../../ui/amount-problem-text.ts'

/** What the inputs hold, by the id of the field. */
export type OwnFieldTexts = Record<string, string>

export type OwnFields = readonly CustomField[] | undefined

/** Those that forms ask for. */
export function fieldsInUse(definitions: readonly FieldDefinition[]): FieldDefinition[] {
  return definitions.filter(({ state }) => state === 'active')
}

/** What a row has, as its inputs show it; a field without a value is empty. */
export function ownFieldTexts(
  definitions: readonly FieldDefinition[],
  values: OwnFields,
  locale: string,
): OwnFieldTexts {
  return Object.fromEntries(
    fieldsInUse(definitions).map((definition) => {
      const value = values?.find(({ fieldId }) => fieldId === definition.id)?.value ?? ''
      const number = definition.kind === 'number' ? parseDecimal(value) : undefined
      return [definition.id, number === undefined ? value : formatDecimal(number, locale)]
    }),
  )
}

export interface ReadOwnFields {
  /** Of fields in use, as `customFields` of commands: emptied ones with an empty value. */
  readonly values: readonly CustomField[]
  /** What is wrong, by the id of the field. */
  readonly problems: ReadonlyMap<string, string>
}

/**
 * What the inputs say. A value that stood there already is right whatever its definition asks by now.
 * @param needed whether an empty required field is wrong: not for what is unfinished
 */
export function readOwnFields(
  definitions: readonly FieldDefinition[],
  texts: OwnFieldTexts,
  before: OwnFields,
  locale: string,
  needed = true,
): ReadOwnFields {
  const problems = new Map<string, string>()
  const values = fieldsInUse(definitions).flatMap((definition): CustomField[] => {
    const { id, name, required } = definition
    const typed = (texts[id] ?? '').trim()
    const old = before?.find(({ fieldId }) => fieldId === id)
    if (typed === '') {
      if (required === 1 && needed) problems.set(id, t('problems.field-required', { name }))
      return old === undefined ? [] : [{ fieldId: id, name, value: '' }]
    }
    if (old !== undefined && ownFieldTexts([definition], [old], locale)[id] === typed) {
      return [{ fieldId: id, name, value: old.value }]
    }
    const read = readText(definition, typed, locale)
    if (typeof read === 'string') return [{ fieldId: id, name, value: read }]
    problems.set(id, read.problem)
    return []
  })
  return { values, problems }
}

function readText(definition: FieldDefinition, typed: string, locale: string): string | { readonly problem: string } {
  const { name, kind } = definition
  let text = typed
  if (kind === 'number') {
    const number = parseNumber(typed, locale)
    if (!number.ok) return { problem: amountProblemText(number.problem, locale) }
    text = number.value
  }
  // Nobody types the scheme of an address.
  if (kind === 'link' && !/^[a-z][a-z\d+.-]*:/i.test(typed)) text = `https://${typed}`
  const read = readFieldValue(definition, text)
  return read.ok ? read.value : { problem: fieldText(name, read.reason, read.limit) }
}

/** A form's resolver that also reads the owner's fields, at `ownFields.<id>`; fields of the row alone go with them. */
export function withOwnFields<
  Values extends FieldValues & { ownFields: OwnFieldTexts },
  Fields extends { readonly customFields?: readonly CustomField[] },
>(
  base: Resolver<Values, unknown, Fields>,
  definitions: readonly FieldDefinition[],
  before: OwnFields,
  locale: string,
): Resolver<Values, unknown, Fields> {
  return async (values, context, options) => {
    const result = await base(values, context, options)
    const read = readOwnFields(definitions, values.ownFields, before, locale)
    if (read.problems.size > 0) {
      const ownFields = Object.fromEntries(
        [...read.problems].map(([id, message]) => [id, { type: 'own-field', message }]),
      )
      return { values: {}, errors: { ...result.errors, ownFields } as unknown as FieldErrors<Values> }
    }
    if (Object.keys(result.errors).length > 0) return result
    const fields = result.values as Fields
    const customFields = [...read.values, ...(fields.customFields ?? [])]
    return { values: { ...fields, customFields }, errors: {} }
  }
}

/** A value as people read it: numbers and days as the locale writes them. */
export function ownFieldText(kind: FieldDefinition['kind'] | undefined, value: string, locale: string): string {
  if (kind === 'number') {
    const number = parseDecimal(value)
    return number === undefined ? value : formatDecimal(number, locale)
  }
  const day = kind === 'date' ? parseCalendarDate(value) : undefined
  return day === undefined ? value : formatDate(day, locale)
}

/** All that the inputs hold in one text, for "yours and theirs" (G-2). */
export function ownFieldsInWords(definitions: readonly FieldDefinition[], texts: OwnFieldTexts): string {
  return fieldsInUse(definitions)
    .filter(({ id }) => (texts[id] ?? '').trim() !== '')
    .map(({ id, name }) => `${name}: ${texts[id]}`)
    .join('\n')
}
