// One run, with every decision.
import type { Run, RunEntry } from '../core/automation/run.ts'
import type { BookEvent } from '../core/event.ts'
import type { RunId } from '../core/ids.ts'
import type { Books } from './account-entries.ts'

export interface RunView {
  readonly run: Run
  readonly entries: readonly RunEntry[]
  /** What it wrote, in order: of a run that was killed too. */
  readonly events: readonly BookEvent[]
  /** There are more decisions or events than are given. */
  readonly more: boolean
}

/** One run with its decisions and what it did; undefined when it is not there. */
export async function getRun(books: Books, id: RunId, limit = 2000): Promise<RunView | undefined> {
  return books.transaction('r', ['runs', 'runEntries', 'events'], async () => {
    const run = await books.runs.get(id)
    if (run === undefined) return undefined
    const [entries, events] = await Promise.all([
      books.runEntries
        .where('id')
        .startsWith(`${id}/`)
        .limit(limit + 1)
        .toArray(),
      books.events
        .where('runId')
        .equals(id)
        .limit(limit + 1)
        .toArray(),
    ])
    return {
      run,
      entries: entries.slice(0, limit),
      events: events.slice(0, limit),
      more: entries.length > limit || events.length > limit,
    }
  })
}
