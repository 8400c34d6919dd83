// Whether the ways to pay and the card payments of restored books belong to something.
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { StoredMethod } from '../core/payments/stored-method.ts'
import type { AccountDb } from './account-db.ts'
import { must } from './must-refer.ts'
import { rowsOf } from './rows-of.ts'

/** @throws BackupRefusal `reference-missing` */
export async function checkMethods(
  db: AccountDb,
  keys: Readonly<Record<'clients' | 'invoices' | 'payments', ReadonlySet<string>>>,
): Promise<void> {
  const methods = new Set<string>()
  for await (const batch of rowsOf<StoredMethod>(db, 'paymentMethods')) {
    for (const { id, clientId } of batch) {
      must(keys.clients.has(clientId), 'paymentMethods', id, 'client')
      methods.add(id)
    }
  }
  for await (const batch of rowsOf<CardAttempt>(db, 'cardAttempts')) {
    for (const { id, invoiceId, methodId, paymentId } of batch) {
      must(keys.invoices.has(invoiceId), 'cardAttempts', id, 'invoice')
      must(methods.has(methodId), 'cardAttempts', id, 'paymentMethod')
      if (paymentId !== undefined) must(keys.payments.has(paymentId), 'cardAttempts', id, 'payment')
    }
  }
}
