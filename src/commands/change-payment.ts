import type { PaymentId } from '../core/ids.ts'
import type { Payment, PaymentMethod } from '../core/model.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { checkDate, checkText, firstProblem } from './check-fields.ts'
import type { Command } from './execute.ts'
import { expectRow, lockedProblem, readSettings } from './read-rows.ts'

export interface ChangePayment {
  readonly id: PaymentId
  readonly version: number
  readonly receivedOn: Payment['receivedOn']
  readonly method: PaymentMethod
  readonly reference?: string
}

/** Corrects date, method or reference of a payment; its amount is corrected by undoing it. Problems: `stale`, `wrong-state`, `field-invalid`, `date-in-future`, `books-locked`. */
export const changePayment: Command<ChangePayment, { readonly version: number }> = {
  name: 'changePayment',
  tables: ['payments', 'settings'],
  async run(books, input, envelope): Promise<Result<{ version: number }, Problem>> {
    const found = expectRow('payment', await books.db.payments.get(input.id), input)
    if (!found.ok) return found
    const before = found.value
    if (before.state === 'undone') return refused({ code: 'wrong-state', act: 'change', state: 'undone' })
    const problem = firstProblem(
      checkDate('receivedOn', input.receivedOn),
      checkText('reference', input.reference, 200),
    )
    if (problem !== undefined) return refused(problem)
    const settings = await readSettings(books.db)
    if (input.receivedOn > envelope.today) {
      return refused({ code: 'date-in-future', date: input.receivedOn, today: envelope.today })
    }
    if (input.receivedOn !== before.receivedOn) {
      const locked = lockedProblem(settings, before.receivedOn) ?? lockedProblem(settings, input.receivedOn)
      if (locked !== undefined) return refused(locked)
    }
    const { reference: _reference, ...rest } = before
    const next: Payment = {
      ...rest,
      receivedOn: input.receivedOn,
      method: input.method,
      ...(input.reference === undefined ? {} : { reference: input.reference }),
      version: before.version + 1,
      updatedAt: envelope.now,
    }
    await books.payments.put(next, before)
    books.record('payment.changed', [before.id, before.clientId], {
      receivedOn: next.receivedOn,
      before: before.receivedOn,
    })
    return ok({ version: next.version })
  },
}
