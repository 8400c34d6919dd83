import type { FieldDefinition, FieldSubject } from '../core/fields/field-definition.ts'
import { keptValues, requiredProblem } from '../core/fields/kept-values.ts'
import type { CustomField } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { AccountDb } from '../storage/account-db.ts'
import { readFields } from '../storage/read-fields.ts'

/** The fields of a row as they are kept; none: the row has no such word at all. */
export type KeptFields = { readonly customFields?: readonly CustomField[] }

/**
 * Checks and cleans what a person, a file or another command says of the owner's fields of a row (M-7). Where nothing is
 * said of them they stay, and only a new row is asked for those that are required.
 * Problems: those of `keptValues`, `field-required`.
 */
export async function fieldValues(
  db: AccountDb,
  subject: FieldSubject,
  given: readonly CustomField[] | undefined,
  before: KeptFields | undefined,
): Promise<Result<KeptFields, Problem>> {
  if (given === undefined && before !== undefined) {
    return ok(before.customFields === undefined ? {} : { customFields: before.customFields })
  }
  return checkedValues(await readFields(db, subject), given ?? [], before)
}

/** As `fieldValues`, with the definitions that the caller has read: for files of many rows. */
export function checkedValues(
  definitions: readonly FieldDefinition[],
  given: readonly CustomField[],
  before?: KeptFields,
): Result<KeptFields, Problem> {
  const kept = keptValues(given, definitions, before?.customFields)
  if (!kept.ok) return kept
  const missing = requiredProblem(kept.value, definitions)
  return missing === undefined ? ok(asKept(kept.value)) : refused(missing)
}

/** As `fieldValues`, of what is not finished yet: a draft may lack what is required until it is finalized. */
export async function draftFieldValues(
  db: AccountDb,
  given: readonly CustomField[] | undefined,
  before: KeptFields,
): Promise<Result<KeptFields, Problem>> {
  if (given === undefined) return ok(before.customFields === undefined ? {} : { customFields: before.customFields })
  const kept = keptValues(given, await readFields(db, 'invoice'), before.customFields)
  return kept.ok ? ok(asKept(kept.value)) : kept
}

function asKept(values: readonly CustomField[]): KeptFields {
  return values.length === 0 ? {} : { customFields: values }
}
