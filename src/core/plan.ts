// Planners are pure: from a snapshot and a date they say what to do, and why or why not (design.md section 3).
import type { CalendarDate } from './date.ts'

/** What a decision is about: the id of a group, contract, item, client or document. */
export interface Decision<Reason> {
  readonly subject: {
    readonly kind: 'client' | 'group' | 'contract' | 'item' | 'charge' | 'invoice' | 'purchase'
    readonly id: string
  }
  /** `do`: something will happen now. `wait`: by itself, later. `blocked`: somebody has to act. `skip`: never. */
  readonly outcome: 'do' | 'wait' | 'skip' | 'blocked'
  readonly reason: Reason
}

export interface Plan<Intent, Reason> {
  readonly asOf: CalendarDate
  readonly intents: readonly Intent[]
  readonly decisions: readonly Decision<Reason>[]
}
