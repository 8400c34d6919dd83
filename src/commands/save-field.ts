import type { MessageTemplate, MessageTemplateKey } from '../core/automation/message.ts'
import { renamedInText } from '../core/automation/own-template-fields.ts'
import { invalid } from '../core/check-fields.ts'
import { cleanField, type FieldFields, fieldLimits, fieldProblem } from '../core/fields/check-field.ts'
import type { FieldDefinition, FieldSubject } from '../core/fields/field-definition.ts'
import { inFieldOrder } from '../core/fields/kept-values.ts'
import type { FieldId } from '../core/ids.ts'
import type { CustomField } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { foldText } from '../core/search-words.ts'
import type { AccountDb, TableName } from '../storage/account-db.ts'
import { readFields } from '../storage/read-fields.ts'
import type { Books, Writer } from './books.ts'
import type { Command } from './execute.ts'
import { expectRow, readSettings } from './read-rows.ts'

export interface SeenField {
  readonly id: FieldId
  readonly version: number
}

export interface SaveField {
  readonly seen?: SeenField
  readonly fields: FieldFields
}

/** The rows that carry values, by subject. */
const bearerTables = ['clients', 'billingGroups', 'contracts', 'invoices'] as const satisfies readonly TableName[]

/** What asking for the rows of a field touches. */
export const fieldTables = ['fields', 'rules', 'settings', ...bearerTables] as const satisfies readonly TableName[]

/**
 * Adds a field of the owner's own at the end of its subject's, or changes one (M-7). Renamed, it is renamed on every row
 * that carries it, in own rules and in texts of messages; issued documents keep what they say (T-14). Its subject stays, and its kind does
 * once a row carries a value.
 * Problems: `not-found`, `stale`, `field-invalid` (a name that is taken: `duplicate`), `field-in-use`.
 */
export const saveField: Command<SaveField, SeenField & { readonly renamed: number }> = {
  name: 'saveField',
  tables: fieldTables,
  async run(books, { seen, fields: given }, { newId, now }): Promise<Result<SeenField & { renamed: number }, Problem>> {
    const problem = fieldProblem(given)
    if (problem !== undefined) return refused(problem)
    const fields = cleanField(given)
    const all = await readFields(books.db, fields.subject)
    const folded = foldText(fields.name)
    if (all.some(({ id, name }) => id !== seen?.id && foldText(name) === folded)) {
      return refused(invalid('name', 'duplicate'))
    }
    if (seen === undefined) {
      if (all.length >= fieldLimits.definitions) return refused(invalid('name', 'too-many', fieldLimits.definitions))
      const id = newId('fld')
      const position = Math.max(-1, ...all.map((each) => each.position)) + 1
      await books.fields.add({
        ...fields,
        id,
        version: 1,
        position,
        state: 'active',
        createdAt: now,
        updatedAt: now,
      })
      books.record('field.added', [id], { name: fields.name })
      return ok({ id, version: 1, renamed: 0 })
    }
    const found = expectRow('field', await books.db.fields.get(seen.id), seen)
    if (!found.ok) return found
    const before = found.value
    if (before.subject !== fields.subject) return refused(invalid('subject', 'missing'))
    if (before.kind !== fields.kind) {
      const rows = await countBearers(books.db, before)
      if (rows > 0) return refused({ code: 'field-in-use', name: before.name, rows })
    }
    const { id, position, state, createdAt } = before
    const version = before.version + 1
    const next: FieldDefinition = { ...fields, id, version, position, state, createdAt, updatedAt: now }
    await books.fields.put(next, before)
    const renamed = before.name === next.name ? undefined : await renameValues(books, next)
    if (renamed !== undefined) await renameInMessages(books, before, next)
    books.record('field.changed', [id, ...(renamed?.subjects ?? [])], { name: next.name })
    return ok({ id, version, renamed: renamed?.rows ?? 0 })
  },
}

/**
 * Puts a field among the others of its subject, at a place counted from 0. Problems: `not-found`, `stale`.
 */
export const moveField: Command<SeenField & { readonly to: number }, null> = {
  name: 'moveField',
  tables: ['fields'],
  async run(books, { to, ...seen }, { now }): Promise<Result<null, Problem>> {
    const found = expectRow('field', await books.db.fields.get(seen.id), seen)
    if (!found.ok) return found
    const before = inFieldOrder(await readFields(books.db, found.value.subject))
    const others = before.filter(({ id }) => id !== seen.id)
    const order = [...others.slice(0, Math.max(0, to)), found.value, ...others.slice(Math.max(0, to))]
    const changes = order
      .map((previous, position) => ({
        next: { ...previous, position, version: previous.version + 1, updatedAt: now },
        previous,
      }))
      .filter(({ next, previous }) => next.position !== previous.position)
    if (changes.length === 0) {
      books.nothingDone()
      return ok(null)
    }
    await books.fields.putMany(changes)
    books.record('field.changed', [seen.id, ...changes.map(({ next }) => next.id).filter((id) => id !== seen.id)], {
      name: found.value.name,
    })
    return ok(null)
  },
}

/** Nobody is asked for the field any more; values stay where they are. Problems: `not-found`, `stale`. */
export const archiveField: Command<SeenField, { readonly version: number }> = {
  name: 'archiveField',
  tables: ['fields'],
  run: (books, seen, { now }) => changeState(books, seen, 'archived', now),
}

