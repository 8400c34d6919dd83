// The only hands that write: every row goes through here, so that its sums and its events are written with it.
import type { Message } from '../core/automation/message.ts'
import type { Endpoint, OutboxRow, Secret } from '../core/automation/outbox.ts'
import type { AutomationRule } from '../core/automation/rule.ts'
import type { AutomationState, Firing, Notice, RuleState } from '../core/automation/run.ts'
import type { BillingGroup } from '../core/contract/billing-group.ts'
import type { Amendment, Contract, ContractItem, Correction, UsageRecord } from '../core/contract/contract.ts'
import type { CreditNote } from '../core/credit/credit-note.ts'
import { type CalendarDate, earlierOf } from '../core/date.ts'
import type { Envelope } from '../core/envelope.ts'
import { type BookEvent, type EventType, eventIdOf } from '../core/event.ts'
import type { FieldDefinition } from '../core/fields/field-definition.ts'
import type { BillingGroupId, ClientId, EndpointId, InvoiceId } from '../core/ids.ts'
import type { Asset, IssuedDocument, Release, Seal } from '../core/invoice/issued.ts'
import type {
  Allocation,
  Charge,
  Client,
  CreditEntry,
  Invoice,
  Payment,
  Product,
  Sequence,
  TaxRate,
} from '../core/model.ts'
import { isMinor } from '../core/money.ts'
import type { CardAttempt } from '../core/payments/card-attempt.ts'
import type { Refund } from '../core/payments/refund.ts'
import type { StoredMethod } from '../core/payments/stored-method.ts'
import type { Problem } from '../core/problem.ts'
import type { UnitLot, UnitUse } from '../core/selling/prepaid-units.ts'
import type { Purchase } from '../core/selling/purchase.ts'
import type { AccountSettings } from '../core/settings.ts'
import {
  type Contribution,
  chargeContributions,
  creditEntryContributions,
  creditNoteContributions,
  invoiceContributions,
  paymentContributions,
  refundContributions,
  sumKey,
} from '../core/settlement/contributions.ts'
import type { Sum, SumField } from '../core/settlement/sum.ts'
import type { AccountDb, WakeupRow } from '../storage/account-db.ts'
import { callsAbout } from './queue-webhook.ts'

/** A row as it is replaced: `previous` is what was read in this transaction, absent for a new row. */
export interface Writer<Row> {
  add(row: Row): Promise<void>
  put(next: Row, previous: Row): Promise<void>
  /** As `add` and `put`, in one request to the database instead of one wait for each row. */
  addMany(rows: readonly Row[]): Promise<void>
  putMany(changes: readonly Change<Row>[]): Promise<void>
}

/** A row as it becomes and as it was. */
export interface Change<Row> {
  readonly next: Row
  readonly previous: Row
}

/** What a writer needs of a Dexie table. */
interface RowTable<Row> {
  add(row: Row): PromiseLike<unknown>
  put(row: Row): PromiseLike<unknown>
  bulkAdd(rows: readonly Row[]): PromiseLike<unknown>
  bulkPut(rows: readonly Row[]): PromiseLike<unknown>
}

