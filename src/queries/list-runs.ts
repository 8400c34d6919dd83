// The log of runs: newest first, by key.
import { Dexie } from 'dexie'
import type { Run } from '../core/automation/run.ts'
import type { RunId } from '../core/ids.ts'
import type { Books } from './account-entries.ts'

export interface RunFilter {
  /** Those that did something, found something, or were stopped; else every run. */
  readonly toldOnly?: boolean
  /** Those that said or did something about this client, group, contract or document. */
  readonly subject?: string
}

export interface RunPage {
  readonly runs: readonly Run[]
  /** The place after which the next page begins. */
  readonly next?: RunId
}

/** A page of runs. Ids sort as runs began. */
export async function listRuns(
  books: Books,
  { toldOnly = false, subject }: RunFilter,
  after: RunId | undefined,
  limit: number,
): Promise<RunPage> {
  const rows = subject === undefined ? await page(books, toldOnly, after, limit + 1) : await ofSubject(books, subject)
  const wanted =
    subject === undefined
      ? rows
      : rows.filter(({ id, told }) => (after === undefined || id < after) && (!toldOnly || told === 1))
  const runs = wanted.slice(0, limit)
  const last = runs.at(-1)
  return { runs, ...(wanted.length > limit && last !== undefined && { next: last.id }) }
}

async function page(books: Books, toldOnly: boolean, after: RunId | undefined, limit: number): Promise<Run[]> {
  const range = toldOnly
    ? books.runs.where('[told+id]').between([1, Dexie.minKey], [1, after ?? Dexie.maxKey], true, after === undefined)
    : after === undefined
      ? books.runs.orderBy('id')
      : books.runs.where('id').below(after)
  return range.reverse().limit(limit).toArray()
}

/** By what runs decided about it, and by what they did to it. */
async function ofSubject(books: Books, subject: string): Promise<Run[]> {
  const ids = new Set<RunId>()
  const entries = books.runEntries.where('subjects').equals(subject)
  for (const key of (await entries.primaryKeys()) as string[]) ids.add(key.slice(0, key.lastIndexOf('/')) as RunId)
  const events = books.events.where('subjects').equals(subject)
  await events.each(({ runId }) => {
    if (runId !== undefined) ids.add(runId)
  })
  const runs = (await books.runs.bulkGet([...ids])).filter((run) => run !== undefined)
  return runs.sort((left, right) => (left.id < right.id ? 1 : -1))
}
