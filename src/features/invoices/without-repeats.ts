import type { BookEvent } from '../../core/event.ts'

/** A draft saves itself while it is edited: of changes in a row only the last is worth a line. Newest first. */
export function withoutRepeats(events: readonly BookEvent[]): BookEvent[] {
  return events.filter((event, index) => event.type !== 'draft.changed' || events[index - 1]?.type !== 'draft.changed')
}
