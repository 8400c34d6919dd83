import { isCurrency } from '../core/currency.ts'
import type { BillingGroupId, ChargeId, ClientId } from '../core/ids.ts'
import type { CurrencyCode } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import { type ChargeFields, defaultGroupId, newCharge } from './charge-row.ts'
import type { Command } from './execute.ts'
import { expectBillable, readSettings } from './read-rows.ts'

export interface AddCharge {
  readonly clientId: ClientId
  /** Default: the client's currency, else the account's. */
  readonly currency?: CurrencyCode
  readonly source?: 'manual' | 'adjustment'
  /** Default: the client's default group (M-6). */
  readonly billingGroupId?: BillingGroupId
  readonly fields: ChargeFields
}

/** Adds a charge by hand: a service or an adjustment (P-8). Problems: `not-found`, `client-archived`, `field-invalid`, `amount-too-large`. */
export const addCharge: Command<AddCharge, { readonly id: ChargeId }> = {
  name: 'addCharge',
  tables: ['charges', 'clients', 'billingGroups', 'settings'],
  async run(books, input, envelope): Promise<Result<{ id: ChargeId }, Problem>> {
    const client = await expectBillable(books.db, input.clientId)
    if (!client.ok) return client
    const currency = input.currency ?? client.value.currency ?? (await readSettings(books.db)).currency
    if (!isCurrency(currency)) return refused({ code: 'field-invalid', field: 'currency', reason: 'unknown-currency' })
    const groupId = input.billingGroupId ?? (await defaultGroupId(books.db, input.clientId))
    const group = await books.db.billingGroups.get(groupId)
    if (group?.clientId !== input.clientId) return refused({ code: 'not-found', entity: 'billingGroup', id: groupId })
    const owner = {
      clientId: input.clientId,
      billingGroupId: groupId,
      currency,
      source: input.source ?? 'manual',
    } as const
    const charge = newCharge(owner, input.fields, envelope)
    if (!charge.ok) return charge
    await books.charges.add(charge.value)
    const { id, clientId, description, amount } = charge.value
    books.record('charge.added', [id, clientId], { description, amount, currency })
    return ok({ id })
  },
}
