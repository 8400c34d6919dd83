// Which of the logged events are worth a line on an invoice's page. The log itself keeps every one.
import type { BookEvent, EventType } from '../../core/event.ts'

const repeated: readonly EventType[] = ['draft.changed', 'invoice.released']
const ofTheDraft: readonly EventType[] = [
  'draft.changed',
  'charge.added',
  'charge.changed',
  'charge.waived',
  'charge.released',
]

/** A draft saves itself while it is edited, a PDF may be downloaded again: of those in a row the last is enough. Newest first. */
export function withoutRepeats(events: readonly BookEvent[]): BookEvent[] {
  return events.filter(({ type }, index) => !repeated.includes(type) || events[index - 1]?.type !== type)
}

/** For an issued invoice the steps of its draft no longer matter. */
export function sinceFinal(events: readonly BookEvent[]): BookEvent[] {
  const final = events.findIndex(({ type }) => type === 'invoice.finalized')
  return withoutRepeats(
    events.filter(({ type }, index) => final === -1 || index <= final || !ofTheDraft.includes(type)),
  )
}
