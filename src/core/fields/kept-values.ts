// The values of the owner's own fields on one row, as they are kept (M-7).
import { checkRequired, checkText, firstProblem, invalid } from '../check-fields.ts'
import type { FieldId } from '../ids.ts'
import type { CustomField } from '../model.ts'
import type { Problem } from '../problem.ts'
import { ok, type Result, refused } from '../result.ts'
import { foldText } from '../search-words.ts'
import { fieldLimits, readFieldValue, valueProblem } from './check-field.ts'
import type { FieldDefinition } from './field-definition.ts'

/** In the order in which they stand in forms and on documents. */
export function inFieldOrder(definitions: readonly FieldDefinition[]): FieldDefinition[] {
  return [...definitions].sort(
    (left, right) => left.position - right.position || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0),
  )
}

/**
 * What a row keeps of the values given: checked by kind, named as the definition is now, in its order, none empty. What
 * stood there already stays whatever the definition asks by now, and values of archived fields stay unless given anew.
 * Fields of the row alone follow.
 * @param definitions all of the subject, the archived ones too
 * @param before what the row has now
 * Problems: `field-value`, `field-invalid` of `customFields`, `not-found` for a field of another subject.
 */
export function keptValues(
  given: readonly CustomField[],
  definitions: readonly FieldDefinition[],
  before: readonly CustomField[] = [],
): Result<readonly CustomField[], Problem> {
  const others = given.filter(({ fieldId }) => fieldId === undefined)
  const problem = othersProblem(others)
  if (problem !== undefined) return refused(problem)
  const values = new Map<FieldId, CustomField>()
  for (const { fieldId, name, value } of given) {
    if (fieldId === undefined) continue
    if (values.has(fieldId)) return refused(invalid('customFields', 'duplicate'))
    const definition = definitions.find(({ id }) => id === fieldId)
    const same = before.find((each) => each.fieldId === fieldId && each.value === value)
    if (definition === undefined && same === undefined) {
      return refused({ code: 'not-found', entity: 'field', id: fieldId })
    }
    if (same !== undefined || definition === undefined) {
      values.set(fieldId, { name: definition?.name ?? name, value, fieldId })
      continue
    }
    const read = readFieldValue(definition, value)
    if (!read.ok) return refused(valueProblem(definition.name, read))
    values.set(fieldId, { name: definition.name, value: read.value, fieldId })
  }
  for (const { fieldId, name, value } of before) {
    const definition = definitions.find(({ id }) => id === fieldId)
    if (fieldId === undefined || values.has(fieldId) || definition?.state === 'active') continue
    values.set(fieldId, { name: definition?.name ?? name, value, fieldId })
  }
  const known = inFieldOrder(definitions).flatMap(({ id }) => values.get(id) ?? [])
  const gone = [...values.values()].filter(({ fieldId }) => !definitions.some(({ id }) => id === fieldId))
  return ok([...known, ...gone, ...keptOthers(others)].filter(({ value }) => value !== ''))
}

/** Fields of a row alone, as they are kept: trimmed, none without a value. */
export function keptOthers(others: readonly CustomField[]): readonly CustomField[] {
  return others
    .map(({ name, value }) => ({ name: name.trim(), value: value.trim() }))
    .filter(({ value }) => value !== '')
}

/** At most 20 fields of a row alone, each with a name of its own. Problems: `field-invalid`. */
export function othersProblem(others: readonly CustomField[]): Problem | undefined {
  if (others.length > fieldLimits.others) return invalid('customFields', 'too-many', fieldLimits.others)
  const names = others.map(({ name }) => foldText(name))
  return firstProblem(
    ...others.map(({ name }) => checkRequired('customFields', name, fieldLimits.name)),
    ...others.map(({ value }) => checkText('customFields', value, fieldLimits.text)),
    new Set(names).size < names.length ? invalid('customFields', 'duplicate') : undefined,
  )
}

/** The required fields in use that have no value, the first by name. Problem: `field-required`. */
export function requiredProblem(
  values: readonly CustomField[],
  definitions: readonly FieldDefinition[],
): Problem | undefined {
  const [name, ...others] = inFieldOrder(definitions)
    .filter(({ id, required, state }) => {
      return (
        required === 1 && state === 'active' && !values.some(({ fieldId, value }) => fieldId === id && value !== '')
      )
    })
    .map((missing) => missing.name)
  if (name === undefined) return undefined
  return { code: 'field-required', name, ...(others.length > 0 && { others }) }
}