export interface Books {
  /** For reading inside the transaction. */
  readonly db: AccountDb
  readonly charges: Writer<Charge>
  readonly invoices: Writer<Invoice>
  readonly creditNotes: Writer<CreditNote>
  readonly seals: Pick<Writer<Seal>, 'add'>
  readonly refunds: Writer<Refund>
  readonly paymentMethods: Writer<StoredMethod>
  readonly cardAttempts: Writer<CardAttempt>
  readonly payments: Writer<Payment>
  readonly creditEntries: Writer<CreditEntry>
  readonly allocations: Writer<Allocation>
  readonly clients: Writer<Client> & { remove(row: Client): Promise<void> }
  readonly billingGroups: Writer<BillingGroup> & { remove(row: BillingGroup): Promise<void> }
  readonly contracts: Writer<Contract> & { remove(row: Contract): Promise<void> }
  readonly contractItems: Writer<ContractItem> & { remove(row: ContractItem): Promise<void> }
  readonly amendments: Pick<Writer<Amendment>, 'add' | 'addMany'>
  readonly corrections: Writer<Correction>
  readonly usageRecords: Writer<UsageRecord> & { remove(row: UsageRecord): Promise<void> }
  readonly products: Writer<Product> & { remove(row: Product): Promise<void> }
  readonly taxRates: Writer<TaxRate>
  readonly purchases: Writer<Purchase>
  readonly unitLots: Writer<UnitLot> & { remove(row: UnitLot): Promise<void> }
  readonly unitUses: Writer<UnitUse> & { remove(row: UnitUse): Promise<void> }
  readonly fields: Writer<FieldDefinition> & { remove(row: FieldDefinition): Promise<void> }
  readonly documents: Pick<Writer<IssuedDocument>, 'add'>
  readonly releases: Pick<Writer<Release>, 'add'>
  readonly rules: Writer<AutomationRule> & { remove(row: AutomationRule): Promise<void> }
  readonly firings: Pick<Writer<Firing>, 'add'>
  readonly messages: Writer<Message>
  readonly outbox: Writer<OutboxRow>
  readonly endpoints: Writer<Endpoint> & { remove(row: Endpoint): Promise<void> }
  readonly notices: Writer<Notice>
  putSecret(secret: Secret): Promise<void>
  removeSecret(id: EndpointId): Promise<void>
  putAutomation(state: AutomationState): Promise<void>
  putRuleState(state: RuleState): Promise<void>
  /** Adds shared bytes unless they are there. */
  keepAsset(asset: Asset): Promise<void>
  /** A draft that is discarded is the one kind of invoice row that goes. */
  discardDraft(draft: Extract<Invoice, { state: 'draft' }>): Promise<void>
  /** A credit note goes only while it is a draft (W-14). */
  discardCreditNote(draft: Extract<CreditNote, { state: 'draft' }>): Promise<void>
  putSettings(settings: AccountSettings): Promise<void>
  putSequence(sequence: Sequence): Promise<void>
  /**
   * When the group or invoice has to be planned again, as its plan says; absent: not before somebody touches it. Without
   * this word every group and every finalized invoice whose rows this command wrote is planned again at the next run.
   * An open invoice is planned with its group too.
   */
  sleepUntil(id: BillingGroupId | InvoiceId, on: CalendarDate | undefined): void
  /** Something changed that every group depends on: all are planned again at the next run, with their open invoices. */
  wakeAll(): Promise<void>
  /** The command found nothing to do: it writes no row and no event, and may be sent again. Only wakeups are kept. */
  nothingDone(): void
  /** Notes one fact; the first of a command carries its answer. */
  record(type: EventType, subjects: readonly (string | undefined)[], data?: Readonly<Record<string, unknown>>): void
  /** Writes sums and events; called once by execute(). Problem: `amount-too-large` when a sum would not be exact. */
  close(result: unknown): Promise<Problem | undefined>
}

