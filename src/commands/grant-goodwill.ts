import { checkCurrency, checkDate, checkRequired, firstProblem } from '../core/check-fields.ts'
import type { CalendarDate } from '../core/date.ts'
import { keptOthers, othersProblem } from '../core/fields/kept-values.ts'
import type { BillingGroupId, ClientId, CreditEntryId } from '../core/ids.ts'
import { lockedProblem } from '../core/locked-books.ts'
import type { CustomField } from '../core/model.ts'
import { type CurrencyCode, isMinor, type Minor } from '../core/money.ts'
import type { Problem } from '../core/problem.ts'
import { ok, type Result, refused } from '../core/result.ts'
import type { Command } from './execute.ts'
import { ledgerTables, openLedger } from './ledger-books.ts'
import { readSettings } from './read-rows.ts'

export interface GrantGoodwill {
  readonly clientId: ClientId
  /** A group of the client: it goes on invoices of that one only. */
  readonly billingGroupId: BillingGroupId
  readonly currency: CurrencyCode
  /** More than 0. */
  readonly amount: Minor
  readonly reason: string
  /** On this day what is left of it is gone; after today (M-17). */
  readonly expiresOn?: CalendarDate
  readonly customFields?: readonly CustomField[]
}

export interface GrantedGoodwill {
  readonly id: CreditEntryId
  readonly applied: readonly { readonly number: string; readonly amount: Minor }[]
  /** What waits for the next invoice. */
  readonly left: Minor
}

/**
 * Gives a client credit that corrects nothing and bears no tax (R-24, M-17). Where credit is applied by itself it goes on
 * the group's oldest open invoice at once; the rest waits for the next ones (M-18, W-12).
 * Problems: `not-found`, `field-invalid`, `books-locked`.
 */
export const grantGoodwill: Command<GrantGoodwill, GrantedGoodwill> = {
  name: 'grantGoodwill',
  tables: [...ledgerTables, 'settings', 'clients', 'billingGroups'],
  async run(books, input, envelope): Promise<Result<GrantedGoodwill, Problem>> {
    const { db } = books
    const { clientId, billingGroupId, currency, amount, expiresOn } = input
    const [client, group] = await Promise.all([db.clients.get(clientId), db.billingGroups.get(billingGroupId)])
    if (client === undefined) return refused({ code: 'not-found', entity: 'client', id: clientId })
    if (group?.clientId !== clientId) return refused({ code: 'not-found', entity: 'billingGroup', id: billingGroupId })
    const settings = await readSettings(db)
    const problem = goodwillProblem(input, envelope.today) ?? lockedProblem(settings, envelope.today)
    if (problem !== undefined) return refused(problem)
    const applies = settings.creditBalance === 'apply'
    const money = await openLedger(books, { clientId, currency, ...(applies ? { openOnes: true } : {}) })
    const id = envelope.newId('cre')
    const credit = {
      id,
      kind: 'goodwill',
      billingGroupId,
      receivedOn: envelope.today,
      amount,
      ...(expiresOn === undefined ? {} : { expiresOn }),
    } as const
    if (!applies) money.ledger.grant(credit)
    const shares = applies ? money.ledger.credit(credit) : []
    const reason = input.reason.trim()
    const customFields = keptOthers(input.customFields ?? [])
    books.record('credit.granted', [id, clientId], { clientName: client.name, amount, currency, reason })
    await money.write(envelope, {
      credit: { reason, ...(customFields.length === 0 ? {} : { customFields }) },
    })
    const applied = shares.map((share) => ({
      number: money.ledger.invoice(share.invoiceId).number,
      amount: share.amount,
    }))
    return ok({ id, applied, left: money.ledger.left(id) })
  },
}

function goodwillProblem(input: GrantGoodwill, today: CalendarDate): Problem | undefined {
  const { amount, expiresOn } = input
  if (!Number.isInteger(amount) || amount <= 0) {
    return { code: 'field-invalid', field: 'amount', reason: 'not-positive' }
  }
  if (!isMinor(amount)) return { code: 'field-invalid', field: 'amount', reason: 'too-large' }
  const problem = firstProblem(
    checkCurrency('currency', input.currency),
    checkRequired('reason', input.reason, 500),
    checkDate('expiresOn', expiresOn),
    othersProblem(input.customFields ?? []),
  )
  if (problem !== undefined) return problem
  return expiresOn !== undefined && expiresOn <= today
    ? { code: 'field-invalid', field: 'expiresOn', reason: 'out-of-range' }
    : undefined
}
