import { ruleFor } from '../core/automation/rule.ts'
import type { ChargeId, InvoiceId } from '../core/ids.ts'
import type { Charge } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { invoicePlanTables } from '../storage/read-automation.ts'
import { addCharges } from './apply-group-plan.ts'
import type { Command } from './execute.ts'
import { readAndPlan, sleepAgain } from './plan-invoices.ts'

/**
 * Charges the late fees that have accrued on an invoice by today and are not charged, each under its key and billing on
 * the day on which it accrued. Planned in the transaction. Problem: `charge-key-taken`.
 */
export const chargeLateFees: Command<{ readonly id: InvoiceId }, { readonly chargeIds: readonly ChargeId[] }> = {
  name: 'chargeLateFees',
  tables: invoicePlanTables,
  async run(books, { id }, envelope): Promise<Result<{ chargeIds: readonly ChargeId[] }, Problem>> {
    const { planned, rules } = await readAndPlan(books, [id], envelope.today)
    const invoice = planned[0]?.invoice
    const intents = planned[0]?.lateFees?.intents ?? []
    const rule = invoice === undefined ? undefined : ruleFor(rules, 'late-fees', invoice)?.parameters
    if (invoice === undefined || rule === undefined || intents.length === 0) {
      books.sleepUntil(id, planned[0]?.wakeOn)
      books.nothingDone()
      return ok({ chargeIds: [] })
    }
    const { now } = envelope
    const description = rule.description.replaceAll('{number}', invoice.number)
    const rows = intents.map(
      ({ charge }): Charge => ({ ...charge, description, version: 1, createdAt: now, updatedAt: now }),
    )
    const taken = await addCharges(books, rows)
    if (taken !== undefined) return refused(taken)
    for (const row of rows) {
      books.record('late-fee.charged', [row.id, invoice.id, invoice.clientId], {
        number: invoice.number,
        clientName: invoice.clientName,
        description,
        amount: row.amount,
        currency: row.currency,
      })
    }
    await sleepAgain(books, id, envelope.today)
    return ok({ chargeIds: rows.map((row) => row.id) })
  },
}