/** Opens the books inside a running transaction. `watched`: the events that own rules wait for. */
export function openBooks(
  db: AccountDb,
  envelope: Envelope,
  watched: ReadonlySet<EventType>,
  endpoints: readonly Endpoint[],
): Books {
  const pending: Omit<BookEvent, 'id' | 'result'>[] = []
  const touched = new Set<BillingGroupId | InvoiceId>()
  const touchedClients = new Set<ClientId>()
  const sleeping = new Map<BillingGroupId | InvoiceId, CalendarDate | undefined>()
  let idle = false
  const deltas = new Map<string, { readonly of: Contribution; readonly values: Map<SumField, number> }>()

  function count(contributions: readonly Contribution[], sign: 1 | -1): void {
    for (const contribution of contributions) {
      const key = sumKey(contribution)
      const entry = deltas.get(key) ?? { of: contribution, values: new Map<SumField, number>() }
      for (const [field, value] of Object.entries(contribution.values) as [SumField, number][]) {
        entry.values.set(field, (entry.values.get(field) ?? 0) + sign * value)
      }
      deltas.set(key, entry)
    }
  }

  function counted<Row>(
    table: RowTable<Row>,
    contributions: (row: Row) => readonly Contribution[],
    touch: (row: Row) => void = () => undefined,
  ): Writer<Row> {
    const replace = ({ next, previous }: Change<Row>) => {
      touch(previous)
      touch(next)
      count(contributions(previous), -1)
      count(contributions(next), 1)
    }
    return {
      async add(row) {
        touch(row)
        count(contributions(row), 1)
        await table.add(row)
      },
      async put(next, previous) {
        replace({ next, previous })
        await table.put(next)
      },
      async addMany(rows) {
        for (const row of rows) {
          touch(row)
          count(contributions(row), 1)
        }
        if (rows.length > 0) await table.bulkAdd(rows)
      },
      async putMany(changes) {
        for (const change of changes) replace(change)
        if (changes.length > 0) await table.bulkPut(changes.map(({ next }) => next))
      },
    }
  }

  function plain<Row>(table: RowTable<Row>, touch?: (row: Row) => void): Writer<Row> {
    return counted(table, () => [], touch)
  }

  /** A draft is planned with its group; an issued invoice has a day of its own. */
  const ofInvoice = (row: Invoice) => touched.add(row.state === 'draft' ? row.billingGroupId : row.id)
  const ofGroup = (row: { readonly billingGroupId: BillingGroupId }) => touched.add(row.billingGroupId)

  /** Groups whose rows were written are planned again at the next run, unless the command has planned them itself. */
  async function writeWakeups(): Promise<void> {
    if (touchedClients.size > 0) {
      const groups = await db.billingGroups
        .where('clientId')
        .anyOf([...touchedClients])
        .primaryKeys()
      for (const id of groups) touched.add(id)
    }
    const ids = [...new Set([...touched, ...sleeping.keys()])]
    if (ids.length === 0) return
    const before = await db.wakeups.bulkGet(ids)
    const put: WakeupRow[] = []
    const gone: WakeupRow['id'][] = []
    ids.forEach((id, index) => {
      const row = before[index]
      const wakeOn = sleeping.has(id) ? sleeping.get(id) : earlierOf(row?.wakeOn ?? envelope.today, envelope.today)
      if (wakeOn === undefined) {
        if (row !== undefined) gone.push(id)
      } else if (row?.wakeOn !== wakeOn) put.push({ id, kind: id.startsWith('inv_') ? 'invoice' : 'group', wakeOn })
    })
    if (put.length > 0) await db.wakeups.bulkPut(put)
    if (gone.length > 0) await db.wakeups.bulkDelete(gone)
  }

  async function writeSums(): Promise<Problem | undefined> {
    const moved = [...deltas].filter(([, { values }]) => [...values.values()].some((value) => value !== 0))
    if (moved.length === 0) return undefined
    const rows = await db.sums.bulkGet(moved.map(([key]) => key))
    const put: Sum[] = []
    const gone: string[] = []
    let largest = 0
    moved.forEach(([key, { of, values }], index) => {
      const next: Partial<Record<SumField, number>> = { ...rows[index]?.values }
      for (const [field, value] of values) {
        const sum = (next[field] ?? 0) + value
        largest = Math.max(largest, Math.abs(sum))
        if (sum === 0) delete next[field]
        else next[field] = sum
      }
      if (Object.keys(next).length === 0) gone.push(key)
      else put.push({ key, scope: of.scope, subject: of.subject, currency: of.currency, values: next })
    })
    // Screens take sums for amounts: beyond this they would not be exact to the cent.
    if (!isMinor(largest)) return { code: 'amount-too-large' }
    await db.sums.bulkPut(put)
    if (gone.length > 0) await db.sums.bulkDelete(gone)
    return undefined
  }

  return {
    db,
    charges: counted<Charge>(db.charges, chargeContributions, ofGroup),
    invoices: counted(db.invoices, invoiceContributions, ofInvoice),
    creditNotes: counted(db.creditNotes, creditNoteContributions),
    seals: plain(db.seals),
    refunds: counted(db.refunds, refundContributions),
    // What a group is collected with.
    paymentMethods: plain<StoredMethod>(db.paymentMethods, ({ clientId }) => touchedClients.add(clientId)),
    cardAttempts: plain<CardAttempt>(db.cardAttempts, ({ invoiceId }) => touched.add(invoiceId)),
    payments: counted(db.payments, paymentContributions),
    creditEntries: counted(db.creditEntries, creditEntryContributions),
    // A fee is judged by the days of the money.
    allocations: plain<Allocation>(db.allocations, ({ invoiceId }) => touched.add(invoiceId)),
    clients: {
      ...plain<Client>(db.clients, ({ id }) => touchedClients.add(id)),
      // A new one has no groups but those that are added with it.
      add: plain<Client>(db.clients).add,
      addMany: plain<Client>(db.clients).addMany,
      remove: async (row) => db.clients.delete(row.id),
    },
    billingGroups: {
      ...plain<BillingGroup>(db.billingGroups, ({ id }) => touched.add(id)),
      async remove(row) {
        sleeping.set(row.id, undefined)
        await db.billingGroups.delete(row.id)
      },
    },
    contracts: { ...plain<Contract>(db.contracts, ofGroup), remove: async (row) => db.contracts.delete(row.id) },
    contractItems: {
      ...plain<ContractItem>(db.contractItems, ofGroup),
      remove: async (row) => db.contractItems.delete(row.id),
    },
    amendments: plain(db.amendments),
    // An open one is drafted by the next run.
    corrections: plain<Correction>(db.corrections, ofGroup),
    usageRecords: {
      ...plain<UsageRecord>(db.usageRecords, ofGroup),
      remove: async (row) => db.usageRecords.delete(row.id),
    },
    products: { ...plain(db.products), remove: async (row) => db.products.delete(row.id) },
    taxRates: plain(db.taxRates),
    purchases: plain<Purchase>(db.purchases),
    unitLots: { ...plain<UnitLot>(db.unitLots), remove: async (row) => db.unitLots.delete(row.id) },
    unitUses: { ...plain<UnitUse>(db.unitUses), remove: async (row) => db.unitUses.delete(row.id) },
    fields: { ...plain<FieldDefinition>(db.fields), remove: async (row) => db.fields.delete(row.id) },
    documents: plain(db.documents),
    releases: plain(db.releases),
    rules: { ...plain<AutomationRule>(db.rules), remove: async (row) => db.rules.delete(row.id) },
    firings: plain(db.firings),
    messages: plain(db.messages),
    outbox: plain(db.outbox),
    endpoints: { ...plain<Endpoint>(db.endpoints), remove: async (row) => db.endpoints.delete(row.id) },
    notices: plain(db.notices),
    async putSecret(secret) {
      await db.secrets.put(secret)
    },
    async removeSecret(id) {
      await db.secrets.delete(id)
    },
    async putAutomation(state) {
      await db.automation.put(state)
    },
    async putRuleState(state) {
      await db.ruleStates.put(state)
    },
    async keepAsset(asset) {
      if ((await db.assets.get(asset.id)) === undefined) await db.assets.add(asset)
    },
    async discardDraft(draft) {
      count(invoiceContributions(draft), -1)
      await db.invoices.delete(draft.id)
    },
    async discardCreditNote(draft) {
      count(creditNoteContributions(draft), -1)
      await db.creditNotes.delete(draft.id)
    },
    async putSettings(settings) {
      await db.settings.put(settings)
    },
    async putSequence(sequence) {
      await db.sequences.put(sequence)
    },
    sleepUntil(id, on) {
      sleeping.set(id, on)
    },
    async wakeAll() {
      for (const id of await db.billingGroups.toCollection().primaryKeys()) touched.add(id)
    },
    nothingDone() {
      idle = true
    },
    record(type, subjects, data = {}) {
      pending.push({
        commandId: envelope.commandId,
        type,
        at: envelope.now,
        on: envelope.today,
        actor: envelope.actor,
        device: envelope.device,
        ...(envelope.runId === undefined ? {} : { runId: envelope.runId }),
        ...(envelope.chain === undefined ? {} : { chain: envelope.chain }),
        subjects: [...new Set(subjects.filter((subject): subject is string => subject !== undefined))],
        data,
      })
    },
    async close(result) {
      if (pending.length === 0) {
        if (!idle || touched.size > 0 || touchedClients.size > 0 || deltas.size > 0) {
          throw new Error('A command wrote no event')
        }
        await writeWakeups()
        return undefined
      }
      const problem = await writeSums()
      if (problem !== undefined) return problem
      await writeWakeups()
      const events = pending.map((event, index) => ({
        ...event,
        id: eventIdOf(envelope.commandId, index),
        ...(index === 0 ? { result } : {}),
      }))
      // Whoever asked for it is told, once: the row is there with its event or not at all.
      const calls = endpoints.length === 0 ? [] : await callsAbout(db, endpoints, events)
      await db.events.bulkAdd(calls.length === 0 ? events : events.map((event) => withCalls(event, calls)))
      if (calls.length > 0) await db.outbox.bulkAdd(calls.map(({ row }) => row))
      const waitedFor = events.filter(({ type }) => watched.has(type))
      if (waitedFor.length > 0) {
        await db.ruleQueue.bulkAdd(
          waitedFor.map(({ id, type, subjects, on, chain = [] }) => ({ id, type, subjects, on, chain })),
        )
      }
      return undefined
    },
  }
}

/** An event names the calls about it too. */
function withCalls(event: BookEvent, calls: Awaited<ReturnType<typeof callsAbout>>): BookEvent {
  const ids = calls.filter((call) => call.event === event).map(({ row }) => row.id)
  return ids.length === 0 ? event : { ...event, subjects: [...event.subjects, ...ids] }
}
