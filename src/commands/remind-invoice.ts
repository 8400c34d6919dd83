import type { Message } from '../core/automation/message.ts'
import { ruleFor } from '../core/automation/rule.ts'
import type { Envelope } from '../core/envelope.ts'
import type { InvoiceId, MessageId } from '../core/ids.ts'
import type { FinalizedInvoice } from '../core/model.ts'
import type { RemindIntent } from '../core/plan-reminders.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result } from '../core/result.ts'
import { invoicePlanTables } from '../storage/read-automation.ts'
import type { Books } from './books.ts'
import { cancelRows } from './cancel-deliveries.ts'
import type { Command } from './execute.ts'
import { takeFromConfirmed } from './finalize-by-rule.ts'
import { addMessage, mailEndpointProblem } from './message-row.ts'
import { readAndPlan, sleepAgain } from './plan-invoices.ts'
import { deliveryOf } from './stop-messages.ts'

export interface Reminded {
  /** Absent: nothing is to be said any more. */
  readonly messageId?: MessageId
  readonly step?: number
}

/**
 * Writes the reminder that an invoice's rule asks for today, under the key of its step, and a row for each step that it
 * overtakes; an earlier one that has not left gives way to it. Planned in the transaction. Where the rule names an endpoint that is on, its delivery goes with it,
 * else the message waits for the owner.
 */
export const remindInvoice: Command<{ readonly id: InvoiceId }, Reminded> = {
  name: 'remindInvoice',
  tables: [...invoicePlanTables, 'endpoints', 'outbox'],
  async run(books, { id }, envelope): Promise<Result<Reminded, Problem>> {
    const { planned, rules } = await readAndPlan(books, [id], envelope.today)
    const invoice = planned[0]?.invoice
    const intent = planned[0]?.reminders?.intents[0]
    const rule = invoice === undefined ? undefined : ruleFor(rules, 'reminders', invoice)?.parameters
    if (invoice === undefined || intent === undefined || rule === undefined) {
      books.sleepUntil(id, planned[0]?.wakeOn)
      books.nothingDone()
      return ok({})
    }
    const wanted = rule.way.kind === 'endpoint' ? rule.way.endpointId : undefined
    const endpointId = (await mailEndpointProblem(books, wanted)) === undefined ? wanted : undefined
    await giveWay(books, invoice, envelope)
    const message = await addMessage(
      books,
      invoice,
      {
        id: intent.key as MessageId,
        kind: 'reminder',
        step: intent.step,
        attachPdf: rule.attachPdf,
        listUnpaid: 0,
        ...(endpointId !== undefined && { endpointId }),
      },
      envelope,
    )
    await skipOvertaken(books, invoice, intent, envelope)
    await takeFromConfirmed(books, id, envelope)
    await sleepAgain(books, id, envelope.today)
    return ok({ messageId: message.id, step: intent.step })
  },
}

/** Two reminders of one invoice never leave together: what waits to be sent, or for a connection, is passed over. */
async function giveWay(books: Books, invoice: FinalizedInvoice, { now }: Envelope): Promise<void> {
  const rows = await books.db.messages.where('invoiceId').equals(invoice.id).toArray()
  for (const message of rows) {
    const { id, step, version, kind, state } = message
    if (kind !== 'reminder' || step === undefined || state !== 'prepared') continue
    const delivery = await deliveryOf(books, message)
    if (delivery?.state === 'sending') continue
    await books.messages.put(
      { ...message, state: 'skipped', why: 'overtaken', version: version + 1, updatedAt: now },
      message,
    )
    if (delivery !== undefined) await cancelRows(books, [delivery], 'overtaken', now)
    books.record('reminder.skipped', [id, message.invoiceId, message.clientId], { number: message.invoiceNumber, step })
  }
}

async function skipOvertaken(
  books: Books,
  invoice: FinalizedInvoice,
  { overtaken }: RemindIntent,
  envelope: Envelope,
): Promise<void> {
  for (const { key, step } of overtaken) {
    const row: Message = {
      id: key as MessageId,
      version: 1,
      kind: 'reminder',
      step,
      invoiceId: invoice.id,
      clientId: invoice.clientId,
      billingGroupId: invoice.billingGroupId,
      clientName: invoice.clientName,
      invoiceNumber: invoice.number,
      attachPdf: 0,
      listUnpaid: 0,
      state: 'skipped',
      why: 'overtaken',
      ...(envelope.runId !== undefined && { runId: envelope.runId }),
      preparedOn: envelope.today,
      createdAt: envelope.now,
      updatedAt: envelope.now,
    }
    await books.messages.add(row)
    books.record('reminder.skipped', [row.id, row.invoiceId, row.clientId], { number: row.invoiceNumber, step })
  }
}
