// Whether the rows of restored books agree with each other. What a file's checksum cannot tell: it may have been made
// by a program that erred, or written by hand.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Message } from '../core/automation/message.ts'
import type { OutboxRow } from '../core/automation/outbox.ts'
import type { QueuedEvent, RunEntry } from '../core/automation/run.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import {
  type Amendment,
  type Contract,
  type ContractItem,
  type Correction,
  contractChargeId,
  type UsageRecord,
} from '../core/contract/contract.ts'
import type { CreditNote } from '../core/credit/credit-note.ts'
import type { Asset, IssuedDocument, Release } from '../core/invoice/issued.ts'
import type { Charge, FinalizedInvoice, Invoice } from '../core/model.ts'
import type { AccountDb } from './account-db.ts'
import { BackupRefusal } from './backup/backup-refusal.ts'
import { checkMethods } from './check-methods.ts'
import { checkMoney } from './check-money.ts'
import { checkPurchases } from './check-purchases.ts'
import { checkUnits } from './check-units.ts'
import { must } from './must-refer.ts'
import { rowsOf } from './rows-of.ts'

/** What a document says, as far as its row must say the same. */
interface Issued {
  readonly number: string | undefined
  readonly gross: number
}

/**
 * Checks references, numbers, counters and amounts of whole books.
 * @throws BackupRefusal `reference-missing`, `number-doubled`, `amounts-differ`, `money-differs`, `units-differ`
 */
export async function checkBooks(db: AccountDb): Promise<void> {
  const keys = await keysOf(db)
  const issued = await checkDocuments(db, keys)
  const paid = await checkMoney(db, keys)
  await checkMethods(db, keys)
  await checkContracts(db, keys)
  await checkCharges(db, keys)
  await checkInvoices(db, keys, issued, paid)
  await checkPurchases(db, keys)
  await checkUnits(db, keys)
  await checkAutomation(db, keys)
}

type Keys = Readonly<
  Record<
    | 'clients'
    | 'billingGroups'
    | 'contracts'
    | 'contractItems'
    | 'amendments'
    | 'invoices'
    | 'creditNotes'
    | 'charges'
    | 'payments'
    | 'creditEntries'
    | 'assets'
    | 'messages'
    | 'runs',
    ReadonlySet<string>
  >
>

async function keysOf(db: AccountDb): Promise<Keys> {
  const of = async (name: keyof Keys) => new Set((await db.table(name).toCollection().primaryKeys()) as string[])
  return {
    clients: await of('clients'),
    billingGroups: await of('billingGroups'),
    contracts: await of('contracts'),
    contractItems: await of('contractItems'),
    amendments: await of('amendments'),
    invoices: await of('invoices'),
    creditNotes: await of('creditNotes'),
    charges: await of('charges'),
    payments: await of('payments'),
    creditEntries: await of('creditEntries'),
    assets: await of('assets'),
    messages: await of('messages'),
    runs: await of('runs'),
  }
}

async function checkDocuments(db: AccountDb, keys: Keys): Promise<ReadonlyMap<string, Issued>> {
  const issued = new Map<string, Issued>()
  for await (const batch of rowsOf<IssuedDocument>(db, 'documents')) {
    for (const { id, document, logoId } of batch) {
      must(keys.invoices.has(id) || keys.creditNotes.has(id), 'documents', id, 'invoice')
      if (logoId !== undefined) must(keys.assets.has(logoId), 'documents', id, 'logo')
      issued.set(id, { number: document.number, gross: document.totals.gross })
    }
  }
  for await (const batch of rowsOf<Release>(db, 'releases')) {
    for (const { id, pdf, sha256: said } of batch)
      must(issued.has(id) && hashOf(pdf) === said, 'releases', id, 'document')
  }
  for await (const batch of rowsOf<Asset>(db, 'assets')) {
    for (const { id, bytes } of batch) must(hashOf(bytes) === id, 'assets', id, 'bytes')
  }
  return issued
}

