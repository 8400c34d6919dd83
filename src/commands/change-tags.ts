// The owner's own words on clients and invoices. They are no part of any form, so versions stay: an open editor is not
// stale for them, and two windows that add one each keep both.
import { foldTags, tagLimits, tagsProblem } from '../core/automation/tags.ts'
import { invalid } from '../core/check-fields.ts'
import type { ClientId, InvoiceId } from '../core/ids.ts'
import type { Client, FinalizedInvoice, Invoice } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { searchWords } from '../core/search-words.ts'
import type { Books } from './books.ts'
import { chargesInOrder, draftWords } from './draft-row.ts'
import type { Command } from './execute.ts'
import { clientWords } from './save-client.ts'

export interface ChangeTags {
  readonly id: ClientId | InvoiceId
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
}

/** What changing tags touches. */
export const tagTables = ['clients', 'invoices', 'charges', 'documents'] as const

/**
 * Puts tags on a client or an invoice, or takes some off; the row is found by their words from then on. Tags are folded
 * (lower case, no accents), each once, at most 20 of at most 40 characters.
 * Problems: `not-found`, `field-invalid`.
 */
export const changeTags: Command<ChangeTags, { readonly tags: readonly string[] }> = {
  name: 'changeTags',
  tables: tagTables,
  async run(books, { id, ...change }): Promise<Result<{ tags: readonly string[] }, Problem>> {
    const row = await readTagged(books, id)
    if (row === undefined) {
      return refused({ code: 'not-found', entity: id.startsWith('cli_') ? 'client' : 'invoice', id })
    }
    const tags = nextTags(row, change)
    if (!tags.ok) return tags
    if (!(await writeTags(books, row, tags.value))) books.nothingDone()
    return ok({ tags: tags.value })
  },
}

type Tagged = Client | Invoice

/** The client or invoice; undefined: gone. */
export async function readTagged({ db }: Books, id: ClientId | InvoiceId): Promise<Tagged | undefined> {
  return id.startsWith('cli_') ? db.clients.get(id as ClientId) : db.invoices.get(id as InvoiceId)
}

/** The tags of a row after a change, in the order in which they came. Problems: `field-invalid`. */
export function nextTags(
  { tags = [] }: Pick<Tagged, 'tags'>,
  { add = [], remove = [] }: Omit<ChangeTags, 'id'>,
): Result<readonly string[], Problem> {
  const problem = tagsProblem(add)
  if (problem !== undefined) return refused(problem)
  const gone = new Set(foldTags(remove))
  const next = foldTags([...tags.filter((tag) => !gone.has(tag)), ...add])
  return next.length > tagLimits.count ? refused(invalid('tags', 'too-many', tagLimits.count)) : ok(next)
}

/** Writes the tags of a row with its words; false: they were so already. */
export async function writeTags(books: Books, row: Tagged, tags: readonly string[]): Promise<boolean> {
  const { tags: before = [], ...rest } = row
  if (before.length === tags.length && before.every((tag, index) => tag === tags[index])) return false
  const kept = tags.length === 0 ? {} : { tags }
  let name: string
  if (isClient(row)) {
    const next = { ...(rest as Omit<Client, 'tags'>), ...kept }
    await books.clients.put({ ...next, words: clientWords(next) }, row)
    name = row.name
  } else if (row.state === 'draft') {
    const next = { ...row, tags, words: draftWords({ ...row, tags }, await chargesInOrder(books, row)) }
    await books.invoices.put(withoutEmptyTags(next), row)
    name = row.clientName
  } else {
    const next = { ...row, tags, words: await finalWords(books, row, before, tags) }
    await books.invoices.put(withoutEmptyTags(next), row)
    name = row.number
  }
  books.record('tags.changed', [row.id, ...(isClient(row) ? [] : [row.clientId])], { name, tags, before })
  return true
}

function isClient(row: Tagged): row is Client {
  return row.id.startsWith('cli_')
}

function withoutEmptyTags<Row extends Invoice>({ tags, ...row }: Row): Row {
  return (tags === undefined || tags.length === 0 ? row : { ...row, tags }) as Row
}

/** The words of an issued invoice: those of tags that went go too, unless something else says them. */
async function finalWords(
  { db }: Books,
  { id, words, number, sequence, clientName, poNumber, poAddendum, customFields = [] }: FinalizedInvoice,
  before: readonly string[],
  tags: readonly string[],
): Promise<string[]> {
  const gone = new Set(searchWords(...before.filter((tag) => !tags.includes(tag))))
  const issued = gone.size === 0 ? undefined : await db.documents.get(id)
  const lines = issued?.document.lines.map(({ description }) => description) ?? []
  const own = [...(issued?.document.fields ?? []), ...customFields].map(({ value }) => value)
  const said = searchWords(number, String(sequence), clientName, poNumber, poAddendum?.poNumber, ...own, ...lines)
  return [...new Set([...words.filter((word) => !gone.has(word) || said.includes(word)), ...searchWords(...tags)])]
}
