// Whether the money of restored books agrees with itself (R-22, P-7): every payment and credit is where its rows say.
import type { Allocation, CreditEntry, Payment } from '../core/model.ts'
import type { Refund } from '../core/payments/refund.ts'
import type { AccountDb } from './account-db.ts'
import { BackupRefusal } from './backup/backup-refusal.ts'
import { must } from './must-refer.ts'
import { rowsOf } from './rows-of.ts'

type MoneyKeys = Readonly<
  Record<'clients' | 'invoices' | 'creditNotes' | 'payments' | 'creditEntries', ReadonlySet<string>>
>

/**
 * A payment is what lies on invoices, was given back and is credit; what is left of a credit is its amount less what was
 * given back, expired and lies on invoices; what was given back is what refunds say. Answers the money on each invoice:
 * its live allocations without write-offs.
 * @throws BackupRefusal `reference-missing`, `money-differs`
 */
export async function checkMoney(db: AccountDb, keys: MoneyKeys): Promise<ReadonlyMap<string, number>> {
  const { paid, used } = await checkAllocations(db, keys)
  const returned = await checkRefunds(db, keys)
  const creditOf = new Map<string, number>()
  const creditReturned = new Map<string, number>()
  for await (const batch of rowsOf<CreditEntry>(db, 'creditEntries')) {
    for (const entry of batch) {
      checkCredit(entry, keys, used.get(entry.id) ?? 0)
      const { id, paymentId, amount, refunded, state } = entry
      if (state === 'reversed') continue
      const fromIt = refunded - (returned.fromCredit.get(id) ?? 0)
      if (paymentId === undefined) agree(fromIt === 0, 'creditEntries', id)
      else {
        add(creditOf, paymentId, amount)
        add(creditReturned, paymentId, fromIt)
      }
    }
  }
  for await (const batch of rowsOf<Payment>(db, 'payments')) {
    for (const { id, clientId, state, amount, refunded } of batch) {
      const onInvoices = used.get(id) ?? 0
      if (state === 'undone') {
        agree(onInvoices === 0 && !creditOf.has(id) && !returned.open.has(id), 'payments', id)
        continue
      }
      must(keys.clients.has(clientId), 'payments', id, 'client')
      agree(amount === onInvoices + refunded + (creditOf.get(id) ?? 0), 'payments', id)
      agree(refunded === (returned.direct.get(id) ?? 0), 'payments', id)
      agree((creditReturned.get(id) ?? 0) === (returned.rest.get(id) ?? 0), 'payments', id)
    }
  }
  return paid
}

async function checkAllocations(db: AccountDb, keys: MoneyKeys) {
  const paid = new Map<string, number>()
  const used = new Map<string, number>()
  const sources = {
    payment: keys.payments,
    creditNote: keys.creditEntries,
    creditBalance: keys.creditEntries,
    writeOff: keys.invoices,
  } as const
  for await (const batch of rowsOf<Allocation>(db, 'allocations')) {
    for (const { id, invoiceId, sourceKind, sourceId, state, amount } of batch) {
      must(keys.invoices.has(invoiceId), 'allocations', id, 'invoice')
      must(sources[sourceKind].has(sourceId), 'allocations', id, sourceKind)
      if (state !== 'live' || sourceKind === 'writeOff') continue
      add(paid, invoiceId, amount)
      add(used, sourceId, amount)
    }
  }
  return { paid, used }
}

async function checkRefunds(db: AccountDb, keys: MoneyKeys) {
  const fromCredit = new Map<string, number>()
  const direct = new Map<string, number>()
  const rest = new Map<string, number>()
  const open = new Set<string>()
  for await (const batch of rowsOf<Refund>(db, 'refunds')) {
    for (const { id, clientId, sourceKind, sourceId, amount, direct: taken, state } of batch) {
      must(keys.clients.has(clientId), 'refunds', id, 'client')
      const there = sourceKind === 'payment' ? keys.payments : keys.creditEntries
      must(there.has(sourceId), 'refunds', id, sourceKind)
      agree(sourceKind === 'payment' ? taken <= amount : taken === 0, 'refunds', id)
      if (state === 'undone') continue
      open.add(sourceId)
      if (sourceKind === 'credit') add(fromCredit, sourceId, amount)
      else {
        add(direct, sourceId, taken)
        add(rest, sourceId, amount - taken)
      }
    }
  }
  return { fromCredit, direct, rest, open }
}

function checkCredit(entry: CreditEntry, keys: MoneyKeys, used: number): void {
  const { id, origin, paymentId = '', creditNoteId = '', amount, refunded, expired, remaining, state } = entry
  if (origin === 'overpayment' || origin === 'deposit') {
    must(keys.payments.has(paymentId), 'creditEntries', id, 'payment')
  }
  if (origin === 'credit-note') must(keys.creditNotes.has(creditNoteId), 'creditEntries', id, 'creditNote')
  const left = state === 'reversed' ? 0 : amount - refunded - expired - used
  agree(left >= 0 && remaining === left && (state === 'live' || used === 0), 'creditEntries', id)
}

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount)
}

function agree(same: boolean, table: string, id: string): void {
  if (!same) throw new BackupRefusal({ code: 'money-differs', table, id })
}