function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

/** Groups, contracts and what belongs to them: nothing may hang in the air that a run would bill. */
async function checkContracts(db: AccountDb, keys: Keys): Promise<void> {
  for await (const batch of rowsOf<BillingGroup>(db, 'billingGroups')) {
    for (const { id, clientId } of batch) must(keys.clients.has(clientId), 'billingGroups', id, 'client')
  }
  for await (const batch of rowsOf<Contract>(db, 'contracts')) {
    for (const { id, clientId, billingGroupId, renewedFrom, renewedAs } of batch) {
      must(keys.clients.has(clientId), 'contracts', id, 'client')
      must(keys.billingGroups.has(billingGroupId), 'contracts', id, 'billingGroup')
      for (const other of [renewedFrom, renewedAs]) {
        if (other !== undefined) must(keys.contracts.has(other), 'contracts', id, 'contract')
      }
    }
  }
  for await (const batch of rowsOf<ContractItem>(db, 'contractItems')) {
    for (const { id, clientId, contractId, billingGroupId } of batch) {
      must(keys.clients.has(clientId), 'contractItems', id, 'client')
      must(keys.contracts.has(contractId), 'contractItems', id, 'contract')
      must(keys.billingGroups.has(billingGroupId), 'contractItems', id, 'billingGroup')
    }
  }
  for await (const batch of rowsOf<Amendment>(db, 'amendments')) {
    for (const { id, contractId } of batch) must(keys.contracts.has(contractId), 'amendments', id, 'contract')
  }
  for await (const batch of rowsOf<Correction>(db, 'corrections')) {
    for (const { id, contractItemId, amendmentId, invoiceId, chargeId, resolvedBy } of batch) {
      must(keys.contractItems.has(contractItemId), 'corrections', id, 'contractItem')
      must(keys.amendments.has(amendmentId), 'corrections', id, 'amendment')
      must(keys.invoices.has(invoiceId), 'corrections', id, 'invoice')
      must(keys.charges.has(chargeId), 'corrections', id, 'charge')
      if (resolvedBy !== undefined) {
        must(keys.charges.has(resolvedBy) || keys.creditNotes.has(resolvedBy), 'corrections', id, 'resolution')
      }
    }
  }
  for await (const batch of rowsOf<UsageRecord>(db, 'usageRecords')) {
    for (const { id, contractItemId, state, chargeId } of batch) {
      must(keys.contractItems.has(contractItemId), 'usageRecords', id, 'contractItem')
      // Billed by a charge that is not there, it would be lost; open with one, it would be billed again.
      if (state === 'billed') must(chargeId !== undefined && keys.charges.has(chargeId), 'usageRecords', id, 'charge')
    }
  }
}

async function checkCharges(db: AccountDb, keys: Keys): Promise<void> {
  for await (const batch of rowsOf<Charge>(db, 'charges')) {
    for (const { id, clientId, billingGroupId, invoiceId, state, contractItemId, period, cause, amends } of batch) {
      if (amends !== undefined) must(keys.charges.has(amends), 'charges', id, 'charge')
      const late = /^(inv_[^/]+)\/late-fee\/\d+$/.exec(id)?.[1]
      if (late !== undefined) must(keys.invoices.has(late), 'charges', id, 'invoice')
      if (contractItemId !== undefined) {
        must(keys.contractItems.has(contractItemId), 'charges', id, 'contractItem')
        // Without the key of its period it would not hold its place in the chain, and the period would be billed again.
        const key = period === undefined ? undefined : contractChargeId(contractItemId, period.start)
        must(cause === undefined ? id === key : key !== undefined, 'charges', id, 'period')
      }
      if (state === 'waived') continue
      must(keys.clients.has(clientId), 'charges', id, 'client')
      must(keys.billingGroups.has(billingGroupId), 'charges', id, 'billingGroup')
      if (state !== 'open') must(invoiceId !== undefined && keys.invoices.has(invoiceId), 'charges', id, 'invoice')
    }
  }
}

