// One issued invoice under the planners of what is owed: collection, reminders and late fees.
import { type CalendarDate, earlierOf } from '../date.ts'
import type { InvoiceId, RuleId } from '../ids.ts'
import type { FinalizedInvoice } from '../model.ts'
import type { Decision } from '../plan.ts'
import { type CollectionFacts, type CollectionPlan, type CollectionReason, planCollection } from '../plan-collection.ts'
import { type LateFeeFacts, type LateFeePlan, type LateFeeReason, planLateFees } from '../plan-late-fees.ts'
import { planReminders, type ReminderFacts, type ReminderPlan, type ReminderReason } from '../plan-reminders.ts'
import { type RuleBook, ruleFor } from './rule.ts'

/** An issued invoice with everything that it is planned from. */
export interface InvoiceFacts {
  readonly invoice: FinalizedInvoice
  /** Absent where no rule of reminders is on. */
  readonly reminder?: ReminderFacts
  /** Absent where no rule of late fees is on. */
  readonly lateFee?: LateFeeFacts
  /** Absent where no rule of collection is on. */
  readonly collection?: CollectionFacts & { readonly retryAfterDays: readonly number[] }
}

/** What the planners say about one invoice. */
export interface InvoicePlanned {
  readonly invoice: FinalizedInvoice
  readonly reminders?: ReminderPlan
  readonly lateFees?: LateFeePlan
  readonly collection?: CollectionPlan
  /** The earliest day on which any of them can say something new; absent: not before its rows are written. */
  readonly wakeOn?: CalendarDate
}

/** Plans one invoice by the facts read of it. */
export function planInvoice(
  { invoice, reminder, lateFee, collection: collecting }: InvoiceFacts,
  today: CalendarDate,
): InvoicePlanned {
  const reminders = reminder && planReminders({ rule: { steps: [] }, invoices: [reminder] }, today)
  const lateFees = lateFee && planLateFees({ invoices: [lateFee] }, today)
  const collection =
    collecting && planCollection({ retryAfterDays: collecting.retryAfterDays, invoices: [collecting] }, today)
  const days = [reminders, lateFees, collection].flatMap((plan) => plan?.wakeOn.get(invoice.id) ?? [])
  const wakeOn = days.length === 0 ? undefined : days.reduce(earlierOf)
  return {
    invoice,
    ...(reminders && { reminders }),
    ...(lateFees && { lateFees }),
    ...(collection && { collection }),
    ...(wakeOn && { wakeOn }),
  }
}

/** One invoice's decisions and what is to be done, as plain data. */
export interface InvoiceOutlook {
  readonly id: InvoiceId
  readonly clientId: FinalizedInvoice['clientId']
  readonly billingGroupId: FinalizedInvoice['billingGroupId']
  readonly reminders: readonly Decision<ReminderReason>[]
  readonly lateFees: readonly Decision<LateFeeReason>[]
  readonly collection: readonly Decision<CollectionReason>[]
  readonly reminds: boolean
  /** Its stored card is to be charged (M-27). */
  readonly collects: boolean
  /** What goes first when several are to be reminded. */
  readonly dueOn: CalendarDate
  /** How many fees have accrued and are not charged. */
  readonly fees: number
  readonly ruleIds: { readonly reminders?: RuleId; readonly lateFees?: RuleId; readonly collection?: RuleId }
}

/** What is to be known of an invoice's plan when it is carried out and written down. */
export function outlookOf(
  { invoice, reminders, lateFees, collection }: InvoicePlanned,
  rules: RuleBook,
): InvoiceOutlook {
  const { id, clientId, billingGroupId, dueOn } = invoice
  const [reminding, charging] = [ruleFor(rules, 'reminders', invoice), ruleFor(rules, 'late-fees', invoice)]
  const collecting = ruleFor(rules, 'collection', invoice)
  return {
    id,
    clientId,
    billingGroupId,
    dueOn,
    reminders: reminders?.decisions ?? [],
    lateFees: lateFees?.decisions ?? [],
    collection: collection?.decisions ?? [],
    reminds: (reminders?.intents.length ?? 0) > 0,
    collects: (collection?.intents.length ?? 0) > 0,
    fees: lateFees?.intents.length ?? 0,
    ruleIds: {
      ...(reminding && { reminders: reminding.id }),
      ...(charging && { lateFees: charging.id }),
      ...(collecting && { collection: collecting.id }),
    },
  }
}
