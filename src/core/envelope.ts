// Everything about a command that is not deterministic arrives here (design.md section 6).
import type { CalendarDate, Instant } from './date.ts'
import type { CommandId, NewId, RuleId, RunId } from './ids.ts'

export interface Envelope {
  /** The key of the act: the same id twice is done once. */
  readonly commandId: CommandId
  readonly now: Instant
  /** The account's own calendar day (I-11), not the device's. */
  readonly today: CalendarDate
  readonly actor: 'user' | 'automation'
  readonly device: string
  readonly newId: NewId
  /** Of automation: the run that asks. */
  readonly runId?: RunId
  /** Of a firing: the own rules that led here, the one that fires last (the guard against loops). */
  readonly chain?: readonly RuleId[]
}
