// What happened, in the order in which it happened: the audit beside the tables, which are the truth.
import type { CalendarDate, Instant } from './date.ts'
import type { CommandId, EventId, RuleId, RunId } from './ids.ts'

/** One fact that happened; append-only. */
export interface BookEvent {
  /** `<commandId>/<nnnnn>` (`eventIdOf`): commands are done once because their first event exists once. */
  readonly id: EventId
  readonly commandId: CommandId
  /** noun.past, e.g. `invoice.finalized`. */
  readonly type: EventType
  readonly at: Instant
  readonly on: CalendarDate
  readonly actor: 'user' | 'automation'
  readonly device: string
  /** Every row that the event is about: client, invoice, payment... */
  readonly subjects: readonly string[]
  /** Plain facts for the sentence on screen and for the audit. */
  readonly data: Readonly<Record<string, unknown>>
  /** The run that did it. */
  readonly runId?: RunId
  /** The own rules whose firing led to it, outermost first. */
  readonly chain?: readonly RuleId[]
  /** On the first event of a command: its answer, given again to a repeated command. */
  readonly result?: unknown
}

export type EventType =
  | 'account.opened'
  | 'settings.changed'
  | 'client.added'
  | 'client.changed'
  | 'client.archived'
  | 'client.restored'
  | 'client.removed'
  | 'product.added'
  | 'product.changed'
  | 'product.archived'
  | 'product.restored'
  | 'product.removed'
  | 'tax-rate.added'
  | 'tax-rate.changed'
  | 'tax-rate.archived'
  | 'charge.added'
  | 'charge.changed'
  | 'charge.waived'
  | 'charge.amended'
  | 'charge.restored'
  | 'charge.released'
  | 'charge.freed'
  | 'draft.made'
  | 'draft.changed'
  | 'draft.discarded'
  | 'invoice.finalized'
  | 'invoice.voided'
  | 'invoice.written-off'
  | 'invoice.reopened'
  | 'invoice.paid'
  | 'invoice.po-added'
  | 'invoice.notes-changed'
  | 'invoice.released'
  | 'credit-note.drafted'
  | 'credit-note.changed'
  | 'credit-note.discarded'
  | 'credit-note.issued'
  | 'credit-note.released'
  | 'refund.paid'
  | 'refund.undone'
  | 'credit.granted'
  | 'credit.taken-off'
  | 'credit.expired'
  | 'method.added'
  | 'method.changed'
  | 'method.removed'
  | 'card.attempted'
  | 'card.collected'
  | 'card.needs-action'
  | 'card.failed'
  | 'card.unknown'
  | 'card.cancelled'
  | 'payment.recorded'
  | 'payment.changed'
  | 'payment.undone'
  | 'group.added'
  | 'group.changed'
  | 'group.held'
  | 'group.deactivated'
  | 'group.cancelled'
  | 'group.activated'
  | 'group.parked'
  | 'group.unparked'
  | 'group.removed'
  | 'group.billed'
  | 'contract.added'
  | 'contract.changed'
  | 'contract.amended'
  | 'contract.cancelled'
  | 'contract.renewed'
  | 'contract.held'
  | 'contract.resumed'
  | 'item.held'
  | 'item.resumed'
  | 'correction.made'
  | 'correction.resolved'
  | 'correction.withdrawn'
  | 'usage.recorded'
  | 'usage.removed'
  | 'credit.deposited'
  | 'credit.applied'
  | 'credit.returned'
  | 'credit.reversed'
  | 'rule.added'
  | 'rule.changed'
  | 'rule.removed'
  | 'rule.fired'
  | 'invoice.held'
  | 'invoice.resumed'
  | 'late-fee.charged'
  | 'reminder.skipped'
  | 'message.prepared'
  | 'message.changed'
  | 'message.sent'
  | 'message.cancelled'
  | 'delivery.queued'
  | 'delivery.begun'
  | 'delivery.done'
  | 'delivery.failed'
  | 'delivery.retried'
  | 'delivery.cancelled'
  | 'endpoint.added'
  | 'endpoint.changed'
  | 'endpoint.removed'
  | 'automation.confirmed'
  | 'automation.clock-reset'
  | 'automation.paused'
  | 'automation.resumed'
  | 'notice.made'
  | 'notice.done'
  | 'tags.changed'
  | 'import.done'
  | 'import.undone'
  | 'backup.made'
  | 'account.restored'

/**
 * The key of the nth event of a command, counted from 0; keys sort in the order of what happened. The first one makes
 * the command happen once.
 */
export function eventIdOf(commandId: CommandId, index: number): EventId {
  return `${commandId}/${String(index).padStart(5, '0')}` as EventId
}
