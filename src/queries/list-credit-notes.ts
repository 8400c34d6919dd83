// Credit notes and cancellations, newest first: a page at a time, or those that words find.
import { Dexie } from 'dexie'
import type { CreditNote } from '../core/credit/credit-note.ts'
import type { ClientId } from '../core/ids.ts'
import { searchWords } from '../core/search-words.ts'
import type { Books } from './account-entries.ts'
import { findByWords } from './find-by-words.ts'

export interface CreditNoteFilter {
  readonly state?: CreditNote['state']
  readonly clientId?: ClientId
  /** Every typed word begins a word of number, client, invoice number, line or reason. */
  readonly text?: string
}

/** The place after which a page begins: the key of the last row before it. */
export type CreditNoteCursor = readonly [listedOn: string, id: string]

export interface CreditNotePage {
  readonly rows: readonly CreditNote[]
  readonly next?: CreditNoteCursor
}

/** More than this many are not looked through by their words. */
const looked = 500

/** One page, read by key (keyset); a search answers its newest hits at once, without further pages. */
export async function listCreditNotes(
  books: Books,
  filter: CreditNoteFilter,
  after: CreditNoteCursor | undefined,
  limit: number,
): Promise<CreditNotePage> {
  const { state, clientId, text = '' } = filter
  if (searchWords(text).length > 0) return { rows: await findCreditNotes(books, filter, limit) }
  const lead = clientId ?? state
  const index =
    clientId === undefined ? (state === undefined ? '[listedOn+id]' : '[state+listedOn+id]') : '[clientId+listedOn+id]'
  const prefix = lead === undefined ? [] : [lead]
  const upper = after === undefined ? [...prefix, Dexie.maxKey] : [...prefix, ...after]
  const walk = books.creditNotes
    .where(index)
    .between([...prefix, Dexie.minKey], upper, true, after === undefined)
    .reverse()
  // Of one client there are few: its drafts are picked out while walking.
  const fitting = clientId === undefined || state === undefined ? walk : walk.filter((note) => note.state === state)
  const found = await fitting.limit(limit + 1).toArray()
  const last = found.length > limit ? found[limit - 1] : undefined
  const rows = found.slice(0, limit)
  return last === undefined ? { rows } : { rows, next: [last.listedOn, last.id] }
}

async function findCreditNotes(
  books: Books,
  { state, clientId, text = '' }: CreditNoteFilter,
  limit: number,
): Promise<CreditNote[]> {
  const found = await findByWords(books.creditNotes, text, {
    limit: looked,
    keep: (note) =>
      (state === undefined || note.state === state) && (clientId === undefined || note.clientId === clientId),
    inOrder: () => books.creditNotes.orderBy('[listedOn+id]').reverse(),
  })
  return found.sort((left, right) => (left.listedOn + left.id < right.listedOn + right.id ? 1 : -1)).slice(0, limit)
}