async function checkInvoices(
  db: AccountDb,
  keys: Keys,
  issued: ReadonlyMap<string, Issued>,
  paid: ReadonlyMap<string, number>,
): Promise<void> {
  const last = new Map((await db.sequences.toArray()).map((row) => [row.series, row.last]))
  const numbers = new Set<string>()
  const checkIssued = (
    kind: 'invoice' | 'creditNote',
    row: Pick<FinalizedInvoice, 'series' | 'sequence' | 'number' | 'gross'> & { readonly id: string },
  ) => {
    const key = `${kind} ${row.number}`
    if (numbers.has(key)) throw new BackupRefusal({ code: 'number-doubled', number: row.number })
    numbers.add(key)
    must((last.get(`${kind} ${row.series}`) ?? 0) >= row.sequence, `${kind}s`, row.id, 'counter')
    const document = issued.get(row.id)
    must(document !== undefined, `${kind}s`, row.id, 'document')
    if (document?.number !== row.number || document.gross !== row.gross) {
      throw new BackupRefusal({ code: 'amounts-differ', number: row.number })
    }
  }
  for await (const batch of rowsOf<Invoice>(db, 'invoices')) {
    for (const invoice of batch) {
      must(keys.clients.has(invoice.clientId), 'invoices', invoice.id, 'client')
      if (invoice.state === 'draft') {
        for (const id of invoice.chargeIds) must(keys.charges.has(id), 'invoices', invoice.id, 'charge')
        continue
      }
      checkIssued('invoice', invoice)
      if (invoice.cancellationId !== undefined) {
        must(keys.creditNotes.has(invoice.cancellationId), 'invoices', invoice.id, 'creditNote')
      }
      const onIt = paid.get(invoice.id) ?? 0
      const due = invoice.state === 'void' ? 0 : invoice.payable - onIt
      const settled = invoice.state === 'paid' ? due === 0 : invoice.state === 'void' ? onIt === 0 : due > 0
      if (invoice.amountDue !== due || !settled) {
        throw new BackupRefusal({ code: 'amounts-differ', number: invoice.number })
      }
    }
  }
  for await (const batch of rowsOf<CreditNote>(db, 'creditNotes')) {
    for (const note of batch) {
      for (const id of note.invoiceIds) must(keys.invoices.has(id), 'creditNotes', note.id, 'invoice')
      if (note.state === 'issued') checkIssued('creditNote', note)
    }
  }
}

/**
 * What is written to clients and what leaves the device, and the log of runs. Endpoints and rules may be gone, and so may
 * what a call was about: its body was fixed when it was written.
 */
async function checkAutomation(db: AccountDb, keys: Keys): Promise<void> {
  for await (const batch of rowsOf<Message>(db, 'messages')) {
    for (const { id, clientId, invoiceId } of batch) {
      must(keys.invoices.has(invoiceId), 'messages', id, 'invoice')
      must(keys.clients.has(clientId), 'messages', id, 'client')
      // Under the key of another invoice it would stand for that one's step, which would never be sent.
      if (!id.startsWith('msg_')) must(id.startsWith(`${invoiceId}/`), 'messages', id, 'invoice')
    }
  }
  for await (const batch of rowsOf<OutboxRow>(db, 'outbox')) {
    for (const { id, payload } of batch) {
      if (payload.kind !== 'message') continue
      // The key of a message is its own: under another one it could leave twice.
      must(id === (payload.messageId as string) && keys.messages.has(payload.messageId), 'outbox', id, 'message')
    }
  }
  for await (const batch of rowsOf<QueuedEvent>(db, 'ruleQueue')) {
    for (const { id } of batch) must((await db.events.get(id)) !== undefined, 'ruleQueue', id, 'event')
  }
  for await (const batch of rowsOf<RunEntry>(db, 'runEntries')) {
    for (const { id, runId } of batch) must(keys.runs.has(runId), 'runEntries', id, 'run')
  }
}
