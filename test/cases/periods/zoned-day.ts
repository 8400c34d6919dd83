// Instants of a source as days of a time zone. In the product this happens at the edge, outside core.
import { Temporal } from 'temporal-polyfill'
import { type CalendarDate, calendarDate } from '../../../src/core/date.ts'
import { CaseProblem, hasValue, type JsonObject, textAt } from '../case.ts'

export interface Moment {
  /** Milliseconds since 1970, UTC. */
  readonly instant: number
  /** The day in the time zone. */
  readonly day: CalendarDate
  /** Whether the day begins with this moment. */
  readonly atMidnight: boolean
}

/** The moment of a field: an instant, or a date that stands for its midnight in UTC. Undefined where there is none. */
export function momentAt(fields: JsonObject, name: string, zone: string): Moment | undefined {
  if (!hasValue(fields, name)) return undefined
  const text = textAt(fields, name)
  try {
    const instant = Temporal.Instant.from(text.includes('T') ? text : `${text}T00:00:00Z`)
    const local = instant.toZonedDateTimeISO(zone)
    return {
      instant: instant.epochMilliseconds,
      day: calendarDate(local.toPlainDate().toString()),
      atMidnight: local.startOfDay().epochMilliseconds === instant.epochMilliseconds,
    }
  } catch (error) {
    throw new CaseProblem(`"${name}" is not a moment in ${zone}: ${error instanceof Error ? error.message : text}`)
  }
}

/** The first, or the last, second of a day in the time zone, as an instant in UTC. */
export function edgeOf(day: CalendarDate, zone: string, edge: 'start' | 'end'): string {
  const date = Temporal.PlainDate.from(day)
  const start = (edge === 'start' ? date : date.add({ days: 1 })).toZonedDateTime(zone).toInstant()
  return (edge === 'start' ? start : start.subtract({ seconds: 1 })).toString()
}