/** Takes an archived field into use again. Problems: `not-found`, `stale`. */
export const restoreField: Command<SeenField, { readonly version: number }> = {
  name: 'restoreField',
  tables: ['fields'],
  run: (books, seen, { now }) => changeState(books, seen, 'active', now),
}

async function changeState(
  books: Books,
  seen: SeenField,
  state: FieldDefinition['state'],
  updatedAt: FieldDefinition['updatedAt'],
): Promise<Result<{ version: number }, Problem>> {
  const found = expectRow('field', await books.db.fields.get(seen.id), seen)
  if (!found.ok) return found
  const before = found.value
  const version = before.version + 1
  await books.fields.put({ ...before, state, version, updatedAt }, before)
  books.record(state === 'archived' ? 'field.archived' : 'field.restored', [before.id], { name: before.name })
  return ok({ version })
}

/** Removes a field that no row carries; one that is in use can be archived. Problems: `not-found`, `stale`, `field-in-use`. */
export const removeField: Command<SeenField, null> = {
  name: 'removeField',
  tables: fieldTables,
  async run(books, seen): Promise<Result<null, Problem>> {
    const found = expectRow('field', await books.db.fields.get(seen.id), seen)
    if (!found.ok) return found
    const { id, name } = found.value
    const rows = await countBearers(books.db, found.value)
    if (rows > 0) return refused({ code: 'field-in-use', name, rows })
    await books.fields.remove(found.value)
    books.record('field.removed', [id], { name })
    return ok(null)
  },
}

interface Bearer {
  readonly id: string
  readonly clientId?: string
  readonly customFields?: readonly CustomField[]
}

function tableOf(db: AccountDb, subject: FieldSubject) {
  if (subject === 'client') return db.clients
  if (subject === 'group') return db.billingGroups
  return subject === 'contract' ? db.contracts : db.invoices
}

/** How many rows carry a value of the field: they are all looked at, which is rare and asked by hand. */
export async function countBearers(
  db: AccountDb,
  { id, subject }: Pick<FieldDefinition, 'id' | 'subject'>,
): Promise<number> {
  let rows = 0
  await tableOf(db, subject).each((row: Bearer) => {
    if (carries(row, id)) rows += 1
  })
  return rows
}

function carries({ customFields }: Bearer, id: FieldId): boolean {
  return customFields?.some(({ fieldId }) => fieldId === id) === true
}

/**
 * Lets rows and own rules say the field's present name. Nothing that a person edits on them changes, so their versions
 * stay: an open form is not stale for it. Answers how many rows, and whom the event is about.
 */
async function renameValues(
  books: Books,
  definition: FieldDefinition,
): Promise<{ readonly rows: number; readonly subjects: readonly string[] }> {
  const { db } = books
  const rename = async <Row extends Bearer>(
    table: { filter(wanted: (row: Row) => boolean): { toArray(): PromiseLike<Row[]> } },
    writer: Writer<Row>,
  ): Promise<readonly Bearer[]> => {
    const rows = await table.filter((row) => carries(row, definition.id)).toArray()
    await writer.putMany(rows.map((previous) => ({ next: renamed(previous, definition), previous })))
    return rows
  }
  const { subject } = definition
  const rows = await (subject === 'client'
    ? rename(db.clients, books.clients)
    : subject === 'group'
      ? rename(db.billingGroups, books.billingGroups)
      : subject === 'contract'
        ? rename(db.contracts, books.contracts)
        : rename(db.invoices, books.invoices))
  // A group is told of with its client.
  const subjects = rows.flatMap(({ id, clientId }) => (clientId === undefined ? [id] : [id, clientId]))
  return { rows: rows.length, subjects: [...new Set([...subjects, ...(await renameInRules(books, definition))])] }
}

function renamed<Row extends Bearer>(row: Row, { id, name }: FieldDefinition): Row {
  const customFields = row.customFields?.map((each) => (each.fieldId === id ? { ...each, name } : each))
  return customFields === undefined ? row : { ...row, customFields }
}

/** Texts go on naming the field; the settings' version stays, as that of rows does. */
async function renameInMessages(books: Books, before: FieldDefinition, next: FieldDefinition): Promise<void> {
  const settings = await readSettings(books.db)
  const texts = Object.entries(settings.messages ?? {}) as [MessageTemplateKey, MessageTemplate][]
  const renamed = texts.flatMap(([key, { subject, text }]) => {
    const [nextSubject, nextText] = [renamedInText(subject, before, next), renamedInText(text, before, next)]
    if (nextSubject === undefined && nextText === undefined) return []
    return [[key, { subject: nextSubject ?? subject, text: nextText ?? text }] as const]
  })
  if (renamed.length === 0) return
  await books.putSettings({ ...settings, messages: { ...settings.messages, ...Object.fromEntries(renamed) } })
}

async function renameInRules(books: Books, { id, name }: FieldDefinition): Promise<string[]> {
  const rules = await books.db.rules.where('kind').equals('own').toArray()
  const ids: string[] = []
  for (const rule of rules) {
    if (rule.kind !== 'own') continue
    const names = rule.parameters.conditions.some((each) => each.kind === 'custom-field' && each.fieldId === id)
    if (!names) continue
    const conditions = rule.parameters.conditions.map((each) =>
      each.kind === 'custom-field' && each.fieldId === id ? { ...each, name } : each,
    )
    await books.rules.put({ ...rule, parameters: { ...rule.parameters, conditions } }, rule)
    ids.push(rule.id)
  }
  return ids
}
